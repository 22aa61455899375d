import { type Clock, type Timer } from '../../src/base/clock';

interface Pending {
  /** In the time of `elapsedMs`. */
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Binary fractions of a millisecond are added and subtracted without rounding. */
const PARTS_OF_MS = 1024;

/** The longest delay that the timers of Node.js take. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * A clock that stands still until a test moves it. Wall time and monotonic time are separate: `advance` moves both,
 * `jump` sets the wall clock, and `sleep` is a machine that sleeps.
 */
export class TestClock implements Clock {
  private elapsed = 0;
  /** How far the wall clock is ahead of the exact time. */
  private wrongMs = 0;
  /** How long the machine slept while its monotonic time stood still. */
  private uncountedMs = 0;
  private order = 0;
  private readonly timers = new Set<Pending>();
  /** How many calls of `giveWay` are under way. They end without this clock. */
  givingWay = 0;

  /** @param start milliseconds since the epoch; by default the real time, so that certificates and tokens are valid */
  constructor(private readonly start = Date.now()) {}

  readonly now = (): number => this.exactNow() + this.wrongMs;

  readonly elapsedMs = (): number => this.elapsed;

  /** The correct time, such as that of the cloud, in milliseconds since the epoch. A jump does not change it. */
  readonly exactNow = (): number => this.start + this.elapsed + this.uncountedMs;

  /** @throws for a delay that the timers of Node.js take for none: they would call back at once */
  setTimeout(callback: () => void, delayMs: number): Timer {
    if (!(delayMs <= LONGEST_DELAY_MS)) {
      throw new Error(`A timer cannot be set for ${delayMs} ms.`);
    }
    const delay = Math.ceil(Math.max(0, delayMs) * PARTS_OF_MS) / PARTS_OF_MS;
    const pending = { due: this.elapsed + delay, order: this.order++, callback };
    this.timers.add(pending);
    return { cancel: () => void this.timers.delete(pending) };
  }

  async giveWay(): Promise<void> {
    this.givingWay += 1;
    await new Promise((resolve) => setImmediate(resolve));
    this.givingWay -= 1;
  }

  /** Advances both times by `ms` and fires the timers that are due, new ones included, each at its own time. */
  advance(ms: number): void {
    if (ms < 0) {
      throw new Error('Time does not go back; jump() sets the wall clock back.');
    }
    const end = this.elapsed + ms;
    for (let next = this.next(); next !== undefined && next.due <= end; next = this.next()) {
      this.timers.delete(next);
      this.elapsed = Math.max(this.elapsed, next.due);
      next.callback();
    }
    this.elapsed = end;
  }

  /** Sets only the wall clock: forward by `ms`, or back when `ms` is negative. */
  jump(ms: number): void {
    this.wrongMs += ms;
  }

  /**
   * Lets the machine sleep for `ms` milliseconds. No timer fires meanwhile. Overdue timers fire with the next
   * `advance`, even with `advance(0)`.
   * @param options.countsSleep whether monotonic time goes on during the sleep, as on Windows; if not, every timer has
   *   the same time left as before
   */
  sleep(ms: number, options: { readonly countsSleep?: boolean } = {}): void {
    if (options.countsSleep === true) {
      this.elapsed += ms;
    } else {
      this.uncountedMs += ms;
    }
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.size;
  }

  /** Milliseconds until the next timer is due, 0 when it is overdue; undefined when no timer is set. */
  get nextDelayMs(): number | undefined {
    const next = this.next();
    return next === undefined ? undefined : Math.max(0, next.due - this.elapsed);
  }

  private next(): Pending | undefined {
    return [...this.timers].sort((a, b) => a.due - b.due || a.order - b.order)[0];
  }
}
