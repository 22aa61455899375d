import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../root';

/** A desktop VS Code that was started with the extension under development in it. */
export interface Desktop {
  /** Resolves when the person closed its window. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

const stopDeadlineMs = 5000;

/** The `code` command is not the editor itself: the editor writes its process id into its user-data folder. */
function editorPid(userData: string): number | undefined {
  try {
    const pid = Number(readFileSync(path.join(userData, 'code.lock'), 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function endEditor(userData: string): Promise<void> {
  const pid = editorPid(userData);
  if (pid === undefined || !isAlive(pid)) {
    return;
  }
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + stopDeadlineMs;
  while (isAlive(pid) && Date.now() < deadline) {
    await delay(100);
  }
}

/**
 * Opens the desktop VS Code with a profile of its own in `folder`, which leaves the person's own one alone.
 * @param code the `code` command
 * @param settings the user settings of that profile
 */
export function startDesktop(code: string, folder: string, settings: object): Desktop {
  const userData = path.join(folder, 'user-data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  const args = [
    ...['--wait', '--new-window', '--user-data-dir', userData, '--extensions-dir', path.join(folder, 'extensions')],
    ...['--skip-welcome', '--disable-workspace-trust', `--extensionDevelopmentPath=${root}`],
    // VS Code refuses to run as root without it.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const shell = process.platform === 'win32';
  const child = spawn(shell ? `"${code}"` : code, args, { stdio: 'ignore', shell });
  const closed = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    await endEditor(userData);
    child.kill();
  };
  return { closed, stop };
}
