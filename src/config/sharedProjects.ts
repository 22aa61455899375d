import { isDeepStrictEqual } from 'node:util';
import { omitUndefined } from '../base/omitUndefined';
import { type Hosts, type Project } from '../model/project';
import { message, type Message } from '../base/message';
import { defaultHosts } from './endpoints';
import { type ProjectProblem, readProjects, SERVICES } from './projects';
import { REGIONS } from './regions';

/** One project as it stands in the setting and in a shared list. */
export interface ProjectEntry extends Partial<Omit<Project, 'name' | 'region' | 'hosts'>> {
  readonly name: string;
  readonly region: string;
  readonly endpoints?: Partial<Hosts>;
}

/** The version of the format; schemas/projects.schema.json describes it. */
const VERSION = 1;

/** @returns the list as JSON, for others to import. Only what the setting's reader knows goes out: never a secret. */
export const toSharedText = (projects: readonly Project[]): string =>
  `${JSON.stringify({ version: VERSION, projects: projects.map(entryOf) }, undefined, 2)}\n`;

/** @returns the shortest entry that reads as this project. */
export function entryOf(project: Project): ProjectEntry {
  const { name, account, region, projectId, services, servers, instances, hosts } = project;
  const usual = defaultHosts(region);
  const mustBeNamed = REGIONS[region] === undefined;
  const own = Object.entries(hosts).filter(([host, origin]) => mustBeNamed || origin !== usual[host as keyof Hosts]);
  return {
    name,
    ...(account === name ? {} : { account }),
    region,
    ...omitUndefined({ projectId }),
    ...(services.length === SERVICES.length ? {} : { services }),
    ...(servers.length === 0 ? {} : { servers }),
    ...(instances.length === 0 ? {} : { instances }),
    ...(own.length === 0 ? {} : { endpoints: Object.fromEntries(own) }),
  };
}

/** A shared list, compared with what is configured. */
export interface SharedList {
  /** What may be added. */
  readonly fresh: readonly Project[];
  /** What is there already, by this name or another. */
  readonly known: readonly Project[];
  /** What is another project than the one that has its name, or is called like the account of another. */
  readonly conflicts: readonly Project[];
  readonly problems: readonly ProjectProblem[];
}

/**
 * Reads what somebody exported, or a piece of somebody's settings: an object with `projects` or `cloudPhone.projects`, a
 * bare list, or one entry.
 * @param taken every name and account that the setting mentions
 * @returns what is in it, or why nothing is
 */
export function readShared(
  json: string,
  existing: readonly Project[],
  taken: ReadonlySet<string>,
): SharedList | { readonly wrong: Message } {
  const list = listIn(json);
  if ('wrong' in list) {
    return list;
  }
  const { projects, problems } = readProjects(list.entries);
  const isKnown = (project: Project): boolean => existing.some((other) => isSame(other, project));
  const unknown = projects.filter((project) => !isKnown(project));
  return {
    fresh: unknown.filter(({ name }) => !taken.has(name)),
    known: projects.filter(isKnown),
    conflicts: unknown.filter(({ name }) => taken.has(name)),
    problems,
  };
}

function listIn(json: string): { readonly entries: readonly unknown[] } | { readonly wrong: Message } {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch {
    return { wrong: message('This is not JSON.') };
  }
  if (Array.isArray(value)) {
    return { entries: value };
  }
  if (typeof value !== 'object' || value === null) {
    return { wrong: message('This is no list of projects.') };
  }
  if ('version' in value && value.version !== VERSION) {
    return { wrong: message('This list is of another version of the extension: {0}', String(value.version)) };
  }
  const entries =
    'projects' in value
      ? value.projects
      : 'cloudPhone.projects' in value
        ? value['cloudPhone.projects']
        : 'region' in value
          ? [value]
          : undefined;
  return Array.isArray(entries) ? { entries } : { wrong: message('This is no list of projects.') };
}

/** Under another name a project is the same when its id says so. */
function isSame(one: Project, other: Project): boolean {
  return (
    isDeepStrictEqual(one, other) ||
    (one.projectId !== undefined &&
      one.projectId.toLowerCase() === other.projectId?.toLowerCase() &&
      one.region === other.region &&
      isDeepStrictEqual(one.hosts, other.hosts))
  );
}
