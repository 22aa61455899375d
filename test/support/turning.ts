import { type TestClock } from './testClock';
import { turnOfTheLoop } from './until';

/** How far the clock is advanced in each turn of the event loop. */
const STEP_MS = 10;

/**
 * Advances the clock until the work is done. Many requests at once wait for their turn, see src/api/http/rateCap.ts.
 */
export async function turning<T>(clock: TestClock, work: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const over = work.finally(() => (state.isOver = true));
  over.catch(() => undefined);
  while (!state.isOver) {
    clock.advance(STEP_MS);
    await turnOfTheLoop();
  }
  return over;
}
