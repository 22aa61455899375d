import { type InstanceRow, type KooPhoneLike } from '../common/projectClients';
import { type ProjectContext } from '../common/verb';

/** GET /instances/batch-query takes one id or gives up to 200 rows a page (ListInstances.html). */
const ROWS_PER_PAGE = 200;
/** A list without an end is not read further: what is not seen by then is asked for alone. */
const MOST_PAGES = 1_000;

/**
 * Reads the rows of some instances with the fewest requests: one each while that is fewer than the pages left, else
 * pages until all were seen.
 * @returns the rows by instance id; one that the cloud does not list is missing
 */
export async function readInstances(
  koophone: Pick<KooPhoneLike, 'listInstances'>,
  ids: Iterable<string>,
  context: ProjectContext,
  signal?: AbortSignal,
): Promise<Map<string, InstanceRow>> {
  const wanted = new Set(ids);
  const unseen = new Set(wanted);
  const listed = new Set<string>();
  const found = new Map<string, InstanceRow>();
  const keep = (rows: readonly InstanceRow[]): void => {
    for (const row of rows) {
      listed.add(row.id);
      unseen.delete(row.id);
      // A list that moves while it is read can have a row on two pages: the later one is newer.
      if (wanted.has(row.id)) {
        found.set(row.id, row);
      }
    }
  };
  let pageNo = 1;
  let pageSize = ROWS_PER_PAGE;
  /** The first page was short, and the cloud counts more: the next one shows whether there are any. */
  let isDoubtful = false;
  while (pageNo <= MOST_PAGES && unseen.size > (isDoubtful ? 0 : pagesLeft(pageNo, pageSize, context))) {
    const page = await koophone.listInstances({ pageNo, pageSize }, signal);
    const known = listed.size;
    keep(page.instances);
    if (page.total === undefined) {
      delete context.instanceCount;
    } else {
      context.instanceCount = page.total;
    }
    if (pageNo === 1) {
      pageSize = pageSizeOf(page);
    }
    isDoubtful = pageNo === 1 && pageSize < ROWS_PER_PAGE;
    pageNo += 1;
    const isRepeated = page.instances.length > 0 && listed.size === known;
    if (isRepeated || isLast(page, pageSize, pagesLeft(pageNo, pageSize, context))) {
      return found;
    }
  }
  for (const instanceId of [...unseen]) {
    keep((await koophone.listInstances({ pageNo: 1, pageSize: ROWS_PER_PAGE, instanceId }, signal)).instances);
  }
  return found;
}

interface Counted {
  readonly total?: number;
  readonly received: number;
}

/** A cloud may give fewer rows to a page than it was asked for: what came first is then the size of its pages. */
const pageSizeOf = ({ total = Infinity, received }: Counted): number =>
  received > 0 && total > received ? Math.min(received, ROWS_PER_PAGE) : ROWS_PER_PAGE;

/** Without a count there is at least one. */
const pagesLeft = (pageNo: number, pageSize: number, { instanceCount }: ProjectContext): number =>
  instanceCount === undefined ? 1 : Math.max(0, Math.ceil(instanceCount / pageSize) - pageNo + 1);

const isLast = ({ total, received }: Counted, pageSize: number, left: number): boolean =>
  received === 0 || (total === undefined ? received < pageSize : left === 0);
