import { type Authorizer } from '../../api/request/authorizer';
import { ApiError } from '../../api/errors/errors';
import { type IamProject } from '../../api/iam/schemas';
import { type Project } from '../../model/project';
import { message, type Message } from '../../base/message';
import { type IdentityService } from '../prove/identityService';

/** @returns those of the project's region, its own first, then its sub-projects by name. */
export function projectsOfRegion({ region }: Project, listed: readonly IamProject[]): readonly IamProject[] {
  return listed
    .filter((one) => one.region === region)
    .sort((a, b) => Number(b.name === region) - Number(a.name === region) || a.name.localeCompare(b.name));
}

/**
 * The projects that an access key may use. A key without the one call may have the other, which the vendor's own kits
 * make, and which finds the region's own project only.
 */
export async function projectsOfKey(
  iam: IdentityService,
  signer: Authorizer,
  { region }: Project,
  signal?: AbortSignal,
): Promise<readonly IamProject[]> {
  try {
    return await iam.listProjects(signer, signal);
  } catch (error) {
    if (error instanceof ApiError && (error.kind === 'forbidden' || error.kind === 'notFound')) {
      return iam.findProjects(signer, region, signal);
    }
    throw error;
  }
}

/**
 * Finds the project of the settings among those that a credential may use.
 * @returns `own`: the one with the id of the settings, or without an id the region's own; `choices`: all of the region,
 * when there is no id and something to choose
 * @throws ApiError of kind `auth` when it is not among them
 */
export function mustBeListed(
  project: Project,
  listed: readonly IamProject[],
): { readonly own?: IamProject; readonly choices: readonly IamProject[] } {
  const { name, region, projectId } = project;
  if (projectId !== undefined) {
    const own = listed.find(({ id }) => id.toLowerCase() === projectId.toLowerCase());
    if (own === undefined) {
      throw no(message('This sign-in may not use the project {0} of {1}.', projectId, name));
    }
    return { own: { ...own, id: projectId }, choices: [] };
  }
  const ofRegion = projectsOfRegion(project, listed);
  const [first, second] = ofRegion;
  if (first === undefined) {
    throw no(message('This sign-in may use no project in the region {0}.', region));
  }
  if (second === undefined) {
    return { own: first, choices: [] };
  }
  return { ...(first.name === region ? { own: first } : {}), choices: ofRegion };
}

const no = (why: Message): ApiError => new ApiError('auth', why, { didNotRun: true });
