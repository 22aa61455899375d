import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Does something. To look more often than every 10 ms would cost CPU time that is measured as well.
 * @returns what it gave, and the longest time in which nothing else could run meanwhile, in milliseconds; up to 10 too long
 */
export async function longestPause<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly pauseMs: number }> {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const result = await work();
  // A pause is noted by the first timer after it.
  await new Promise((resolve) => setTimeout(resolve, 30));
  delays.disable();
  return { result, pauseMs: delays.max / 1_000_000 };
}
