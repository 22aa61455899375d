import { type Clock, type Timer } from './clock';
import { type Disposable, Emitter } from './event';

/** Wall time and monotonic time at one moment. */
export interface ClockSample {
  /** Milliseconds since the epoch. */
  readonly wallMs: number;
  /** In the time of `elapsedMs`. */
  readonly monotonicMs: number;
}

/** The time between two ticks while the machine is awake. */
const TICK_MS = 5_000;

/** A shorter gap can come from a busy process, or from a correction of the wall clock. */
const SHORTEST_SLEEP_MS = 60_000;

/**
 * Decides whether the machine slept between two ticks, which should be at most some seconds apart. Where monotonic time
 * counts the sleep (Windows), the ticks are far apart. Where it does not (Linux), more wall time than monotonic time
 * has passed. A wall clock that is set forward by more than a minute looks like a sleep.
 * @returns how long the machine slept, in milliseconds and accurate to one tick; undefined when it did not sleep
 */
export function sleptFor(before: ClockSample, after: ClockSample): number | undefined {
  const gapMs = after.monotonicMs - before.monotonicMs;
  const gainMs = after.wallMs - before.wallMs - gapMs;
  const sleptMs = Math.max(gapMs, gainMs);
  return sleptMs > SHORTEST_SLEEP_MS ? sleptMs : undefined;
}

/** @returns the wall time and the monotonic time of the clock now */
export const sampleOf = (clock: Clock): ClockSample => ({ wallMs: clock.now(), monotonicMs: clock.elapsedMs() });

/** Notices when the machine slept. It checks, and has a timer, only between `start` and `stop`. */
export class SleepDetector implements Disposable {
  private timer: Timer | undefined;
  private last: ClockSample | undefined;
  private readonly sleeps: Emitter<number>;

  /** Fires once for each sleep, with its length in milliseconds. */
  readonly onDidSleep: Emitter<number>['event'];

  /** @param failed called with what a listener threw */
  constructor(
    private readonly clock: Clock,
    failed: (error: unknown) => void,
  ) {
    this.sleeps = new Emitter(failed);
    this.onDidSleep = this.sleeps.event;
  }

  /** Notices sleeps from now on. Does nothing when it has started already. */
  start(): void {
    if (this.last === undefined) {
      this.last = sampleOf(this.clock);
      this.tickLater();
    }
  }

  /** Ends the checks and cancels the timer. */
  stop(): void {
    this.timer?.cancel();
    this.last = undefined;
  }

  /**
   * Checks at once. An action that follows a timer needs this: after a sleep that timer may fire before the next tick.
   * The listeners have been called when it returns.
   * @returns how long the machine slept since the last check, in milliseconds; undefined when it did not sleep, or the
   *   detector has not started
   */
  check(): number | undefined {
    if (this.last === undefined) {
      return undefined;
    }
    const now = sampleOf(this.clock);
    const sleptMs = sleptFor(this.last, now);
    this.last = now;
    if (sleptMs !== undefined) {
      this.sleeps.fire(sleptMs);
    }
    return sleptMs;
  }

  dispose(): void {
    this.stop();
    this.sleeps.dispose();
  }

  private tickLater(): void {
    this.timer = this.clock.setTimeout(() => {
      this.tickLater();
      this.check();
    }, TICK_MS);
  }
}
