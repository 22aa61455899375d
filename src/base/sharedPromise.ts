interface Run<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Work that many may ask for at the same time and that runs once for all of them. One caller who gives up leaves the
 * others undisturbed; when the last one gives up, the work is told to stop.
 */
export class SharedPromise<T> {
  private readonly runs = new Map<string, Run<T>>();

  /**
   * @param key what makes two askers want the same
   * @param work started at once, unless it is already under way for this key
   * @param signal of this caller alone
   * @returns what the work brings, or rejects with the signal's reason
   */
  async do(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const run = this.runs.get(key) ?? this.begin(key, work);
    run.waiting += 1;
    try {
      return await orAbort(run.result, signal);
    } finally {
      run.waiting -= 1;
      if (run.waiting === 0) {
        this.leave(key, run);
        run.stop.abort();
      }
    }
  }

  /** @returns whether such work is under way. */
  has(key: string): boolean {
    return this.runs.has(key);
  }

  /** Tells all work to stop and forgets it: who asks from now on gets a run of its own. */
  stop(reason?: Error): void {
    const runs = [...this.runs.values()];
    this.runs.clear();
    runs.forEach((run) => {
      run.stop.abort(reason);
    });
  }

  /** Who asks from now on gets a run of its own; who waits already still gets what was under way. */
  detach(isMeant: (key: string) => boolean): void {
    for (const key of [...this.runs.keys()].filter(isMeant)) {
      this.runs.delete(key);
    }
  }

  private leave(key: string, run: Run<T>): void {
    if (this.runs.get(key) === run) {
      this.runs.delete(key);
    }
  }

  private begin(key: string, work: (signal: AbortSignal) => Promise<T>): Run<T> {
    const stop = new AbortController();
    const result = work(stop.signal).finally(() => {
      this.leave(key, run);
    });
    // Who waits sees the failure; when all have given up, nobody does, and that is no fault.
    result.catch(() => undefined);
    const run: Run<T> = { result, stop, waiting: 0 };
    this.runs.set(key, run);
    return run;
  }
}

/** @returns what the promise brings, or rejects with the signal's reason when that comes first. */
export async function orAbort<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) {
    return result;
  }
  let giveUp: (() => void) | undefined;
  try {
    return await Promise.race([
      result,
      new Promise<never>((_, reject) => {
        giveUp = () => {
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', giveUp, { once: true });
      }),
    ]);
  } finally {
    if (giveUp !== undefined) {
      signal.removeEventListener('abort', giveUp);
    }
  }
}
