import { type Page } from 'playwright-core';

/** Exists inside the page. */
declare const navigator: {
  readonly clipboard: { readText(): Promise<string>; writeText(text: string): Promise<void> };
};

/** What was copied last. */
export async function readClipboard(page: Page): Promise<string> {
  return await page.evaluate(() => navigator.clipboard.readText());
}

/** Empties the clipboard, so that what is read next was copied after this. */
export async function clearClipboard(page: Page): Promise<void> {
  await page.evaluate(() => navigator.clipboard.writeText(''));
}
