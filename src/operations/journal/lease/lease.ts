import { type Timer } from '../../../base/clock';
import { type Disposable } from '../../../base/event';
import { Faults } from './faults';
import { Heartbeats } from './heartbeats';
import { type LeaseDeps } from './leased';
import { Look } from './look';
import { MissingSummaries } from './missingSummaries';

/** How often a window with something unsettled shows that it lives, and looks after the others. */
const HEARTBEAT_MS = 5_000;
/** Changes in the folder come in swarms. */
const SWARM_MS = 300;

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
  private isLoaded = false;
  private isTicking = false;
  private isOver = false;
  private readonly faults: Faults;
  private readonly heartbeats: Heartbeats;
  private readonly summaries: MissingSummaries;
  private readonly looks: Look;

  constructor(private readonly deps: LeaseDeps) {
    const hasEnded = (): boolean => this.isOver;
    const faults = new Faults(deps.log);
    const heartbeats = new Heartbeats(deps.files, deps.window, faults);
    const summaries = new MissingSummaries(deps, faults, hasEnded);
    this.faults = faults;
    this.heartbeats = heartbeats;
    this.summaries = summaries;
    this.looks = new Look(deps, { faults, heartbeats, summaries, hasEnded });
  }

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
      this.faults.tellOnce('The history cannot be watched', error);
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
      this.showSelf();
      this.timer = this.deps.clock.setTimeout(() => void this.tick(), HEARTBEAT_MS);
    }
    return this.timer !== undefined;
  }

  /** The numbers of packed operations that are not in the history yet, because their summary has to be made again. */
  get unread(): Iterable<number> {
    return this.summaries.numbers;
  }

  dispose(): void {
    this.isOver = true;
    this.timer?.cancel();
    this.hint?.cancel();
    this.watching?.dispose();
    this.heartbeats.dispose();
  }

  private hasOwnUnsettled(): boolean {
    return [...this.deps.known.values()].some(({ live, isOwn }) => isOwn && !live.hasEnded);
  }

  private hasUnsettled(): boolean {
    const isLeft = [...this.deps.known.values()].some(({ live, isStale }) => !live.hasEnded || isStale);
    return isLeft || this.looks.isLeft;
  }

  private showSelf(): void {
    void this.heartbeats.showSelf(!this.isOver && this.hasOwnUnsettled());
  }

  private async tick(): Promise<void> {
    this.timer = undefined;
    // The next heartbeat does not wait for a look that hangs.
    if (!this.wake()) {
      this.showSelf();
    }
    this.deps.listeners.heartbeat();
    if (!this.isTicking) {
      this.isTicking = true;
      await this.faults.attempt('The other windows cannot be heard', () => this.heartbeats.listen());
      await this.look();
      this.isTicking = false;
      this.wake();
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
    this.looking ??= this.looks.once().finally(() => (this.looking = undefined));
    await this.looking;
  }
}
