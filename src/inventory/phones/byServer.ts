import { ApiError } from '../../api/errors/errors';
import { type Phone } from '../../model/phone';
import { type AsyncQueue } from '../../base/asyncQueue';
import { forEachInParallel } from '../../base/inParallel';
import { type Rows } from '../../base/paging';
import { type ListingFailure } from '../lists/listing';
import { type CphLists, readPhones, type FetchContext } from '../fetch/readings';

/** So many failures one after the other, and the others are not tried: the cloud is ill, not one server. */
const FAILURES_IN_A_ROW = 16;
/** Workers beyond the requests that may be on their way: while one looks at an answer, the next request is there to be sent. */
const WORKERS_TO_SPARE = 4;
/** What is wrong with the project, not with one of its servers. */
const OF_THE_PROJECT = new Set(['auth', 'forbidden', 'config']);

interface ByServerOptions {
  readonly cph: CphLists;
  readonly reading: FetchContext;
  /** The servers; they may still be coming. */
  readonly servers: AsyncQueue;
  /** Told before each server is asked. @returns what takes its phones */
  readonly begin: (serverId: string) => (phones: Rows<Phone>) => void;
}

/**
 * Reads the phones of server after server, many at a time. A server whose phones cannot be read costs only them.
 * @returns the servers whose phones could not be read
 * @throws what stands against all: permission is lacking, nothing could be read, the servers cannot be listed
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
