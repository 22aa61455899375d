import * as vscode from 'vscode';
import { askInTurn, type Back } from '../../ui/ask/quickInputs';
import { type SignInDialog } from './signInDialog';

const { t } = vscode.l10n;

/** Both parts of an access key; then the project, where there is a choice. */
export function byAccessKey(dialog: SignInDialog): Promise<Back | undefined> {
  let accessKeyId = '';
  return askInTurn([
    ...dialog.fields(2, [
      {
        prompt: t('Access key id'),
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
