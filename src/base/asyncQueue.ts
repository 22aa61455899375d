/** Ids that come little by little, and each once, for many who take the next one. */
export class AsyncQueue implements AsyncIterable<string, undefined> {
  private readonly ids: string[] = [];
  private readonly known = new Set<string>();
  private next = 0;
  private hasEnded = false;
  private failure: { readonly error: unknown } | undefined;
  private wake: (() => void)[] = [];

  /** @param keyOf two ids with the same key are one */
  constructor(private readonly keyOf: (id: string) => string) {}

  /** @returns the ids so far, in the order in which they came. */
  get all(): readonly string[] {
    return this.ids;
  }

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

  /** No more will come. */
  end(): void {
    this.hasEnded = true;
    this.tell();
  }

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

  /** @returns the next id, when it is there; undefined when all are taken. @throws what it was told to fail with */
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
