/**
 * A queue of ids that a producer fills while several consumers iterate over it. An id that was added before is ignored.
 * Each id goes to one consumer only.
 */
export class AsyncQueue implements AsyncIterable<string, undefined> {
  private readonly ids: string[] = [];
  private readonly known = new Set<string>();
  private next = 0;
  private hasEnded = false;
  private failure: { readonly error: unknown } | undefined;
  private wake: (() => void)[] = [];

  /** @param keyOf gives the key of an id; two ids with the same key are the same id */
  constructor(private readonly keyOf: (id: string) => string) {}

  /** All ids that were added so far, in the order in which they came; ids that a consumer has taken are included. */
  get all(): readonly string[] {
    return this.ids;
  }

  /** Adds the ids that are new, and wakes the consumers that wait. */
  add(ids: Iterable<string>): void {
    for (const id of ids) {
      const key = this.keyOf(id);
      if (!this.known.has(key)) {
        this.known.add(key);
        this.ids.push(id);
      }
    }
    this.tell();
  }

  /** Says that no more ids will come. The iteration ends when all ids are taken. */
  end(): void {
    this.hasEnded = true;
    this.tell();
  }

  /** Ends the iteration of every consumer with this error. Ids that were not taken are dropped. */
  fail(error: unknown): void {
    this.failure = { error };
    this.tell();
  }

  [Symbol.asyncIterator](): AsyncIterator<string, undefined> {
    return {
      next: async () => {
        const value = await this.take();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
    };
  }

  /**
   * Waits for the next id.
   * @returns undefined when the queue has ended and all ids are taken
   * @throws the error of `fail`
   */
  private async take(): Promise<string | undefined> {
    for (;;) {
      if (this.failure) {
        throw this.failure.error;
      }
      const id = this.ids[this.next];
      if (id !== undefined) {
        this.next++;
        return id;
      }
      if (this.hasEnded) {
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.wake.push(resolve);
      });
    }
  }

  private tell(): void {
    const waiting = this.wake;
    this.wake = [];
    for (const wake of waiting) {
      wake();
    }
  }
}
