import { ApiError } from '../../api/errors/errors';
import { type IamClient, type IssuedToken, type ProjectScope } from '../../api/iam/client';
import { type Project } from '../../model/project';
import { message, type Message } from '../../base/message';

/** The calls to the identity service that signing in makes. */
export type IdentityService = Pick<
  IamClient,
  'issueToken' | 'issueAccountToken' | 'checkToken' | 'listProjects' | 'findProjects'
>;

/**
 * CPH and KooPhone accept only a token with project scope.
 * @returns the scope of a token for this project: its id where the settings have one, otherwise the region's own
 * project
 */
export const scopeOf = (project: Project): ProjectScope =>
  project.projectId === undefined ? { projectName: project.region } : { projectId: project.projectId };

/**
 * Checks that a token serves this project now.
 * @param now in milliseconds since the epoch
 * @returns the token, with the project id as the settings write it where they have one
 * @throws ApiError of kind `auth` that says why the token does not serve
 */
export function mustServe(project: Project, issued: IssuedToken, now: number): IssuedToken {
  const { expiresAt, projectId, projectName } = issued;
  if (project.projectId !== undefined && projectId.toLowerCase() !== project.projectId.toLowerCase()) {
    throw no(message('This token is of another project than {0}: {1}', project.name, projectName));
  }
  // IAM names a region's own project after the region, and a sub-project <region>_<name> (IAM API reference).
  if (project.projectId === undefined && projectName.split('_')[0] !== project.region) {
    throw no(message('This token is of a project outside the region {0}: {1}', project.region, projectName));
  }
  if (expiresAt <= now) {
    throw no(message('By this computer’s clock the token has already expired. Correct the clock, or get a new token.'));
  }
  return { ...issued, projectId: project.projectId ?? projectId };
}

const no = (why: Message): ApiError => new ApiError('auth', why, { didNotRun: true });
