import { omitUndefined } from '../base/omitUndefined';
import { isInstanceId, isProjectId, isServerId, isUserId, sameIdKey } from '../model/ids';
import { type ConfiguredInstance, type Hosts, type Project, type Service } from '../model/project';
import { message, type Message } from '../base/message';
import { defaultHosts, parseEndpoint } from './endpoints';
import { isRegionName, REGIONS } from './regions';

/** A problem with one entry of `cloudPhone.projects`, or with one part of an entry. */
export interface ProjectProblem {
  /** Where the problem is, such as `[2].instances[0].userId`. */
  readonly path: string;
  /** The name of the project when it can still be used, and only the wrong part is left out. */
  readonly project?: string;
  /** How to name the entry: by its name, or by its position counted from 1. */
  readonly label: string;
  readonly text: Message;
}

/** The valid projects of the setting, and the problems with everything else in it. */
export interface ReadProjects {
  readonly projects: readonly Project[];
  readonly problems: readonly ProjectProblem[];
}

type Raw = Readonly<Record<string, unknown>>;
type Report = (path: string, wrong: Message) => void;

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);
/** All services, in the order in which the groups of a project are shown. */
export const SERVICES: readonly Service[] = ['cph', 'koophone'];
const isService = (value: unknown): value is Service => value === 'cph' || value === 'koophone';
const KNOWN_FIELDS = new Set([
  'name',
  'account',
  'region',
  'projectId',
  'services',
  'servers',
  'instances',
  'endpoints',
]);

/**
 * Reads the setting `cloudPhone.projects`. An invalid entry becomes a problem and does not affect the other entries. An
 * invalid item of `servers` or `instances`, or an unknown field, becomes a problem too; its project can be used without
 * it.
 * @param setting the value of the setting, of any type; undefined counts as an empty list
 */
export function readProjects(setting: unknown): ReadProjects {
  if (setting === undefined) {
    return { projects: [], problems: [] };
  }
  if (!Array.isArray(setting)) {
    const wrong = message('The setting {0} must be a list of projects.', 'cloudPhone.projects');
    return { projects: [], problems: [{ path: '', label: 'cloudPhone.projects', text: wrong }] };
  }
  const entries = readEntries(setting);
  return {
    projects: entries.map(({ project }) => project).filter((project) => project !== undefined),
    problems: entries.flatMap(({ problems }) => problems),
  };
}

/**
 * @param setting the value of the setting, of any type
 * @returns the position of the valid entry of that name; undefined when there is none
 */
export function indexOfProject(setting: unknown, name: string): number | undefined {
  const index = Array.isArray(setting) ? readEntries(setting).findIndex(({ project }) => project?.name === name) : -1;
  return index < 0 ? undefined : index;
}

interface ReadEntry {
  readonly project?: Project;
  readonly problems: readonly ProjectProblem[];
}

function readEntries(list: readonly unknown[]): readonly ReadEntry[] {
  const names = new Set<string>();
  return list.map((entry, index) => {
    const read = readEntry(entry, index, names);
    if (read.project) {
      names.add(read.project.name);
    }
    return read;
  });
}

function readEntry(entry: unknown, index: number, names: ReadonlySet<string>): ReadEntry {
  const at = `[${index}]`;
  if (!isRaw(entry)) {
    const wrong = message('A project must be an object with at least a name and a region.');
    return { problems: [{ path: at, label: `${index + 1}`, text: wrong }] };
  }
  const label = typeof entry['name'] === 'string' && entry['name'] !== '' ? entry['name'] : `${index + 1}`;
  const fatal: ProjectProblem[] = [];
  const partial: ProjectProblem[] = [];
  const breaks: Report = (path, wrong) => fatal.push({ path: `${at}${path}`, label, text: wrong });
  const drops: Report = (path, wrong) => partial.push({ path: `${at}${path}`, project: label, label, text: wrong });

  readName(entry, names, breaks);
  const region = readRegion(entry, breaks);
  const account = entry['account'] === undefined ? label : readText(entry['account'], '.account', breaks);
  const projectId = readProjectId(entry, breaks);
  const services = readServices(entry['services'], breaks);
  const own = readEndpoints(entry['endpoints'], breaks);
  if (region !== '' && REGIONS[region] === undefined && ![...services, 'iam' as const].every((host) => own[host])) {
    breaks('.region', message('The region {0} is not known. Check its spelling, or name its endpoints.', region));
  }
  const servers = readServers(entry['servers'], drops);
  const instances = readInstances(entry['instances'], drops);
  for (const field of Object.keys(entry)) {
    if (!KNOWN_FIELDS.has(field)) {
      drops(`.${field}`, message('A project has no field {0}.', field));
    }
  }
  if (fatal.length > 0) {
    return { problems: fatal };
  }
  const project: Project = {
    name: label,
    account,
    region,
    services,
    servers,
    instances,
    hosts: { ...defaultHosts(region), ...own },
    ...omitUndefined({ projectId }),
  };
  return { project, problems: partial };
}

function readText(value: unknown, path: string, report: Report): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 64) {
    return value;
  }
  report(path, message('{0} must be a text of 1 to 64 characters.', path.slice(1)));
  return '';
}

function readName(entry: Raw, names: ReadonlySet<string>, report: Report): void {
  const name = readText(entry['name'], '.name', report);
  if (names.has(name)) {
    report('.name', message('Another project is already named {0}.', name));
  }
}

function readRegion(entry: Raw, report: Report): string {
  const region = entry['region'];
  if (typeof region !== 'string' || !isRegionName(region)) {
    report(
      '.region',
      message('The region must be a name such as cn-north-4, not {0}.', JSON.stringify(region ?? null)),
    );
    return '';
  }
  return region;
}

function readProjectId(entry: Raw, report: Report): string | undefined {
  const id = entry['projectId'];
  if (id === undefined || id === '') {
    return undefined;
  }
  if (typeof id === 'string' && isProjectId(id)) {
    return id;
  }
  report('.projectId', message('A project ID is 32 hexadecimal characters, not {0}.', JSON.stringify(id)));
  return undefined;
}

function readServices(value: unknown, report: Report): readonly Service[] {
  if (value === undefined) {
    return SERVICES;
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isService)) {
    return SERVICES.filter((service) => value.includes(service));
  }
  report('.services', message('The services must be a list of {0} and {1}.', 'cph', 'koophone'));
  return [];
}

function readEndpoints(value: unknown, report: Report): Partial<Hosts> {
  if (value === undefined) {
    return {};
  }
  if (!isRaw(value)) {
    report('.endpoints', message('The endpoints must be an object with {0}.', 'cph, koophone, iam'));
    return {};
  }
  const own: Partial<Record<keyof Hosts, string>> = {};
  for (const [host, address] of Object.entries(value)) {
    if (host !== 'cph' && host !== 'koophone' && host !== 'iam') {
      report(`.endpoints.${host}`, message('There is no endpoint named {0}.', host));
      continue;
    }
    const parsed = parseEndpoint(address);
    if ('wrong' in parsed) {
      report(`.endpoints.${host}`, parsed.wrong);
    } else {
      own[host] = parsed.origin;
    }
  }
  return own;
}

function readServers(value: unknown, report: Report): readonly string[] {
  const named = new Set<string>();
  return readList(value, '.servers', report, (item, path) => {
    if (typeof item === 'string' && isServerId(item)) {
      return isNew(named, sameIdKey(item), path, report) ? item : undefined;
    }
    report(path, message('A server ID is 32 hexadecimal characters, not {0}.', JSON.stringify(item)));
    return undefined;
  });
}

function readInstances(value: unknown, report: Report): readonly ConfiguredInstance[] {
  const named = new Set<string>();
  return readList(value, '.instances', report, (item, path) => {
    const { instanceId, userId, name } = isRaw(item) ? item : {};
    if (typeof instanceId !== 'string' || !isInstanceId(instanceId)) {
      report(
        `${path}.instanceId`,
        message('An instance ID is 1 to 32 letters, digits, _ or -, not {0}.', JSON.stringify(instanceId ?? null)),
      );
      return undefined;
    }
    if (userId !== undefined && (typeof userId !== 'string' || !isUserId(userId))) {
      report(
        `${path}.userId`,
        message(
          'A user ID is a text of 1 to 32 characters without blanks or slashes, not {0}.',
          JSON.stringify(userId),
        ),
      );
      return undefined;
    }
    if (name !== undefined && (typeof name !== 'string' || name.length > 128)) {
      report(`${path}.name`, message('{0} must be a text of 1 to 128 characters.', 'name'));
      return undefined;
    }
    if (!isNew(named, instanceId, path, report)) {
      return undefined;
    }
    return {
      instanceId,
      ...omitUndefined({ userId }),
      ...(name === undefined || name === '' ? {} : { name }),
    };
  });
}

function isNew(named: Set<string>, id: string, path: string, report: Report): boolean {
  if (named.has(id)) {
    report(path, message('This ID is in the list already: {0}', id));
    return false;
  }
  named.add(id);
  return true;
}

function readList<T>(
  value: unknown,
  path: string,
  report: Report,
  read: (item: unknown, path: string) => T | undefined,
): readonly T[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value)) {
    report(path, message('{0} must be a list.', path.slice(1)));
    return [];
  }
  return value
    .map((item: unknown, index) => read(item, `${path}[${index}]`))
    .filter((item): item is T & {} => item !== undefined);
}
