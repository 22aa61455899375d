import { type Clock, type Timer } from '../../src/base/clock';

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test turns it. */
export class TestClock implements Clock {
  private time: number;
  private order = 0;
  private readonly timers = new Set<Pending>();
  /** How many give way just now: no turn of this clock is needed for them. */
  givingWay = 0;

  /** @param start milliseconds since the epoch; by default the real now, so that certificates and tokens hold */
  constructor(start = Date.now()) {
    this.time = start;
  }

  readonly now = (): number => this.time;

  setTimeout(callback: () => void, delayMs: number): Timer {
    const pending = { due: this.time + Math.max(0, delayMs), order: this.order++, callback };
    this.timers.add(pending);
    return { cancel: () => void this.timers.delete(pending) };
  }

  async giveWay(): Promise<void> {
    this.givingWay += 1;
    await new Promise((resolve) => setImmediate(resolve));
    this.givingWay -= 1;
  }

  /** Goes on by `ms` and calls what falls due on the way, each at its own time, new timers included. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.next(); next !== undefined && next.due <= end; next = this.next()) {
      this.timers.delete(next);
      this.time = Math.max(this.time, next.due);
      next.callback();
    }
    this.time = end;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.timers.size;
  }

  /** Milliseconds until the next timer is due; undefined when none waits. */
  get nextDelayMs(): number | undefined {
    const next = this.next();
    return next === undefined ? undefined : next.due - this.time;
  }

  private next(): Pending | undefined {
    return [...this.timers].sort((a, b) => a.due - b.due || a.order - b.order)[0];
  }
}
