/**
 * @param load is called with the first call, and again with the next call after it failed
 * @param failed is told each failure once, however many callers wait for the result
 * @returns a function that gives every caller the same result
 */
export function loadOnce<T>(load: () => Promise<T>, failed: (error: unknown) => void): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      failed(error);
      throw error;
    }));
}
