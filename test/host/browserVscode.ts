// The browser host behind the face of a desktop VS Code: takes a folder to open, --extensionDevelopmentPath,
// --extensionTestsPath and --user-data-dir, runs the tests in an extension host, prints what they print, exits with their code.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, leaveUnpainted } from './browser';
import { need, readHostFacts } from '../tools/setup/hostFacts';
import { onEnd } from '../tools/processes/processGroup';
import { quietSettings, startServer, writeSettings, type VscodeServer } from './server';

const deadlineMs = Number(process.env.CLOUD_PHONE_HOST_DEADLINE_MS ?? 300_000);

/** The address that makes the workbench open the folder, load an extension under development and run its tests. */
function testAddress(server: VscodeServer, developmentPath: string, testsPath: string, folder?: string): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(developmentPath)],
    ['extensionTestsPath', remote(testsPath)],
    ['skipWelcome', 'true'],
  ];
  const opened = folder === undefined ? 'ew=true' : `folder=${encodeURIComponent(path.resolve(folder))}`;
  return `${server.address}?${opened}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** A page takes one extension under development: the others are put where installed ones are. */
function install(dataFolder: string, extensions: readonly string[]): void {
  extensions.forEach((extension) => {
    cpSync(extension, path.join(dataFolder, 'extensions', path.basename(extension)), { recursive: true });
  });
}

/** The tests' lines carry it, so that the window's own log can be told apart; it is taken off again here. */
const lineMark = '[test] ';

/** Sorts what the window logs: the tests' lines are printed, the rest is kept for when something goes wrong. */
class WindowLog {
  private readonly rest: string[] = [];
  private ended = false;

  add(args: unknown): void {
    const text = (Array.isArray(args) ? args : [args]).map(String).join(' ');
    if (text.startsWith(lineMark)) {
      const line = text.slice(lineMark.length);
      this.ended ||= /^\s*\d+ passing/.test(line);
      console.log(line);
    } else {
      this.note(text);
    }
  }

  note(text: string): void {
    this.rest.push(text);
  }

  /** Prints what was kept, unless the tests came to their end and said themselves what failed. */
  explain(): void {
    if (!this.ended) {
      console.error(`The window's log:\n${this.rest.join('\n')}`);
    }
  }
}

interface Run {
  readonly browserPath: string;
  readonly address: string;
  readonly onBrowser: (close: () => Promise<void>) => void;
}

/** Opens the page and resolves with the tests' exit code; 1 after the deadline, with the page's console printed. */
async function runInPage(run: Run): Promise<number> {
  const browser = await launchBrowser(run.browserPath);
  run.onBrowser(() => browser.close());
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  const log = new WindowLog();
  page.on('console', (message) => {
    log.note(message.text());
  });
  page.on('pageerror', (error) => {
    log.note(String(error));
  });
  return await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      console.error(`The tests did not end within ${deadlineMs / 1000} s.`);
      log.explain();
      resolve(1);
    }, deadlineMs);
    const start = async (): Promise<void> => {
      await page.exposeFunction('codeAutomationLog', (_level: unknown, args: unknown) => {
        log.add(args);
      });
      await page.exposeFunction('codeAutomationExit', (code: unknown) => {
        clearTimeout(timer);
        if (code !== 0) {
          log.explain();
        }
        resolve(typeof code === 'number' ? code : 1);
      });
      await leaveUnpainted(page);
      await page.goto(run.address);
    };
    start().catch(reject);
  });
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { extensionDevelopmentPath: { type: 'string', multiple: true }, extensionTestsPath: { type: 'string' } },
  });
  const { extensionDevelopmentPath, extensionTestsPath } = values;
  const developed = [extensionDevelopmentPath ?? []].flat().filter((file) => typeof file === 'string');
  const [developmentPath, ...others] = developed;
  if (developmentPath === undefined || typeof extensionTestsPath !== 'string') {
    throw new Error('--extensionDevelopmentPath and --extensionTestsPath are needed.');
  }
  const facts = readHostFacts();
  const folder = need(facts, process.env.CLOUD_PHONE_VSCODE === 'lowest' ? 'lowest' : 'newest');
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-host-'));
  const closers: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    await Promise.allSettled(closers.map((close) => close()));
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  onEnd(end);
  try {
    writeSettings(dataFolder, quietSettings);
    install(dataFolder, others);
    const server = await startServer({
      folder,
      dataFolder,
      forTests: true,
      isLean: true,
      env: { CLOUD_PHONE_LINE_MARK: lineMark },
    });
    closers.push(() => server.stop());
    return await runInPage({
      browserPath: need(facts, 'browser'),
      address: testAddress(server, developmentPath, extensionTestsPath, positionals[0]),
      onBrowser: (close) => closers.push(close),
    });
  } finally {
    await end();
  }
}

process.exit(await main());
