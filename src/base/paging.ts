import { omitUndefined } from './omitUndefined';
import { inParallel } from './inParallel';

/** One page as a client returns it. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** How many rows there are in all, where the cloud says so. */
  readonly total?: number;
  /** How many rows the cloud sent, unreadable ones included. */
  readonly received: number;
}

export interface PagesOptions<T> {
  /** Reads the page at `index * size`. */
  readonly read: (index: number, size: number, signal: AbortSignal) => Promise<Page<T>>;
  readonly idOf: (row: T) => string;
  /** The most rows that one page may be asked for. */
  readonly size: number;
  readonly maxConcurrent: number;
  readonly signal: AbortSignal;
  /** Told when the list would not hold still. */
  readonly warn: (line: string) => void;
  /** The first page, where it was read already, at `size`. */
  readonly first?: Page<T>;
  /** Told after each page but the last of what has come so far: rows are only added to it, in their order. */
  readonly soFar?: SoFar<T>;
}

/** Takes the rows that have come so far, and how many the cloud says there are. The array goes on growing: copy what you keep. */
export type SoFar<T> = (rows: readonly T[], total: number) => void;

/** What reading a list to its end brought. */
export interface Rows<T> {
  readonly rows: readonly T[];
  /** How many rows there are, as the cloud counts. */
  readonly total: number;
  /** Whether the list stayed the same while it was read. */
  readonly heldStill: boolean;
}

interface Round<T> {
  readonly rows: ReadonlyMap<string, T>;
  readonly total: number;
  /** Every page agreed on the total, no row came twice, and all were there. */
  readonly isConsistent: boolean;
}

/** A list that still changes after this many readings is shown as far as it is known. */
const MAX_ROUNDS = 3;
/** Each reading cuts the list elsewhere: a row that slipped through between two pages is inside one the next time. */
const SMALLER_BY = 7;
/** No list is read further than this. */
const MAX_PAGES = 10_000;
/** After so many pages without a new row, a list that is read side by side is not read further. */
const MAX_IDLE_PAGES = 3;

/**
 * Reads all pages of a list. The pages after the first are read side by side where the total is known. A row that comes
 * or goes meanwhile shifts all that follow it, so a list that does not add up is read again, until it does or two
 * readings agree; when none do, the rows of all readings are returned: better one too many than one lost.
 * @returns the rows without duplicates, how many the cloud says there are, and whether the list held still
 */
export async function readAllPages<T>({ first, soFar, ...options }: PagesOptions<T>): Promise<Rows<T>> {
  const rounds: Round<T>[] = [];
  for (let count = 0; count < MAX_ROUNDS; count++) {
    const once = count === 0 ? omitUndefined({ first, soFar }) : {};
    const round = await readRound({ ...options, ...once, size: Math.max(1, options.size - count * SMALLER_BY) });
    const last = rounds.at(-1);
    const agrees = last !== undefined && hasSameRows(last, round);
    if (agrees && !round.isConsistent) {
      options.warn(`The cloud counts ${round.total} and lists ${round.rows.size}`);
    }
    if (agrees || round.isConsistent) {
      return { rows: [...round.rows.values()], total: round.total, heldStill: true };
    }
    rounds.push(round);
  }
  options.warn(`The list kept changing while it was read ${MAX_ROUNDS} times`);
  const all = new Map<string, T>(rounds.at(-1)?.rows);
  for (const [id, row] of rounds.flatMap((round) => [...round.rows])) {
    if (!all.has(id)) {
      all.set(id, row);
    }
  }
  return { rows: [...all.values()], total: all.size, heldStill: false };
}

async function readRound<T>(options: PagesOptions<T>): Promise<Round<T>> {
  const first = options.first ?? (await options.read(0, options.size, options.signal));
  const { received } = first;
  if (received === 0) {
    return { rows: new Map(), total: 0, isConsistent: (first.total ?? 0) === 0 };
  }
  if (first.total === undefined) {
    return addUp(options, await readUntilShort(options, first));
  }
  // A cloud may give fewer rows to a page than it was asked for: what came is then the size of its pages.
  const size = first.total > received ? Math.min(received, options.size) : options.size;
  const pages = Math.min(Math.ceil(first.total / size), MAX_PAGES);
  return addUp(options, [first, ...(await readSideBySide(options, first, pages, size))]);
}

function addUp<T>(options: PagesOptions<T>, pages: readonly Page<T>[]): Round<T> {
  const rows = new Map<string, T>();
  let hasTwice = false;
  for (const page of pages) {
    for (const row of page.rows) {
      const id = options.idOf(row);
      hasTwice ||= rows.has(id);
      rows.set(id, row);
    }
  }
  const received = pages.reduce((sum, page) => sum + page.received, 0);
  const totals = new Set(pages.map((page) => page.total).filter((total) => total !== undefined));
  const total = pages.findLast((page) => page.total !== undefined)?.total ?? received;
  return { rows, total, isConsistent: !hasTwice && totals.size <= 1 && received === total };
}

/** The pages after the first are asked for in the size that it had. */
async function readUntilShort<T>({ read, idOf, signal }: PagesOptions<T>, first: Page<T>): Promise<readonly Page<T>[]> {
  const size = first.received;
  const pages: Page<T>[] = [];
  await walkPages({
    idOf,
    read: (_offset, index) => (index === 0 ? Promise.resolve(first) : read(index, size, signal)),
    take: (page) => {
      pages.push(page);
      return page.received >= size;
    },
  });
  return pages;
}

/** Reads pages 1 to `pages` - 1 with a bounded number of requests under way; the first failure stops the others. */
async function readSideBySide<T>(
  options: PagesOptions<T>,
  first: Page<T>,
  pages: number,
  size: number,
): Promise<readonly Page<T>[]> {
  const inOrder =
    options.soFar === undefined || pages < 2 ? undefined : new InOrder(options.idOf, options.soFar, first);
  const indexes = Array.from({ length: pages }, (_, index) => index).slice(1);
  const seen = new SeenRows(options.idOf, first);
  let left = indexes.length;
  let idle = 0;
  const read = async (index: number, signal: AbortSignal): Promise<Page<T> | undefined> => {
    if (idle >= MAX_IDLE_PAGES) {
      return undefined;
    }
    const page = await options.read(index, size, signal);
    idle += !seen.add(page) || page.received === 0 ? 1 : 0;
    left--;
    if (left > 0) {
      inOrder?.add(index, page);
    }
    return page;
  };
  const found = await inParallel(indexes, options.maxConcurrent, read, options.signal);
  return found.filter((page) => page !== undefined);
}

export interface PageWalk<T> {
  /** Reads the page that begins behind `offset` rows; `index` counts the pages from 0. */
  readonly read: (offset: number, index: number) => Promise<Page<T>>;
  readonly idOf: (row: T) => string;
  /** Takes a page. @returns whether another one is needed, if there is one */
  readonly take: (page: Page<T>) => boolean;
  /** No more pages are read than this. */
  readonly maxPages?: number;
}

/**
 * Reads one page of a list after the other. A cloud may give fewer rows to a page than it was asked for, so the next
 * page begins behind what came. A list that is not counted ends with an empty page, or one that repeats what was there.
 * @returns whether the list came to its end, or no more of it was needed; false where it repeats itself before, or has
 *   no end
 */
export async function walkPages<T>({ read, idOf, take, maxPages = MAX_PAGES }: PageWalk<T>): Promise<boolean> {
  const seen = new SeenRows(idOf);
  let offset = 0;
  for (let index = 0; index < maxPages; index++) {
    const page = await read(offset, index);
    const { total, received } = page;
    const hasNew = seen.add(page);
    offset += received;
    if (!take(page) || received === 0) {
      return true;
    }
    if (total === undefined ? !hasNew : seen.count >= total || (offset >= total && hasNew)) {
      return true;
    }
    if (!hasNew) {
      return false;
    }
  }
  return false;
}

/** The rows of the pages that have come, by their ids. */
class SeenRows<T> {
  private readonly ids = new Set<string>();

  constructor(
    private readonly idOf: (row: T) => string,
    ...pages: readonly Page<T>[]
  ) {
    pages.forEach((page) => this.add(page));
  }

  get count(): number {
    return this.ids.size;
  }

  /** @returns false when all rows of the page had come before; one without readable rows may have new ones */
  add({ rows }: Page<T>): boolean {
    const before = this.ids.size;
    rows.forEach((row) => this.ids.add(this.idOf(row)));
    return rows.length === 0 || this.ids.size > before;
  }
}

/** Puts pages that come in any order into theirs, and tells of what stands without a gap. */
class InOrder<T> {
  private readonly waiting = new Map<number, Page<T>>();
  private readonly rows: T[] = [];
  private readonly seen = new Set<string>();
  private next = 0;

  constructor(
    private readonly idOf: (row: T) => string,
    private readonly soFar: SoFar<T>,
    first: Page<T>,
  ) {
    this.add(0, first);
  }

  add(index: number, page: Page<T>): void {
    this.waiting.set(index, page);
    if (index !== this.next) {
      return;
    }
    let total = 0;
    for (let ready = this.waiting.get(this.next); ready !== undefined; ready = this.waiting.get(this.next)) {
      this.waiting.delete(this.next++);
      total = ready.total ?? total;
      this.append(ready.rows);
    }
    this.soFar(this.rows, Math.max(total, this.rows.length));
  }

  private append(rows: readonly T[]): void {
    for (const row of rows) {
      const id = this.idOf(row);
      if (!this.seen.has(id)) {
        this.seen.add(id);
        this.rows.push(row);
      }
    }
  }
}

const hasSameRows = <T>(one: Round<T>, other: Round<T>): boolean =>
  one.rows.size === other.rows.size && [...one.rows.keys()].every((id) => other.rows.has(id));
