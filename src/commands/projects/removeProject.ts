import * as vscode from 'vscode';
import { SecretStoreError } from '../../auth/store/vault';
import { type Project } from '../../model/project';
import { confirmHarm } from '../../ui/ask/confirmHarm';
import { tell } from '../../ui/tell/tell';
import { listed } from '../../ui/words/words';
import { type Command, type CommandContext } from '../context';
import { configuredProject, pickProject } from '../meant/pickProject';
import { projectsSharing, runningIn, runningSentence } from '../signIn/usesOfAccount';

const { t } = vscode.l10n;

/** Removes a project from the setting, after a question. Deletes its stored sign-in unless another project uses it. */
export const removeProject: Command = async (context, ...args) => {
  const { settings, inventory } = context;
  const project = configuredProject(context, args) ?? (await pickProject(context, { title: t('Remove Project') }));
  const others = projectsSharing(context, project);
  await confirmHarm({
    message: t('Remove the project {0}?', project.name),
    detail: [
      t('The servers and instances in the cloud stay as they are.'),
      others.length === 0
        ? t('The stored sign-in is deleted.')
        : t('The sign-in stays, as other projects use it: {0}.', listed(others)),
      ...(await aboutOperations(context, project)),
    ],
    button: t('Remove'),
  });
  await settings.removeProject(project.name);
  inventory.forget(project.name);
  // While the question was open, another window can have added a project that shares the sign-in.
  if (others.length === 0 && projectsSharing(context, project).length === 0) {
    await forgetSignIn(context, project);
  }
};

async function aboutOperations(context: CommandContext, { name }: Project): Promise<readonly string[]> {
  const running = await runningIn(context, [name]);
  return running.length === 0
    ? []
    : [
        runningSentence(running),
        t('What was not sent yet is dropped. What was sent continues in the cloud, and its result will not be known.'),
      ];
}

/**
 * Deletes the stored sign-in. The setting was written before: when it cannot be written, the person is still signed in.
 * When the secret store fails, the next window deletes the sign-in (`SettingsSync`); this is told.
 */
async function forgetSignIn({ sessions }: CommandContext, { name, account }: Project): Promise<void> {
  try {
    await sessions.signOut(account);
  } catch (error) {
    if (!(error instanceof SecretStoreError)) {
      throw error;
    }
    void tell.warn(
      t('{0} is removed. Its sign-in is deleted when VS Code starts the next time. {1}', name, error.message),
    );
  }
}
