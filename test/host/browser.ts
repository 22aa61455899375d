import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Keeps Chromium quiet on a machine without a network, and running in a container. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A test's page lives for seconds: code optimised for longer does not pay.
  '--js-flags=--no-opt --no-maglev',
];

/** Starts a headless Chromium, Chrome or Edge. Its signals stay with the one who started it. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: flags,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * Pages that nobody looks at: what need not be painted saves a fifth of a window's work. All else is as ever: what is
 * transparent is laid out, takes clicks and can have the focus.
 */
export async function leaveUnpainted(pages: BrowserContext | Page): Promise<void> {
  await pages.addInitScript(`addEventListener('DOMContentLoaded', () => {
    document.documentElement.style.opacity = '0';
  })`);
}

/** Paints a page that was left unpainted, for as long as somebody looks. */
export async function whilePainted(page: Page, look: () => Promise<void>): Promise<void> {
  const opacity = await page.evaluate<string>(`(() => {
    const { style } = document.documentElement;
    const { opacity } = style;
    style.opacity = '';
    return opacity;
  })()`);
  await look();
  await page.evaluate(`document.documentElement.style.opacity = '${opacity}'`);
}
