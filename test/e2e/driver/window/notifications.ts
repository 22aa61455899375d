import { type Locator, type Page } from 'playwright-core';
import { readUntil } from '../../../support/until';

const patienceMs = 1000;

/** The notifications in the lower right corner. */
export class Notifications {
  private readonly items: Locator;

  constructor(page: Page) {
    this.items = page.locator('.notifications-toasts .notification-list-item');
  }

  /** The texts of the visible notifications. */
  async texts(): Promise<string[]> {
    return await this.items.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a notification that contains `part`, and returns its whole text. */
  async waitFor(part: string): Promise<string> {
    const texts = await readUntil(
      () => this.texts(),
      (all) => all.some((text) => text.includes(part)),
      `A notification that says "${part}"`,
    );
    return texts.find((text) => text.includes(part)) ?? '';
  }

  /** The buttons of the notification that contains `part`. */
  async buttons(part: string): Promise<string[]> {
    return await this.item(part).locator('.monaco-button').allInnerTexts();
  }

  /** Presses a button of the notification that contains `part`. */
  async press(part: string, button: string): Promise<void> {
    await this.item(part).hover();
    await this.item(part).locator('.monaco-button').getByText(button, { exact: true }).click();
  }

  /** Closes the visible notifications. One may disappear by itself before the click. */
  async clear(): Promise<void> {
    const closeFirst = async (): Promise<void> => {
      await this.items.first().hover({ timeout: patienceMs });
      await this.items.first().locator('.codicon-notifications-clear').click({ timeout: patienceMs });
    };
    const left = async (): Promise<number> => {
      if ((await this.items.count()) > 0) {
        await closeFirst().catch(() => undefined);
      }
      return await this.items.count();
    };
    await readUntil(left, (count) => count === 0, 'A window without notifications');
  }

  private item(part: string): Locator {
    return this.items.filter({ hasText: part }).first();
  }
}
