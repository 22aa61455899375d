import { ApiError } from '../../api/errors/errors';
import { type Project } from '../../model/project';
import { message, type Message } from '../../base/message';
import { type Credential } from './credential';
import { isBoundTo } from './hostBinding';

/**
 * @param why a clause that completes "Sign in to X again: …."
 * @returns the error that stops a request until a person has signed in
 */
export const signInAgain = ({ name }: Pick<Project, 'name'>, why: Message): ApiError =>
  new ApiError('auth', message('Sign in to {0} again: {1}.', name, why), { didNotRun: true });

/**
 * Checks that a project has a credential that its hosts may get.
 * @returns the credential
 * @throws ApiError of kind `auth` when there is none, or when it was entered for other hosts
 */
export function mustBeFor(project: Project, credential: Credential | undefined): Credential {
  if (credential === undefined) {
    throw new ApiError('auth', message('Sign in to {0} first.', project.name), { didNotRun: true });
  }
  if (!isBoundTo(credential, project)) {
    throw signInAgain(project, message('the sign-in was for other addresses'));
  }
  return credential;
}
