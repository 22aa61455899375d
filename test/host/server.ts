import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../tools/processes/freePort';
import { pinnedNode } from '../tools/root';
import { endGroup, spawnGroup, untilAnswers } from '../tools/processes/processGroup';

/** How to start a VS Code server. `folder` is one of the folders that test/tools/setup/setup.mjs made. */
export interface ServerOptions {
  readonly folder: string;
  /** Settings, extensions, logs and storage go here. */
  readonly dataFolder: string;
  readonly port?: number;
  /** Without one, any process of the machine can drive the editor. */
  readonly token?: string;
  /** Lets a page name extensions and tests under development, which a built product ignores otherwise. */
  readonly forTests?: boolean;
  /** Reaches the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The display language, for example `zh-cn`. */
  readonly locale?: string;
  /** For a test: only the built-in extensions that it needs. Each of the others takes its time at every start. */
  readonly isLean?: boolean;
  /** Of everything that VS Code and its extensions write; default: info. */
  readonly logLevel?: 'trace';
}

/** A running server; `address` is without the token. */
export interface VscodeServer {
  readonly port: number;
  readonly address: string;
  /** What the server printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** No gallery: a test host asks nobody on the internet for extensions. code-server reads this variable. */
const noGallery = { EXTENSIONS_GALLERY: '{}' };
const startDeadlineMs = 60_000;
const entry = (folder: string): string => path.join(folder, 'out', 'server-main.js');

/** Settings that keep a window quiet; a test or a person's project settings come on top. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
} as const;

/** Writes the user settings of a server that is not started yet. */
export function writeSettings(dataFolder: string, settings: object): void {
  const folder = path.join(dataFolder, 'data', 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

/** Installs a VSIX as a person would on the command line; rejects with what the server said. */
export async function installVsix(folder: string, dataFolder: string, file: string): Promise<void> {
  await promisify(execFile)(pinnedNode, [entry(folder), '--server-data-dir', dataFolder, '--install-extension', file]);
}

/** Themes and JSON for the settings; the last one is there to see when the host has started all that it starts by itself. */
const leanBuiltIns = ['theme-defaults', 'json', 'json-language-features', 'configuration-editing', 'merge-conflict'];

/** @returns a folder that holds nothing but those. */
function linkBuiltIns({ folder, dataFolder }: ServerOptions): string {
  const links = path.join(dataFolder, 'built-in');
  mkdirSync(links, { recursive: true });
  for (const name of leanBuiltIns) {
    symlinkSync(path.join(folder, 'extensions', name), path.join(links, name), 'junction');
  }
  return links;
}

function serverArguments(options: ServerOptions, port: number): string[] {
  return [
    entry(options.folder),
    ...['--host', '127.0.0.1', '--port', String(port), '--accept-server-license-terms'],
    ...['--server-data-dir', options.dataFolder, '--telemetry-level', 'off'],
    ...(options.token === undefined ? ['--without-connection-token'] : ['--connection-token', options.token]),
    ...(options.forTests === true ? ['--enable-smoke-test-driver'] : []),
    ...(options.isLean === true ? ['--builtin-extensions-dir', linkBuiltIns(options)] : []),
    ...(options.locale === undefined ? [] : ['--locale', options.locale]),
    ...(options.logLevel === undefined ? [] : ['--log', options.logLevel]),
  ];
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(address, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}

/** Starts a server on 127.0.0.1 and resolves when it answers; rejects with its output when it does not within a minute. */
export async function startServer(options: ServerOptions): Promise<VscodeServer> {
  const port = options.port ?? (await freePort());
  const child = spawnGroup(pinnedNode, serverArguments(options, port), {
    env: { ...process.env, ...noGallery, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const collect = (data: Buffer): void => {
    text += data.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const address = `http://127.0.0.1:${port}/`;
  try {
    await untilAnswers(child, () => answers(address), startDeadlineMs);
  } catch (error) {
    await endGroup(child);
    throw new Error(`The VS Code server in ${options.folder} did not start:\n${text}`, { cause: error });
  }
  return { port, address, output: () => text, stop: () => endGroup(child) };
}
