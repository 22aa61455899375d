import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AxeResults, type RunOptions } from 'axe-core';
import { type Page } from 'playwright-core';

/** Exists inside the page after it was injected. */
declare const axe: { run(selector: string, options: RunOptions): Promise<AxeResults> };

/**
 * The parts to check, and for each the rules that VS Code's own markup breaks and no extension can fix, with reasons.
 */
const PLACES = {
  sidebar: {
    selector: '.part.sidebar',
    notOurs: {
      // The header of a view is a button that contains its toolbar.
      'nested-interactive': { enabled: false },
      // A row's label and description have no space between them: `web-01normal`. The test of names compares them.
      'label-content-name-mismatch': { enabled: false },
    },
  },
  quickInput: {
    selector: '.quick-input-widget',
    notOurs: {
      // Each row of a quick pick is an option with a level. Its label and detail have no space between them.
      'aria-allowed-attr': { enabled: false },
      'label-content-name-mismatch': { enabled: false },
      // The key binding next to a command has a name and no role.
      'aria-prohibited-attr': { enabled: false },
    },
  },
} as const;

/** The results of axe-core: one line for each element that breaks a rule, and how many elements passed each rule. */
export interface Audit {
  readonly violations: readonly string[];
  readonly passed: Readonly<Record<string, number>>;
}

/** Runs all other rules of axe-core on a part, as it is drawn now. */
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
