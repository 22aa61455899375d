import { type Clock, type Timer } from '../../base/clock';
import { type RateLimiter } from '../../base/rateLimiter';
import { rateCap } from './rateCap';

/** The state of one host. */
interface Lane {
  /** How many requests are on their way. */
  running: number;
  /** The requests that wait for a place, in their order; each function lets one through. */
  readonly waiting: Set<() => void>;
  /** No request leaves before; in the time of `elapsedMs`. */
  pausedUntil: number;
  readonly rate: RateLimiter;
  wake?: Timer;
  /** How many requests may be on their way at a time after the host has throttled; absent: the limit alone counts. */
  width?: number;
  /** How many responses have come since the width changed. */
  answers: number;
}

/** The place of one request. After the first call of one of its methods, further calls do nothing. */
export interface Place {
  /**
   * Gives the place back after the request has ended.
   * @returns whether a waiting request got through
   */
  leave(): boolean;
  /** Gives the place back when nothing was sent. The request then does not count for the limit of this second. */
  giveBack(): void;
}

/**
 * Limits the requests to each host: how many are on their way at a time, and how many leave in a second. They leave in
 * the order in which they came. When a host throttles, nothing is sent to it for a pause. Afterwards half as many
 * requests may be on their way at a time. One more is allowed each time when that many responses have come.
 */
export class HostQueue {
  private readonly lanes = new Map<string, Lane>();

  /** @param limit the most requests to one host at a time; it is read for each request; less than 1 counts as 1 */
  constructor(
    private readonly limit: () => number,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits for a place.
   * @throws the reason of the signal when it aborts first
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
   * Called when a host throttles. Nothing is sent to it for `pauseMs` milliseconds, and then fewer requests at a time.
   * @returns how long the pause lasts from now, in milliseconds
   */
  slowDown(host: string, pauseMs: number): number {
    const lane = this.lane(host);
    const now = this.clock.elapsedMs();
    // Requests that were on their way when the pause began may be throttled too. They do not halve the width again.
    if (now >= lane.pausedUntil) {
      lane.width = Math.max(1, Math.floor(this.widthOf(lane) / 2));
      lane.answers = 0;
    }
    lane.pausedUntil = Math.max(lane.pausedUntil, now + pauseMs);
    return lane.pausedUntil - now;
  }

  /** @returns how long the host is still paused, in milliseconds; 0 when it is not */
  pausedMs(host: string): number {
    return Math.max(0, (this.lanes.get(host)?.pausedUntil ?? 0) - this.clock.elapsedMs());
  }

  /** Called when a host responded and did not throttle. */
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

  /** @returns how long no request may leave for the host, in milliseconds; 0 or less: one may leave now */
  private pauseMs(lane: Lane): number {
    return Math.max(lane.pausedUntil - this.clock.elapsedMs(), lane.rate.waitMs());
  }

  private letThrough(lane: Lane): void {
    lane.running++;
    lane.rate.count();
  }

  /** Lets waiting requests through while there is room. @returns whether one got through */
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
   * Sets a timer for the end of the pause while requests wait. The clock may have gone on since the last check, so
   * there may be room by now; then the timer fires at once, because nothing else would let the requests through.
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
