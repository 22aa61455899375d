// A Chromium for the tests. Playwright's own download is never used: one on the machine serves.
import { existsSync } from 'node:fs';
import { SetupError, aptInstall, hasApt, say, which } from './shell.mjs';

/** The first is Chromium without a window to draw: an eighth less work for the same pages. */
const programs = [
  'chromium-headless-shell',
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'chrome',
  'microsoft-edge',
  'msedge',
];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Debian has both, its kin perhaps only the second. */
const packages = ['chromium-headless-shell', 'chromium'];

async function installWithApt() {
  for (const name of packages) {
    say(`Installing ${name} with apt-get.`);
    try {
      await aptInstall([name]);
      return;
    } catch (error) {
      if (!(error instanceof SetupError) || name === packages.at(-1)) {
        throw error;
      }
    }
  }
}

const onMachine = () => programs.map(which).find(Boolean) ?? elsewhere.find((file) => existsSync(file));

export async function findBrowser() {
  const asked = process.env.CLOUD_PHONE_CHROMIUM;
  if (asked !== undefined && asked !== '') {
    if (!existsSync(asked)) {
      throw new SetupError(`CLOUD_PHONE_CHROMIUM names ${asked}, which does not exist.`);
    }
    return asked;
  }
  const found = onMachine();
  if (found !== undefined) {
    return found;
  }
  if (hasApt()) {
    await installWithApt();
  }
  const installed = onMachine();
  if (installed === undefined) {
    throw new SetupError(
      'Please install Chromium, Chrome or Edge, or name one in CLOUD_PHONE_CHROMIUM: the tests drive it.',
    );
  }
  return installed;
}
