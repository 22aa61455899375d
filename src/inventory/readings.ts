import { type CphClient } from '../api/cph';
import { ApiError } from '../api/errors';
import { type KooPhoneClient } from '../api/koophone';
import { type Instance } from '../model/instance';
import { type Log } from '../model/log';
import { type Phone } from '../model/phone';
import { type Project } from '../model/project';
import { type Server } from '../model/server';
import {
  instanceKey,
  listedOr,
  type Rows,
  serverKey,
  withConfiguredInstances,
  withConfiguredServers,
} from './configuredRows';
import { type Page, readAllPages } from './pages';
import { type Listing } from './shelf';

/** What listing needs of CPH. */
export type CphLists = Pick<CphClient, 'listServers' | 'listPhones'>;

/** What listing needs of KooPhone. */
export type KooPhoneLists = Pick<KooPhoneClient, 'listInstances'>;

/** One reading of one project's lists. */
export interface Reading {
  readonly project: Project;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly maxConcurrent: number;
}

/** cph_api_0502.html: limit 1 to 100. */
export const SERVERS_A_PAGE = 100;
/** cph_api_0503.html: limit 1 to 200; other versions say 100, so a cloud may give less than it is asked for. */
const PHONES_A_PAGE = 200;
/** ListInstances.html: page_size 1 to 200. */
export const INSTANCES_A_PAGE = 200;

/** @returns the listed servers and those that the settings name. */
export async function readServers(cph: CphLists, reading: Reading): Promise<Rows<Server>> {
  const listed = await listedOr(reading.project.servers, () =>
    readAllPages({
      ...common(reading, 'servers'),
      size: SERVERS_A_PAGE,
      idOf: serverKey,
      read: async (index, size, signal) => {
        const { servers, ...counted } = await cph.listServers({ offset: index * size, limit: size }, signal);
        return page(servers, counted);
      },
    }),
  );
  return withConfiguredServers(listed, reading.project);
}

/** @returns the phones of one server. */
export function readPhones(cph: CphLists, serverId: string, reading: Reading): Promise<Rows<Phone>> {
  return readAllPages({
    ...common(reading, 'phones'),
    size: PHONES_A_PAGE,
    idOf: serverKey,
    read: async (index, size, signal) => {
      const { phones, ...counted } = await cph.listPhones({ offset: index * size, limit: size, serverId }, signal);
      return page(phones, counted);
    },
  });
}

/** @returns the listed instances and those that the settings name. */
export async function readInstances(koophone: KooPhoneLists, reading: Reading): Promise<Rows<Instance>> {
  const listed = await listedOr(reading.project.instances, () =>
    readAllPages({
      ...common(reading, 'instances'),
      size: INSTANCES_A_PAGE,
      idOf: instanceKey,
      read: async (index, size, signal) => {
        const { instances, ...counted } = await koophone.listInstances({ pageNo: index + 1, pageSize: size }, signal);
        return page(instances, counted);
      },
    }),
  );
  return withConfiguredInstances(listed, reading.project);
}

/** @returns one server as it is now, or undefined when it is gone. */
export async function readServer(
  cph: CphLists,
  id: string,
  known: Listing<Server> | undefined,
  reading: Reading,
): Promise<Server | undefined> {
  const read = async (): Promise<Rows<Server>> => {
    const query = { offset: 0, limit: SERVERS_A_PAGE, serverId: id };
    const { servers, total } = await cph.listServers(query, reading.signal);
    return { rows: servers, total: total ?? servers.length };
  };
  const listed = await one(id, serverKey, known, reading.project.servers, read);
  return withConfiguredServers(listed, reading.project).rows.find((row) => serverKey(row) === serverKey({ id }));
}

/** @returns one instance as it is now, or undefined when it is gone. */
export async function readInstance(
  koophone: KooPhoneLists,
  id: string,
  known: Listing<Instance> | undefined,
  reading: Reading,
): Promise<Instance | undefined> {
  const read = async (): Promise<Rows<Instance>> => {
    const query = { pageNo: 1, pageSize: INSTANCES_A_PAGE, instanceId: id };
    const { instances, total } = await koophone.listInstances(query, reading.signal);
    return { rows: instances, total: total ?? instances.length };
  };
  const listed = await one(id, instanceKey, known, reading.project.instances, read);
  return withConfiguredInstances(listed, reading.project).rows.find((row) => instanceKey(row) === instanceKey({ id }));
}

/**
 * Reads one row with the list's filter by id. Whether that filter is exact is not documented, so only the very id
 * counts; where more rows match than one page holds, or listing is not permitted, the known row stays.
 */
async function one<T extends { readonly id: string }>(
  id: string,
  keyOf: (row: { id: string }) => string,
  known: Listing<T> | undefined,
  configured: readonly unknown[],
  read: () => Promise<Rows<T>>,
): Promise<Rows<T>> {
  const isMeant = (row: T): boolean => keyOf(row) === keyOf({ id });
  const before = known?.rows.filter(isMeant) ?? [];
  try {
    const { rows, total } = await read();
    const found = rows.filter(isMeant);
    const kept = found.length === 0 && total > rows.length ? before : found;
    return { rows: kept, total: kept.length };
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'forbidden' && configured.length > 0) {
      return { rows: before, total: before.length };
    }
    throw error;
  }
}

const page = <T>(rows: readonly T[], { total, received }: Omit<Page<T>, 'rows'>): Page<T> =>
  total === undefined ? { rows, received } : { rows, received, total };

const common = ({ project, signal, log, maxConcurrent }: Reading, what: string) => ({
  signal,
  maxConcurrent,
  warn: (line: string) => {
    log.warn(`${line}: ${what} of ${project.name}`);
  },
});
