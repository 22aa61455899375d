// npm start [-- --port N] [--no-open]: a running VS Code with the extension in it and the simulated cloud behind it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../../../package.json';
import { startCloud, type Cloud } from '../../cloud/cloud';
import { projectSetting } from '../../cloud/project';
import { buildExtension } from '../processes/build';
import { startDesktop } from './desktop';
import { isFree } from '../processes/freePort';
import { need, readHostFacts } from '../setup/hostFacts';
import { root } from '../root';
import { onEnd } from '../processes/processGroup';
import { quietSettings, startServer, writeSettings } from '../../host/server';

interface StartOptions {
  readonly port: number | undefined;
  readonly open: boolean;
}

/** @throws Error with a sentence for the person who typed it. */
async function readOptions(): Promise<StartOptions> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } } });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error('--port needs a whole number from 1 to 65535.');
  }
  if (port !== undefined && !(await isFree(port))) {
    throw new Error(`Port ${port} of 127.0.0.1 is in use: choose another one with --port.`);
  }
  return { port, open: values['no-open'] !== true };
}

function howToSignIn(cloud: Cloud): string {
  const { domain, user, password, accessKey } = cloud.account;
  return [
    `The simulated cloud answers at ${cloud.origin}.`,
    'To sign in: "Cloud Phone" in the activity bar, right-click "Simulated cloud", Sign In…, IAM user; then type',
    `  account name  ${domain}`,
    `  user name     ${user}`,
    `  password      ${password}`,
    'or Access key; then type',
    `  access key id      ${accessKey.accessKeyId}`,
    `  secret access key  ${accessKey.secretAccessKey}`,
    'Ctrl-C here ends everything.',
  ].join('\n');
}

/** The person's own browser, where there is one to be seen; the address is printed anyway. */
function openBrowser(address: string): void {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address]]
        : ['xdg-open', [address]];
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => {
      console.log('No browser could be opened from here: open the address by hand.');
    })
    .unref();
}

/** The server finds the extension in its extensions folder, as if it were installed; a rebuild needs only a reload. */
function linkExtension(dataFolder: string): void {
  const extensions = path.join(dataFolder, 'extensions');
  mkdirSync(extensions, { recursive: true });
  const { publisher, name, version } = manifest;
  symlinkSync(root, path.join(extensions, `${publisher}.${name}-${version}`), 'junction');
}

async function startInBrowser(folder: string, settings: object, options: StartOptions): Promise<() => Promise<void>> {
  linkExtension(folder);
  writeSettings(folder, settings);
  const token = randomBytes(16).toString('hex');
  const server = await startServer({
    folder: need(readHostFacts(), 'newest'),
    dataFolder: folder,
    token,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const address = `${server.address}?tkn=${token}`;
  console.log(`VS Code with the extension is ready: ${address}`);
  if (options.open) {
    openBrowser(address);
  }
  return () => server.stop();
}

async function main(): Promise<void> {
  const options = await readOptions();
  console.log('Building the extension and starting the simulated cloud.');
  buildExtension();
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-start-'));
  const closers: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    await Promise.allSettled(closers.map((close) => close()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  onEnd(end);
  try {
    const cloud = await startCloud();
    closers.push(() => cloud.close());
    const settings = { ...quietSettings, 'cloudPhone.projects': [projectSetting(cloud)] };
    const { desktop: code } = readHostFacts();
    if (code === undefined) {
      closers.push(await startInBrowser(folder, settings, options));
      console.log(howToSignIn(cloud));
      return;
    }
    const desktop = startDesktop(code, folder, settings);
    closers.push(() => desktop.stop());
    console.log(`A window of VS Code (${code}) opens with the extension in it.\n${howToSignIn(cloud)}`);
    await desktop.closed;
    await end();
    process.exit(0);
  } catch (error) {
    await end();
    throw error;
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
