import { type Locator, type Page } from 'playwright-core';

/** The objects of the page that are used here. The project is compiled without the types of a browser. */
interface Input {
  focus(): void;
  dispatchEvent(event: object): boolean;
}
declare const KeyboardEvent: new (name: string, init: object) => object;
declare const ClipboardEvent: new (name: string, init: object) => object;
declare const DataTransfer: new () => { getData(type: string): string };

/** Keys, in the form of an event of the page. */
const held = { ctrlKey: process.platform !== 'darwin', metaKey: process.platform === 'darwin' };
const happening = { bubbles: true, cancelable: true };
const ctrlA = { key: 'a', code: 'KeyA', keyCode: 65, ...held, ...happening };
const ctrlEnd = { key: 'End', code: 'End', keyCode: 35, ctrlKey: true, ...happening };

/** Gives the editor the focus and a key in one step, so that nothing can take the focus in between. */
function press(input: Input, key: object): void {
  input.focus();
  input.dispatchEvent(new KeyboardEvent('keydown', key));
}

/** @returns the text that the editor would put on the clipboard */
function copied(input: Input): string {
  const clipboardData = new DataTransfer();
  input.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
  return clipboardData.getData('text/plain');
}

/**
 * The Output panel. Its editor draws only the lines that fit, so the text is read with Select All and Copy, as a person
 * would do it. The keys are sent to the editor itself: a palette that closes returns the focus late, and keys to the
 * window would then select every row of a tree.
 */
export class OutputPanel {
  private readonly editor: Locator;

  constructor(
    page: Page,
    private readonly show: () => Promise<void>,
  ) {
    this.editor = page.locator('.part.panel .output-view .monaco-editor, .part.panel .monaco-editor').first();
  }

  /** Shows the extension's channel with the command of the extension. */
  async open(): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      await this.show();
      // The palette redraws its list while it finds more rows, and a click on a row that disappears is lost.
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

  /** All lines of the open channel. */
  async lines(): Promise<string[]> {
    const input = this.editor.locator('.native-edit-context, textarea.inputarea').first();
    await input.evaluate(press, ctrlA);
    const text = await input.evaluate(copied);
    // Removes the selection. New lines scroll into view only while the cursor is at the end.
    await input.evaluate(press, ctrlEnd);
    return text.split(/\r?\n/).filter((line) => line !== '');
  }
}
