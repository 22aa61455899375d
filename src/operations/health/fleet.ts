import { type Log } from '../../base/log';
import { type Page, readAllPages } from '../../base/paging';
import { LANES } from '../common/askCloud';
import { type Running } from '../common/health';

/** A row of a list of the fleet. */
export interface FleetRow extends Running {
  readonly runs: boolean;
}

/**
 * Reads the pages of a list of the fleet.
 * @param read reads one page, by its place from 0 and its size
 * @param size the most rows of a page
 * @returns the rows that run now
 * @throws ApiError when the list cannot be read
 */
export async function runningOf(
  read: (index: number, size: number, signal: AbortSignal) => Promise<Page<FleetRow>>,
  size: number,
  { project, log }: { readonly project: string; readonly log: Log },
): Promise<readonly Running[]> {
  const { rows } = await readAllPages({
    read,
    idOf: ({ id }) => id,
    size,
    maxConcurrent: LANES,
    signal: new AbortController().signal,
    warn: (line) => {
      log.warn(`The fleet of ${project}: ${line}`);
    },
  });
  return rows.filter(({ runs }) => runs);
}
