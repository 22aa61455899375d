import * as vscode from 'vscode';
import { type Clock } from '../../base/clock';

/** How long the person may still look at a window that has lost the focus, in milliseconds. */
const BESIDE_MS = 5 * 60_000;
/** How long the person may watch a window with the focus without using it, in milliseconds. */
const WATCHING_MS = 30 * 60_000;

type WindowPart = Pick<typeof vscode.window, 'state' | 'onDidChangeWindowState'>;

/** Whether a person is likely to look at the window. If not, live refresh sends no requests. */
export class PersonPresence implements vscode.Disposable {
  /** When the window lost the focus or became idle, in milliseconds of `elapsedMs`. */
  private leftAt: number;
  private wasHere: boolean;
  private readonly returned = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable;

  /** Fires when the window is used again. */
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

  /** Whether the window is in use, or was until a short time ago. */
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
