import { type Page } from 'playwright-core';
import { type PageElement } from './pageElement';
import { waitUntil } from './waitUntil';

/** A row of "Developer: Show Running Extensions". */
export interface RunningExtension {
  readonly name: string;
  /** Undefined while it is not activated. */
  readonly activationMs: number | undefined;
  /** The row's whole text. */
  readonly text: string;
}

/** Runs inside the page. */
const readShown = (elements: readonly PageElement[]): RunningExtension[] =>
  elements.map((element) => {
    const name = element.querySelector('.name')?.textContent ?? '';
    const text = element.textContent ?? '';
    const time = /Activation: (\d+)\s*ms/.exec(text)?.[1];
    return { name, text, activationMs: time === undefined ? undefined : Number(time) };
  });

/** Reads the open editor of running extensions and closes it. Only the rows that fit are there: a tall window has all. */
export async function readRunningExtensions(page: Page): Promise<RunningExtension[]> {
  const rows = page.locator('.runtime-extensions-editor .extension');
  const extensions = await waitUntil(
    () => rows.evaluateAll(readShown),
    (shown) => shown.length > 0 && shown.every(({ name }) => name !== ''),
    'Running extensions',
  );
  // In 1.139 this editor opens as a modal over the window.
  await page.keyboard.press('Escape');
  await rows.first().waitFor({ state: 'hidden' });
  return extensions;
}
