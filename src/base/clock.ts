/** Time as the floors below `vscode` see it, so that a test can turn it. */
export interface Clock {
  /**
   * The wall clock, in milliseconds since the epoch. It can jump in both directions: only for what is shown or stored.
   */
  now(): number;
  /**
   * Monotonic time, in whole milliseconds since some fixed point of this process. It never goes back and knows no jumps
   * of the wall clock: for every interval. Whether it counts the time that the machine sleeps depends on the system.
   */
  elapsedMs(): number;
  /** Calls back once after `delayMs` milliseconds of monotonic time; later, when the machine sleeps meanwhile. */
  setTimeout(callback: () => void, delayMs: number): Timer;
  /** Resolves a moment later, when what was begun just now is on its way. Nobody sees how long that is. */
  giveWay(): Promise<void>;
}

/** Long enough for a connection to be made and a request to be written, which takes several turns of the event loop. */
const MOMENT_MS = 5;

/** A pending call. */
export interface Timer {
  cancel(): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => Math.floor(performance.now()),
  setTimeout: (callback, delayMs) => {
    const handle = setTimeout(callback, delayMs);
    return {
      cancel: () => {
        clearTimeout(handle);
      },
    };
  },
  giveWay: () => new Promise((resolve) => setTimeout(resolve, MOMENT_MS)),
};

/** Resolves after `delayMs`, or rejects at once with the signal's reason when the caller gives up. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, delayMs);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
