// A Chromium for the tests. Playwright's own download is never used: one on the machine serves.
import { existsSync } from 'node:fs';
import { SetupError, aptInstall, say, which } from './setupShell.mjs';

const programs = [
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
  if (process.getuid?.() === 0 && which('apt-get') !== undefined) {
    say('Installing Chromium with apt-get.');
    await aptInstall(['chromium']);
  }
  const installed = onMachine();
  if (installed === undefined) {
    throw new SetupError(
      'Please install Chromium, Chrome or Edge, or name one in CLOUD_PHONE_CHROMIUM: the tests drive it.',
    );
  }
  return installed;
}
