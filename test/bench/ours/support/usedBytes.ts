/** @returns the bytes in use after garbage collection; needs --expose-gc */
export function usedBytes(): number {
  if (gc === undefined) {
    throw new Error('Node.js runs without --expose-gc.');
  }
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
