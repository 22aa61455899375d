import * as vscode from 'vscode';
import { type Clock, type Timer } from '../model/clock';
import { type Operation } from '../model/operation';
import { type OperationChange } from '../operations/change';

const { t } = vscode.l10n;

/** Thousands of events a second are one look at the counts. */
const QUIET_MS = 200;

/** The item in the status bar while something runs; a click opens the Operations view. */
export class OperationStatus implements vscode.Disposable {
  private readonly running = new Map<number, Operation>();
  private item: vscode.StatusBarItem | undefined;
  private timer: Timer | undefined;

  constructor(private readonly clock: Clock) {}

  follow({ kind, operation }: OperationChange): void {
    if (operation.endedAt === undefined && kind !== 'removed') {
      this.running.set(operation.number, operation);
    } else {
      this.running.delete(operation.number);
    }
    this.timer ??= this.clock.setTimeout(() => {
      this.timer = undefined;
      this.show();
    }, QUIET_MS);
  }

  dispose(): void {
    this.timer?.cancel();
    this.item?.dispose();
  }

  private show(): void {
    if (this.running.size === 0) {
      this.item?.hide();
      return;
    }
    const targets = [...this.running.values()].flatMap((operation) => operation.targets);
    const settled = targets.filter(({ phase }) => phase === 'settled').length;
    const item = (this.item ??= this.create());
    item.text = t('$(sync~spin) Cloud Phone: {0} of {1}', settled, targets.length);
    item.accessibilityInformation = { label: t('Cloud Phone: {0} of {1}', settled, targets.length) };
    item.show();
  }

  private create(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem('cloudPhone.operations', vscode.StatusBarAlignment.Left);
    item.name = t('Cloud Phone operations');
    item.tooltip = t('Show the operations');
    item.command = 'cloudPhone.operations.focus';
    return item;
  }
}
