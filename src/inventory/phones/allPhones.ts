import { type Clock } from '../../base/clock';
import { type Phone } from '../../model/phone';
import { type Server } from '../../model/server';
import { SharedPromise } from '../../base/sharedPromise';
import { ProjectPhonesFetch, type PhonesFound, type PhonesSoFar } from './projectPhonesFetch';
import { type Listing, listingOf } from '../lists/listing';
import { isRead, type ListsOfOneKind } from '../lists/listsOfOneKind';
import { type CphLists, type FetchContext } from '../fetch/readLists';

interface AllPhonesOptions {
  readonly clock: Clock;
  readonly servers: ListsOfOneKind<Server>;
  readonly phones: ListsOfOneKind<Phone>;
  readonly cph: (project: string) => Promise<CphLists>;
  readonly reading: (project: string, signal: AbortSignal) => FetchContext;
  readonly changed: (project: string, change: { readonly isPartial?: true }) => void;
  /** @returns the phones of each server from the disk cache; undefined unless all were cached */
  readonly cached?: (
    project: string,
  ) => Promise<readonly { readonly serverId: string; readonly listing: Listing<Phone> }[] | undefined>;
  /** Called when all phones were read, to write them to the disk cache. */
  readonly keep?: (project: string) => void;
}

/** What a reading of all phones of a project has brought, or the cache. */
interface Whole extends PhonesFound {
  readonly isCached: boolean;
  /** The listing, made when it is first asked for. */
  listing?: Listing<Phone>;
}

/** What has come so far of a reading under way. */
interface Part extends PhonesSoFar {
  listing?: Listing<Phone>;
}

/** A reading of all phones of a project. */
interface UnderWay {
  readonly stop: AbortController;
  /** Absent until the client of the project is there. */
  reading?: ProjectPhonesFetch;
}

/**
 * All phones of each project. The phones are kept only in the lists of their servers, and are joined when they are
 * asked for. So a server that is opened after all phones were read needs no request.
 */
export class AllPhones {
  private readonly wholes = new Map<string, Whole>();
  private readonly parts = new Map<string, Part>();
  private readonly readings = new SharedPromise<undefined>();
  private readonly underWay = new Map<string, UnderWay>();

  constructor(private readonly options: AllPhonesOptions) {}

  /** @returns all phones as far as they are known; undefined when nothing is known */
  known(project: string): Listing<Phone> | undefined {
    const whole = this.wholes.get(project);
    if (whole !== undefined) {
      return (whole.listing ??= this.join(project, whole));
    }
    const part = this.parts.get(project);
    return part && (part.listing ??= this.joinPart(project, part));
  }

  /**
   * @returns an empty list for a server without a list, when all phones of the project were read; otherwise undefined
   */
  noneOn(project: string): Listing<Phone> | undefined {
    const whole = this.wholes.get(project);
    return whole?.isComplete === true
      ? { ...listingOf({ rows: [], total: 0, heldStill: true }, whole.readAt), isCached: whole.isCached }
      : undefined;
  }

  /**
   * @returns all phones from memory, otherwise read now
   * @throws ApiError when none can be read
   */
  async get(project: string, signal?: AbortSignal): Promise<Listing<Phone>> {
    const known = this.known(project);
    if (known !== undefined && isRead(known)) {
      return known;
    }
    await this.refresh(project, signal);
    return this.known(project) ?? listingOf({ rows: [], total: 0, heldStill: true }, this.options.clock.now());
  }

  /**
   * Reads all phones again. A reading under way is shared.
   * @throws ApiError when none can be read
   */
  async refresh(project: string, signal?: AbortSignal): Promise<void> {
    await this.readings.do(project, (stop) => this.read(project, stop), signal);
  }

  /** To be called when the list of one server has changed: the joined listing is made anew. */
  serverChanged(project: string): void {
    delete this.wholes.get(project)?.listing;
    delete this.parts.get(project)?.listing;
  }

  /**
   * To be called while the servers are being listed. A reading server by server begins with their phones at once.
   * @param servers all that have come so far
   */
  serversCame(project: string, servers: readonly Server[]): void {
    this.underWay.get(project)?.reading?.serversCame(servers);
  }

  /** Marks the phones of a project as `isCached`, as if they came from the disk. */
  setAside(project: string): void {
    const whole = this.wholes.get(project);
    if (whole !== undefined) {
      const aside: Whole = { ...whole, isCached: true };
      delete aside.listing;
      this.wholes.set(project, aside);
    }
  }

  /** Drops what is known of a project, or of all. Stops the readings under way, which may be a thousand requests. */
  forget(project?: string): void {
    for (const [name, { stop }] of [...this.underWay]) {
      if (project === undefined || name === project) {
        stop.abort(new Error('The phones are not wanted any more.'));
        this.readings.detach((key) => key === name);
      }
    }
    for (const known of [this.wholes, this.parts]) {
      for (const name of project === undefined ? [...known.keys()] : [project]) {
        known.delete(name);
      }
    }
  }

  dispose(): void {
    this.readings.stop(new Error('The extension stops.'));
  }

  private async read(project: string, signal: AbortSignal): Promise<undefined> {
    const underWay: UnderWay = { stop: new AbortController() };
    this.underWay.set(project, underWay);
    try {
      const { phones, keep } = this.options;
      const reading = this.options.reading(project, AbortSignal.any([signal, underWay.stop.signal]));
      const cph = await this.options.cph(project);
      const number = phones.begin();
      if (this.known(project) === undefined) {
        void this.showCached(project, number, reading.signal);
      }
      underWay.reading = this.readingOf(project, { cph, reading, number });
      const found = await underWay.reading.read();
      reading.signal.throwIfAborted();
      this.wholes.set(project, { ...found, isCached: false });
      this.parts.delete(project);
      phones.keepOnly(project, found.serverIds, number);
      this.options.changed(project, {});
      keep?.(project);
    } finally {
      if (this.underWay.get(project) === underWay) {
        this.underWay.delete(project);
        this.parts.delete(project);
      }
    }
    return undefined;
  }

  private readingOf(
    project: string,
    of: { readonly cph: CphLists; readonly reading: FetchContext; readonly number: number },
  ): ProjectPhonesFetch {
    const { clock, servers, phones } = this.options;
    return new ProjectPhonesFetch({
      ...of,
      project,
      clock,
      servers,
      phones,
      serverRead: () => {
        this.serverChanged(project);
      },
      soFar: (part) => {
        this.parts.set(project, { ...part });
        this.options.changed(project, { isPartial: true });
      },
    });
  }

  /** Shows the cached phones until a reading has brought all phones from the cloud. */
  private async showCached(project: string, number: number, signal: AbortSignal): Promise<void> {
    const lists = await this.options.cached?.(project);
    if (lists === undefined || signal.aborted || this.wholes.has(project)) {
      return;
    }
    for (const { serverId, listing } of lists) {
      if (this.options.phones.known({ project, serverId }) === undefined) {
        this.options.phones.put({ project, serverId }, number, listing);
      }
    }
    this.wholes.set(project, {
      serverIds: lists.map(({ serverId }) => serverId),
      lost: 0,
      failures: [],
      readAt: lists.reduce((earliest, { listing }) => Math.min(earliest, listing.readAt), this.options.clock.now()),
      isComplete: true,
      isCached: true,
      heldStill: true,
    });
    this.options.changed(project, {});
  }

  /** @returns the listing of a reading that has ended */
  private join(
    project: string,
    { serverIds, lost, failures, readAt, isComplete, heldStill, isCached }: Whole,
  ): Listing<Phone> {
    const { rows, total } = this.joined(project, serverIds);
    return { rows, total: total + lost, readAt, isComplete, isCached, heldStill, failures };
  }

  /** @returns the listing of a reading under way */
  private joinPart(project: string, { serverIds, rows, total }: Part): Listing<Phone> {
    const soFar = rows ?? this.joined(project, serverIds).rows;
    return {
      ...listingOf({ rows: soFar, total: Math.max(total, soFar.length), heldStill: true }, this.options.clock.now()),
      isComplete: false,
    };
  }

  /** @returns the phones of these servers, and how many of them the cloud counts */
  private joined(project: string, serverIds: readonly string[]): { rows: Phone[]; total: number } {
    const listings = serverIds.map((serverId) => this.options.phones.known({ project, serverId }));
    return {
      rows: listings.flatMap((listing) => listing?.rows ?? []),
      total: listings.reduce((sum, listing) => sum + (listing?.total ?? 0), 0),
    };
  }
}
