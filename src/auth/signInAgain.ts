import { ApiError } from '../api/errors';
import { type Project } from '../model/project';
import { type Credential } from './credential';
import { isBoundTo } from './hostBinding';

/** @returns what stops a request until a person has signed in. */
export const signInAgain = (project: Pick<Project, 'name'>, why: string): ApiError =>
  new ApiError('auth', `Sign in to ${project.name} again: ${why}.`, { didNotRun: true });

/**
 * @returns the credential, when there is one and it was entered for this project's hosts
 * @throws ApiError of kind `auth`
 */
export function mustBeFor(project: Project, credential: Credential | undefined): Credential {
  if (credential === undefined) {
    throw new ApiError('auth', `Sign in to ${project.name} first.`, { didNotRun: true });
  }
  if (!isBoundTo(credential, project)) {
    throw signInAgain(project, 'the sign-in was for other addresses');
  }
  return credential;
}
