import { type Clock } from '../model/clock';
import { sameIdKey } from '../model/ids';
import { type Phone } from '../model/phone';
import { type Server } from '../model/server';
import { Shared } from '../model/share';
import { Feed } from './feed';
import { type Listing, type ListingFailure, listingOf, type Rows } from './listing';
import { isRead, type Lists } from './lists';
import { Pace } from './pace';
import { type Page, readAllPages } from './pages';
import { readPhonesByServer } from './phonesByServer';
import { type CphLists, phonePages, PHONES_A_PAGE, type Reading } from './readings';

/** The API Explorer's definition of GET /phones bounds `offset` at 8096: more than this is read by server. */
const MOST_AT_ONCE = 8_000;

interface AllPhonesOptions {
  readonly clock: Clock;
  readonly servers: Lists<Server>;
  readonly phones: Lists<Phone>;
  readonly cph: (project: string) => Promise<CphLists>;
  readonly reading: (project: string, signal: AbortSignal) => Reading;
  readonly changed: (project: string, change: { readonly isPartial?: true }) => void;
  /** @returns the phones by server as another window kept them, or an earlier one. */
  readonly cached?: (
    project: string,
  ) => Promise<readonly { readonly serverId: string; readonly listing: Listing<Phone> }[] | undefined>;
  /** All were read, and are worth keeping. */
  readonly keep?: (project: string) => void;
}

/** The phones of one project: which servers they are kept under, and how their reading went. */
interface Whole {
  /** '' for phones that name no server. */
  readonly serverIds: readonly string[];
  /** How many rows could not be read, of no server in particular. */
  readonly lost: number;
  readonly failures: readonly ListingFailure[];
  readonly readAt: number;
  readonly isComplete: boolean;
  readonly isCached: boolean;
  readonly heldStill: boolean;
  /** Put together when it is asked for. */
  listing?: Listing<Phone>;
}

/** What has come so far of a first reading: below their servers, or, where all are read in one list, by themselves. */
interface Part {
  readonly serverIds: readonly string[];
  readonly rows?: readonly Phone[];
  readonly total: number;
  listing?: Listing<Phone>;
}

/** One reading under way. */
interface Run {
  readonly project: string;
  readonly cph: CphLists;
  readonly reading: Reading;
  /** Its number among the readings of phones. */
  readonly number: number;
  readonly pace: Pace;
  /** As the cloud counts at the beginning. */
  readonly total: number;
}

/**
 * All phones of a project. They are kept once, in the lists of their servers, and put together when somebody asks; so
 * a server that is opened after all were read needs no request.
 */
export class AllPhones {
  private readonly wholes = new Map<string, Whole>();
  private readonly parts = new Map<string, Part>();
  private readonly readings = new Shared<undefined>();
  private readonly stops = new Map<string, AbortController>();
  private readonly feeds = new Map<string, { readonly feed: Feed; taken: number }>();

  constructor(private readonly options: AllPhonesOptions) {}

  known(project: string): Listing<Phone> | undefined {
    const whole = this.wholes.get(project);
    if (whole !== undefined) {
      return (whole.listing ??= this.join(project, whole));
    }
    const part = this.parts.get(project);
    return part && (part.listing ??= this.joinPart(project, part));
  }

  /** @returns an empty listing where all phones were read and none named a server that has no list. */
  noneOn(project: string): Listing<Phone> | undefined {
    const whole = this.wholes.get(project);
    return whole?.isComplete === true
      ? { ...listingOf({ rows: [], total: 0, heldStill: true }, whole.readAt), isCached: whole.isCached }
      : undefined;
  }

  async get(project: string, signal?: AbortSignal): Promise<Listing<Phone>> {
    const known = this.known(project);
    if (known !== undefined && isRead(known)) {
      return known;
    }
    await this.refresh(project, signal);
    return this.known(project) ?? listingOf({ rows: [], total: 0, heldStill: true }, this.options.clock.now());
  }

  async refresh(project: string, signal?: AbortSignal): Promise<void> {
    await this.readings.do(project, (stop) => this.read(project, stop), signal);
  }

  /** The list of one server was read by itself. */
  serverChanged(project: string): void {
    delete this.wholes.get(project)?.listing;
    delete this.parts.get(project)?.listing;
  }

  /** Servers are being listed: their phones can be read at once. */
  serversCame(project: string, servers: readonly Server[]): void {
    const feeding = this.feeds.get(project);
    if (feeding !== undefined) {
      feeding.feed.add(servers.slice(feeding.taken).map(({ id }) => id));
      feeding.taken = servers.length;
    }
  }

  /** What is known goes, and what is under way ends: it may be a thousand requests. */
  forget(project?: string): void {
    for (const [name, stop] of [...this.stops]) {
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
    const stop = new AbortController();
    this.stops.set(project, stop);
    try {
      const reading = this.options.reading(project, AbortSignal.any([signal, stop.signal]));
      const cph = await this.options.cph(project);
      const number = this.options.phones.begin();
      if (this.known(project) === undefined) {
        void this.showCached(project, number, reading.signal);
      }
      const { size, read } = phonePages(cph, reading);
      const first = await read(0, size, reading.signal);
      const pace = new Pace(this.options.clock);
      const run = { project, cph, reading, number, pace, total: first.total ?? 0 };
      const whole = canBeReadAtOnce(first) ? await this.readAtOnce(run, first) : await this.readByServer(run, first);
      reading.signal.throwIfAborted();
      this.wholes.set(project, whole);
      this.parts.delete(project);
      this.options.phones.keepOnly(project, whole.serverIds, run.number);
      this.options.changed(project, {});
      this.options.keep?.(project);
    } finally {
      if (this.stops.get(project) === stop) {
        this.stops.delete(project);
        this.parts.delete(project);
      }
    }
    return undefined;
  }

  /** Until the cloud has said the first word of its own, what was kept is shown. */
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

  private async readAtOnce(run: Run, first: Page<Phone>): Promise<Whole> {
    const { project, cph, reading, number } = run;
    const rows = await readAllPages({
      ...phonePages(cph, reading),
      first,
      soFar: (soFar, total) => {
        this.showPart(run, () => ({ serverIds: [], rows: [...soFar], total }));
      },
    });
    reading.signal.throwIfAborted();
    const now = this.options.clock.now();
    const { heldStill } = rows;
    const byServer = groupByServer(rows.rows);
    for (const [serverId, phones] of byServer) {
      this.options.phones.put(
        { project, serverId },
        number,
        listingOf({ rows: phones, total: phones.length, heldStill }, now),
      );
    }
    const lost = Math.max(0, rows.total - rows.rows.length);
    return {
      serverIds: [...byServer.keys()],
      lost,
      failures: [],
      readAt: now,
      isComplete: true,
      isCached: false,
      heldStill,
    };
  }

  private async readByServer(run: Run, first: Page<Phone>): Promise<Whole> {
    const { project, reading } = run;
    const before = this.options.servers.known({ project });
    const feed = this.feedServers(project, reading.signal);
    let found: { readonly serverIds: readonly string[]; readonly failures: readonly ListingFailure[] };
    try {
      const failures = await this.readServersPhones(run, feed);
      found = { serverIds: feed.all, failures };
    } finally {
      this.feeds.delete(project);
    }
    const isOff = found.failures.length > 0 || first.total !== this.count(project, found.serverIds);
    if (isOff && before !== undefined && isRead(before)) {
      found = await this.followServers(run, found);
    }
    const { serverIds, failures } = found;
    const heldStill = failures.length > 0 || (await this.isCounted(run, first.total, serverIds));
    const readAt = this.options.clock.now();
    return { serverIds, lost: 0, failures, readAt, isComplete: failures.length === 0, isCached: false, heldStill };
  }

  /** The servers were listed some time ago: lists them again, and reads the phones of those that are new. */
  private async followServers(
    run: Run,
    { serverIds: before, failures }: Pick<Whole, 'serverIds' | 'failures'>,
  ): Promise<Pick<Whole, 'serverIds' | 'failures'>> {
    const { project, reading } = run;
    await this.options.servers.refresh({ project }, reading.signal);
    const serverIds = (this.options.servers.known({ project })?.rows ?? []).map(({ id }) => id);
    const { gone, fresh } = compare(before, serverIds);
    const late = new Feed(sameIdKey);
    late.add(fresh);
    late.end();
    const others = fresh.length === 0 ? [] : await this.readServersPhones(run, late);
    return { serverIds, failures: [...failures.filter((f) => !gone.has(sameIdKey(f.serverId))), ...others] };
  }

  /** @returns the project's servers, as they are known, else as they come */
  private feedServers(project: string, signal: AbortSignal): Feed {
    const feed = new Feed(sameIdKey);
    this.feeds.set(project, { feed, taken: 0 });
    this.options.servers.get({ project }, signal).then(
      ({ rows }) => {
        feed.add(rows.map(({ id }) => id));
        feed.end();
      },
      (error: unknown) => {
        feed.fail(error);
      },
    );
    return feed;
  }

  private readServersPhones(run: Run, servers: Feed): Promise<readonly ListingFailure[]> {
    const { project, cph, reading } = run;
    const { phones, clock } = this.options;
    const serverIds: string[] = [];
    const begin = (serverId: string) => {
      const number = phones.begin();
      return (rows: Rows<Phone>): void => {
        phones.put({ project, serverId }, number, listingOf(rows, clock.now()));
        serverIds.push(serverId);
        this.serverChanged(project);
        this.showPart(run, () => ({ serverIds, total: run.total }));
      };
    };
    return readPhonesByServer({ cph, reading, servers, begin });
  }

  /** Tells that more has come, at most so often; and shows it, where nothing whole is known. */
  private showPart({ project, pace }: Run, part: () => Part): void {
    if (pace.isTime()) {
      this.parts.set(project, part());
      this.options.changed(project, { isPartial: true });
    }
  }

  private join(
    project: string,
    { serverIds, lost, failures, readAt, isComplete, heldStill, isCached }: Whole,
  ): Listing<Phone> {
    const { rows, total } = this.joined(project, serverIds);
    return { rows, total: total + lost, readAt, isComplete, isCached, heldStill, failures };
  }

  private joinPart(project: string, { serverIds, rows, total }: Part): Listing<Phone> {
    const soFar = rows ?? this.joined(project, serverIds).rows;
    return {
      ...listingOf({ rows: soFar, total: Math.max(total, soFar.length), heldStill: true }, this.options.clock.now()),
      isComplete: false,
    };
  }

  private joined(project: string, serverIds: readonly string[]): { rows: Phone[]; total: number } {
    const rows: Phone[] = [];
    let total = 0;
    for (const serverId of serverIds) {
      const listing = this.options.phones.known({ project, serverId });
      total += listing?.total ?? 0;
      for (const row of listing?.rows ?? []) {
        rows.push(row);
      }
    }
    return { rows, total };
  }

  private count(project: string, serverIds: readonly string[]): number {
    return serverIds.reduce((sum, serverId) => sum + (this.options.phones.known({ project, serverId })?.total ?? 0), 0);
  }

  /** Whether as many phones were read as the cloud counted at the beginning, or counts now. */
  private async isCounted(
    { project, cph, reading }: Run,
    total: number | undefined,
    serverIds: readonly string[],
  ): Promise<boolean> {
    const read = this.count(project, serverIds);
    if (total === undefined || total === read) {
      return true;
    }
    const now = (await phonePages(cph, reading).read(0, 1, reading.signal)).total;
    if (now !== read) {
      reading.log.warn(`The cloud counts ${now ?? total} and lists ${read} by server: phones of ${project}`);
    }
    return now === read;
  }
}

/** Where the cloud tells no total, a page that is not full is all there is. */
const canBeReadAtOnce = ({ total, received }: Page<Phone>): boolean =>
  total === undefined ? received < PHONES_A_PAGE / 2 : total <= MOST_AT_ONCE;

function groupByServer(phones: readonly Phone[]): ReadonlyMap<string, readonly Phone[]> {
  const groups = new Map<string, Phone[]>();
  for (const phone of phones) {
    const key = sameIdKey(phone.serverId ?? '');
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [phone]);
    } else {
      group.push(phone);
    }
  }
  return groups;
}

function compare(before: readonly string[], now: readonly string[]) {
  const old = new Set(before.map(sameIdKey));
  const gone = new Set(old);
  const fresh = now.filter((id) => {
    gone.delete(sameIdKey(id));
    return !old.has(sameIdKey(id));
  });
  return { gone, fresh };
}
