import { ApiError } from '../../api/errors/errors';
import { type Phone } from '../../model/phone';
import { type AsyncQueue } from '../../base/asyncQueue';
import { forEachInParallel } from '../../base/inParallel';
import { type Rows } from '../../base/paging';
import { type ListingFailure } from '../lists/listing';
import { type CphLists, readPhones, type FetchContext } from '../fetch/readLists';

/** After this many failures in a row no other server is tried: the fault is then the cloud's, not a server's. */
const FAILURES_IN_A_ROW = 16;
/** More workers than requests at the same time: while one processes a response, another has its request ready. */
const WORKERS_TO_SPARE = 4;
/** The kinds of error that concern the whole project, not one of its servers. */
const OF_THE_PROJECT = new Set(['auth', 'forbidden', 'config']);

interface ByServerOptions {
  readonly cph: CphLists;
  readonly reading: FetchContext;
  /** The ids of the servers. More may come while they are read. */
  readonly servers: AsyncQueue;
  /**
   * Called before the phones of each server are read.
   * @returns the function that takes them
   */
  readonly begin: (serverId: string) => (phones: Rows<Phone>) => void;
}

/**
 * Reads the phones of each server, many servers at the same time. A failure of one server does not stop the others.
 * @returns the servers whose phones could not be read
 * @throws the error that concerns all servers: the sign-in or the permission is missing, no server could be read, or
 * the servers cannot be listed
 */
export async function readPhonesByServer(options: ByServerOptions): Promise<readonly ListingFailure[]> {
  const { servers, reading } = options;
  const failures: ListingFailure[] = [];
  let successes = 0;
  let inARow: ListingFailure[] = [];
  const read = async (serverId: string, signal: AbortSignal): Promise<void> => {
    const last = inARow.at(-1);
    if (last !== undefined && inARow.length >= FAILURES_IN_A_ROW) {
      failures.push({ serverId, error: last.error });
      return;
    }
    const keep = options.begin(serverId);
    try {
      keep(await readPhones(options.cph, serverId, { ...reading, signal }));
      successes++;
      inARow = [];
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ApiError) || OF_THE_PROJECT.has(error.kind)) {
        throw error;
      }
      inARow.push({ serverId, error });
      failures.push({ serverId, error });
    }
  };
  await forEachInParallel(servers, reading.maxConcurrent + WORKERS_TO_SPARE, read, reading.signal);
  const [first] = failures;
  if (first !== undefined && successes === 0) {
    throw first.error;
  }
  return failures;
}
