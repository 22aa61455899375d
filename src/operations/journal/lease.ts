import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { type Operation } from '../../model/operation';
import { type SharedFolder, type Window } from '../../storage/sharedFolder';
import { type OwnerRequest } from './fileNames';
import { type JournalStore, type Marks } from './journalStore';

/** How often a window with something unsettled shows that it lives, and looks after the others. */
const HEARTBEAT_MS = 5_000;
/** After so many heartbeats that were left out a window counts as gone. */
const MISSED_HEARTBEATS = 3;
/** A window whose process runs on this machine can stand at a breakpoint, or on a disk that hangs. */
const MISSED_BY_A_LIVING_PROCESS = 60;
const NOT_WATCHED = 'The history cannot be watched';

/** Changes in the folder come in swarms. */
const SWARM_MS = 300;
/** Older requests to go on are dropped: the person could not know what has happened since, such as a sleep. */
const LONGEST_REQUEST_MS = 60_000;

/** What the lease sees of an operation that this window knows. */
export interface Leased {
  readonly live: { readonly hasEnded: boolean };
  readonly isOwn: boolean;
  readonly epoch: number;
  /** false: it is kept in memory only, because nothing is stored here. */
  readonly isStored: boolean;
  /** Another window has taken it over, and what that window wrote was not read yet. */
  readonly isStale: boolean;
  /** How many corrections of its results are known here. */
  corrections: number;
}

/** What is to be done about what was seen. */
export interface LeaseListeners {
  /** It is new, or another window wrote on. */
  shown(operation: Operation): void;
  /** Another window found out the true results of an operation that has ended. */
  corrected(operation: Operation): void;
  removed(number: number): void;
  /** Its owner is gone, and this window has acquired it. */
  acquired(operation: Operation, epoch: number, nextLine: number): void;
  /** Another window has taken it over. */
  lost(number: number): void;
  requested(number: number, what: OwnerRequest): void;
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
  private readonly heard = new Map<string, { heartbeat: string; times: number }>();
  /** Operations of other windows that have ended and are not packed yet: perhaps their windows are gone. */
  private readonly unpacked = new Set<number>();
  /** How long the journals of others were when they were last read. */
  private readonly sizes = new Map<number, number>();
  /** What could not be done when it was last tried: it is told once. */
  private readonly faults = new Set<string>();

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
      this.faults.delete(NOT_WATCHED);
    } catch (error) {
      this.tellOnce(NOT_WATCHED, error);
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

  private hasUnsettled(own?: boolean): boolean {
    if (own !== true && this.unpacked.size > 0) {
      return true;
    }
    return [...this.deps.known.values()].some(
      ({ live, isOwn }) => !live.hasEnded && (own === undefined || own === isOwn),
    );
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
      if (!this.isOver && this.hasUnsettled(true)) {
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
      const heartbeat = Buffer.from((await files.read(name)) ?? []).toString();
      const last = this.heard.get(name);
      this.heard.set(name, { heartbeat, times: last?.heartbeat === heartbeat ? last.times + 1 : 0 });
      if (window.isGone(windowOf(name))) {
        await files.remove(name);
      }
    }
    for (const [name, last] of this.heard) {
      if (!names.includes(name)) {
        this.heard.set(name, { heartbeat: '', times: last.heartbeat === '' ? last.times + 1 : 0 });
      }
    }
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
    const { journals, known, listeners } = this.deps;
    await this.attempt('The history cannot be read', async () => {
      const stored = journals.marks();
      for (const [number, { isOwn, live, isStored }] of known) {
        if (!stored.has(number) && (!isOwn || (live.hasEnded && isStored && !listeners.isBehind()))) {
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
    const { journals, listeners } = this.deps;
    const isStored = marks.isPacked || known?.isOwn === true;
    if (isStored) {
      this.unpacked.delete(marks.number);
    }
    const isKnown =
      known?.live.hasEnded === true && isStored && !known.isStale && known.corrections >= marks.corrections;
    // One that is kept in memory only has its number from no file.
    if (isKnown || this.isOver || (known?.isOwn === true && !known.isStored)) {
      return;
    }
    if (known?.live.hasEnded === true && known.corrections < marks.corrections) {
      await this.correct(marks, known);
      return;
    }
    if (known?.isOwn === true && marks.epoch === known.epoch && !marks.isPacked) {
      await this.doRequests(marks);
      return;
    }
    if (known?.isOwn === true) {
      listeners.lost(marks.number);
    }
    const stored = await journals.read(marks);
    if (stored === undefined || this.hasEnded() || this.deps.known.get(marks.number)?.isOwn === true) {
      return;
    }
    if (known === undefined || known.isStale || this.sizes.get(marks.number) !== stored.size) {
      this.sizes.set(marks.number, stored.size);
      listeners.shown(stored.operation);
      const shown = this.deps.known.get(marks.number);
      if (shown !== undefined) {
        shown.corrections = marks.corrections;
      }
    }
    if (stored.isNewer) {
      return;
    }
    if (!marks.isPacked && stored.operation.endedAt !== undefined) {
      this.unpacked.add(marks.number);
    }
    if (!marks.isPacked && stored.owner === this.deps.window.id) {
      // It was acquired, and the disk did not let it be read then.
      listeners.acquired(stored.operation, marks.epoch, stored.nextLine);
    } else if (!marks.isPacked && this.isGone(marks, stored.owner)) {
      await this.acquire(marks, stored.owner);
    }
  }

  private async correct(marks: Marks, known: Leased): Promise<void> {
    const stored = await this.deps.journals.read(marks);
    if (stored !== undefined) {
      known.corrections = marks.corrections;
      this.deps.listeners.corrected(stored.operation);
    }
  }

  /** A request is taken back before it is done. One that cannot be taken back would be done with each look. */
  private async doRequests({ number, requested }: Marks): Promise<void> {
    const { journals, listeners, clock } = this.deps;
    for (const what of requested) {
      const madeAt = await journals.takeRequest(number, what);
      const goesOn = what === 'resume' || what === 'promote';
      const isOld = madeAt === undefined || Math.abs(clock.now() - madeAt) > LONGEST_REQUEST_MS;
      if (!(goesOn && isOld)) {
        listeners.requested(number, what);
      }
    }
  }

  private isGone({ isReleased }: Marks, owner: string): boolean {
    const { window } = this.deps;
    const name = heartbeatOf(owner);
    if (!this.heard.has(name)) {
      this.heard.set(name, { heartbeat: '', times: 0 });
    }
    const silence = this.heard.get(name)?.times ?? 0;
    const most = window.isRunning(owner) ? MISSED_BY_A_LIVING_PROCESS : MISSED_HEARTBEATS;
    return isReleased || window.isGone(owner) || silence >= most;
  }

  /** The journal is read again when no other window can write it any more: what its owner wrote before that counts. */
  private async acquire(marks: Marks, owner: string): Promise<void> {
    const { files, journals, window, listeners } = this.deps;
    if (!journals.acquire(marks, window.id)) {
      return;
    }
    await this.attempt('A heartbeat cannot be removed', () => files.remove(heartbeatOf(owner)));
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
