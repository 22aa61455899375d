import { setMaxListeners } from 'node:events';
import { orAbort } from './sharedPromise';

/** What there is to do: a list, or what comes little by little. */
type Source<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Does the same for each item, a bounded number at a time, begun in their order. After the first failure no further
 * item is begun, and what is under way is told to stop and waited for.
 * @param maxConcurrent less than 1 counts as 1
 * @param work its signal aborts when the work for another item fails, or the caller gives up
 * @param outer of the caller: no further item is begun when it aborts
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
  // The work for each item may listen to it: many at a time are no leak.
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
 * The same, for work that brings something.
 * @returns the results in the order of the items
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
