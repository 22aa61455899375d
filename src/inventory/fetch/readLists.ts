import { omitUndefined } from '../../base/omitUndefined';
import { type CphClient } from '../../api/cph/client';
import { type KooPhoneClient } from '../../api/koophone/client';
import { type Instance } from '../../model/instance';
import { type Log } from '../../base/log';
import { type Phone } from '../../model/phone';
import { type Project } from '../../model/project';
import { type Server } from '../../model/server';
import {
  instanceKey,
  listedOr,
  serverKey,
  settingsReplace,
  withConfiguredInstances,
  withConfiguredServers,
} from './mergeSettings';
import { inParallel } from '../../base/inParallel';
import { UNREAD, type Unread } from '../lists/listing';
import { type Page, type PagesOptions, readAllPages, type Rows, type SoFar } from '../../base/paging';

/** The calls to CPH that listing makes. */
export type CphLists = Pick<CphClient, 'listServers' | 'listPhones'>;

/** The calls to CPH that the inventory makes. */
export type CphRows = CphLists & Pick<CphClient, 'getPhone'>;

/** The calls to KooPhone that listing makes. */
export type KooPhoneLists = Pick<KooPhoneClient, 'listInstances'>;

/** What a reading of a project's lists works with. */
export interface FetchContext {
  readonly project: Project;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The most requests of this reading at the same time. */
  readonly maxConcurrent: number;
}

/** cph_api_0502.html: limit 1 to 100. */
export const SERVERS_A_PAGE = 100;
/** cph_api_0503.html: limit 1 to 200. Other versions say 100, so a page may be smaller than requested. */
export const PHONES_A_PAGE = 200;
/** ListInstances.html: page_size 1 to 200. */
export const INSTANCES_A_PAGE = 200;

/**
 * @param soFar called after each page with the rows so far
 * @returns the listed servers and those that the settings name
 * @throws ApiError when the list cannot be read and the settings do not replace it
 */
export async function readServers(cph: CphLists, reading: FetchContext, soFar: SoFar<Server>): Promise<Rows<Server>> {
  const listed = await listedOr(reading.project.servers, () =>
    readAllPages({
      ...common(reading, 'servers'),
      soFar,
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

/**
 * @returns the phones of one server
 * @throws ApiError when they cannot be read
 */
export function readPhones(
  cph: CphLists,
  serverId: string,
  reading: FetchContext,
  soFar?: SoFar<Phone>,
): Promise<Rows<Phone>> {
  return readAllPages({ ...phonePages(cph, reading, serverId), ...omitUndefined({ soFar }) });
}

/** @returns how to read the pages of phones: of one server, or without a server id of the whole project */
export function phonePages(cph: CphLists, reading: FetchContext, serverId?: string): PagesOptions<Phone> {
  return {
    ...common(reading, 'phones'),
    size: PHONES_A_PAGE,
    idOf: serverKey,
    read: async (index, size, signal) => {
      const of = omitUndefined({ serverId });
      const { phones, ...counted } = await cph.listPhones({ offset: index * size, limit: size, ...of }, signal);
      return page(phones, counted);
    },
  };
}

/**
 * @param soFar called after each page with the rows so far
 * @returns the listed instances and those that the settings name
 * @throws ApiError when the list cannot be read and the settings do not replace it
 */
export async function readInstances(
  koophone: KooPhoneLists,
  reading: FetchContext,
  soFar: SoFar<Instance>,
): Promise<Rows<Instance>> {
  const listed = await listedOr(reading.project.instances, () =>
    readAllPages({
      ...common(reading, 'instances'),
      soFar,
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

/**
 * Reads single servers.
 * @returns the servers as they are now, in the order of the ids; undefined for one that does not exist, `UNREAD` for
 * one that could not be read
 * @throws ApiError when a request fails
 */
export function readServerRows(
  cph: CphLists,
  ids: readonly string[],
  reading: FetchContext,
): Promise<readonly (Server | Unread | undefined)[]> {
  const found = async (id: string, signal: AbortSignal): Promise<Counted<Server>> => {
    const query = { offset: 0, limit: SERVERS_A_PAGE, serverId: id };
    const { servers, total } = await cph.listServers(query, signal);
    return { rows: servers, total: total ?? servers.length };
  };
  const { servers } = reading.project;
  return readRows({ ids, keyOf: serverKey, whenUnread: UNREAD, reading, configured: servers, found }, (rows) =>
    withConfiguredServers(rows, reading.project),
  );
}

/**
 * Reads single instances.
 * @param whenUnread the result for an instance that could not be read: with `undefined`, the row of the settings
 * replaces it where there is one
 * @returns the instances as they are now, in the order of the ids; undefined for one that does not exist
 * @throws ApiError when a request fails
 */
export function readInstanceRows(
  koophone: KooPhoneLists,
  ids: readonly string[],
  reading: FetchContext,
  whenUnread: Unread | undefined,
): Promise<readonly (Instance | Unread | undefined)[]> {
  const found = async (id: string, signal: AbortSignal): Promise<Counted<Instance>> => {
    const query = { pageNo: 1, pageSize: INSTANCES_A_PAGE, instanceId: id };
    const { instances, total } = await koophone.listInstances(query, signal);
    return { rows: instances, total: total ?? instances.length };
  };
  const { instances } = reading.project;
  return readRows({ ids, keyOf: instanceKey, whenUnread, reading, configured: instances, found }, (rows) =>
    withConfiguredInstances(rows, reading.project),
  );
}

interface Counted<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** What `readRows` reads, and how. */
interface RowsWanted<T> {
  readonly ids: readonly string[];
  readonly keyOf: (row: { readonly id: string }) => string;
  readonly whenUnread: Unread | undefined;
  readonly reading: FetchContext;
  readonly configured: readonly unknown[];
  /** Reads the list with its filter by id. */
  readonly found: (id: string, signal: AbortSignal) => Promise<Counted<T>>;
}

/** Reads single rows in parallel. The facts of the settings are added once for all of them. */
async function readRows<T extends { readonly id: string }>(
  wanted: RowsWanted<T>,
  withConfigured: (rows: Rows<T>) => Rows<T>,
): Promise<readonly (T | Unread | undefined)[]> {
  const { ids, keyOf, reading } = wanted;
  const read = await inParallel(
    ids,
    reading.maxConcurrent,
    (id, signal) => readRow(wanted, id, signal),
    reading.signal,
  );
  const rows = read.filter((row) => row !== undefined && row !== UNREAD);
  const { rows: now } = withConfigured({ rows, total: rows.length, heldStill: true });
  const byKey = new Map(now.map((row) => [keyOf(row), row]));
  return ids.map((id, index) => (read[index] === UNREAD ? UNREAD : byKey.get(keyOf({ id }))));
}

/**
 * Reads one row with the list's filter by id. It is not documented whether the filter is exact, so only a row with
 * exactly this id counts.
 * @returns the row; undefined when it does not exist; `whenUnread` when more rows match than one page holds and it is
 * not among them, or when listing is not permitted and the settings name rows
 */
async function readRow<T extends { readonly id: string }>(
  { keyOf, configured, found, whenUnread }: RowsWanted<T>,
  id: string,
  signal: AbortSignal,
): Promise<T | Unread | undefined> {
  try {
    const { rows, total } = await found(id, signal);
    const key = keyOf({ id });
    const row = rows.find((other) => keyOf(other) === key);
    return row ?? (total > rows.length ? whenUnread : undefined);
  } catch (error) {
    if (settingsReplace(error, configured)) {
      return whenUnread;
    }
    throw error;
  }
}

const page = <T>(rows: readonly T[], { total, received }: Omit<Page<T>, 'rows'>): Page<T> =>
  total === undefined ? { rows, received } : { rows, received, total };

const common = ({ project, signal, log, maxConcurrent }: FetchContext, what: string) => ({
  signal,
  maxConcurrent,
  warn: (line: string) => {
    log.warn(`${line}: ${what} of ${project.name}`);
  },
});
