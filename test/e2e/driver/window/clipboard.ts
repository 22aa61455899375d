import { type Page } from 'playwright-core';

/** Exists inside the page. */
declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

/** @returns the text that was copied last */
export async function readClipboard(page: Page): Promise<string> {
  return await page.evaluate(() => navigator.clipboard.readText());
}
