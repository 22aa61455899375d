import { type Page } from 'playwright-core';

/** The objects of the page that are used here. */
interface PageEvent {
  composedPath(): readonly { closest?(selector: string): unknown }[];
}

/** Exist inside the page. */
declare const window: {
  addEventListener(type: string, listener: (event: PageEvent) => void, capture: boolean): void;
};
declare function noteInteraction(): void;

/**
 * Counts the interactions of a person from now on, as the window sees them: each press of the mouse and each key. Text
 * that the driver puts into a box sends no keys, so a field and its Enter count as one. A menu ignores presses in its
 * first tenths of a second and the driver repeats them, so presses on the same item of a menu count once.
 * @returns a function that returns the count
 */
export async function countInteractions(page: Page): Promise<() => number> {
  let count = 0;
  await page.exposeFunction('noteInteraction', () => {
    count += 1;
  });
  await page.evaluate(() => {
    let lastItem: unknown;
    for (const type of ['mousedown', 'keydown']) {
      window.addEventListener(
        type,
        (event) => {
          const [target] = event.composedPath();
          const item = target?.closest?.('.monaco-menu .action-item') ?? undefined;
          if (item === undefined || item !== lastItem) {
            noteInteraction();
          }
          lastItem = item;
        },
        true,
      );
    }
  });
  return () => count;
}
