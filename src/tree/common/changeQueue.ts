import { type Clock, type Timer } from '../../base/clock';

/** VS Code puts off drawing as long as changes follow each other within 200 ms: so there is more between ours. */
const QUIET_MS = 250;

/** Passes changed things on at most once per 250 ms: the first at once, the others gathered. */
export class ChangeQueue<T> {
  private readonly waiting = new Set<T>();
  private timer: Timer | undefined;
  private readonly clock: Clock;
  private readonly pass: (things: T[]) => void;

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
