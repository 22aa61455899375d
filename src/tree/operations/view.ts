import * as vscode from 'vscode';
import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Operation } from '../../model/operation';
import { type OperationChange } from '../../operations/common/events';
import { type OperationsNode } from './operationsNodes';
import { type OperationsTree } from './tree';

const { t } = vscode.l10n;

/** How often the rows are looked at that say how long ago something was, in milliseconds. */
const LOOK_MS = 60_000;

/** The part of VS Code's view that is needed. */
interface ViewPart extends Pick<vscode.TreeView<OperationsNode>, 'visible' | 'selection'> {
  badge?: vscode.ViewBadge | undefined;
  onDidChangeVisibility(listener: () => void): Disposable;
}

interface Parts {
  readonly view: ViewPart;
  readonly tree: Pick<OperationsTree, 'redrawAged'>;
  /** @returns the operations that have not ended */
  readonly running: () => readonly Operation[];
  readonly clock: Clock;
}

/** The Operations view: its badge, its selection, and the rows that grow older while it is visible. */
export class OperationsView implements Disposable {
  private readonly listening: Disposable;
  private timer: Timer | undefined;
  private held = 0;

  constructor(private readonly parts: Parts) {
    this.listening = parts.view.onDidChangeVisibility(() => {
      this.look();
    });
    this.look();
  }

  /** The selected rows, as the objects that VS Code was given. */
  get selection(): readonly OperationsNode[] {
    return this.parts.view.selection;
  }

  get isVisible(): boolean {
    return this.parts.view.visible;
  }

  /** Takes one event of the engine. The badge counts the operations that wait for a person, and nothing else. */
  follow({ kind }: Pick<OperationChange, 'kind'>): void {
    if (kind === 'target') {
      return;
    }
    const held = this.parts.running().filter(({ hold }) => hold !== undefined).length;
    if (held !== this.held) {
      this.held = held;
      this.parts.view.badge = held === 0 ? undefined : { value: held, tooltip: waitWords(held) };
    }
  }

  dispose(): void {
    this.timer?.cancel();
    this.listening.dispose();
  }

  /** Looks once a minute while the view is visible. */
  private look(): void {
    this.timer?.cancel();
    this.timer = undefined;
    if (this.parts.view.visible) {
      this.parts.tree.redrawAged();
      this.timer = this.parts.clock.setTimeout(() => {
        this.look();
      }, LOOK_MS);
    }
  }
}

const waitWords = (count: number): string =>
  count === 1 ? t('1 operation waits for you') : t('{0} operations wait for you', count);
