/** Undoes a subscription. It has the shape of VS Code's Disposable, so each can be used as the other. */
export interface Disposable {
  dispose(): void;
}

/** The listeners of one kind of event. When a listener throws, the other listeners are still called. */
export class Emitter<T> {
  private readonly listeners = new Set<(event: T) => void>();

  /** @param onError takes what a listener threw, and the event; without it `fire` throws */
  constructor(private readonly onError?: (error: unknown, event: T) => void) {}

  /** Subscribes a listener. Dispose the result to unsubscribe it. */
  readonly event = (listener: (event: T) => void): Disposable => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  /**
   * Calls every listener. A listener that is removed meanwhile is not called, and neither is one that is added.
   * @throws the first error of a listener, after all were called, when the emitter has no `onError`
   */
  fire(event: T): void {
    const failures: unknown[] = [];
    for (const listener of [...this.listeners]) {
      if (!this.listeners.has(listener)) {
        continue;
      }
      try {
        listener(event);
      } catch (error) {
        failures.push(error);
      }
    }
    if (this.onError === undefined && failures.length > 0) {
      throw failures[0];
    }
    failures.forEach((error) => this.onError?.(error, event));
  }

  /** Removes all listeners. */
  dispose(): void {
    this.listeners.clear();
  }
}
