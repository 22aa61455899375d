import { randomUUID } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, watch, writeSync } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Disposable } from '../base/event';
import { type SharedFolder, type Window } from './sharedFolder';

/** Opens an existing file for appending. A file that another window has deleted is not made again. */
const ADD = constants.O_WRONLY | constants.O_APPEND;

/** A shared folder on the disk. */
export class NodeSharedFolder implements SharedFolder {
  /** @param folder the absolute path; the folder is made when it is first written to or watched */
  constructor(private readonly folder: string) {}

  names(): readonly string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : [];
  }

  create(name: string, text: string): boolean {
    mkdirSync(this.folder, { recursive: true });
    try {
      this.writeNow(name, 'wx', text);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        return false;
      }
      throw error;
    }
  }

  exists(name: string): boolean {
    return existsSync(this.path(name));
  }

  async append(name: string, text: string): Promise<void> {
    const file = await open(this.path(name), ADD);
    try {
      await file.appendFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  appendNow(name: string, text: string): void {
    this.writeNow(name, ADD, text);
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return unlessGone(readFile(this.path(name)));
  }

  async size(name: string): Promise<number> {
    return (await unlessGone(stat(this.path(name))))?.size ?? 0;
  }

  async write(name: string, data: Uint8Array): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const draft = this.path(`${name}.${randomUUID()}.draft`);
    await writeFile(draft, data, { mode: 0o600, flush: true });
    await rename(draft, this.path(name));
  }

  async remove(name: string): Promise<void> {
    await rm(this.path(name), { force: true });
  }

  watch(changed: () => void): Disposable {
    mkdirSync(this.folder, { recursive: true });
    const watcher = watch(this.folder, { persistent: false }, changed);
    const dispose = (): void => {
      watcher.close();
    };
    // When watching fails later, no more calls come. The windows still look at the folder with each heartbeat.
    watcher.on('error', dispose);
    return { dispose };
  }

  private writeNow(name: string, flag: 'wx' | typeof ADD, text: string): void {
    const file = openSync(this.path(name), flag, 0o600);
    try {
      // A write may take only a part of the text. The next write takes the rest, or throws.
      for (let rest = Buffer.from(text); rest.length > 0;) {
        rest = rest.subarray(writeSync(file, rest));
      }
    } finally {
      closeSync(file);
    }
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

/** @returns the result of the reading, or undefined when there is no such file */
async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * @returns the identity of this window. The id names the machine and the process, so a window of the same machine can
 *   be seen to be gone. Of a window of another machine that cannot be known.
 */
export function thisWindow(): Window {
  const machine = hostname().replaceAll('/', '-');
  return {
    id: `${machine}/${process.pid}/${randomUUID()}`,
    isGone: (id) => {
      const [where, pid] = id.split('/');
      return where === machine && !isRunning(Number(pid));
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
