import * as vscode from 'vscode';
import { tell } from '../tell/tell';

/** A question before something that harms or cannot be taken back. */
export interface HarmQuestion {
  readonly message: string;
  /** What will happen: one sentence, or several with a line each. */
  readonly detail: string | readonly string[];
  /** The only button that goes on. */
  readonly button: string;
}

/**
 * Asks in a modal.
 * @throws CancellationError unless the person chooses the button
 */
export async function confirmHarm({ message, detail, button }: HarmQuestion): Promise<void> {
  if ((await tell.warn(message, { modal: true, detail }, button)) !== button) {
    throw new vscode.CancellationError();
  }
}
