import { type InstanceRow, type KooPhoneLike } from './clients';
import { type Desk } from './strategy';

/** GET /instances/batch-query takes one id or gives up to 200 rows a page (ListInstances.html). */
const ROWS_PER_PAGE = 200;

/**
 * Reads the rows of some instances with the fewest requests: one each while that is fewer than the pages left, else
 * pages until all were seen.
 * @returns the rows by instance id; one that the cloud does not list is missing
 */
export async function readInstances(
  koophone: Pick<KooPhoneLike, 'listInstances'>,
  ids: Iterable<string>,
  desk: Desk,
  signal?: AbortSignal,
): Promise<Map<string, InstanceRow>> {
  const unseen = new Set(ids);
  const found = new Map<string, InstanceRow>();
  const keep = (rows: readonly InstanceRow[]): void => {
    for (const row of rows) {
      if (unseen.delete(row.id)) {
        found.set(row.id, row);
      }
    }
  };
  let pageNo = 1;
  while (unseen.size > pagesLeft(pageNo, desk)) {
    const page = await koophone.listInstances({ pageNo, pageSize: ROWS_PER_PAGE }, signal);
    keep(page.instances);
    if (page.total === undefined) {
      delete desk.instanceCount;
    } else {
      desk.instanceCount = page.total;
    }
    pageNo += 1;
    if (isLast(page, pagesLeft(pageNo, desk))) {
      return found;
    }
  }
  for (const instanceId of [...unseen]) {
    keep((await koophone.listInstances({ pageNo: 1, pageSize: ROWS_PER_PAGE, instanceId }, signal)).instances);
  }
  return found;
}

/** Without a count there is at least one. */
const pagesLeft = (pageNo: number, { instanceCount }: Desk): number =>
  instanceCount === undefined ? 1 : Math.max(0, Math.ceil(instanceCount / ROWS_PER_PAGE) - pageNo + 1);

const isLast = ({ total, received }: { total?: number; received: number }, left: number): boolean =>
  received === 0 || (total === undefined ? received < ROWS_PER_PAGE : left === 0);
