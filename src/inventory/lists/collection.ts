import { type Clock } from '../../base/clock';
import { sameIdKey } from '../../model/ids';
import { SharedPromise } from '../../base/sharedPromise';
import { type Listing, listingOf, UNREAD, type Unread } from './listing';
import { Throttle } from '../../base/throttle';
import { type Rows, type SoFar } from '../../base/paging';
import { RowVersions } from './rowVersions';

/** Where a list belongs: a project, and for phones the server. */
export interface Place {
  readonly project: string;
  readonly serverId?: string;
}

/** What of a list changed: rows with these ids alone, or all of it; `isPartial` while more is to come. */
export interface ListChange {
  readonly ids?: readonly string[];
  readonly isPartial?: true;
}

export interface CachedCollectionOptions<T> {
  readonly clock: Clock;
  /** Two rows with the same key are the same thing. */
  readonly keyOf: (row: { readonly id: string }) => string;
  readonly read: (place: Place, signal: AbortSignal, soFar: SoFar<T>) => Promise<Rows<T>>;
  /** A list is there, or a part of it, or rows of it were replaced. */
  readonly changed: (place: Place, change: ListChange) => void;
  /** @returns the list as it was kept by another window, or an earlier one. */
  readonly cached?: (place: Place) => Promise<Listing<T> | undefined>;
  /** A list was read whole, and is worth keeping. */
  readonly keep?: (place: Place) => void;
  /** Told after each page, before `changed`, of the rows that have come so far. */
  readonly soFar?: (place: Place, rows: readonly T[]) => void;
}

/** The lists of one kind: each read when it is first asked for, kept, and read again on demand. */
export class CachedCollection<T extends { readonly id: string }> {
  private readonly shelf: RowVersions<T>;
  private readonly readings = new SharedPromise<Listing<T>>();
  /** For each project, and for all: readings that began before this one are not kept. */
  private readonly forgotten = new Map<string | undefined, number>();

  constructor(private readonly options: CachedCollectionOptions<T>) {
    this.shelf = new RowVersions<T>(options.keyOf);
  }

  known(place: Place): Listing<T> | undefined {
    return this.shelf.get(keyOf(place));
  }

  /** @returns the list as it was read whole, else as it is read now; a reading under way is shared. */
  async get(place: Place, signal?: AbortSignal): Promise<Listing<T>> {
    const known = this.known(place);
    return known !== undefined && isRead(known) ? known : this.readShared(place, signal);
  }

  /** Reads the list again; what is known stays until the new rows are there. A reading under way is shared. */
  async refresh(place: Place, signal?: AbortSignal): Promise<void> {
    await this.readShared(place, signal);
  }

  /** Reads the list again from now on: what a reading under way brings may be older than what the caller knows of. */
  async readAfresh(place: Place, signal?: AbortSignal): Promise<void> {
    this.readings.detach((key) => key === keyOf(place));
    await this.readShared(place, signal);
  }

  /**
   * Reads single rows and puts them in place of the old ones.
   * @param readRows the rows as they are now, in the order of the ids; undefined for one that is gone, `UNREAD` for one
   * that could not be read: it stays as it is known
   */
  async replaceRows(
    place: Place,
    ids: readonly string[],
    readRows: (ids: readonly string[]) => Promise<readonly (T | Unread | undefined)[]>,
  ): Promise<void> {
    const reading = this.shelf.begin();
    const rows = await readRows(ids);
    const byKey = new Map<string, T | undefined>();
    for (const [index, id] of ids.entries()) {
      const row = rows[index];
      if (row !== UNREAD) {
        byKey.set(this.options.keyOf({ id }), row);
      }
    }
    this.shelf.patch(keyOf(place), reading, byKey);
    this.options.changed(place, { ids });
  }

  /** @returns the lists of a project as they were read, by server where they belong to one. */
  *readOf(project: string): Iterable<[serverId: string, Listing<T>]> {
    for (const [key, listing] of this.shelf.entries()) {
      if (projectOf(key) === project && isRead(listing)) {
        yield [key.slice(0, key.indexOf('\n')), listing];
      }
    }
  }

  /** @returns the number of a reading that begins now, for `put` and `drop`. */
  begin(): number {
    return this.shelf.begin();
  }

  /** Keeps a list that was read otherwise. Tells nobody. */
  put(place: Place, reading: number, listing: Listing<T>): void {
    if (!this.isForgotten(place, reading)) {
      this.shelf.put(keyOf(place), reading, listing);
    }
  }

  /** Drops the lists of a project's servers that are not among these, unless they were read after that reading began. */
  keepOnly(project: string, serverIds: readonly string[], reading: number): void {
    const kept = new Set(serverIds.map((serverId) => keyOf({ project, serverId })));
    this.shelf.forget((key) => projectOf(key) === project && !kept.has(key), reading);
  }

  /** What was read of a project is a first sight from now on, as if it came from the disk. */
  setAside(project: string): void {
    this.shelf.change(
      (key) => projectOf(key) === project,
      (listing) => (isRead(listing) ? { ...listing, isCached: true } : listing),
    );
  }

  /** Drops what is known of a project, or of all; who waits for a reading still gets it, but it is not kept. */
  forget(project?: string): void {
    const isMeant = (key: string): boolean => project === undefined || projectOf(key) === project;
    this.forgotten.set(project, this.shelf.begin());
    this.readings.detach(isMeant);
    this.shelf.forget(isMeant);
  }

  dispose(): void {
    this.readings.stop(new Error('The extension stops.'));
  }

  private readShared(place: Place, signal?: AbortSignal): Promise<Listing<T>> {
    return this.readings.do(keyOf(place), (stop) => this.readNow(place, stop), signal);
  }

  private async readNow(place: Place, signal: AbortSignal): Promise<Listing<T>> {
    const reading = this.shelf.begin();
    const throttle = new Throttle(this.options.clock);
    if (this.known(place) === undefined) {
      void this.showCached(place, reading);
    }
    try {
      const rows = await this.options.read(place, signal, (soFar, total) => {
        this.options.soFar?.(place, soFar);
        this.showPart(place, reading, throttle, soFar, total);
      });
      const listing = listingOf(rows, this.options.clock.now());
      if (this.isForgotten(place, reading)) {
        return listing;
      }
      this.shelf.put(keyOf(place), reading, listing);
      this.options.changed(place, {});
      this.options.keep?.(place);
      return this.known(place) ?? listing;
    } catch (error) {
      if (isPart(this.known(place))) {
        this.shelf.forget((key) => key === keyOf(place));
      }
      throw error;
    }
  }

  /** Where nothing better is known, what has come so far is shown. */
  private showPart(place: Place, reading: number, throttle: Throttle, soFar: readonly T[], total: number): void {
    if (!this.isKnown(place) && !this.isForgotten(place, reading) && throttle.isTime()) {
      const rows = { rows: [...soFar], total, heldStill: true };
      const part = { ...listingOf(rows, this.options.clock.now()), isComplete: false };
      this.shelf.put(keyOf(place), reading, part);
      this.options.changed(place, { isPartial: true });
    }
  }

  /** Until the cloud has said the first word of its own, what was kept is shown. */
  private async showCached(place: Place, reading: number): Promise<void> {
    const listing = await this.options.cached?.(place);
    if (listing !== undefined && !this.isKnown(place) && !this.isForgotten(place, reading)) {
      this.shelf.put(keyOf(place), reading, listing);
      this.options.changed(place, {});
    }
  }

  private isKnown(place: Place): boolean {
    const known = this.known(place);
    return known !== undefined && !isPart(known);
  }

  private isForgotten({ project }: Place, reading: number): boolean {
    return reading < Math.max(this.forgotten.get(project) ?? 0, this.forgotten.get(undefined) ?? 0);
  }
}

/** Whether a listing is what has come so far of a first reading. */
const isPart = (listing: Listing<unknown> | undefined): boolean => listing?.isComplete === false && !listing.isCached;

/** Whether a listing is what the cloud said, whole. */
export const isRead = ({ isComplete, isCached }: Listing<unknown>): boolean => isComplete && !isCached;

/** A server's id holds no line break, so what stands before it is the project whatever its name holds. */
const keyOf = ({ project, serverId = '' }: Place): string => `${sameIdKey(serverId)}\n${project}`;
const projectOf = (key: string): string => key.slice(key.indexOf('\n') + 1);
