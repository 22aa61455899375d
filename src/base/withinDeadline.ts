import { setMaxListeners } from 'node:events';
import { type Clock } from './clock';
import { orAbort } from './sharedPromise';

/** Work was given up because nothing was heard of it for too long. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Runs work and gives it up when it neither ends nor shows progress within the deadline, even when the work ignores its
 * signal. What the work does after that is ignored.
 * @param limitMs the longest time until the end of the work, or until its next call of `renew`
 * @param work its signal aborts at the deadline, or when `outer` aborts; `renew` starts the deadline anew
 * @returns the result of the work
 * @throws DeadlineError at the deadline, the error of the work, or the reason of `outer`
 */
export async function withinDeadline<T>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal, renew: () => void) => Promise<T>,
  outer: AbortSignal,
): Promise<T> {
  outer.throwIfAborted();
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  // Each request under way adds listeners to this signal. Without this line Node.js would warn of a leak.
  setMaxListeners(0, signal);
  const start = () =>
    clock.setTimeout(() => {
      stop.abort(new DeadlineError(`There was no answer within ${limitMs / 1000} s.`));
    }, limitMs);
  let timer = start();
  let isOver = false;
  const renew = (): void => {
    if (!isOver) {
      timer.cancel();
      timer = start();
    }
  };
  try {
    return await orAbort(work(signal, renew), signal);
  } finally {
    isOver = true;
    timer.cancel();
  }
}
