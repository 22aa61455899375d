import { idsOf } from '../../base/arrays';
import { type Clock } from '../../base/clock';
import { sameIdKey } from '../../model/ids';
import { type Phone } from '../../model/phone';
import { type Server } from '../../model/server';
import { AsyncQueue } from '../../base/asyncQueue';
import { type ListingFailure, listingOf } from '../lists/listing';
import { isRead, type ListsOfOneKind } from '../lists/listsOfOneKind';
import { Throttle } from '../../base/throttle';
import { type Page, readAllPages, type Rows } from '../../base/paging';
import { readPhonesByServer } from './byServer';
import { type CphLists, phonePages, PHONES_A_PAGE, type FetchContext } from '../fetch/readLists';

/** More phones than this are read server by server. The API Explorer limits `offset` of GET /phones to 8096. */
const MOST_AT_ONCE = 8_000;

interface ProjectPhonesFetchOptions {
  readonly project: string;
  readonly cph: CphLists;
  readonly reading: FetchContext;
  /** The number of this reading among the readings of phones, see `NewestReadings`. */
  readonly number: number;
  readonly clock: Clock;
  readonly servers: ListsOfOneKind<Server>;
  /** Takes the phones as they come, each in the list of its server. */
  readonly phones: ListsOfOneKind<Phone>;
  /** Called when the phones of a server have come. */
  readonly serverRead: () => void;
  /** Called when more has come, at most once every 200 ms. */
  readonly soFar: (part: PhonesSoFar) => void;
}

/** The result of a reading. The phones themselves are in the lists of their servers. */
export interface PhonesFound {
  /** The servers with a list; '' is the list of the phones that name no server. */
  readonly serverIds: readonly string[];
  /** How many rows of the list of all phones could not be read. Their servers are not known. */
  readonly lost: number;
  readonly failures: readonly ListingFailure[];
  /** When the reading ended, in milliseconds since the epoch. */
  readonly readAt: number;
  readonly isComplete: boolean;
  readonly heldStill: boolean;
}

/** What has come so far: the servers whose lists were read, or the rows when all phones are read in one list. */
export interface PhonesSoFar {
  readonly serverIds: readonly string[];
  readonly rows?: readonly Phone[];
  /** How many phones the cloud counts. */
  readonly total: number;
}

/** One reading of all phones of a project: in one list where the cloud allows it, otherwise server by server. */
export class ProjectPhonesFetch {
  private readonly throttle: Throttle;
  /** The servers whose phones are to be read. Set during a reading server by server. */
  private feed: AsyncQueue | undefined;
  /** How many of the listed servers are in `feed`. */
  private taken = 0;

  constructor(private readonly options: ProjectPhonesFetchOptions) {
    this.throttle = new Throttle(options.clock);
  }

  /**
   * Reads the phones.
   * @throws the error that concerns all phones: the sign-in or the permission is missing, nothing could be read, or the
   * servers cannot be listed
   */
  async read(): Promise<PhonesFound> {
    const { cph, reading } = this.options;
    const { size, read } = phonePages(cph, reading);
    const first = await read(0, size, reading.signal);
    return canBeReadAtOnce(first) ? this.readAtOnce(first) : this.readByServer(first);
  }

  /**
   * To be called while the servers are being listed.
   * @param servers all that have come so far
   */
  serversCame(servers: readonly Server[]): void {
    if (this.feed !== undefined) {
      this.feed.add(idsOf(servers.slice(this.taken)));
      this.taken = servers.length;
    }
  }

  private async readAtOnce(first: Page<Phone>): Promise<PhonesFound> {
    const { project, cph, reading, number, phones, clock } = this.options;
    const rows = await readAllPages({
      ...phonePages(cph, reading),
      first,
      soFar: (soFar, total) => {
        this.showPart(() => ({ serverIds: [], rows: [...soFar], total }));
      },
    });
    reading.signal.throwIfAborted();
    const readAt = clock.now();
    const { heldStill } = rows;
    const byServer = groupByServer(rows.rows);
    for (const [serverId, own] of byServer) {
      phones.put({ project, serverId }, number, listingOf({ rows: own, total: own.length, heldStill }, readAt));
    }
    const lost = Math.max(0, rows.total - rows.rows.length);
    return { serverIds: [...byServer.keys()], lost, failures: [], readAt, isComplete: true, heldStill };
  }

  private async readByServer(first: Page<Phone>): Promise<PhonesFound> {
    const { project, servers, clock } = this.options;
    const before = servers.known({ project });
    const total = first.total ?? 0;
    const feed = this.feedServers();
    let found: Pick<PhonesFound, 'serverIds' | 'failures'>;
    try {
      const failures = await this.readServersPhones(feed, total);
      found = { serverIds: feed.all, failures };
    } finally {
      this.feed = undefined;
    }
    const isOff = found.failures.length > 0 || first.total !== this.count(found.serverIds);
    if (isOff && before !== undefined && isRead(before)) {
      found = await this.followServers(found, total);
    }
    const { serverIds, failures } = found;
    const heldStill = failures.length > 0 || (await this.isCounted(first.total, serverIds));
    return { serverIds, lost: 0, failures, readAt: clock.now(), isComplete: failures.length === 0, heldStill };
  }

  /** Lists the servers again, because the known list may be old. Reads the phones of the new ones. */
  private async followServers(
    { serverIds: before, failures }: Pick<PhonesFound, 'serverIds' | 'failures'>,
    total: number,
  ): Promise<Pick<PhonesFound, 'serverIds' | 'failures'>> {
    const { project, reading, servers } = this.options;
    await servers.refresh({ project }, reading.signal);
    const serverIds = idsOf(servers.known({ project })?.rows ?? []);
    const { gone, fresh } = compare(before, serverIds);
    const late = new AsyncQueue(sameIdKey);
    late.add(fresh);
    late.end();
    const others = fresh.length === 0 ? [] : await this.readServersPhones(late, total);
    return { serverIds, failures: [...failures.filter((f) => !gone.has(sameIdKey(f.serverId))), ...others] };
  }

  /** @returns the project's servers: the known ones, otherwise as they come */
  private feedServers(): AsyncQueue {
    const { project, reading, servers } = this.options;
    const feed = new AsyncQueue(sameIdKey);
    this.feed = feed;
    servers.get({ project }, reading.signal).then(
      ({ rows }) => {
        feed.add(idsOf(rows));
        feed.end();
      },
      (error: unknown) => {
        feed.fail(error);
      },
    );
    return feed;
  }

  /** @returns the servers whose phones could not be read */
  private readServersPhones(servers: AsyncQueue, total: number): Promise<readonly ListingFailure[]> {
    const { project, cph, reading, phones, clock } = this.options;
    const serverIds: string[] = [];
    const begin = (serverId: string) => {
      const number = phones.begin();
      return (rows: Rows<Phone>): void => {
        phones.put({ project, serverId }, number, listingOf(rows, clock.now()));
        serverIds.push(serverId);
        this.options.serverRead();
        this.showPart(() => ({ serverIds, total }));
      };
    };
    return readPhonesByServer({ cph, reading, servers, begin });
  }

  private showPart(part: () => PhonesSoFar): void {
    if (this.throttle.isTime()) {
      this.options.soFar(part());
    }
  }

  /** @returns how many phones the cloud counts on these servers */
  private count(serverIds: readonly string[]): number {
    const { project, phones } = this.options;
    return serverIds.reduce((sum, serverId) => sum + (phones.known({ project, serverId })?.total ?? 0), 0);
  }

  /** @returns whether as many phones were read as the cloud counted at the beginning or counts now */
  private async isCounted(total: number | undefined, serverIds: readonly string[]): Promise<boolean> {
    const { project, cph, reading } = this.options;
    const read = this.count(serverIds);
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

/**
 * @returns whether all phones can be read in one list. Without a total, a first page that is less than half full shows
 * that they are few.
 */
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

/** @returns the keys of the ids that are not there any more, and the ids that are new */
function compare(before: readonly string[], now: readonly string[]) {
  const old = new Set(before.map(sameIdKey));
  const gone = new Set(old);
  const fresh = now.filter((id) => {
    gone.delete(sameIdKey(id));
    return !old.has(sameIdKey(id));
  });
  return { gone, fresh };
}
