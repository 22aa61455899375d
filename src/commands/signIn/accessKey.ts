import * as vscode from 'vscode';
import { askInTurn, type Back } from '../../ui/ask/quickInputs';
import { type SignInDialog } from './signInDialog';

const { t } = vscode.l10n;

/**
 * Asks for both parts of an access key, and for the project when there is a choice.
 * @returns BACK when the person goes back from the first question
 */
export function byAccessKey(dialog: SignInDialog): Promise<Back | undefined> {
  let accessKeyId = '';
  return askInTurn([
    ...dialog.fields(2, [
      {
        prompt: t('Access key ID'),
        get value() {
          return accessKeyId;
        },
        take: (text) => {
          accessKeyId = text;
        },
      },
      {
        prompt: t('Secret access key'),
        secret: true,
        attempt: (text, signal) =>
          dialog.prove({ kind: 'accessKey', accessKeyId, secretAccessKey: text.trim() }, signal),
      },
    ]),
    dialog.chooseProject,
    () => dialog.keep({ password: false }),
  ]);
}
