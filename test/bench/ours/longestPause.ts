import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Does something. @returns what it gave, and the longest time in which nothing else could run meanwhile, in milliseconds */
export async function longestPause<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly pauseMs: number }> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const result = await work();
  // A pause is noted by the first timer after it.
  await new Promise((resolve) => setTimeout(resolve, 10));
  delays.disable();
  return { result, pauseMs: delays.max / 1_000_000 };
}
