/** Undoes a subscription; shaped like the one of VS Code, so that either can stand for the other. */
export interface Disposable {
  dispose(): void;
}

/** A list of listeners for one kind of news. */
export class Emitter<T> {
  private readonly listeners = new Set<(news: T) => void>();

  /** Subscribes; dispose the answer to stop. */
  readonly event = (listener: (news: T) => void): Disposable => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  fire(news: T): void {
    for (const listener of [...this.listeners]) {
      listener(news);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
