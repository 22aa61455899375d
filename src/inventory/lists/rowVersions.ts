import { type Listing } from './listing';

interface Held<T> {
  listing: Listing<T>;
  readonly reading: number;
  /** Rows that were read by themselves, with the number of the reading; undefined for one that is gone. */
  readonly patches: Map<string, Patch<T>>;
}

interface Patch<T> {
  readonly row: T | undefined;
  readonly reading: number;
}

/**
 * The lists of one kind, by scope. Readings are numbered when they begin, so that a long one that ends late does not put
 * back what a later reading of single rows has replaced.
 */
export class RowVersions<T> {
  private readonly held = new Map<string, Held<T>>();
  private readings = 0;

  constructor(private readonly keyOf: (row: T) => string) {}

  /** @returns the number of a reading that begins now. */
  begin(): number {
    return ++this.readings;
  }

  get(key: string): Listing<T> | undefined {
    return this.held.get(key)?.listing;
  }

  /** @returns all lists with their keys. */
  *entries(): Iterable<[key: string, Listing<T>]> {
    for (const [key, { listing }] of this.held) {
      yield [key, listing];
    }
  }

  /** Puts a list that was read whole, unless one that began later is there. */
  put(key: string, reading: number, listing: Listing<T>): void {
    const held = this.held.get(key);
    if (held !== undefined && held.reading > reading) {
      return;
    }
    const patches = new Map([...(held?.patches ?? [])].filter(([, patch]) => patch.reading > reading));
    this.held.set(key, { listing: patched(listing, patches, this.keyOf), reading, patches });
  }

  /**
   * Replaces single rows, by key; undefined takes the row out. Rows that the list does not have are left out. One pass
   * over the list, however many rows there are.
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

  /** Replaces what is held of these lists. */
  change(isMeant: (key: string) => boolean, now: (listing: Listing<T>) => Listing<T>): void {
    for (const [key, held] of this.held) {
      if (isMeant(key)) {
        held.listing = now(held.listing);
      }
    }
  }

  /**
   * @param isMeant which lists, by key
   * @param reading those that were read later than this one stay
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
