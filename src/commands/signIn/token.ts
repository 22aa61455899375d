import * as vscode from 'vscode';
import { askInTurn, type Back } from '../../ui/ask/quickInputs';
import { type SignInDialog } from './signInDialog';

const { t } = vscode.l10n;

/** A token that a person has: it is of one project, and cannot be renewed. */
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
