import { type Page } from 'playwright-core';
import { type PageElement } from './pageElement';
import { readUntil } from '../../../support/until';

/** A row of "Developer: Show Running Extensions". */
export interface RunningExtension {
  readonly name: string;
  /** The activation time; undefined before the activation. */
  readonly activationMs: number | undefined;
  /** The whole text of the row. */
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

/** Reads the open editor of running extensions, once it has an activation time for each of `names`, and closes it. */
export async function readRunningExtensions(page: Page, names: readonly string[]): Promise<RunningExtension[]> {
  const rows = page.locator('.runtime-extensions-editor .extension');
  await rows.first().click();
  // Only the rows that fit into the window exist.
  const read = async (): Promise<RunningExtension[]> => {
    const found = new Map<string, RunningExtension>();
    for (const key of ['Home', 'End']) {
      await page.keyboard.press(key);
      (await rows.evaluateAll(readShown)).forEach((row) => found.set(row.name, row));
    }
    return [...found.values()];
  };
  const hasTime = (all: readonly RunningExtension[], name: string): boolean =>
    all.some((row) => row.name === name && row.activationMs !== undefined);
  const extensions = await readUntil(
    read,
    (all) => names.every((name) => hasTime(all, name)),
    `Running extensions with ${names.join(' and ')}`,
  );
  // In 1.139 this editor opens as a modal over the window.
  await page.keyboard.press('Escape');
  await rows.first().waitFor({ state: 'hidden' });
  return extensions;
}
