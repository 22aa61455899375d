import * as vscode from 'vscode';
import { type AcceptedSignIn } from '../../auth/signIn/attempt';
import { type Sessions } from '../../auth/sessions';
import { SecretStoreError } from '../../auth/store/vault';
import { type Project } from '../../model/project';
import { confirmHarm } from '../../ui/ask/confirmHarm';

const { t } = vscode.l10n;

/**
 * Stores an accepted sign-in under the project's account. When the secret store fails, asks whether to keep it in memory.
 * @throws CancellationError when the person does not want that
 */
export async function storeSignIn(
  sessions: Sessions,
  project: Project,
  proof: AcceptedSignIn,
  { password }: { password: boolean },
): Promise<void> {
  try {
    await sessions.keep(project, proof, { password });
  } catch (error) {
    if (!(error instanceof SecretStoreError)) {
      throw error;
    }
    await askForMemory(project, error);
    await sessions.keep(project, proof, { password, inMemory: true });
  }
}

/** @throws CancellationError when the person does not want to keep the sign-in in memory */
const askForMemory = ({ name }: Project, error: SecretStoreError): Promise<void> =>
  confirmHarm({
    message: t('The sign-in of {0} cannot be stored. Keep it in memory?', name),
    detail: t('{0} In memory it lasts until this window closes, and other windows do not see it.', error.message),
    button: t('Keep Until the Window Closes'),
  });
