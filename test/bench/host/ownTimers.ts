import path from 'node:path';

/** The timers that the extension's own code has set and that have not come yet. */
export class OwnTimers {
  /** Each with the place in the code that set it. */
  private readonly active = new Map<unknown, string>();
  private seen = new Map<unknown, string>();

  /** @param folder where the extension's bundles are */
  constructor(private readonly folder: string) {
    this.watch('setTimeout', 'clearTimeout');
    this.watch('setInterval', 'clearInterval');
  }

  /** Begins to count anew, with those that are set now. */
  reset(): void {
    this.seen = new Map(this.active);
  }

  /** @returns the places in the code that set those seen since then */
  places(): readonly string[] {
    return [...this.seen.values()];
  }

  private watch(set: 'setTimeout' | 'setInterval', clear: 'clearTimeout' | 'clearInterval'): void {
    const { [set]: setTimer, [clear]: clearTimer } = globalThis;
    Reflect.set(globalThis, set, (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
      const stack = new Error().stack ?? '';
      const timer = setTimer(() => {
        if (set === 'setTimeout') {
          this.active.delete(timer);
        }
        callback(...args);
      }, ms);
      if (stack.includes(this.folder + path.sep)) {
        this.active.set(timer, `${ms} ms ${stack}`);
        this.seen.set(timer, `${ms} ms ${stack}`);
      }
      return timer;
    });
    Reflect.set(globalThis, clear, (timer: NodeJS.Timeout | undefined) => {
      this.active.delete(timer);
      clearTimer(timer);
    });
  }
}
