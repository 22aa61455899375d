import { type Clock, type Timer } from '../../base/clock';

/** VS Code delays a redraw while changes come less than 200 ms apart. So the gap between two passes is longer. */
const QUIET_MS = 250;

/**
 * Gathers changed things and passes them on at most once per 250 ms. A change after a quiet time is passed on at once.
 */
export class ChangeQueue<T> {
  private readonly waiting = new Set<T>();
  private timer: Timer | undefined;
  private readonly clock: Clock;
  private readonly pass: (things: T[]) => void;

  /** @param pass gets the things that changed, each once */
  constructor(clock: Clock, pass: (things: T[]) => void) {
    this.clock = clock;
    this.pass = pass;
  }

  add(things: Iterable<T>): void {
    for (const thing of things) {
      this.waiting.add(thing);
    }
    if (this.timer === undefined) {
      this.flush();
    }
  }

  dispose(): void {
    this.timer?.cancel();
    this.waiting.clear();
  }

  private flush(): void {
    this.timer = undefined;
    if (this.waiting.size === 0) {
      return;
    }
    const things = [...this.waiting];
    this.waiting.clear();
    this.timer = this.clock.setTimeout(() => {
      this.flush();
    }, QUIET_MS);
    this.pass(things);
  }
}
