import { type Page } from 'playwright-core';

/** A browser gives at most 50 ms, less where a timer or a frame is due. */
const longMs = 10;
const inARow = 5;

/** What the page's own globals have for it; the tests are compiled without the types of a browser. */
interface IdlePage {
  requestIdleCallback(callback: (deadline: { timeRemaining(): number }) => void): void;
}

/** Runs inside the page: the milliseconds of its next idle period. */
const idlePeriod = (): Promise<number> =>
  new Promise((resolve) => {
    (globalThis as unknown as IdlePage).requestIdleCallback((deadline) => {
      resolve(deadline.timeRemaining());
    });
  });

/** Waits until a page has had several long idle periods in a row. */
export async function waitForIdle(page: Page): Promise<void> {
  for (let left = inARow; left > 0;) {
    left = (await page.evaluate(idlePeriod)) >= longMs ? left - 1 : inARow;
  }
}
