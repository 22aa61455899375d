import { type TestClock } from './testClock';

/** In each turn of the event loop so much time passes. */
const STEP_MS = 10;

/** Has time pass until the work is done: so many requests at once wait for each other, see src/api/http/rateCap.ts. */
export async function turning<T>(clock: TestClock, work: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const over = work.finally(() => (state.isOver = true));
  over.catch(() => undefined);
  while (!state.isOver) {
    clock.advance(STEP_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return over;
}
