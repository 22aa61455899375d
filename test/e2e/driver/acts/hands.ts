import { type Locator } from 'playwright-core';
import { readUntil } from '../../../support/until';
import { type Workbench } from '../window/workbench';

const mostSteps = 30;

/** Uses the window as a person who has only a keyboard. */
export class Hands {
  constructor(private readonly workbench: Workbench) {}

  /** The row with the focus in the trees of the sidebar. */
  get row(): Locator {
    return this.workbench.page.locator('.part.sidebar .monaco-list:focus .monaco-list-row.focused');
  }

  async press(key: string): Promise<void> {
    await this.workbench.page.keyboard.press(key);
  }

  /** Runs a command of the palette by its title. */
  async command(title: string): Promise<void> {
    const { quickInput } = this.workbench;
    await this.press('F1');
    await quickInput.waitFor('Type the name of a command to run.');
    await this.write(title);
    await readUntil(
      () => quickInput.items(),
      (items) => items.includes(title),
      `The command ${title}`,
    );
    await this.pick(title);
  }

  /** Enters a text at once into the box with the focus. A box gets the focus a moment after it appears. */
  async write(text: string): Promise<void> {
    const { page } = this.workbench;
    const box = page.locator('.quick-input-widget .quick-input-box input:focus');
    const attempt = async (): Promise<string> => {
      await box.waitFor();
      await page.keyboard.insertText(text);
      return await box.inputValue();
    };
    await readUntil(attempt, (value) => value.endsWith(text), 'A box that takes what is written');
  }

  /** Moves down to a row of a quick pick and accepts it. */
  async pick(label: string): Promise<void> {
    const { page } = this.workbench;
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await this.downTo(page.locator('.quick-input-list .monaco-list-row.focused .label-name').first(), label);
    await this.press('Enter');
  }

  /** Moves down to a row of a tree. */
  async walkTo(label: string): Promise<void> {
    await this.downTo(this.row.locator('.label-name'), label);
  }

  /** Waits until a row of a tree has the focus. After a question the focus comes back to it a moment later. */
  async waitAt(label: string): Promise<void> {
    const focused = this.row.locator('.label-name');
    await readUntil(
      async () => ((await focused.count()) === 0 ? '' : (await focused.innerText()).trim()),
      (text) => text === label,
      `The focus on the row "${label}"`,
    );
  }

  /** Opens the menu of the row with the focus, moves down to an item and runs it. */
  async menu(item: string): Promise<void> {
    await this.press('Shift+F10');
    const { page } = this.workbench;
    await page.locator('.monaco-menu .action-menu-item').first().waitFor();
    await this.downTo(page.locator('.monaco-menu .action-item.focused .action-label'), item);
    await this.press('Enter');
  }

  /** Opens the menu of the row with the focus, then a submenu of it, moves down to an item and runs it. */
  async submenu(menu: string, item: string): Promise<void> {
    await this.press('Shift+F10');
    const { page } = this.workbench;
    await page.locator('.monaco-menu .action-menu-item').first().waitFor();
    await this.downTo(page.locator('.monaco-menu .action-item.focused .action-label').first(), menu);
    await this.press('ArrowRight');
    const below = page.locator('.monaco-submenu .monaco-menu');
    await below.locator('.action-item.focused').waitFor();
    await this.downTo(below.locator('.action-item.focused .action-label'), item);
    await this.workbench.look(`submenu-${menu}`);
    await this.press('Enter');
  }

  private async downTo(focused: Locator, label: string): Promise<void> {
    const seen: string[] = [];
    for (let steps = 0; steps < mostSteps; steps++) {
      const text = (await focused.count()) === 0 ? '' : (await focused.innerText()).trim();
      if (text === label) {
        return;
      }
      seen.push(text);
      await this.press('ArrowDown');
    }
    throw new Error(`The arrows do not lead to "${label}", but to ${seen.join(', ')}.`);
  }
}
