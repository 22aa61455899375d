import { type Clock } from './clock';

/** The time between two updates of a list that is being read. */
const SHOWN_EVERY_MS = 200;

/** Decides when a list is shown again while it is being read. It needs no timer, because the end is always shown. */
export class Throttle {
  private shownAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** @returns true for the first call, and then at most once every 200 ms */
  isTime(): boolean {
    const now = this.clock.elapsedMs();
    if (now - this.shownAt < SHOWN_EVERY_MS) {
      return false;
    }
    this.shownAt = now;
    return true;
  }
}
