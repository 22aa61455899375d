import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { projectSetting } from '../../../cloud/project';
import { launchBrowser, leaveUnpainted } from '../../../host/browser';
import { need, readHostFacts } from '../../../tools/setup/hostFacts';
import { root } from '../../../tools/root';
import { writeLanguagePack } from '../../../host/languagePack';
import { quietSettings, startServer, writeSettings } from '../../../host/server';
import { copyInstalled } from './installed';
import { Workbench } from '../window/workbench';
import { WORKBENCH_WORDS } from '../window/workbenchWords';

/** The package that `npm run package` writes. */
const vsix = path.join(root, 'cloud-phone-manager.vsix');

/** The options of a test for its VS Code. */
export interface SessionOptions {
  /** Options of the simulated cloud that differ from the defaults. */
  readonly cloud?: Partial<CloudOptions>;
  /** Settings in addition to the quiet ones and to one project of the cloud. */
  readonly settings?: (cloud: Cloud) => object;
  readonly theme?: 'dark' | 'light';
  /** The height of the window in pixels; default 1000. */
  readonly height?: number;
  readonly version?: 'newest' | 'lowest';
  /** The display language, for example `zh-cn`. */
  readonly locale?: string;
  /** The selector of an icon that shows once the window has its extensions. Default: ours, in either language. */
  readonly icon?: string;
  /** Prepares the data folder before the start. */
  readonly prepare?: (dataFolder: string) => void;
  /** A folder or a workspace file to open, by its full path. */
  readonly opened?: { readonly folder: string } | { readonly workspace: string };
  readonly logLevel?: 'trace';
  /** Draws in full, for a test of colours. Default: only while a screenshot is taken. */
  readonly isPainted?: boolean;
}

/** A VS Code with the packaged extension installed in it, and the simulated cloud behind it. */
export interface Session {
  readonly cloud: Cloud;
  readonly workbench: Workbench;
  /** Settings, extensions, logs and storage of this VS Code. */
  readonly dataFolder: string;
  /** Reloads the window, with other settings of the extension where given. No project is signed in after that. */
  readonly reopen: (settings?: object) => Promise<void>;
  /** Ends the browser, the server and the cloud. */
  close(): Promise<void>;
}

/**
 * The extension's icon, by its label in either language. It appears with the views, after the window. A palette that is
 * opened earlier does not list the extension's commands.
 */
const ourIcon = '.action-label:is([aria-label^="Cloud Phone"], [aria-label^="云手机"])';

const windowSize = { width: 1280, height: 1000 };
const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

async function openWindow(
  address: string,
  { theme = 'dark', height, icon = ourIcon, isPainted = false }: SessionOptions,
  closers: (() => Promise<void>)[],
) {
  const browser = await launchBrowser(need(readHostFacts(), 'browser'));
  closers.unshift(() => browser.close());
  const context = await browser.newContext({
    viewport: { ...windowSize, ...(height === undefined ? {} : { height }) },
    colorScheme: theme,
    // Animations are drawn many times a second, and a click waits for their end.
    reducedMotion: 'reduce',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(address).origin });
  if (!isPainted) {
    await leaveUnpainted(context);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const load = async (): Promise<void> => {
    await page.goto(address);
    await page.locator(`.monaco-workbench .part.activitybar ${icon}`).waitFor({ timeout: 60_000 });
  };
  await load();
  return { workbench: new Workbench(page), load };
}

async function open(options: SessionOptions, closers: (() => Promise<void>)[]): Promise<Omit<Session, 'close'>> {
  const folder = need(readHostFacts(), options.version ?? 'newest');
  const theme = options.theme ?? 'dark';
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-e2e-'));
  closers.push(() => {
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    return Promise.resolve();
  });
  const cloud = await startCloud(options.cloud);
  closers.unshift(() => cloud.close());
  const configure = (settings: object): void => {
    writeSettings(dataFolder, {
      ...quietSettings,
      'workbench.colorTheme': themes[theme],
      // With this, a click selects a row and does not open it.
      'workbench.tree.expandMode': 'doubleClick',
      'cloudPhone.projects': [projectSetting(cloud)],
      ...settings,
    });
  };
  const first = options.settings?.(cloud) ?? {};
  configure(first);
  await copyInstalled(folder, dataFolder, vsix);
  options.prepare?.(dataFolder);
  if (options.locale !== undefined) {
    writeLanguagePack(folder, dataFolder, options.locale, WORKBENCH_WORDS[options.locale] ?? {});
  }
  const server = await startServer({
    folder,
    dataFolder,
    isLean: true,
    ...(options.locale === undefined ? {} : { locale: options.locale }),
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
  });
  closers.unshift(() => server.stop());
  const { workbench, load } = await openWindow(
    `${server.address}?${new URLSearchParams(options.opened).toString()}`,
    options,
    closers,
  );
  const reopen = async (settings: object = first): Promise<void> => {
    configure(settings);
    await load();
  };
  return { cloud, workbench, dataFolder, reopen };
}

/** Starts everything and resolves when the window shows; needs the VSIX that test/e2e/run.ts makes. */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0)) {
      await closer();
    }
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
