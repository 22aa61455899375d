import { type IssuedToken } from '../api/iam';
import { type Project } from '../model/project';
import { type Credential, type ProjectToken } from './credential';

/** Tokens are renewed this long before their end (style: one token per account and project). */
export const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * @returns the token of this project and the project's id. A project without an id in the settings is the one that its
 * region gave when the token was asked for; a project's id never matches another project's token.
 */
export function tokenOf(credential: Credential, project: Project): { id: string; entry: ProjectToken } | undefined {
  if (project.projectId !== undefined) {
    const entry = credential.tokens[project.projectId];
    return entry && { id: project.projectId, entry };
  }
  const found = Object.entries(credential.tokens).find(
    ([, { projectName, askedByRegion }]) => askedByRegion === project.region || projectName === project.region,
  );
  return found && { id: found[0], entry: found[1] };
}

/** @returns whether the token can still be sent. */
export const isLive = (entry: ProjectToken, now: number): boolean =>
  entry.token !== '' && entry.stopped !== true && entry.expiresAt > now;

export const passwordOf = (credential: Credential): string | undefined =>
  credential.kind === 'iamUser' ? credential.password : undefined;

/** @returns the credential with this token in place of the project's former one. */
export function withToken(credential: Credential, project: Project, issued: IssuedToken): Credential {
  const entry: ProjectToken = {
    token: issued.token,
    expiresAt: issued.expiresAt,
    projectName: issued.projectName,
    ...(project.projectId === undefined ? { askedByRegion: project.region } : {}),
  };
  return { ...credential, tokens: { ...credential.tokens, [issued.projectId]: entry } };
}
