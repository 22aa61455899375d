import { type Clock } from './clock';

/** How often a list that is being read is shown anew. */
const SHOWN_EVERY_MS = 200;

/** Says when it is time to show a list again that is still being read; it needs no timer, as the end is always shown. */
export class Throttle {
  private shownAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** @returns true at once, and then at most every 200 ms */
  isTime(): boolean {
    const now = this.clock.elapsedMs();
    if (now - this.shownAt < SHOWN_EVERY_MS) {
      return false;
    }
    this.shownAt = now;
    return true;
  }
}
