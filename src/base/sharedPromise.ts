interface Run<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Runs work once for all callers that ask for it at the same time. A caller that gives up does not disturb the others.
 * The work is aborted when the last caller gives up.
 */
export class SharedPromise<T> {
  private readonly runs = new Map<string, Run<T>>();

  /**
   * @param key callers with the same key share one run
   * @param work is started at once, unless work with this key is under way
   * @param signal the signal of this caller alone
   * @returns the result of the work
   * @throws the error of the work, or the reason of the signal
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

  /** @returns whether work with this key is under way. */
  has(key: string): boolean {
    return this.runs.has(key);
  }

  /** Aborts all work and forgets it. A later call of `do` starts a new run. */
  stop(reason?: Error): void {
    const runs = [...this.runs.values()];
    this.runs.clear();
    runs.forEach((run) => {
      run.stop.abort(reason);
    });
  }

  /**
   * Forgets the runs whose keys match, without aborting them. A later call of `do` starts a new run. Callers that wait
   * already get the result of the old run.
   */
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
    // Avoids an unhandled rejection when every caller has given up.
    result.catch(() => undefined);
    const run: Run<T> = { result, stop, waiting: 0 };
    this.runs.set(key, run);
    return run;
  }
}

/**
 * Waits for a promise, or until the signal aborts.
 * @param signal must not have aborted yet: only its event is listened to
 * @returns the result of the promise
 * @throws the error of the promise, or the reason of the signal when that comes first
 */
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
