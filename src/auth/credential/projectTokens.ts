import { type IssuedToken } from '../../api/iam/client';
import { type Project } from '../../model/project';
import { type AccessKeyCredential, type Credential, type ProjectToken, type TokenCredential } from './credential';

/** Tokens are renewed this long before their end (style: one token per account and project). */
export const RENEW_BEFORE_MS = 5 * 60_000;

/** What a credential knows of its projects, by their ids. */
type Known<T> = Readonly<Record<string, T & { readonly projectName: string; readonly askedByRegion?: string }>>;

/**
 * A project without an id in the settings is the one that was chosen for its region at the sign-in, else the region's
 * own; a project's id never matches another project.
 */
function find<T>(known: Known<T>, { projectId, region }: Project): { id: string; entry: T } | undefined {
  if (projectId !== undefined) {
    const entry = known[projectId];
    return entry && { id: projectId, entry };
  }
  const rows = Object.entries(known);
  const found =
    rows.find(([, { askedByRegion }]) => askedByRegion === region) ??
    rows.find(([, { projectName }]) => projectName === region);
  return found && { id: found[0], entry: found[1] };
}

/** @returns the token of this project and the project's id. */
export const tokenOf = (credential: Credential, project: Project): { id: string; entry: ProjectToken } | undefined =>
  credential.kind === 'accessKey' ? undefined : find(credential.tokens, project);

/** @returns the project's id, by the settings or else as the sign-in found it. */
export function projectIdIn(credential: Credential, project: Project): string | undefined {
  const known: Known<unknown> = credential.kind === 'accessKey' ? credential.projects : credential.tokens;
  return project.projectId ?? find(known, project)?.id;
}

/** @returns whether the token can still be sent. */
export const isLive = (entry: ProjectToken, now: number): boolean =>
  entry.token !== '' && entry.stopped !== true && entry.expiresAt > now;

export const passwordOf = (credential: Credential): string | undefined =>
  credential.kind === 'iamUser' ? credential.password : undefined;

/** @returns the credential with this token in place of the project's former one. */
export function withToken<C extends TokenCredential>(credential: C, project: Project, issued: IssuedToken): C {
  const entry: ProjectToken = {
    token: issued.token,
    expiresAt: issued.expiresAt,
    projectName: issued.projectName,
    ...askedBy(project),
  };
  return { ...credential, tokens: { ...credential.tokens, [issued.projectId]: entry } };
}

/** @returns the credential of an access key that serves this project under this id. */
export function withProject(
  credential: AccessKeyCredential,
  project: Project,
  { id, name }: { readonly id: string; readonly name: string },
): AccessKeyCredential {
  const entry = { projectName: name, ...askedBy(project) };
  return { ...credential, projects: { ...credential.projects, [id]: entry } };
}

const askedBy = ({ projectId, region }: Project): { askedByRegion?: string } =>
  projectId === undefined ? { askedByRegion: region } : {};
