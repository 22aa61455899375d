import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AxeResults, type RunOptions } from 'axe-core';
import { type Page } from 'playwright-core';

/** This exists inside the page, once it is put there. */
declare const axe: { run(selector: string, options: RunOptions): Promise<AxeResults> };

/** What is looked at, and the rules that VS Code's own markup breaks there and no extension can mend, with the reasons. */
const PLACES = {
  sidebar: {
    selector: '.part.sidebar',
    notOurs: {
      // The header of a view is a button, and its toolbar stands inside.
      'nested-interactive': { enabled: false },
      // A row's label and description are drawn with no space between: `web-01normal`. The test of names compares them.
      'label-content-name-mismatch': { enabled: false },
    },
  },
  quickInput: {
    selector: '.quick-input-widget',
    notOurs: {
      // Each row of a quick pick is an option with a level; its label and detail are drawn with no space between.
      'aria-allowed-attr': { enabled: false },
      'label-content-name-mismatch': { enabled: false },
      // The keys beside a command have a name and no role.
      'aria-prohibited-attr': { enabled: false },
    },
  },
} as const;

/** What axe-core found: one line for each element that breaks a rule, and how many elements passed each rule. */
export interface Audit {
  readonly violations: readonly string[];
  readonly passed: Readonly<Record<string, number>>;
}

/** Runs all other rules of axe-core there, on what is drawn now. */
export async function audit(page: Page, place: keyof typeof PLACES): Promise<Audit> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  }
  const { selector, notOurs } = PLACES[place];
  const { violations, passes } = await page.evaluate(([on, rules]) => axe.run(on, { rules }), [
    selector,
    notOurs,
  ] as const);
  return {
    violations: violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`)),
    passed: Object.fromEntries(passes.map(({ id, nodes }) => [id, nodes.length])),
  };
}
