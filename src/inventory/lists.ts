import { type Clock } from '../model/clock';
import { Shared } from '../model/share';
import { type Rows } from './configuredRows';
import { type Listing, Shelf } from './shelf';

/** Where a list belongs: a project, and for phones the server. */
export interface Place {
  readonly project: string;
  readonly serverId?: string;
}

export interface ListsOptions<T> {
  readonly clock: Clock;
  /** Two rows with the same key are the same thing. */
  readonly keyOf: (row: { readonly id: string }) => string;
  readonly read: (place: Place, signal: AbortSignal) => Promise<Rows<T>>;
  /** A list is there, or rows of it were replaced; then with their ids. */
  readonly changed: (place: Place, ids?: readonly string[]) => void;
}

/** The lists of one kind: each read when it is first asked for, kept, and read again on demand. */
export class Lists<T extends { readonly id: string }> {
  private readonly shelf: Shelf<T>;
  private readonly readings = new Shared<Listing<T>>();
  /** For each project, and for all: readings that began before this one are not kept. */
  private readonly forgotten = new Map<string | undefined, number>();

  constructor(private readonly options: ListsOptions<T>) {
    this.shelf = new Shelf<T>(options.keyOf);
  }

  known(place: Place): Listing<T> | undefined {
    return this.shelf.get(keyOf(place));
  }

  /** @returns the list as it is known, else as it is read now; a reading under way is shared. */
  async get(place: Place, signal?: AbortSignal): Promise<Listing<T>> {
    return this.known(place) ?? (await this.read(place, signal));
  }

  /** Reads the list again; what is known stays until the new rows are there. A reading under way is shared. */
  async refresh(place: Place, signal?: AbortSignal): Promise<void> {
    await this.read(place, signal);
  }

  /** Reads the list again from now on: what a reading under way brings may be older than what the caller knows of. */
  async readAfresh(place: Place): Promise<void> {
    this.readings.detach((key) => key === keyOf(place));
    await this.read(place);
  }

  /**
   * Reads single rows and puts them in place of the old ones.
   * @param readRows the rows as they are now, in the order of the ids; undefined for one that is gone
   */
  async replaceRows(
    place: Place,
    ids: readonly string[],
    readRows: (ids: readonly string[]) => Promise<readonly (T | undefined)[]>,
  ): Promise<void> {
    const reading = this.shelf.begin();
    const rows = await readRows(ids);
    const byKey = new Map(ids.map((id, index) => [this.options.keyOf({ id }), rows[index]]));
    this.shelf.patch(keyOf(place), reading, byKey);
    this.options.changed(place, ids);
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

  private read(place: Place, signal?: AbortSignal): Promise<Listing<T>> {
    return this.readings.do(keyOf(place), (stop) => this.readNow(place, stop), signal);
  }

  private async readNow(place: Place, signal: AbortSignal): Promise<Listing<T>> {
    const reading = this.shelf.begin();
    const { rows, total } = await this.options.read(place, signal);
    const listing = { rows, total, readAt: this.options.clock.now() };
    const forgottenAt = Math.max(this.forgotten.get(place.project) ?? 0, this.forgotten.get(undefined) ?? 0);
    if (reading < forgottenAt) {
      return listing;
    }
    this.shelf.put(keyOf(place), reading, listing);
    this.options.changed(place);
    return this.shelf.get(keyOf(place)) ?? listing;
  }
}

/** A server's id holds no line break, so what stands before it is the project whatever its name holds. */
const keyOf = ({ project, serverId = '' }: Place): string => `${serverId}\n${project}`;
const projectOf = (key: string): string => key.slice(key.indexOf('\n') + 1);
