import { type Page } from 'playwright-core';

/** What of the page's own objects this needs. */
interface PageEvent {
  composedPath(): readonly { closest?(selector: string): unknown }[];
}

/** These exist inside the page. */
declare const window: {
  addEventListener(type: string, listener: (event: PageEvent) => void, capture: boolean): void;
};
declare function noteInteraction(): void;

/**
 * Counts from now on what a person does, as the window sees it: each press of the mouse and each key. Text that is put
 * into a box brings no key of its own, so a field and its Enter count one. A menu ignores presses in its first tenths of
 * a second, and the driver repeats them: presses on the same item of a menu count once.
 * @returns how many there were, when asked
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
