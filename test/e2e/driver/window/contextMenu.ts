import { type Locator, type Page } from 'playwright-core';
import { exactly } from './text';

const patienceMs = 1000;

function items(page: Page): Locator {
  return page.locator('.monaco-menu .action-menu-item');
}

/** The texts of the open menu, without separators. */
export async function menuItems(page: Page): Promise<string[]> {
  await items(page).first().waitFor();
  return await page.locator('.monaco-menu .action-menu-item .action-label:not(.separator)').allInnerTexts();
}

/** Clicks an item of the open menu until the menu closes. A menu ignores clicks in its first tenths of a second. */
export async function chooseFromMenu(page: Page, text: string): Promise<void> {
  const item = items(page).filter({ has: page.locator('.action-label', { hasText: exactly(text) }) });
  await item.waitFor();
  for (let tries = 0; tries < 20; tries++) {
    // The menu may close between the check and the click.
    await item.click({ timeout: patienceMs }).catch(() => undefined);
    const closed = await item.waitFor({ state: 'hidden', timeout: patienceMs }).then(
      () => true,
      () => false,
    );
    if (closed) {
      return;
    }
  }
  throw new Error(`The menu did not take a click on "${text}".`);
}
