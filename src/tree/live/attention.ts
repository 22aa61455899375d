import * as vscode from 'vscode';
import { type Clock } from '../../base/clock';

/** So long after the window lost the focus, somebody may still look at it beside another one. */
const BESIDE_MS = 5 * 60_000;
/** So long somebody may watch a window without touching it. */
const WATCHING_MS = 30 * 60_000;

type WindowPart = Pick<typeof vscode.window, 'state' | 'onDidChangeWindowState'>;

/** Whether a person is likely to look at the window; of what nobody looks at nothing is asked. */
export class Attention implements vscode.Disposable {
  /** In the time of `elapsedMs`. */
  private leftAt: number;
  private wasHere: boolean;
  private readonly returned = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable;

  /** Fires when a person comes back to the window. */
  readonly onDidReturn = this.returned.event;

  constructor(
    private readonly clock: Clock,
    private readonly window: WindowPart = vscode.window,
  ) {
    this.leftAt = clock.elapsedMs();
    this.wasHere = isTouched(window.state);
    this.listening = window.onDidChangeWindowState((state) => {
      this.note(isTouched(state));
    });
  }

  get isHere(): boolean {
    const { state } = this.window;
    const patience = state.focused ? WATCHING_MS : BESIDE_MS;
    return isTouched(state) || this.clock.elapsedMs() - this.leftAt < patience;
  }

  dispose(): void {
    this.listening.dispose();
    this.returned.dispose();
  }

  private note(isHere: boolean): void {
    if (this.wasHere && !isHere) {
      this.leftAt = this.clock.elapsedMs();
    } else if (!this.wasHere && isHere) {
      this.returned.fire();
    }
    this.wasHere = isHere;
  }
}

const isTouched = ({ focused, active }: vscode.WindowState): boolean => focused && active;
