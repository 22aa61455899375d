import { type Authorizer } from '../../api/request/authorizer';
import { ApiError } from '../../api/errors/errors';
import { type IamProject } from '../../api/iam/schemas';
import { type Project } from '../../model/project';
import { message, type Message } from '../../base/message';
import { type IdentityService } from '../prove/identityService';

/** @returns the listed projects of the project's region: the region's own first, then its sub-projects by name */
export function projectsOfRegion({ region }: Project, listed: readonly IamProject[]): readonly IamProject[] {
  return listed
    .filter((one) => one.region === region)
    .sort((a, b) => Number(b.name === region) - Number(a.name === region) || a.name.localeCompare(b.name));
}

/**
 * Lists the projects that an access key may use. A key that may not list its projects may still be permitted the call
 * that the vendor's SDKs make, which finds only the region's own project.
 * @throws ApiError when neither call is permitted, or when a call fails otherwise
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
 * @returns `own`: the project with the id of the settings; without an id the region's own project, or its only one.
 * `choices`: all projects of the region when the settings have no id and the region has more than one; otherwise empty.
 * @throws ApiError of kind `auth` when there is no such project
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
