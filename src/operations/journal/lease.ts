import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { type Hold, type Operation } from '../../model/operation';
import { type OperationSummary, summaryOf } from '../../model/operationSummary';
import { type SharedFolder, type Window } from '../../storage/sharedFolder';
import { type OwnerRequest } from './fileNames';
import { type JournalStore, type MadeRequest } from './journalStore';
import { type Marks } from './marks';
import { readText } from './storedText';

/** How often a window with something unsettled shows that it lives, and looks after the others. */
const HEARTBEAT_MS = 5_000;
/** After so many heartbeats that were left out a window counts as gone. */
const MISSED_HEARTBEATS = 3;
/** A window whose process runs on this machine can stand at a breakpoint, or on a disk that hangs. */
const MISSED_BY_A_LIVING_PROCESS = 60;
const GO_ON: ReadonlySet<OwnerRequest> = new Set(['resume', 'promote']);

/** Changes in the folder come in swarms. */
const SWARM_MS = 300;
/** Older requests to go on are dropped: the person could not know what has happened since, such as a sleep. */
const LONGEST_REQUEST_MS = 60_000;

/** What the lease sees of an operation that this window knows and that is not in the history. */
export interface Leased {
  readonly live: { readonly hasEnded: boolean };
  readonly isOwn: boolean;
  readonly epoch: number;
  /** false: it is kept in memory only, because nothing is stored here. */
  readonly isStored: boolean;
  /** Another window has taken it over, and what that window wrote was not read yet. */
  readonly isStale: boolean;
}

/** What the lease sees of an operation in the history. */
interface Kept {
  /** How many corrections of its results are known here. */
  readonly corrections: number;
}

/** What is to be done about what was seen. */
export interface LeaseListeners {
  /** It is new, or another window wrote on. */
  shown(operation: Operation): void;
  /** It is packed: it is in the history from now on, or another window corrected what is there. */
  kept(summary: OperationSummary, corrections: number): void;
  removed(number: number): void;
  /** Its owner is gone, and this window has acquired it. */
  acquired(operation: Operation, epoch: number, nextLine: number): void;
  /** Another window has taken it over. */
  lost(number: number): void;
  /** @param seen the hold that the person saw */
  requested(number: number, what: OwnerRequest, seen?: Hold): void;
  /** Called with each heartbeat: what the disk did not take can be tried again. */
  heartbeat(): void;
  /** Whether something is left to be stored, though all operations have ended. */
  isBehind(): boolean;
}

interface Deps {
  readonly files: SharedFolder;
  readonly window: Window;
  readonly journals: JournalStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly known: ReadonlyMap<number, Leased>;
  readonly history: ReadonlyMap<number, Kept>;
  readonly listeners: LeaseListeners;
}

/**
 * The lease of the operations: each has one window that acts for it. A window shows with a heartbeat that it lives while
 * it has something unsettled, shows here what the others do, and takes over from one that is gone. There is no timer
 * while nothing is unsettled. A fault of the disk costs one look, and not the lease.
 */
export class Lease implements Disposable {
  private timer: Timer | undefined;
  private hint: Timer | undefined;
  private watching: Disposable | undefined;
  private looking: Promise<void> | undefined;
  private heartbeats = 0;
  private isShown = false;
  private isLoaded = false;
  private isTicking = false;
  private isOver = false;
  /** The last heartbeat of each other window, and how often it was seen again. */
  private readonly heard = new Map<string, { heartbeat: string | undefined; times: number }>();
  /** Operations of other windows that have ended and are not packed yet: perhaps their windows are gone. */
  private readonly unpacked = new Set<number>();
  /** How long the journals of others were when they were last read. */
  private readonly sizes = new Map<number, number>();
  /** What could not be done when it was last tried: it is told once. */
  private readonly faults = new Set<string>();
  /** Packed operations whose summary has to be made again. */
  private readonly unsummarised = new Map<number, Marks>();
  private summarising: Promise<void> | undefined;

  constructor(private readonly deps: Deps) {}

  /** Reads what is stored, and from then on sees what changes. Never rejects. */
  async load(): Promise<void> {
    this.isLoaded = true;
    this.watch();
    await this.look();
    this.wake();
  }

  private watch(): void {
    try {
      this.watching ??= this.deps.files.watch(() => {
        this.hintLater();
      });
    } catch (error) {
      this.tellOnce('The history cannot be watched', error);
    }
  }

  /**
   * Something may have become unsettled.
   * @returns whether another heartbeat follows
   */
  wake(): boolean {
    if (this.isOver) {
      return false;
    }
    if (this.isLoaded) {
      this.watch();
    }
    if (this.timer === undefined && (this.hasUnsettled() || this.deps.listeners.isBehind())) {
      void this.showSelf();
      this.timer = this.deps.clock.setTimeout(() => void this.tick(), HEARTBEAT_MS);
    }
    return this.timer !== undefined;
  }

  /** The numbers of packed operations that are not in the history yet, because their summary has to be made again. */
  get unread(): Iterable<number> {
    return this.unsummarised.keys();
  }

  dispose(): void {
    this.isOver = true;
    this.timer?.cancel();
    this.hint?.cancel();
    this.watching?.dispose();
    if (this.isShown) {
      void this.attempt('The heartbeat cannot be removed', () => this.deps.files.remove(this.ownName));
    }
  }

  /** Asked after each wait: the window may have been closed meanwhile. */
  private hasEnded(): boolean {
    return this.isOver;
  }

  private get ownName(): string {
    return heartbeatOf(this.deps.window.id);
  }

  private hasOwnUnsettled(): boolean {
    return [...this.deps.known.values()].some(({ live, isOwn }) => isOwn && !live.hasEnded);
  }

  private hasUnsettled(): boolean {
    const isLeft = [...this.deps.known.values()].some(({ live, isStale }) => !live.hasEnded || isStale);
    return isLeft || this.unpacked.size > 0;
  }

  private async tick(): Promise<void> {
    this.timer = undefined;
    // The next heartbeat does not wait for a look that hangs.
    if (!this.wake()) {
      void this.showSelf();
    }
    this.deps.listeners.heartbeat();
    if (!this.isTicking) {
      this.isTicking = true;
      await this.attempt('The other windows cannot be heard', () => this.listen());
      await this.look();
      this.isTicking = false;
      this.wake();
    }
  }

  private async showSelf(): Promise<void> {
    const { files } = this.deps;
    await this.attempt('Other windows cannot be told that this one lives', async () => {
      if (!this.isOver && this.hasOwnUnsettled()) {
        this.heartbeats += 1;
        this.isShown = true;
        await files.write(this.ownName, Buffer.from(String(this.heartbeats)));
      } else if (this.isShown) {
        this.isShown = false;
        await files.remove(this.ownName);
      }
    });
  }

  /** Does what may fail, and tells a fault once until it works again. */
  private async attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.faults.delete(what);
    } catch (error) {
      this.tellOnce(what, error);
    }
  }

  private tellOnce(what: string, error: unknown): void {
    if (!this.faults.has(what)) {
      this.faults.add(what);
      this.deps.log.warn(`${what}: ${String(error)}`);
    }
  }

  private async listen(): Promise<void> {
    const { files, window } = this.deps;
    const names = files.names().filter((name) => name.endsWith('.heartbeat') && name !== this.ownName);
    for (const name of names) {
      const heartbeat = await readText(files, name);
      this.hear(name, heartbeat);
      if (window.isGone(windowOf(name))) {
        await files.remove(name);
      }
    }
    for (const name of this.heard.keys()) {
      if (!names.includes(name)) {
        this.hear(name, undefined);
      }
    }
  }

  /** @param heartbeat undefined where there is none */
  private hear(name: string, heartbeat: string | undefined): void {
    const last = this.heard.get(name);
    const times = last !== undefined && last.heartbeat === heartbeat ? last.times + 1 : 0;
    this.heard.set(name, { heartbeat, times });
  }

  private hintLater(): void {
    if (this.hint === undefined && !this.isOver) {
      this.hint = this.deps.clock.setTimeout(() => {
        this.hint = undefined;
        void this.look().then(() => {
          this.wake();
        });
      }, SWARM_MS);
    }
  }

  /** One look at a time; a call that comes meanwhile gets the look after it. */
  private async look(): Promise<void> {
    await this.looking;
    this.looking ??= this.lookOnce().finally(() => (this.looking = undefined));
    await this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { journals, known, history, listeners } = this.deps;
    await this.attempt('The history cannot be read', async () => {
      const stored = journals.marks();
      for (const [number, { isOwn, live, isStored }] of known) {
        if (!stored.has(number) && (!isOwn || (live.hasEnded && isStored && !listeners.isBehind()))) {
          listeners.removed(number);
        }
      }
      for (const number of history.keys()) {
        if (!stored.has(number)) {
          listeners.removed(number);
        }
      }
      for (const number of this.unpacked) {
        if (!stored.has(number)) {
          this.unpacked.delete(number);
        }
      }
      for (const marks of [...stored.values()].reverse()) {
        await this.attempt(`Operation #${marks.number} cannot be read`, () =>
          this.lookAt(marks, known.get(marks.number)),
        );
      }
    });
  }

  private async lookAt(marks: Marks, known: Leased | undefined): Promise<void> {
    const { journals, history, listeners } = this.deps;
    if (marks.isPacked || known?.isOwn === true) {
      this.unpacked.delete(marks.number);
    }
    const kept = history.get(marks.number);
    const isKnown = kept !== undefined && kept.corrections >= marks.corrections;
    // One that is kept in memory only has its number from no file. One of this window that has ended is packed by it.
    const isLeft = known?.isOwn === true && (!known.isStored || known.live.hasEnded);
    if (isKnown || isLeft || this.isOver) {
      return;
    }
    if (known?.isOwn === true && marks.epoch === known.epoch && !marks.isPacked) {
      await this.doRequests(marks);
      return;
    }
    if (known?.isOwn === true) {
      listeners.lost(marks.number);
    }
    if (marks.isPacked) {
      await this.lookAtPacked(marks, known);
      return;
    }
    const stored = await journals.read(marks);
    if (stored === undefined || this.hasEnded() || this.deps.known.get(marks.number)?.isOwn === true) {
      return;
    }
    if (stored.isPacked) {
      // It was packed since the names were read.
      await this.lookAtPacked(marks, known);
      return;
    }
    if (known === undefined || known.isStale || this.sizes.get(marks.number) !== stored.size) {
      this.sizes.set(marks.number, stored.size);
      listeners.shown(stored.operation);
    }
    if (stored.isNewer) {
      return;
    }
    if (stored.operation.endedAt !== undefined) {
      this.unpacked.add(marks.number);
    }
    if (stored.owner === this.deps.window.id) {
      // It was acquired, and the disk did not let it be read then.
      listeners.acquired(stored.operation, marks.epoch, stored.nextLine);
    } else if (this.isGone(marks, stored.owner)) {
      await this.acquire(marks, stored.owner);
    }
  }

  /** One that was shown while it ran is read once more, so that its end is told for each of its targets. */
  private async lookAtPacked(marks: Marks, known: Leased | undefined): Promise<void> {
    const { journals, listeners } = this.deps;
    const stored = known && (await journals.read(marks));
    const summary = stored === undefined ? await journals.summary(marks) : summaryOf(stored.operation);
    if (this.hasEnded()) {
      return;
    }
    if (stored !== undefined) {
      this.sizes.delete(marks.number);
      listeners.shown(stored.operation);
    }
    if (summary === undefined) {
      this.summariseLater(marks);
    } else {
      listeners.kept(summary, marks.corrections);
    }
  }

  /** Nobody waits for the summaries that have to be made again. They are made one at a time. */
  private summariseLater(marks: Marks): void {
    this.unsummarised.set(marks.number, marks);
    this.summarising ??= this.summarise().finally(() => (this.summarising = undefined));
  }

  private async summarise(): Promise<void> {
    for (const marks of this.unsummarised.values()) {
      await this.attempt(`The summary of operation #${marks.number} cannot be made`, () => this.summariseOne(marks));
      this.unsummarised.delete(marks.number);
    }
  }

  private async summariseOne(marks: Marks): Promise<void> {
    const { journals, listeners } = this.deps;
    // Another window may have made it meanwhile.
    const made = this.hasEnded() ? undefined : await journals.summary(marks);
    const stored = this.hasEnded() || made !== undefined ? undefined : await journals.read(marks);
    const summary = made ?? (stored && summaryOf(stored.operation));
    if (summary === undefined || this.hasEnded()) {
      return;
    }
    listeners.kept(summary, marks.corrections);
    if (made === undefined) {
      await this.attempt('A summary cannot be stored', () => journals.storeSummary(summary, marks.corrections));
    }
  }

  /** A request is taken back before it is done. One that cannot be taken back would be done with each look. */
  private async doRequests({ number, requested }: Marks): Promise<void> {
    const { journals, listeners, clock, log } = this.deps;
    const taken: (readonly [OwnerRequest, MadeRequest | undefined])[] = [];
    for (const what of requested) {
      taken.push([what, await journals.takeRequest(number, what)]);
    }
    // Whoever asks for a stop or a pause wants nothing to be sent, whatever was asked for before.
    const isKeptBack = requested.some((what) => !GO_ON.has(what));
    for (const [what, made] of taken) {
      const isOld = made === undefined || Math.abs(clock.now() - made.at) > LONGEST_REQUEST_MS;
      if (GO_ON.has(what) && (isOld || isKeptBack)) {
        log.warn(`${what} of operation #${number} is dropped: it is too old, or a stop or a pause came with it.`);
      } else {
        listeners.requested(number, what, made?.seen);
      }
    }
  }

  private isGone({ isReleased }: Marks, owner: string): boolean {
    const { window } = this.deps;
    const name = heartbeatOf(owner);
    const heard = this.heard.get(name) ?? { heartbeat: undefined, times: 0 };
    this.heard.set(name, heard);
    const most = window.isRunning(owner) ? MISSED_BY_A_LIVING_PROCESS : MISSED_HEARTBEATS;
    return isReleased || window.isGone(owner) || heard.times >= most;
  }

  /** The journal is read again when no other window can write it any more: what its owner wrote before that counts. */
  private async acquire(marks: Marks, owner: string): Promise<void> {
    const { files, journals, window, listeners } = this.deps;
    if (!journals.acquire(marks, window.id)) {
      return;
    }
    await this.attempt('A heartbeat cannot be removed', () => files.remove(heartbeatOf(owner)));
    // A request to go on was about what the person saw before this window took the operation over.
    for (const what of marks.requested.filter((one) => GO_ON.has(one))) {
      await this.attempt('A request cannot be removed', async () => {
        await journals.takeRequest(marks.number, what);
      });
    }
    const epoch = marks.epoch + 1;
    const stored = await journals.read({ ...marks, epoch });
    if (stored !== undefined) {
      listeners.acquired(stored.operation, epoch, stored.nextLine);
    }
  }
}

/** The id of a window names a machine, and that name may hold any character. */
const heartbeatOf = (window: string): string => `window-${Buffer.from(window).toString('base64url')}.heartbeat`;

const windowOf = (name: string): string =>
  Buffer.from(name.slice('window-'.length, -'.heartbeat'.length), 'base64url').toString();
