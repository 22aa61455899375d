import path from 'node:path';

/** The timers that the extension's own code has set and that have not come yet. */
export class OwnTimers {
  private readonly active = new Set<unknown>();
  private most = 0;

  /** @param folder where the extension's bundles are */
  constructor(private readonly folder: string) {
    this.watch('setTimeout', 'clearTimeout');
    this.watch('setInterval', 'clearInterval');
  }

  /** Begins to count anew. */
  reset(): void {
    this.most = this.active.size;
  }

  /** @returns the most that were set at once since then */
  mostAtOnce(): number {
    return this.most;
  }

  private watch(set: 'setTimeout' | 'setInterval', clear: 'clearTimeout' | 'clearInterval'): void {
    const { [set]: setTimer, [clear]: clearTimer } = globalThis;
    Reflect.set(globalThis, set, (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
      const isOwn = new Error().stack?.includes(this.folder + path.sep) === true;
      const timer = setTimer(() => {
        if (set === 'setTimeout') {
          this.active.delete(timer);
        }
        callback(...args);
      }, ms);
      if (isOwn) {
        this.active.add(timer);
        this.most = Math.max(this.most, this.active.size);
      }
      return timer;
    });
    Reflect.set(globalThis, clear, (timer: NodeJS.Timeout | undefined) => {
      this.active.delete(timer);
      clearTimer(timer);
    });
  }
}
