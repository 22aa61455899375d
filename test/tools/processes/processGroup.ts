import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readUntil } from '../../support/until';

const graceMs = 5000;

/** Starts a program as the head of a process group of its own, so that {@link endGroup} ends its children too. */
export function spawnGroup(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(program, args, { ...options, detached: process.platform !== 'win32' });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/**
 * Waits until a program that was just started `answers`.
 * @throws Error when it ends before it does, or does not within `limitMs`
 */
export async function untilAnswers(
  child: ChildProcess,
  answers: () => Promise<boolean>,
  limitMs: number,
): Promise<void> {
  const isThere = await readUntil(answers, (does) => does || child.exitCode !== null, 'Its answer', { limitMs });
  if (!isThere) {
    throw new Error(`It ended with ${child.exitCode}.`);
  }
}

/** Asks a group made by {@link spawnGroup} to end, insists after five seconds, and resolves when its head is gone. */
export async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    signalGroup(pid, 'SIGTERM');
    const insist = setTimeout(() => {
      signalGroup(pid, 'SIGKILL');
    }, graceMs);
    await gone;
    clearTimeout(insist);
  }
  // The head may have left before its children did.
  signalGroup(pid, 'SIGKILL');
}

/**
 * Runs `end` once when this process is asked to end (Ctrl-C, SIGTERM, a closed terminal) or when the npm that started it
 * is gone: a shell between npm and this process passes no signal on.
 */
export function onEnd(end: () => Promise<void>): void {
  const parent = process.ppid;
  let ending = false;
  const once = (code: number): void => {
    if (!ending) {
      ending = true;
      void end().finally(() => process.exit(code));
    }
  };
  process.on('SIGINT', () => {
    once(130);
  });
  process.on('SIGTERM', () => {
    once(143);
  });
  process.on('SIGHUP', () => {
    once(129);
  });
  setInterval(() => {
    if (process.ppid !== parent) {
      once(143);
    }
  }, 500).unref();
}
