// What the set-up steps share: where things are kept, one line of speech, child processes, whole-or-nothing folders.
import { Buffer } from 'node:buffer';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const root = path.resolve(import.meta.dirname, '..', '..', '..');
export const versions = JSON.parse(readFileSync(path.join(import.meta.dirname, 'versions.json'), 'utf8'));

/** Kept between runs and shared by all clones; nothing in it is needed to be kept. */
export const cacheFolder =
  process.env.CLOUD_PHONE_CACHE ||
  path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'cloud-phone-manager');

/** A failure whose message says to a person what to do. */
export class SetupError extends Error {}

export function say(line) {
  console.log(`[setup] ${line}`);
}

/** Runs a program to its end; its output is shown only when it fails. */
export function run(program, args, { cwd = root, env = {}, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const output = [];
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
      output.push(data);
    });
    child.stderr.on('data', (data) => output.push(data));
    child.stdin.end(input);
    child.on('error', (error) => reject(new SetupError(`${program} could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) {
        resolve(stdout);
      } else {
        process.stderr.write(Buffer.concat(output));
        reject(new SetupError(`"${[path.basename(program), ...args].join(' ')}" failed with ${code} in ${cwd}.`));
      }
    });
  });
}

/** npm through the Node.js that runs this file: on Windows npm is no program that can be spawned. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  return script !== undefined && /npm-cli\.c?js$/.test(script)
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, options);
}

/** The full path of a program on the PATH, if there is one. */
export function which(program) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, program + ending);
      if (folder !== '' && existsSync(file)) {
        return file;
      }
    }
  }
  return undefined;
}

let installing = Promise.resolve();

/** Whether Debian packages can be installed: on Debian and its kin, as root. */
export const hasApt = () => process.getuid?.() === 0 && which('apt-get') !== undefined;

/** Installs Debian packages; only where `hasApt`. */
export async function aptInstall(packages) {
  // Two apt-get at once stand in each other's way.
  const mine = installing.then(() => aptGet(packages));
  installing = mine.catch(() => undefined);
  await mine;
}

async function aptGet(packages) {
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  if (spawnSync('apt-get', args, { env: { ...process.env, ...env } }).status !== 0) {
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', args, { env });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Waits for the lock file of another run and takes it; one whose owner is gone is taken over. */
async function lock(file) {
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    const owner = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (owner !== '' && !isAlive(Number(owner))) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) {
      say(`Waiting for another set-up run (process ${owner}) that makes ${path.basename(file, '.lock')}.`);
    }
    await delay(300);
  }
}

/**
 * A folder of the cache. Where it is missing, `make` fills a folder beside it, which gets the name only when it is
 * whole: an interrupted run leaves nothing that looks done. Two runs at once make it once.
 */
export async function cached(name, make) {
  const folder = path.join(cacheFolder, name);
  if (existsSync(folder)) {
    return folder;
  }
  mkdirSync(cacheFolder, { recursive: true });
  const lockFile = `${folder}.lock`;
  await lock(lockFile);
  try {
    if (!existsSync(folder)) {
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      await make(partial);
      renameSync(partial, folder);
    }
  } finally {
    rmSync(lockFile, { force: true });
  }
  return folder;
}
