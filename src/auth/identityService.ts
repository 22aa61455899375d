import { ApiError } from '../api/errors';
import { type Project } from '../model/project';
import { type Issued } from './tokenLookup';

/** What the identity service says of a token; without `projectId` the token is of no project. */
export interface TokenFacts {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly projectId?: string | undefined;
  readonly projectName?: string | undefined;
  readonly userName?: string | undefined;
  readonly domainName?: string | undefined;
}

/** What signing in needs of the identity service; `IamClient` fits. */
export interface IdentityService {
  issueToken(
    who: {
      readonly domain: string;
      readonly user: string;
      readonly password: string;
      readonly scope: { readonly projectName: string } | { readonly projectId: string };
    },
    signal?: AbortSignal,
  ): Promise<TokenFacts>;
  checkToken(token: string, signal?: AbortSignal): Promise<TokenFacts>;
}

/** CPH and KooPhone want a token of one project (iam.md): by its id where known, else the region's own project. */
export const scopeOf = (project: Project): { projectName: string } | { projectId: string } =>
  project.projectId === undefined ? { projectName: project.region } : { projectId: project.projectId };

/**
 * Checks that a token serves this project now.
 * @throws ApiError of kind `auth` that says why it does not
 */
export function mustServe(project: Project, facts: TokenFacts, now: number): Issued {
  const { token, expiresAt, projectId, projectName } = facts;
  if (projectId === undefined || projectId === '') {
    throw no('This token is of a whole account. Get one with project scope.');
  }
  if (project.projectId !== undefined && projectId.toLowerCase() !== project.projectId.toLowerCase()) {
    throw no(`This token is of another project than ${project.name}: ${projectName ?? projectId}`);
  }
  // A project is named after its region, a sub-project <region>_<name> (iam.md section 3).
  if (project.projectId === undefined && projectName !== undefined && projectName.split('_')[0] !== project.region) {
    throw no(`This token is of a project outside the region ${project.region}: ${projectName}`);
  }
  if (expiresAt <= now) {
    throw no('This token has ended. Get a new one.');
  }
  return {
    token,
    expiresAt,
    projectId: project.projectId ?? projectId,
    ...(projectName === undefined ? {} : { projectName }),
  };
}

const no = (message: string): ApiError => new ApiError('auth', message, { didNotRun: true });
