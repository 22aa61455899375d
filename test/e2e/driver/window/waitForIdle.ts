import { type Page } from 'playwright-core';

/** An idle period is at most 50 ms, and shorter when a timer or a frame is due. */
const longMs = 10;
const inARow = 5;

/** The global objects of the page that are used here. The tests are compiled without the types of a browser. */
interface IdlePage {
  requestIdleCallback(callback: (deadline: { timeRemaining(): number }) => void): void;
}

/**
 * Runs inside the page.
 * @returns the length of its next idle period, in milliseconds
 */
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
