import { type Clock, type Timer } from './clock';
import { type Disposable, Emitter } from './event';

/** What both clocks show at one moment. */
export interface ClockSample {
  /** Milliseconds since the epoch. */
  readonly wallMs: number;
  /** In the time of `elapsedMs`. */
  readonly monotonicMs: number;
}

/** How far apart two ticks are while the machine is awake. */
const TICK_MS = 5_000;

/** What is shorter than this is a busy process, or a wall clock that was set right. */
const SHORTEST_SLEEP_MS = 60_000;

/**
 * Whether the machine slept between two ticks that should be at most some seconds apart. Where monotonic time counts the
 * sleep (Windows), there is a gap between the two; where it does not (Linux), wall time has gained on it. A wall clock
 * that is set forward by more than a minute cannot be told from a sleep.
 * @returns how long it slept, in milliseconds and to within one tick; undefined when it did not
 */
export function sleptFor(before: ClockSample, after: ClockSample): number | undefined {
  const gapMs = after.monotonicMs - before.monotonicMs;
  const gainMs = after.wallMs - before.wallMs - gapMs;
  const sleptMs = Math.max(gapMs, gainMs);
  return sleptMs > SHORTEST_SLEEP_MS ? sleptMs : undefined;
}

/** @returns what the clock shows now */
export const sampleOf = (clock: Clock): ClockSample => ({ wallMs: clock.now(), monotonicMs: clock.elapsedMs() });

/** Notices that the machine slept. It looks, and has a timer, only between `start` and `stop`. */
export class SleepDetector implements Disposable {
  private timer: Timer | undefined;
  private last: ClockSample | undefined;
  private readonly sleeps: Emitter<number>;

  /** Fires once for each sleep, with its length in milliseconds. */
  readonly onDidSleep: Emitter<number>['event'];

  /** @param failed takes what a listener threw */
  constructor(
    private readonly clock: Clock,
    failed: (error: unknown) => void,
  ) {
    this.sleeps = new Emitter(failed);
    this.onDidSleep = this.sleeps.event;
  }

  /** Notices the sleeps from now on. Changes nothing where it has started already. */
  start(): void {
    if (this.last === undefined) {
      this.last = sampleOf(this.clock);
      this.tickLater();
    }
  }

  /** Notices nothing more. */
  stop(): void {
    this.timer?.cancel();
    this.last = undefined;
  }

  /**
   * Looks at once. Before an action this is needed: after a sleep its timer may fire earlier than the tick. The listeners
   * have been told when it returns.
   * @returns how long the machine slept since the last look, in milliseconds; undefined when it did not, or when this has
   * not started
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
