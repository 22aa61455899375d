import { type Clock } from '../../base/clock';

/** The gateway lets 200 calls a second through to one API; some room is left for what the network bunches together. */
const MOST_A_SECOND = 190;
const SECOND_MS = 1000;

/** Counts the requests to one host, so that no second sees more than the gateway bears. */
export class RateCap {
  /** When the latest requests left, milliseconds since the epoch: a ring, whose next place holds the oldest. */
  private readonly left: number[] = [];
  private next = 0;

  constructor(private readonly clock: Clock) {}

  /** @returns how long the next request has to wait, in milliseconds */
  waitMs(): number {
    const oldest = this.left[this.next];
    const sinceMs = oldest === undefined ? SECOND_MS : this.clock.now() - oldest;
    // A clock that was put back makes nobody wait longer.
    return sinceMs < 0 ? 0 : Math.max(0, SECOND_MS - sinceMs);
  }

  /** A request leaves now. */
  count(): void {
    this.left[this.next] = this.clock.now();
    this.next = (this.next + 1) % MOST_A_SECOND;
  }
}
