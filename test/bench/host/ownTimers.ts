import path from 'node:path';

/** Watches the timers that the extension's own code sets. */
export class OwnTimers {
  /** The pending timers, each with the delay and the stack of the code that set it. */
  private readonly active = new Map<unknown, string>();
  /** The timers that were pending since the last reset, in the same form. */
  private seen = new Map<unknown, string>();

  /** @param folder the folder of the extension's bundles */
  constructor(private readonly folder: string) {
    this.watch('setTimeout', 'clearTimeout');
    this.watch('setInterval', 'clearInterval');
  }

  /** Begins a new count with the timers that are pending now. */
  reset(): void {
    this.seen = new Map(this.active);
  }

  /** @returns the delay and stack of each timer that was pending since the last reset */
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
