import { type IssuedToken } from '../../api/iam/client';
import { type Project } from '../../model/project';
import { type AccessKeyCredential, type Credential, type ProjectToken, type TokenCredential } from './credential';

/** A token is renewed this long before it expires. */
export const RENEW_BEFORE_MS = 5 * 60_000;

/** The projects that a credential knows, keyed by project id. */
type Known<T> = Readonly<Record<string, T & { readonly projectName: string; readonly askedByRegion?: string }>>;

/**
 * Finds the entry of a project. A project with an id in the settings matches that id only. A project without one
 * matches the entry that was chosen for its region at the sign-in, otherwise the entry named after the region.
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

/** @returns the token of this project and the project's id; undefined for an access key, or without such a token */
export const tokenOf = (credential: Credential, project: Project): { id: string; entry: ProjectToken } | undefined =>
  credential.kind === 'accessKey' ? undefined : find(credential.tokens, project);

/** @returns the project's id from the settings, otherwise as the sign-in found it */
export function projectIdIn(credential: Credential, project: Project): string | undefined {
  const known: Known<unknown> = credential.kind === 'accessKey' ? credential.projects : credential.tokens;
  return project.projectId ?? find(known, project)?.id;
}

/**
 * @param now in milliseconds since the epoch
 * @returns whether the token has neither expired nor been refused
 */
export const isLive = (entry: ProjectToken, now: number): boolean =>
  entry.token !== '' && entry.stopped !== true && entry.expiresAt > now;

/** @returns the stored password of an IAM user; undefined for every other credential */
export const passwordOf = (credential: Credential): string | undefined =>
  credential.kind === 'iamUser' ? credential.password : undefined;

/** @returns a copy of the credential in which this token replaces the project's former one */
export function withToken<C extends TokenCredential>(credential: C, project: Project, issued: IssuedToken): C {
  const entry: ProjectToken = {
    token: issued.token,
    expiresAt: issued.expiresAt,
    projectName: issued.projectName,
    ...askedBy(project),
  };
  return { ...credential, tokens: { ...credential.tokens, [issued.projectId]: entry } };
}

/** @returns a copy of the credential of an access key that also lists this project, under this id */
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
