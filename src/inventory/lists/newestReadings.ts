import { type Listing } from './listing';

/** One list in memory. */
interface Held<T> {
  listing: Listing<T>;
  /** The number of the reading that brought it. */
  readonly reading: number;
  /** The rows that were read singly, by key. */
  readonly patches: Map<string, Patch<T>>;
}

/** A row that was read singly. */
interface Patch<T> {
  /** Undefined when the row does not exist any more. */
  readonly row: T | undefined;
  readonly reading: number;
}

/**
 * The lists of one kind, by key. Readings are numbered when they begin. So a long reading does not overwrite single
 * rows with older ones when a reading of those rows began later and ended first.
 */
export class NewestReadings<T> {
  private readonly held = new Map<string, Held<T>>();
  private readings = 0;

  constructor(private readonly keyOf: (row: T) => string) {}

  /** @returns the number of a reading that begins now; later readings have higher numbers */
  begin(): number {
    return ++this.readings;
  }

  get(key: string): Listing<T> | undefined {
    return this.held.get(key)?.listing;
  }

  /** @returns all lists with their keys */
  *entries(): Iterable<[key: string, Listing<T>]> {
    for (const [key, { listing }] of this.held) {
      yield [key, listing];
    }
  }

  /**
   * Replaces a whole list, unless a reading that began later has brought one. Rows that were read later singly stay.
   */
  put(key: string, reading: number, listing: Listing<T>): void {
    const held = this.held.get(key);
    if (held !== undefined && held.reading > reading) {
      return;
    }
    const patches = new Map([...(held?.patches ?? [])].filter(([, patch]) => patch.reading > reading));
    this.held.set(key, { listing: patched(listing, patches, this.keyOf), reading, patches });
  }

  /**
   * Replaces single rows in one pass over the list. Does nothing when the list was read later than the rows.
   * @param rows the new rows by key; undefined removes a row. Rows that are not in the list are not added.
   */
  patch(key: string, reading: number, rows: ReadonlyMap<string, T | undefined>): void {
    const held = this.held.get(key);
    if (held === undefined || held.reading > reading) {
      return;
    }
    const fresh = new Map<string, Patch<T>>();
    for (const [id, row] of rows) {
      if ((held.patches.get(id)?.reading ?? 0) < reading) {
        fresh.set(id, { row, reading });
        held.patches.set(id, { row, reading });
      }
    }
    held.listing = patched(held.listing, fresh, this.keyOf);
  }

  /** Replaces each of these lists by a changed one. */
  change(isMeant: (key: string) => boolean, now: (listing: Listing<T>) => Listing<T>): void {
    for (const [key, held] of this.held) {
      if (isMeant(key)) {
        held.listing = now(held.listing);
      }
    }
  }

  /**
   * Drops lists.
   * @param isMeant decides by the key of a list
   * @param reading lists of a later reading than this one stay
   */
  forget(isMeant: (key: string) => boolean, reading = Infinity): void {
    for (const [key, held] of [...this.held]) {
      if (held.reading <= reading && isMeant(key)) {
        this.held.delete(key);
      }
    }
  }
}

function patched<T>(
  listing: Listing<T>,
  patches: ReadonlyMap<string, { row: T | undefined }>,
  keyOf: (row: T) => string,
): Listing<T> {
  if (patches.size === 0) {
    return listing;
  }
  const rows: T[] = [];
  for (const row of listing.rows) {
    const patch = patches.get(keyOf(row));
    const now = patch === undefined ? row : patch.row;
    if (now !== undefined) {
      rows.push(now);
    }
  }
  return { ...listing, rows, total: listing.total - (listing.rows.length - rows.length) };
}
