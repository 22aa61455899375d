import { isDeepStrictEqual } from 'node:util';
import { omitUndefined } from '../base/omitUndefined';
import { type Hosts, type Project } from '../model/project';
import { message, type Message } from '../base/message';
import { defaultHosts } from './endpoints';
import { type ProjectProblem, readProjects, SERVICES } from './projects';
import { REGIONS } from './regions';

/** One project as an entry of the setting or of a shared list. */
export interface ProjectEntry extends Partial<Omit<Project, 'name' | 'region' | 'hosts'>> {
  readonly name: string;
  readonly region: string;
  readonly endpoints?: Partial<Hosts>;
}

/** The version of the format of a shared list; schemas/projects.schema.json describes the format. */
const VERSION = 1;

/**
 * @returns the projects as JSON that another person can import. It has only the fields that `readProjects` knows, so it
 *   never has a secret.
 */
export const toSharedText = (projects: readonly Project[]): string =>
  `${JSON.stringify({ version: VERSION, projects: projects.map(entryOf) }, undefined, 2)}\n`;

/** @returns the shortest entry that `readProjects` reads as this project: default values are left out. */
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

/** A shared list, compared with the configured projects. */
export interface SharedList {
  /** Projects that can be added. */
  readonly fresh: readonly Project[];
  /** Projects that are configured already, under this name or another one. */
  readonly known: readonly Project[];
  /** New projects whose name is taken: a configured project or an account has the same name. */
  readonly conflicts: readonly Project[];
  /** The problems with the entries of the list. */
  readonly problems: readonly ProjectProblem[];
}

/**
 * Reads an exported list or a part of a settings file: an object with `projects` or `cloudPhone.projects`, an array of
 * entries, or one entry.
 * @param json the text that was imported
 * @param existing the configured projects
 * @param taken every name and account in the setting
 * @returns the projects of the list, or what is wrong with the text as a whole
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
    return { wrong: message('This is not a project list.') };
  }
  if ('version' in value && value.version !== VERSION) {
    return { wrong: message('This list was made by another version of the extension: {0}', String(value.version)) };
  }
  const entries =
    'projects' in value
      ? value.projects
      : 'cloudPhone.projects' in value
        ? value['cloudPhone.projects']
        : 'region' in value
          ? [value]
          : undefined;
  return Array.isArray(entries) ? { entries } : { wrong: message('This is not a project list.') };
}

/** @returns whether two projects are the same: equal in all fields, or with the same project id, region and hosts. */
function isSame(one: Project, other: Project): boolean {
  return (
    isDeepStrictEqual(one, other) ||
    (one.projectId !== undefined &&
      one.projectId.toLowerCase() === other.projectId?.toLowerCase() &&
      one.region === other.region &&
      isDeepStrictEqual(one.hosts, other.hosts))
  );
}
