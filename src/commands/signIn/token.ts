import * as vscode from 'vscode';
import { askInTurn, type Back } from '../../ui/ask/quickInputs';
import { type SignInDialog } from './signInDialog';

const { t } = vscode.l10n;

/**
 * Asks for a token that the person already has. It is for one project and cannot be renewed.
 * @returns BACK when the person goes back
 */
export function byToken(dialog: SignInDialog): Promise<Back | undefined> {
  return askInTurn([
    ...dialog.fields(1, [
      {
        prompt: t('Token'),
        secret: true,
        attempt: (token, signal) => dialog.prove({ kind: 'token', token }, signal),
      },
    ]),
    () => dialog.keep({ password: false }),
  ]);
}
