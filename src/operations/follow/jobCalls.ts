import { groupBy } from '../../base/arrays';
import { type Watched } from '../common/verb';

/** GET /jobs takes at most 20 request ids, and gives at most 100 rows a page (cph_api_0522.html). */
const REQUESTS_PER_CALL = 20;
export const ROWS_PER_PAGE = 100;
/** So many pages are no burden: with fewer, the last stragglers of a large operation would be seen late. */
const PAGES_AT_LEAST = 20;

/** What is asked with one question: the jobs of these requests, or one job by its own id where `ids` is empty. */
export interface JobCall {
  readonly ids: readonly string[];
  readonly jobs: readonly Watched[];
}

/** The jobs of one request, or one job whose request is not known. */
interface Unit {
  readonly id: string | undefined;
  readonly jobs: readonly Watched[];
  /** How many rows the cloud gives for it: those that have settled are among them. */
  readonly rows: number;
  /** To be asked for by itself. */
  readonly isAlone: boolean;
}

/**
 * Which questions one look asks: at most as many pages as there are hundreds of jobs to watch, where these are many.
 * What finds no room is left for the next look, which asks for nothing else.
 * @param isDoubtful of a job that the answer about others could hide
 * @returns how many looks all of it takes, 1 where nothing is left
 */
export function jobCalls(
  watched: readonly Watched[],
  isDoubtful: (job: Watched) => boolean,
): { calls: JobCall[]; left: Watched[]; looks: number } {
  const isUnfinished = watched.some(({ tracking }) => tracking.dueAt !== undefined);
  const wanted = watched.filter(
    ({ tracking }) => !isUnfinished || tracking.dueAt !== undefined || tracking.wasAsked !== true,
  );
  const units = unitsOf(wanted, isDoubtful).sort((a, b) => Number(a.isAlone) - Number(b.isAlone));
  const most = Math.max(PAGES_AT_LEAST, Math.ceil(watched.length / ROWS_PER_PAGE));
  const { calls, rest } = fill(units, most);
  const all = fill(units, Infinity).calls;
  return {
    calls: calls.map((call) => ({ ids: call.flatMap(({ id }) => id ?? []), jobs: call.flatMap(({ jobs }) => jobs) })),
    left: rest.flatMap(({ jobs }) => jobs),
    looks: Math.ceil(all.reduce((sum, call) => sum + pagesOf(call), 0) / most),
  };
}

function unitsOf(watched: readonly Watched[], isDoubtful: (job: Watched) => boolean): Unit[] {
  return [...groupBy(watched, ({ target }) => target.requestId)].flatMap(([id, jobs]): Unit[] => {
    if (id === undefined) {
      return jobs.map((job) => ({ id, jobs: [job], rows: 1, isAlone: true }));
    }
    for (const { tracking } of jobs) {
      tracking.rows ??= jobs.length;
    }
    return [
      { id, jobs, rows: Math.max(...jobs.map(({ tracking }) => tracking.rows ?? 1)), isAlone: jobs.some(isDoubtful) },
    ];
  });
}

const pagesOf = (call: readonly Unit[]): number =>
  Math.ceil(call.reduce((sum, { rows }) => sum + rows, 0) / ROWS_PER_PAGE);

/** Puts as many together as one question takes, as long as there are pages left; the first one always has its place. */
function fill(units: readonly Unit[], mostPages: number): { calls: Unit[][]; rest: readonly Unit[] } {
  const calls: Unit[][] = [];
  let before = 0;
  for (const [index, unit] of units.entries()) {
    const open = calls.at(-1);
    const hasRoom =
      open !== undefined && !unit.isAlone && open[0]?.isAlone === false && open.length < REQUESTS_PER_CALL;
    const call = hasRoom ? [...open, unit] : [unit];
    const ended = hasRoom || open === undefined ? before : before + pagesOf(open);
    if (index > 0 && ended + pagesOf(call) > mostPages) {
      return { calls, rest: units.slice(index) };
    }
    calls.splice(hasRoom ? -1 : calls.length, hasRoom ? 1 : 0, call);
    before = ended;
  }
  return { calls, rest: [] };
}
