import { type Clock } from './clock';

/** What both clocks show at one moment. */
export interface ClockSample {
  /** Milliseconds since the epoch. */
  readonly wallMs: number;
  /** In the time of `elapsedMs`. */
  readonly monotonicMs: number;
}

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
