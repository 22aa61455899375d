import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { withoutBack } from '../../ui/ask/quickInputs';
import { type Project } from '../../model/project';
import { type Command } from '../context';
import { configuredProject, pickProject } from '../meant/pickProject';
import { errorForLog } from '../../ui/tell/errorText';
import { askAboutHosts } from './askAboutHosts';
import { type Purpose, SignInDialog, type SignInParts } from './signInDialog';
import { storeSignIn } from './storeSignIn';
import { askForMethod } from './signInMethods';

const { t } = vscode.l10n;

/** Asks for a credential, lets the cloud check it, and stores it only when the cloud accepts it. */
export const signIn: Command = async (context, ...args) => {
  const project = configuredProject(context, args) ?? (await pickProject(context, { title: t('Sign In') }));
  await signInTo(project, context);
};

/**
 * Signs in to a configured project.
 * @throws CancellationError when the person cancels; nothing is stored then
 */
export async function signInTo(project: Project, parts: SignInParts): Promise<void> {
  const { sessions } = parts;
  sessions.lookAgain();
  await askAboutHosts(sessions, project);
  try {
    withoutBack(await askForMethod(new SignInDialog(parts, project, toConfigured(project, parts))));
  } finally {
    sessions.forget(project);
  }
}

/** The purpose of a sign-in to a configured project. It writes the project id into the setting when that has none. */
function toConfigured(project: Project, { sessions, settings, log }: SignInParts): Purpose {
  return {
    title: t('Sign In: {0}', project.name),
    accepted: async (proof, options) => {
      await storeSignIn(sessions, project, proof, options);
      if (project.projectId === undefined && proof.projectId !== undefined && !wasEdited(project, settings)) {
        await noteProjectId(project, proof.projectId, { settings, log });
      }
      return undefined;
    },
    shared: async (account, choice) => {
      if (wasEdited(project, settings)) {
        throw new Error(t('The project {0} was edited meanwhile. Sign in to it again.', project.name));
      }
      const fields = {
        ...(account === project.account ? {} : { account }),
        ...(choice === undefined ? {} : { projectId: choice.id }),
      };
      if ((await settings.updateProject(project.name, fields)) === 'written') {
        log.info(`Uses the sign-in of ${account}: ${project.name}`);
      }
      return undefined;
    },
  };
}

/** @returns whether the entry of that name is about another place by now: what the sign-in found does not belong there */
function wasEdited(project: Project, settings: SignInParts['settings']): boolean {
  const now = settings.projects().projects.find(({ name }) => name === project.name);
  const placeOf = ({ region, hosts, projectId, account }: Project) => [region, hosts, projectId, account];
  return now !== undefined && !isDeepStrictEqual(placeOf(now), placeOf(project));
}

/** Writes the project id that a sign-in found. The sign-in works without it, so nothing that happens here makes it fail. */
async function noteProjectId(
  { name }: Project,
  projectId: string,
  { settings, log }: Pick<SignInParts, 'settings' | 'log'>,
): Promise<void> {
  try {
    await settings.updateProject(name, { projectId });
  } catch (error) {
    log.warn(`The project id of ${name} is not in the settings: ${errorForLog(error)}`);
  }
}
