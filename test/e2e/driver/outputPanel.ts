import { type Locator, type Page } from 'playwright-core';
import { clearClipboard, readClipboard } from './clipboard';
import { waitUntil } from './waitUntil';

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
    await this.show();
    await this.editor.waitFor();
  }

  /** Every line of the channel that is open. */
  async lines(): Promise<string[]> {
    await this.editor.locator('.view-lines').click({ position: { x: 5, y: 5 } });
    await clearClipboard(this.page);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+C');
    const text = await readClipboard(this.page);
    // Takes the selection off again, and new lines scroll into view only while the cursor is at the end.
    await this.page.keyboard.press('ControlOrMeta+End');
    return text.split(/\r?\n/).filter((line) => line !== '');
  }

  /** Waits until a line contains or matches `wanted`, and gives the last such line. */
  async waitForLine(wanted: string | RegExp, timeoutMs?: number): Promise<string> {
    const fits = (line: string): boolean => (typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line));
    const lines = await waitUntil(
      () => this.lines(),
      (all) => all.some(fits),
      `An output line like ${String(wanted)}`,
      timeoutMs,
    );
    return lines.findLast(fits) ?? '';
  }
}
