import { type Clock } from '../../base/clock';
import { sameIdKey } from '../../model/ids';
import { SharedPromise } from '../../base/sharedPromise';
import { type Listing, listingOf, UNREAD, type Unread } from './listing';
import { Throttle } from '../../base/throttle';
import { type Rows, type SoFar } from '../../base/paging';
import { NewestReadings } from './newestReadings';

/** What a list belongs to: a project, and for phones a server. */
export interface Place {
  readonly project: string;
  readonly serverId?: string;
}

/** What changed in a list: only the rows with `ids`, or without them all of it. `isPartial`: it is still being read. */
export interface ListChange {
  readonly ids?: readonly string[];
  readonly isPartial?: true;
}

export interface ListsOfOneKindOptions<T> {
  readonly clock: Clock;
  /** Rows with the same key are the same server, phone or instance. */
  readonly keyOf: (row: { readonly id: string }) => string;
  /** Reads the whole list. `soFar` is called after each page. */
  readonly read: (place: Place, signal: AbortSignal, soFar: SoFar<T>) => Promise<Rows<T>>;
  /** Called when a list has come, or a part of it, and when rows of it were replaced. */
  readonly changed: (place: Place, change: ListChange) => void;
  /** @returns the list from the disk cache; undefined when there is none */
  readonly cached?: (place: Place) => Promise<Listing<T> | undefined>;
  /** Called when a whole list was read, to write it to the disk cache. */
  readonly keep?: (place: Place) => void;
  /** Called after each page, before `changed`, with the rows so far. */
  readonly soFar?: (place: Place, rows: readonly T[]) => void;
}

/** The lists of one kind. A list is read when it is first asked for, then kept, and read again on demand. */
export class ListsOfOneKind<T extends { readonly id: string }> {
  private readonly lists: NewestReadings<T>;
  private readonly readings = new SharedPromise<Listing<T>>();
  /** The number of the first reading that is kept, by project; under `undefined` for all projects. */
  private readonly forgotten = new Map<string | undefined, number>();

  constructor(private readonly options: ListsOfOneKindOptions<T>) {
    this.lists = new NewestReadings<T>(options.keyOf);
  }

  /** @returns the list as far as it is known, also a part or a cached list; undefined when nothing is known */
  known(place: Place): Listing<T> | undefined {
    return this.lists.get(keyOf(place));
  }

  /**
   * @returns the list when it was read as a whole, otherwise as read now; a reading under way is shared
   * @throws the error of `read`
   */
  async get(place: Place, signal?: AbortSignal): Promise<Listing<T>> {
    const known = this.known(place);
    return known !== undefined && isRead(known) ? known : this.readShared(place, signal);
  }

  /**
   * Reads the list again. The old rows stay until the new ones have come. A reading under way is shared.
   * @throws the error of `read`
   */
  async refresh(place: Place, signal?: AbortSignal): Promise<void> {
    await this.readShared(place, signal);
  }

  /**
   * Reads the list again with a reading that begins now. A reading under way is not shared, because its rows may be
   * older than what the caller already knows.
   * @throws the error of `read`
   */
  async readAfresh(place: Place, signal?: AbortSignal): Promise<void> {
    this.readings.detach((key) => key === keyOf(place));
    await this.readShared(place, signal);
  }

  /**
   * Reads single rows and puts them in place of the old ones.
   * @param readRows returns the rows as they are now, in the order of the ids: undefined for a row that does not exist,
   * `UNREAD` for one that could not be read and stays as it is
   * @throws the error of `readRows`; then nothing has changed
   */
  async replaceRows(
    place: Place,
    ids: readonly string[],
    readRows: (ids: readonly string[]) => Promise<readonly (T | Unread | undefined)[]>,
  ): Promise<void> {
    const reading = this.lists.begin();
    const rows = await readRows(ids);
    const byKey = new Map<string, T | undefined>();
    for (const [index, id] of ids.entries()) {
      const row = rows[index];
      if (row !== UNREAD) {
        byKey.set(this.options.keyOf({ id }), row);
      }
    }
    this.lists.patch(keyOf(place), reading, byKey);
    this.options.changed(place, { ids });
  }

  /**
   * @returns the lists of a project that were read as a whole, each with the key of its server; the key is empty for
   * lists that belong to no server
   */
  *readOf(project: string): Iterable<[serverId: string, Listing<T>]> {
    for (const [key, listing] of this.lists.entries()) {
      if (projectOf(key) === project && isRead(listing)) {
        yield [key.slice(0, key.indexOf('\n')), listing];
      }
    }
  }

  /** @returns the number of a reading that begins now, for `put` and `keepOnly` */
  begin(): number {
    return this.lists.begin();
  }

  /** Takes a list that the caller has read. Does not call `changed`. */
  put(place: Place, reading: number, listing: Listing<T>): void {
    if (!this.isForgotten(place, reading)) {
      this.lists.put(keyOf(place), reading, listing);
    }
  }

  /** Drops the lists of a project's other servers, except those of a later reading than this one. */
  keepOnly(project: string, serverIds: readonly string[], reading: number): void {
    const kept = new Set(serverIds.map((serverId) => keyOf({ project, serverId })));
    this.lists.forget((key) => projectOf(key) === project && !kept.has(key), reading);
  }

  /** Marks the lists of a project that were read as `isCached`, as if they came from the disk. */
  setAside(project: string): void {
    this.lists.change(
      (key) => projectOf(key) === project,
      (listing) => (isRead(listing) ? { ...listing, isCached: true } : listing),
    );
  }

  /** Drops the lists of a project, or of all. A reading under way still reaches its callers, but is not kept. */
  forget(project?: string): void {
    const isMeant = (key: string): boolean => project === undefined || projectOf(key) === project;
    this.forgotten.set(project, this.lists.begin());
    this.readings.detach(isMeant);
    this.lists.forget(isMeant);
  }

  dispose(): void {
    this.readings.stop(new Error('The extension stops.'));
  }

  private readShared(place: Place, signal?: AbortSignal): Promise<Listing<T>> {
    return this.readings.do(keyOf(place), (stop) => this.readNow(place, stop), signal);
  }

  private async readNow(place: Place, signal: AbortSignal): Promise<Listing<T>> {
    const reading = this.lists.begin();
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
      this.lists.put(keyOf(place), reading, listing);
      this.options.changed(place, {});
      this.options.keep?.(place);
      return this.known(place) ?? listing;
    } catch (error) {
      if (isPart(this.known(place))) {
        this.lists.forget((key) => key === keyOf(place));
      }
      throw error;
    }
  }

  /** Shows the rows so far, unless the list is already known as a whole or from the cache. */
  private showPart(place: Place, reading: number, throttle: Throttle, soFar: readonly T[], total: number): void {
    if (!this.isKnown(place) && !this.isForgotten(place, reading) && throttle.isTime()) {
      const rows = { rows: [...soFar], total, heldStill: true };
      const part = { ...listingOf(rows, this.options.clock.now()), isComplete: false };
      this.lists.put(keyOf(place), reading, part);
      this.options.changed(place, { isPartial: true });
    }
  }

  /** Shows the cached list until a reading has brought the list from the cloud. */
  private async showCached(place: Place, reading: number): Promise<void> {
    const listing = await this.options.cached?.(place);
    if (listing !== undefined && !this.isKnown(place) && !this.isForgotten(place, reading)) {
      this.lists.put(keyOf(place), reading, listing);
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

/** @returns whether the listing has only the rows so far of a first reading */
const isPart = (listing: Listing<unknown> | undefined): boolean => listing?.isComplete === false && !listing.isCached;

/** @returns whether the listing is the whole list as this window has read it from the cloud */
export const isRead = ({ isComplete, isCached }: Listing<unknown>): boolean => isComplete && !isCached;

/**
 * A server's id contains no line break. So all that follows the first line break is the project's name, whatever it
 * contains.
 */
const keyOf = ({ project, serverId = '' }: Place): string => `${sameIdKey(serverId)}\n${project}`;
const projectOf = (key: string): string => key.slice(key.indexOf('\n') + 1);
