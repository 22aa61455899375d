import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Does some work and samples the event loop every 10 ms. Sampling more often would cost CPU time, which is also
 * measured.
 * @returns the result, and the longest time in which nothing else could run, in milliseconds; up to 10 ms too long
 */
export async function longestPause<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly pauseMs: number }> {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const result = await work();
  // A pause is recorded by the first timer after it.
  await new Promise((resolve) => setTimeout(resolve, 30));
  delays.disable();
  return { result, pauseMs: delays.max / 1_000_000 };
}
