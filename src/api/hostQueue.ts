interface Lane {
  running: number;
  readonly waiting: Set<() => void>;
}

/** Lets at most so many requests through to one host at a time, in the order in which they came. */
export class HostQueue {
  private readonly lanes = new Map<string, Lane>();

  /** @param limit asked anew for each request, so that a changed setting holds at once; less than 1 counts as 1 */
  constructor(private readonly limit: () => number) {}

  /**
   * Waits for a place.
   * @returns what gives the place back; call it exactly once
   * @throws the signal's reason when the caller gives up first
   */
  async enter(host: string, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const lane = this.lanes.get(host) ?? { running: 0, waiting: new Set() };
    this.lanes.set(host, lane);
    if (lane.waiting.size > 0 || !this.hasRoom(lane)) {
      await waitIn(lane, signal);
    } else {
      lane.running++;
    }
    return () => {
      lane.running--;
      this.admit(lane);
      if (lane.running === 0) {
        this.lanes.delete(host);
      }
    };
  }

  private hasRoom(lane: Lane): boolean {
    return lane.running < Math.max(1, this.limit());
  }

  private admit(lane: Lane): void {
    for (const start of lane.waiting) {
      if (!this.hasRoom(lane)) {
        return;
      }
      lane.waiting.delete(start);
      lane.running++;
      start();
    }
  }
}

function waitIn(lane: Lane, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      lane.waiting.delete(start);
      reject(signal?.reason as Error);
    };
    const start = (): void => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    lane.waiting.add(start);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
