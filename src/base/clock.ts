/** Time as the floors below `vscode` see it, so that a test can turn it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `delayMs` milliseconds. */
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
