import { type Locator, type Page } from 'playwright-core';

/** The texts of a modal message. */
export interface DialogText {
  readonly message: string;
  readonly detail: string;
  /** Sorted, because each platform has its own order. */
  readonly buttons: readonly string[];
}

/** The modal message in the middle of the window. */
export class ModalDialog {
  private readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box');
  }

  /** Waits for a message and reads it. */
  async read(): Promise<DialogText> {
    await this.box.waitFor();
    const [message, detail, buttons] = await Promise.all([
      this.box.locator('.dialog-message').innerText(),
      this.box.locator('.dialog-message-detail').innerText(),
      this.box.locator('.monaco-button').allInnerTexts(),
    ]);
    return { message: message.trim(), detail: detail.trim(), buttons: buttons.map((button) => button.trim()).sort() };
  }

  async isOpen(): Promise<boolean> {
    return await this.box.isVisible();
  }

  /** Presses a button by its text and waits until the message is gone. Another one may follow at once. */
  async press(button: string): Promise<void> {
    const { message } = await this.read();
    await this.box.locator('.monaco-button').getByText(button, { exact: true }).click();
    await this.box.getByText(message, { exact: true }).waitFor({ state: 'hidden' });
  }
}
