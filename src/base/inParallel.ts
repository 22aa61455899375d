/**
 * Does the same for each item, a bounded number at a time.
 * @returns the results in the items' order
 * @throws the first failure; no further item is begun then
 */
export async function inParallel<T, R>(
  items: readonly T[],
  maxConcurrent: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const rest = items.entries();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (hasFailed) {
        return;
      }
      try {
        results.set(index, await work(item));
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, maxConcurrent), items.length) }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
