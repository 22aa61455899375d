import { type SharedFolder } from '../../storage/sharedFolder';

/** Older files go when all of them together are larger than this. */
const MOST_BYTES = 50_000_000;
const DAY_MS = 86_400_000;

/** Where the record has nothing for longer than this, either nothing was done or the clock is wrong. */
const LONGEST_BREAK_MS = 31 * DAY_MS;

const NAME = /^(\d{4}-\d{2}-\d{2})\..+\.jsonl$/;

/**
 * Each window writes on a file of its own, and on a new one each day. So no file has two writers: an append is whole on
 * a folder of the network and on Windows too, where the appends of several machines or processes may overwrite each
 * other, and nothing has to be moved while another window writes on it.
 * @param at milliseconds since the epoch
 */
export const fileOf = (at: number, window: string): string =>
  `${dayOf(at)}.${window.replace(/[^A-Za-z0-9-]+/g, '_')}.jsonl`;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * Reads the files of all windows.
 * @param more lines that are not in a file yet
 * @returns the lines of the record, oldest first, each once: what was written again after a failure may be there twice.
 * A line that broke off is not among them, for it was written again as a whole.
 */
export async function readLines(
  files: Pick<SharedFolder, 'names' | 'read'>,
  more: readonly string[],
): Promise<string[]> {
  const times = new Map<string, string>();
  const add = (lines: readonly string[]): void => {
    for (const line of lines) {
      const at = timeOf(line);
      if (at !== undefined) {
        times.set(line, at);
      }
    }
  };
  for (const name of recordNames(files)) {
    add(await linesOf(files, name));
  }
  add(more);
  return [...times].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([line]) => line);
}

/** One file that cannot be read does not keep the others from being shown; a line says that it is missing. */
async function linesOf(files: Pick<SharedFolder, 'read'>, name: string): Promise<string[]> {
  try {
    return Buffer.from((await files.read(name)) ?? [])
      .toString()
      .split('\n');
  } catch (error) {
    return [
      JSON.stringify({ at: `${dayIn(name)}T00:00:00.000Z`, event: 'unreadable', file: name, why: String(error) }),
    ];
  }
}

/**
 * Removes what is older than it is to be kept, and the oldest of what is too much. The files of today and of yesterday
 * stay: another window may write on them, on a machine whose clock goes differently. A clock that is wrong for a while
 * must not erase the record: after a long break age counts from the last day of it, and what this window wrote stays.
 * @param now milliseconds since the epoch
 * @param own the files that this window wrote on
 */
export async function prune(
  files: Pick<SharedFolder, 'names' | 'size' | 'remove'>,
  now: number,
  keepDays: number,
  own: ReadonlySet<string>,
): Promise<void> {
  const newest = recordNames(files)
    .filter((name) => !own.has(name))
    .at(-1);
  const last = newest === undefined ? now : Date.parse(dayIn(newest));
  const oldestKept = dayOf((now - last <= LONGEST_BREAK_MS ? now : last) - keepDays * DAY_MS);
  const yesterday = dayOf(now - DAY_MS);
  const sized: { readonly name: string; readonly size: number }[] = [];
  for (const name of recordNames(files)) {
    sized.push({ name, size: await files.size(name) });
  }
  let bytes = sized.reduce((sum, { size }) => sum + size, 0);
  for (const { name, size } of sized) {
    const day = dayIn(name);
    if (!own.has(name) && day < yesterday && (day < oldestKept || bytes > MOST_BYTES)) {
      await files.remove(name);
      bytes -= size;
    }
  }
}

const dayIn = (name: string): string => name.slice(0, '2026-01-01'.length);

/** The names begin with the day, so their order is that of time. */
const recordNames = (files: Pick<SharedFolder, 'names'>): string[] =>
  files
    .names()
    .filter((name) => NAME.test(name))
    .sort();

function timeOf(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'string'
      ? value.at
      : undefined;
  } catch {
    return undefined;
  }
}
