import { type Clock, pause } from './clock';

const MINUTE_MS = 60_000;

/** Lets so many acting requests leave in any minute, and makes the others wait for their turn. */
export class RateLimiter {
  /** When the last ones left, and when those that wait will leave; rising. */
  private turns: number[] = [];

  /** @param perMinute read anew each time, so that a change counts at once */
  constructor(
    private readonly clock: Clock,
    private readonly perMinute: () => number,
  ) {}

  /** Resolves when one more may leave; rejects with the signal's reason when its sender gives up. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.clock.now();
    const most = Math.max(1, Math.floor(this.perMinute()));
    this.turns = this.turns.slice(-most);
    const full = this.turns.length === most ? this.turns[0] : undefined;
    const at = Math.max(now, (full ?? -Infinity) + MINUTE_MS, this.turns.at(-1) ?? now);
    this.turns.push(at);
    if (at > now) {
      try {
        await pause(this.clock, at - now, signal);
      } catch (error) {
        const place = this.turns.indexOf(at);
        this.turns = this.turns.filter((_, index) => index !== place);
        throw error;
      }
    }
  }
}
