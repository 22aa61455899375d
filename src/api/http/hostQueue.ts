import { type Clock, type Timer } from '../../base/clock';
import { type RateLimiter } from '../../base/rateLimiter';
import { rateCap } from './rateCap';

interface Lane {
  running: number;
  readonly waiting: Set<() => void>;
  /** No request leaves before; in the time of `elapsedMs`. */
  pausedUntil: number;
  readonly rate: RateLimiter;
  wake?: Timer;
  /** How many requests may be on their way while the host is spared; absent when it is not. */
  width?: number;
  /** Answers since the width last changed. */
  answers: number;
}

/** A place of one request. What gives it back does nothing the second time. */
export interface Place {
  /**
   * The request is over.
   * @returns whether somebody else got the place
   */
  leave(): boolean;
  /** Nothing was sent: the request does not count among those of this second. */
  giveBack(): void;
}

/**
 * Lets at most so many requests through to one host at a time, and so many a second, in the order in which they came. A
 * host that throttles is left alone for a while, then gets half as many at a time, and one more whenever as many as that
 * were answered.
 */
export class HostQueue {
  private readonly lanes = new Map<string, Lane>();

  /** @param limit asked anew for each request, so that a changed setting holds at once; less than 1 counts as 1 */
  constructor(
    private readonly limit: () => number,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits for a place.
   * @throws the signal's reason when the caller gives up first
   */
  async enter(host: string, signal?: AbortSignal): Promise<Place> {
    signal?.throwIfAborted();
    const lane = this.lane(host);
    if (lane.waiting.size > 0 || !this.hasRoom(lane)) {
      await this.waitIn(lane, signal);
    } else {
      this.letThrough(lane);
    }
    let isIn = true;
    const end = (undo: () => void): boolean => {
      if (!isIn) {
        return false;
      }
      isIn = false;
      lane.running--;
      undo();
      return this.admit(lane);
    };
    return {
      leave: () => end(() => undefined),
      giveBack: () =>
        void end(() => {
          lane.rate.uncount();
        }),
    };
  }

  /**
   * The host throttles: nothing goes there for `pauseMs`, then less at a time than before.
   * @returns how long the pause lasts from now, in milliseconds
   */
  slowDown(host: string, pauseMs: number): number {
    const lane = this.lane(host);
    const now = this.clock.elapsedMs();
    // The answers that were under way when the first one said so are the same piece of news.
    if (now >= lane.pausedUntil) {
      lane.width = Math.max(1, Math.floor(this.widthOf(lane) / 2));
      lane.answers = 0;
    }
    lane.pausedUntil = Math.max(lane.pausedUntil, now + pauseMs);
    return lane.pausedUntil - now;
  }

  /** The host answered, and did not throttle. */
  speedUp(host: string): void {
    const lane = this.lanes.get(host);
    if (lane?.width === undefined || ++lane.answers < lane.width) {
      return;
    }
    lane.answers = 0;
    lane.width += 1;
    if (lane.width >= this.most()) {
      delete lane.width;
    }
  }

  private lane(host: string): Lane {
    const known = this.lanes.get(host);
    if (known !== undefined) {
      return known;
    }
    const rate = rateCap(this.clock);
    const lane = { running: 0, waiting: new Set<() => void>(), pausedUntil: 0, rate, answers: 0 };
    this.lanes.set(host, lane);
    return lane;
  }

  private most(): number {
    return Math.max(1, this.limit());
  }

  private widthOf(lane: Lane): number {
    return Math.min(lane.width ?? Infinity, this.most());
  }

  private hasRoom(lane: Lane): boolean {
    return this.pauseMs(lane) <= 0 && lane.running < this.widthOf(lane);
  }

  /** @returns how long nothing leaves for the host, in milliseconds */
  private pauseMs(lane: Lane): number {
    return Math.max(lane.pausedUntil - this.clock.elapsedMs(), lane.rate.waitMs());
  }

  private letThrough(lane: Lane): void {
    lane.running++;
    lane.rate.count();
  }

  /** @returns whether anybody got through */
  private admit(lane: Lane): boolean {
    const before = lane.waiting.size;
    for (const start of lane.waiting) {
      if (!this.hasRoom(lane)) {
        break;
      }
      lane.waiting.delete(start);
      this.letThrough(lane);
      start();
    }
    this.wakeAfterPause(lane);
    return lane.waiting.size < before;
  }

  /**
   * There is a timer only while something waits for the end of a pause. The clock may have gone on since it was seen
   * that there is no room: what has room by now gets a timer too, or nobody would let it through.
   */
  private wakeAfterPause(lane: Lane): void {
    const pauseMs = this.pauseMs(lane);
    lane.wake?.cancel();
    if (lane.waiting.size > 0 && (pauseMs > 0 || lane.running < this.widthOf(lane))) {
      lane.wake = this.clock.setTimeout(() => {
        this.admit(lane);
      }, pauseMs);
    }
  }

  private waitIn(lane: Lane, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        lane.waiting.delete(start);
        this.wakeAfterPause(lane);
        reject(signal?.reason as Error);
      };
      const start = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      lane.waiting.add(start);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.wakeAfterPause(lane);
    });
  }
}
