// Step 1: node_modules as package-lock.json says, with the Node.js that is pinned there in node_modules/.bin.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';
import { cacheFolder, cached, npm, root, run, say } from './shell.mjs';

const modules = path.join(root, 'node_modules');
const lockFile = path.join(root, 'package-lock.json');
const keptDays = 30;
/** Where npm writes down what it installed. */
const record = '.package-lock.json';

/** Is it the same as what the lock file asks for, optional packages left aside? */
function isInstalled() {
  const written = path.join(modules, record);
  if (!existsSync(written) || !existsSync(path.join(modules, '.bin', 'node'))) {
    return false;
  }
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(written, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, entry]) => name === '' || present[name]?.version === entry.version || (!present[name] && entry.optional),
  );
}

async function install() {
  say('Installing the npm packages that package-lock.json names (npm ci).');
  await npm(['ci', '--prefer-offline', '--no-audit', '--no-fund']);
  if (!existsSync(path.join(modules, 'node', 'bin', 'node')) && process.platform !== 'win32') {
    say('npm did not run install scripts: fetching the pinned Node.js by hand.');
    await run(process.execPath, ['installArchSpecificPackage.js'], { cwd: path.join(modules, 'node') });
  }
}

async function copyFolder(from, to) {
  // cp is three times as fast as cpSync with 20 000 files; -a keeps one file of two names one file (Node.js itself).
  await (process.platform === 'win32'
    ? cpSync(from, to, { recursive: true, verbatimSymlinks: true })
    : run('cp', ['-a', from, to]));
}

/**
 * Makes a clone's packages out of those kept. On Linux the files are the same ones under a second name, as pnpm does it:
 * that takes a sixth of the time. npm replaces a file that it changes, but writes its record in place.
 */
async function takeFolder(from, to) {
  if (process.platform === 'linux' && canLink(path.join(from, record), to)) {
    await run('cp', ['-al', from, to]);
    rmSync(path.join(to, record));
    copyFileSync(path.join(from, record), path.join(to, record));
  } else {
    await copyFolder(from, to);
  }
}

/** Not on another disk, and not where the files are somebody else's. */
function canLink(file, link) {
  try {
    linkSync(file, link);
    rmSync(link);
    return true;
  } catch {
    return false;
  }
}

function forgetOldSets() {
  for (const name of readdirSync(cacheFolder).filter((entry) => entry.startsWith('packages-'))) {
    const folder = path.join(cacheFolder, name);
    if (Date.now() - statSync(folder).mtimeMs > keptDays * 86_400_000) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function keep(name) {
  await cached(name, (folder) => copyFolder(modules, path.join(folder, 'node_modules')));
  forgetOldSets();
}

/** npm ci takes 20 s even when nothing has to be downloaded, to take what it made in another clone takes 1 s. */
export async function installPackages() {
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex').slice(0, 16);
  const name = `packages-${hash}-${process.platform}-${process.arch}`;
  const kept = path.join(cacheFolder, name, 'node_modules');
  if (!existsSync(kept)) {
    if (!isInstalled()) {
      await install();
    }
    say(`Keeping a copy of the npm packages for other clones in ${cacheFolder}.`);
    await keep(name);
    return;
  }
  if (isInstalled()) {
    return;
  }
  say(`Taking the npm packages that an earlier set-up kept in ${cacheFolder}.`);
  const partial = path.join(root, '.cache', 'node_modules.partial');
  mkdirSync(path.dirname(partial), { recursive: true });
  rmSync(partial, { recursive: true, force: true });
  await takeFolder(kept, partial);
  rmSync(modules, { recursive: true, force: true });
  renameSync(partial, modules);
  utimesSync(path.dirname(kept), new Date(), new Date());
}
