// Every npm script runs this first, on whatever Node.js the machine has and before anything is installed:
// plain JavaScript, no dependencies. It says one line for each thing it does and nothing for what is already there.
// What it finds goes to .cache/host.json, where test/tools/setup/hostFacts.ts reads it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser } from './browser.mjs';
import { findDesktop, mayDownloadDesktop } from './desktop.mjs';
import { findFonts } from './fonts.mjs';
import { installPackages } from './packages.mjs';
import { SetupError, root, versions } from './shell.mjs';
import { findProxy } from './proxy.mjs';
import { installServer } from './server.mjs';

const purposes = ['start', 'test', 'unit', 'cloud', 'bench', 'package', 'check'];

async function forStart() {
  const desktop = findDesktop();
  return desktop === undefined ? { desktop, newest: await installServer(versions.newest) } : { desktop };
}

async function forTest() {
  const download = await mayDownloadDesktop();
  const [browser, proxy, newest, lowest] = await Promise.all([
    findBrowser(),
    findProxy(),
    installServer(versions.newest),
    download ? undefined : installServer(versions.lowest),
    findFonts(),
  ]);
  return { download, browser, proxy, newest, lowest };
}

/** What another purpose found stays; a fact that is undefined now goes. */
function keep(facts) {
  const file = path.join(root, '.cache', 'host.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...before, ...facts }, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

async function main() {
  const { values } = parseArgs({ options: { for: { type: 'string', default: 'check' } } });
  if (!purposes.includes(values.for)) {
    throw new SetupError(`--for takes one of ${purposes.join(', ')}.`);
  }
  await installPackages();
  const needsHost = ['test', 'bench'].includes(values.for);
  const facts = values.for === 'start' ? await forStart() : needsHost ? await forTest() : undefined;
  if (facts !== undefined) {
    keep(facts);
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
