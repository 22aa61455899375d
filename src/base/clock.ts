/** The clock of the layers below `vscode`. They get it as an argument, so that a test can control the time. */
export interface Clock {
  /**
   * The wall clock, in milliseconds since the epoch. It can jump in both directions. It is used only for times that are
   * shown or stored.
   */
  now(): number;
  /**
   * Monotonic time, in whole milliseconds since a fixed moment of this process. It is used for all intervals: it never
   * goes back and does not follow jumps of the wall clock. Whether it counts the time that the machine sleeps depends
   * on the system.
   */
  elapsedMs(): number;
  /** Calls back once after `delayMs` milliseconds of monotonic time, or later when the machine sleeps meanwhile. */
  setTimeout(callback: () => void, delayMs: number): Timer;
  /** Resolves after a moment that is long enough for a request to be sent that was started just now. */
  giveWay(): Promise<void>;
}

/** The time to make a connection and write a request. Both take several turns of the event loop. */
const MOMENT_MS = 5;

/** A pending call of `setTimeout`. */
export interface Timer {
  /** Prevents the call. Does nothing when it was made already. */
  cancel(): void;
}

/** The clock of this machine. */
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

/** Resolves after `delayMs` milliseconds. @throws the reason of the signal as soon as it aborts */
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
