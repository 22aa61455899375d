import { groupBy } from '../../base/arrays';
import { readAllPages } from '../../base/paging';
import { sameIdKey } from '../../model/ids';
import { type Target } from '../../model/operation';
import { type Phone } from '../../model/phone';
import { askTogether, LANES } from '../common/askCloud';
import { type CphLike } from '../common/projectClients';
import { PHONES_PER_PAGE, readPhones } from './phonesOfServer';

/** With so many servers a request is worth it that tells whether one list of all phones takes fewer. */
const MANY_SERVERS = 10;
/** More phones than this are not read in one list. The API Explorer limits `offset` of GET /phones to 8096. */
const MOST_AT_ONCE = 8_000;

type Lister = Pick<CphLike, 'listPhones'>;

/** Takes the phones of a server, and the targets that it carries. */
type Take = (phones: readonly Phone[], serverId: string, own: readonly Target[]) => void;

/**
 * Reads the phones of the servers that carry targets, with the fewest requests: the list of all phones of the project, or
 * one list for each server. A target whose server is not known is not read.
 * @throws ApiError when some could not be read; what was taken before holds
 */
export async function readPhonesOfServers(
  cph: Lister,
  targets: readonly Target[],
  take: Take,
  signal?: AbortSignal,
): Promise<void> {
  const servers = new Map(groupBy(targets, ({ serverId }) => serverId));
  servers.delete(undefined);
  const listed = servers.size < MANY_SERVERS ? undefined : await listTogether(cph, servers.size, signal);
  for (const [serverId = '', own] of servers) {
    const phones = listed?.get(sameIdKey(serverId)) ?? [];
    // One that the long list does not have may have fallen between two of its pages.
    if (hasAll(phones, own)) {
      servers.delete(serverId);
      take(phones, serverId, own);
    }
  }
  await askTogether(
    [...servers].map(([serverId = '', own]) => async () => {
      take(await readPhones(cph, serverId, signal), serverId, own);
    }),
  );
}

function hasAll(phones: readonly Phone[], targets: readonly Target[]): boolean {
  const keys = new Set(phones.map(({ id }) => sameIdKey(id)));
  return targets.every(({ id }) => keys.has(sameIdKey(id)));
}

/** @returns all phones of the project by their server; undefined where that takes more requests, or tells too little */
async function listTogether(
  cph: Lister,
  mostRequests: number,
  signal = new AbortController().signal,
): Promise<ReadonlyMap<string, readonly Phone[]> | undefined> {
  const read = async (index: number, size: number) => {
    const { phones, ...counted } = await cph.listPhones({ offset: index * size, limit: size }, signal);
    return { rows: phones, ...counted };
  };
  const first = await read(0, PHONES_PER_PAGE);
  const { total = Infinity, received } = first;
  if (total > MOST_AT_ONCE || Math.ceil(total / Math.max(1, received)) > mostRequests) {
    return undefined;
  }
  const { rows, heldStill } = await readAllPages({
    read,
    first,
    idOf: ({ id }) => sameIdKey(id),
    size: PHONES_PER_PAGE,
    maxConcurrent: LANES,
    signal,
    warn: () => undefined,
  });
  const isWhole = heldStill && rows.every(({ serverId }) => serverId !== undefined);
  return isWhole ? groupBy(rows, ({ serverId = '' }) => sameIdKey(serverId)) : undefined;
}
