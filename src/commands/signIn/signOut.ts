import * as vscode from 'vscode';
import { confirmHarm } from '../../ui/ask/confirmHarm';
import { tell } from '../../ui/tell/tell';
import { listed } from '../../ui/words/words';
import { type Project } from '../../model/project';
import { type Command, type CommandContext } from '../context';
import { configuredProject, pickProject } from '../meant/pickProject';
import { projectsSharing, runningIn, runningSentence } from './usesOfAccount';

const { t } = vscode.l10n;

/**
 * Deletes the stored credential of a project's account. Asks first when other projects share it, or when an operation
 * needs it.
 */
export const signOut: Command = async (context, ...args) => {
  const project = configuredProject(context, args) ?? (await askForSignedIn(context));
  await askFirst(context, project);
  await context.sessions.signOut(project.account);
};

/** @throws CancellationError when the person does not want to sign out */
async function askFirst(context: CommandContext, project: Project): Promise<void> {
  const others = projectsSharing(context, project);
  const running = await runningIn(context, [project.name, ...others]);
  if (others.length + running.length === 0) {
    return;
  }
  await confirmHarm({
    message: t('Sign out of {0}?', project.name),
    detail: [
      ...(others.length === 0
        ? []
        : [t('These projects share the sign-in and are signed out too: {0}.', listed(others))]),
      ...(running.length === 0
        ? []
        : [
            runningSentence(running),
            t('What was sent continues in the cloud. Its result is read once you have signed in again.'),
            t('What was not sent yet waits until you sign in again and choose Resume.'),
          ]),
    ],
    button: t('Sign Out'),
  });
}

async function askForSignedIn(context: CommandContext): Promise<Project> {
  const { settings, sessions } = context;
  const accounts = new Set(
    await sessions.signedInAccounts(settings.projects().projects.map((project) => project.account)),
  );
  if (accounts.size === 0) {
    void tell.info(t('No project is signed in.'));
    throw new vscode.CancellationError();
  }
  return pickProject(context, { title: t('Sign Out'), fits: (project) => accounts.has(project.account) });
}
