import { type Clock, pause } from './clock';
import { orAbort } from './sharedPromise';

/** Limits how many requests leave in any interval of a fixed length. */
export class RateLimiter {
  /** When the requests of the last interval left, in ascending order and in the time of `elapsedMs`. */
  private readonly left: number[] = [];
  /** Resolves when the last request that waits for its turn has left or given up. */
  private queue: Promise<unknown> = Promise.resolve();

  /**
   * @param intervalMs the length of the interval in milliseconds
   * @param most gives the most requests in an interval; it is called each time, so a change counts at once; less than 1
   *   counts as 1
   */
  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly most: () => number,
  ) {}

  /** @returns how long the next request has to wait, in milliseconds; 0: it may leave now */
  waitMs(): number {
    const now = this.clock.elapsedMs();
    while ((this.left[0] ?? now) <= now - this.intervalMs) {
      this.left.shift();
    }
    const full = this.left.at(-Math.max(1, Math.floor(this.most())));
    return full === undefined ? 0 : full + this.intervalMs - now;
  }

  /** Counts a request that leaves now. */
  count(): void {
    this.left.push(this.clock.elapsedMs());
  }

  /** Takes back the last `count`: that request did not leave. */
  uncount(): void {
    this.left.pop();
  }

  /**
   * Resolves when the request may leave, and counts it. Requests leave in the order of the calls.
   * @throws the reason of the signal as soon as it aborts; the request is then not counted
   */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const turn = this.next(this.queue, signal);
    this.queue = turn.catch(() => undefined);
    await orAbort(turn, signal);
  }

  private async next(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
    await before;
    signal.throwIfAborted();
    for (let ms = this.waitMs(); ms > 0; ms = this.waitMs()) {
      await pause(this.clock, ms, signal);
    }
    this.count();
  }
}
