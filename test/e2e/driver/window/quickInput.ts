import { type Locator, type Page } from 'playwright-core';
import { exactly } from './text';
import { readUntil } from '../../../support/until';

/** The label of a row. The detail in its second line has the same class. */
const itemLabel = '.quick-input-list-row:first-child .label-name';

/** The quick pick or input box at the top of the window, as a person sees it. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** @returns true once it shows; false when it does not show within the time */
  async shows(withinMs: number): Promise<boolean> {
    return await this.input.waitFor({ timeout: withinMs }).then(
      () => true,
      () => false,
    );
  }

  /** The title; empty when it has none. */
  async title(): Promise<string> {
    return (await this.widget.locator('.quick-input-title').innerText()).trim();
  }

  /** The placeholder of the empty box. */
  async placeholder(): Promise<string> {
    return (await this.input.getAttribute('placeholder')) ?? '';
  }

  /** The prompt or the validation message under the box. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').innerText()).trim();
  }

  /** The text in the box. */
  async value(): Promise<string> {
    return await this.input.inputValue();
  }

  /** @returns whether the typed text shows as dots */
  async isMasked(): Promise<boolean> {
    return (await this.input.getAttribute('type')) === 'password';
  }

  /** The labels of the listed rows. */
  async items(): Promise<string[]> {
    return await this.rows().locator(itemLabel).allInnerTexts();
  }

  /** Waits until the title, the placeholder or the prompt contains `text`. */
  async waitFor(text: string): Promise<void> {
    const read = async (): Promise<string> => {
      const [shown, placeholder] = await Promise.all([this.widget.innerText(), this.placeholder()]);
      return `${shown}\n${placeholder}`;
    };
    await this.input.waitFor();
    await readUntil(read, (all) => all.includes(text), `A quick input that says "${text}"`);
  }

  /** Clicks the row with this label. */
  async pick(label: string): Promise<void> {
    await this.row(label).click();
  }

  /** Ticks rows of a list with check boxes, and confirms with OK. */
  async pickMany(labels: readonly string[]): Promise<void> {
    for (const label of labels) {
      await this.row(label).locator('.quick-input-list-checkbox, .monaco-checkbox').first().click();
    }
    await this.widget.locator('.quick-input-action .monaco-button', { hasText: 'OK' }).click();
  }

  /** Ticks all rows of a list with check boxes, and confirms with OK. */
  async pickAll(): Promise<void> {
    await this.widget
      .locator('.quick-input-header .monaco-checkbox, .quick-input-header .monaco-custom-toggle')
      .first()
      .click();
    await this.widget.locator('.quick-input-action .monaco-button', { hasText: 'OK' }).click();
  }

  /** Types into the box without confirming. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Types into the box and confirms with Enter. */
  async enter(text: string): Promise<void> {
    await this.type(text);
    await this.input.press('Enter');
  }

  /** Presses one of the buttons at the top, for example `Back`. */
  async press(button: string): Promise<void> {
    await this.widget.locator(`.action-label[aria-label^="${button}"]`).first().click();
  }

  /** Closes it with Escape. */
  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.input.waitFor({ state: 'hidden' });
  }

  private rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  private row(label: string): Locator {
    return this.rows().filter({ has: this.page.locator(itemLabel, { hasText: exactly(label) }) });
  }
}
