import * as vscode from 'vscode';
import { tell } from '../../ui/tell/tell';
import { listed } from '../../ui/words/words';
import { type Command } from '../context';
import { configuredProject, pickProject } from '../meant/pickProject';

const { t } = vscode.l10n;

/** Deletes the stored credential of a project's account. Tells which other projects share it. */
export const signOut: Command = async (context, ...args) => {
  const { settings, sessions, log } = context;
  const project = configuredProject(context, args) ?? (await askForSignedIn(context));
  await sessions.signOut(project.account);
  log.info(`signed out of ${project.account}`);
  const others = settings
    .projects()
    .projects.filter((other) => other.account === project.account && other.name !== project.name);
  if (others.length > 0) {
    void tell.info(t('Also signed out, as they share the account: {0}', listed(others.map(({ name }) => name))));
  }
};

async function askForSignedIn(context: Parameters<Command>[0]) {
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
