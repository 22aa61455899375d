import * as vscode from 'vscode';
import { type Clock, type Timer } from '../../base/clock';
import { HOLD_REASONS, type Operation } from '../../model/operation';
import { isWhole } from '../../model/operationSummary';
import { possibleControls } from '../../model/operationControls';
import { type OperationChange } from '../../operations/common/events';
import { shownText } from '../words/plainText';
import { HOLD_WORD, waveWords } from '../words/rolloutWords';

const { t } = vscode.l10n;

/** The item is updated at most once in this time, in milliseconds. Thousands of events can come in one second. */
const QUIET_MS = 200;

/**
 * The status bar item while an operation runs. A click opens the controls of the rollouts while one runs, else the
 * Operations view.
 */
export class OperationStatus implements vscode.Disposable {
  private readonly running = new Map<number, Operation>();
  private item: vscode.StatusBarItem | undefined;
  /** Runs for `QUIET_MS` after each update. */
  private timer: Timer | undefined;
  private isOutdated = false;

  /** @param create makes the item, when there is something to show for the first time */
  constructor(
    private readonly clock: Clock,
    private readonly create: () => vscode.StatusBarItem = createItem,
  ) {}

  /** Takes one event of the engine. The item follows at once, or within `QUIET_MS` of the update before. */
  follow({ kind, operation }: OperationChange): void {
    if (isWhole(operation) && operation.endedAt === undefined && kind !== 'removed') {
      this.running.set(operation.number, operation);
    } else {
      this.running.delete(operation.number);
    }
    this.isOutdated = true;
    if (this.timer === undefined || this.running.size === 0) {
      this.update();
    }
  }

  dispose(): void {
    this.timer?.cancel();
    this.item?.dispose();
  }

  private update(): void {
    this.isOutdated = false;
    this.show();
    this.timer?.cancel();
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined;
      if (this.isOutdated) {
        this.update();
      }
    }, QUIET_MS);
  }

  private show(): void {
    if (this.running.size === 0) {
      this.item?.hide();
      return;
    }
    const operations = [...this.running.values()];
    const { icon, words, isWaiting, rolls } = statusOf(operations);
    const item = (this.item ??= this.create());
    item.text = `$(${icon}) ${shownText(words)}`;
    item.accessibilityInformation = { label: words };
    item.backgroundColor = isWaiting ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.command = rolls ? 'cloudPhone.controlRollouts' : 'cloudPhone.operations.focus';
    item.tooltip = rolls ? t('Manage Operations') : t('Show the operations');
    item.show();
  }
}

function createItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('cloudPhone.operations', vscode.StatusBarAlignment.Left);
  item.name = t('Cloud Phone operations');
  return item;
}

function statusOf(operations: readonly Operation[]) {
  const targets = operations.flatMap((operation) => operation.targets);
  const settled = targets.filter(({ phase }) => phase === 'settled').length;
  const rollouts = operations.map(({ rollout }) => rollout).filter((rollout) => rollout !== undefined);
  const holds = new Set(operations.map((operation) => operation.hold?.why));
  // The most urgent reason comes first.
  const hold = HOLD_REASONS.find((why) => holds.has(why));
  const [first] = rollouts;
  const rolls = operations.some((operation) => possibleControls(operation).length > 0);
  if (hold !== undefined) {
    const isWaiting = hold !== 'paused';
    const icon = isWaiting ? 'bell-dot' : 'debug-pause';
    return { icon, words: t('Cloud Phone: {0}', HOLD_WORD[hold]()), isWaiting, rolls };
  }
  const words =
    first !== undefined && rollouts.length === 1
      ? t('Cloud Phone: {0}, {1} of {2}', waveWords(first), settled, targets.length)
      : t('Cloud Phone: {0} of {1}', settled, targets.length);
  return { icon: 'sync~spin', words, isWaiting: false, rolls };
}
