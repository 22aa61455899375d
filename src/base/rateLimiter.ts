import { type Clock, pause } from './clock';
import { orAbort } from './sharedPromise';

/** Lets only so many requests leave in any interval of a fixed length. */
export class RateLimiter {
  /** When those of the last interval left, rising; in the time of `elapsedMs`. */
  private readonly left: number[] = [];
  /** Ends when the last one that waits for its turn has left or given up. */
  private queue: Promise<unknown> = Promise.resolve();

  /** @param most read anew each time, so that a change counts at once; less than 1 counts as 1 */
  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly most: () => number,
  ) {}

  /** @returns how long the next one has to wait, in milliseconds */
  waitMs(): number {
    const now = this.clock.elapsedMs();
    while ((this.left[0] ?? now) <= now - this.intervalMs) {
      this.left.shift();
    }
    const full = this.left.at(-Math.max(1, Math.floor(this.most())));
    return full === undefined ? 0 : full + this.intervalMs - now;
  }

  /** One leaves now. */
  count(): void {
    this.left.push(this.clock.elapsedMs());
  }

  /** The one that was counted last does not leave after all. */
  uncount(): void {
    this.left.pop();
  }

  /** Resolves when one more may leave, in the order of the calls; rejects with the signal's reason when its sender gives up. */
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
