import { chromium, type Browser } from 'playwright-core';

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
