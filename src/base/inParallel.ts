import { setMaxListeners } from 'node:events';
import { orAbort } from './sharedPromise';

/** The items to work on: a list, or an async iterable that brings them one by one. */
type Source<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Calls `work` for each item, with a limited number of calls under way at a time. The calls begin in the order of the
 * items. After the first failure no further call begins, the calls under way are aborted, and the function waits for
 * them.
 * @param maxConcurrent the most calls at a time; less than 1 counts as 1
 * @param work its signal aborts when the work for another item fails, or when `outer` aborts
 * @param outer the signal of the caller; no further call begins when it aborts
 * @throws the first failure of the work or of the source, or the reason of the caller's signal
 */
export async function forEachInParallel<T>(
  items: Source<T>,
  maxConcurrent: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  outer?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal]);
  // Each call may add a listener to this signal. Without this line Node.js would warn of a leak.
  setMaxListeners(0, signal);
  const failures: unknown[] = [];
  const rest = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    try {
      for (;;) {
        signal.throwIfAborted();
        const next = rest.next();
        const step = next instanceof Promise ? await orAbort(next, signal) : next;
        if (step.done === true) {
          return;
        }
        await work(step.value, signal);
      }
    } catch (error) {
      failures.push(error);
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.floor(maxConcurrent)) }, worker));
  if (failures.length > 0) {
    throw failures[0];
  }
}

/**
 * Does the same as `forEachInParallel` and collects the results of the work.
 * @returns the results in the order of the items
 * @throws as `forEachInParallel` does
 */
export async function inParallel<T, R>(
  items: Iterable<T>,
  maxConcurrent: number,
  work: (item: T, signal: AbortSignal) => Promise<R>,
  outer?: AbortSignal,
): Promise<readonly R[]> {
  const results: R[] = [];
  await forEachInParallel(
    [...items].entries(),
    maxConcurrent,
    async ([index, item], signal) => {
      results[index] = await work(item, signal);
    },
    outer,
  );
  return results;
}
