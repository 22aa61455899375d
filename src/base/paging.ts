import { omitUndefined } from './omitUndefined';
import { inParallel } from './inParallel';

/** One page of a list as a client returns it. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** How many rows the whole list has; absent where the cloud does not say it. */
  readonly total?: number;
  /** How many rows the cloud sent in this page, unreadable ones included. */
  readonly received: number;
}

export interface PagesOptions<T> {
  /** Reads the page that begins at row `index * size` and has at most `size` rows; `index` counts from 0. */
  readonly read: (index: number, size: number, signal: AbortSignal) => Promise<Page<T>>;
  readonly idOf: (row: T) => string;
  /** The most rows that a request may ask for. */
  readonly size: number;
  readonly maxConcurrent: number;
  readonly signal: AbortSignal;
  /** Takes a log line when the list kept changing, or when its rows do not match its total. */
  readonly warn: (line: string) => void;
  /** The first page, when it was already read with this `size`. */
  readonly first?: Page<T>;
  /**
   * Takes the rows of the first reading while it goes on: all rows before the first missing page, in their order. It is
   * called when more rows have come, but not for the last page, and only where the cloud gives a total.
   */
  readonly soFar?: SoFar<T>;
}

/** Takes the rows so far and the total that the cloud gives. The array grows with each call: copy what you keep. */
export type SoFar<T> = (rows: readonly T[], total: number) => void;

/** A list that was read to its end. */
export interface Rows<T> {
  readonly rows: readonly T[];
  /**
   * The total that the cloud gives. Where it gives none: how many rows it sent. Where the list kept changing: how many
   * rows were found.
   */
  readonly total: number;
  /** true when one reading was consistent, or two readings brought the same rows. */
  readonly heldStill: boolean;
}

/** One reading of a list. */
interface Round<T> {
  readonly rows: ReadonlyMap<string, T>;
  readonly total: number;
  /** Every page gave the same total, no row came twice, and the number of rows sent is the total. */
  readonly isConsistent: boolean;
}

/** The most readings of a list that keeps changing. */
const MAX_ROUNDS = 3;
/** Each further reading has pages that are smaller by this. A row that fell between two pages is then inside a page. */
const SMALLER_BY = 7;
/** The most pages that one reading takes. */
const MAX_PAGES = 10_000;
/** A list that is read in parallel is not read further after this many pages without a new row. */
const MAX_IDLE_PAGES = 3;

/**
 * Reads all pages of a list. The pages after the first are read in parallel where the total is known. A row that is
 * added or removed meanwhile shifts the rows behind it. So a list whose pages are not consistent is read again, until a
 * reading is consistent or two readings in a row bring the same rows. Otherwise the rows of all readings are returned:
 * a row that no longer exists does less harm than one that is missing.
 * @returns the rows without duplicates
 * @throws what `read` throws, or the reason of the signal
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
  // The cloud may send fewer rows in a page than the request asked for. The first page then gives the size of a page.
  const size = first.total > received ? Math.min(received, options.size) : options.size;
  const pages = Math.min(Math.ceil(first.total / size), MAX_PAGES);
  return addUp(options, pages === 1 ? [first] : [first, ...(await readSideBySide(options, first, pages, size))]);
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

/** Reads a list without a total, page by page, until one is shorter than the first or has no new row. */
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

/** Reads the pages 1 to `pages` - 1 with a limited number of requests under way. The first failure stops the others. */
async function readSideBySide<T>(
  options: PagesOptions<T>,
  first: Page<T>,
  pages: number,
  size: number,
): Promise<readonly Page<T>[]> {
  const inOrder = options.soFar && new InOrder(options.idOf, options.soFar, first);
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
  /** Reads the page that begins after `offset` rows; `index` counts the pages from 0. */
  readonly read: (offset: number, index: number) => Promise<Page<T>>;
  readonly idOf: (row: T) => string;
  /** Takes a page. @returns whether the next page is needed */
  readonly take: (page: Page<T>) => boolean;
  /** The most pages to read; 10,000 by default. */
  readonly maxPages?: number;
}

/**
 * Reads a list page by page. The cloud may send fewer rows in a page than the request asked for, so the next page
 * begins after the rows that were received. A list without a total ends with an empty page, or with a page of known
 * rows.
 * @returns true when the list ended, or `take` needed no more pages; false when a page of known rows came before the
 *   total was reached, or the list did not end within `maxPages`
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

/** The ids of the rows that have come so far. */
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

  /** @returns false when all rows of the page had come before. A page without readable rows counts as new. */
  add({ rows }: Page<T>): boolean {
    const before = this.ids.size;
    rows.forEach((row) => this.ids.add(this.idOf(row)));
    return rows.length === 0 || this.ids.size > before;
  }
}

/**
 * Takes pages in any order, puts them into the order of the list, and passes on the rows before the first missing page.
 */
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
