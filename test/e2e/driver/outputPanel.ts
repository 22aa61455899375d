import { type Locator, type Page } from 'playwright-core';
import { clearClipboard, readClipboard } from './clipboard';

/** The Output panel. Its editor draws only the lines that fit, so the text is taken as a person would: select all, copy. */
export class OutputPanel {
  private readonly editor: Locator;

  constructor(
    private readonly page: Page,
    private readonly show: () => Promise<void>,
  ) {
    this.editor = page.locator('.part.panel .output-view .monaco-editor, .part.panel .monaco-editor').first();
  }

  /** Brings the extension's channel to the front with its own command. */
  async open(): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      await this.show();
      // The palette draws its list anew while it finds more, and a click on a row that goes is lost.
      const isOpen = await this.editor.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (isOpen) {
        return;
      }
    }
    throw new Error('The output channel does not open.');
  }

  /** Every line of the channel that is open. */
  async lines(): Promise<string[]> {
    // A palette that closes gives the focus back to where it was, and the keys would go there.
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    // Its first few pixels belong to the shadow that shows while it is scrolled.
    await this.editor.click({ position: { x: 100, y: 20 } });
    await clearClipboard(this.page);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+C');
    const text = await readClipboard(this.page);
    // Takes the selection off again, and new lines scroll into view only while the cursor is at the end.
    await this.page.keyboard.press('ControlOrMeta+End');
    return text.split(/\r?\n/).filter((line) => line !== '');
  }
}
