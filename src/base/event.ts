/** Undoes a subscription; shaped like the one of VS Code, so that either can stand for the other. */
export interface Disposable {
  dispose(): void;
}

/** A list of listeners for one kind of news. A listener that fails keeps no other from being told. */
export class Emitter<T> {
  private readonly listeners = new Set<(news: T) => void>();

  /** @param failed takes what a listener threw, and the news that it was told; without it `fire` throws */
  constructor(private readonly failed?: (error: unknown, news: T) => void) {}

  /** Subscribes; dispose the answer to stop. */
  readonly event = (listener: (news: T) => void): Disposable => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  /** Tells all who listen now. @throws the first failure, when all were told and nothing takes failures */
  fire(news: T): void {
    const failures: unknown[] = [];
    for (const listener of [...this.listeners]) {
      if (!this.listeners.has(listener)) {
        continue;
      }
      try {
        listener(news);
      } catch (error) {
        failures.push(error);
      }
    }
    if (this.failed === undefined && failures.length > 0) {
      throw failures[0];
    }
    failures.forEach((error) => this.failed?.(error, news));
  }

  dispose(): void {
    this.listeners.clear();
  }
}
