import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  watch,
  writeSync,
} from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Disposable } from '../base/event';
import { type SharedFolder, type Window } from './sharedFolder';

/** Opens an existing file for appending. A file that another window has deleted is not made again. */
const ADD = constants.O_WRONLY | constants.O_APPEND;

/** On Windows a scanner can hold a file that was just written, for some hundred milliseconds. */
const HELD_BY_ANOTHER = new Set<unknown>(['EPERM', 'EBUSY', 'EACCES']);
const RENAME_PAUSES_MS = [20, 50, 100, 200, 400, 800, 1_600];

/** The file system has no hard links. */
const NO_LINKS = new Set<unknown>(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EMLINK', 'EINVAL']);

/** A draft that is older was left behind by a process that is gone. */
const OLDEST_DRAFT_MS = 3_600_000;

/** A shared folder on the disk. */
export class NodeSharedFolder implements SharedFolder {
  /** The files to which this window has appended: their names survive a loss of power. */
  private readonly flushed = new Set<string>();

  /** @param folder the absolute path; the folder is made when it is first written to or watched */
  constructor(private readonly folder: string) {}

  names(): readonly string[] {
    try {
      return readdirSync(this.folder);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        return [];
      }
      throw error;
    }
  }

  create(name: string, text: string, { isDurable = false } = {}): boolean {
    mkdirSync(this.folder, { recursive: true });
    const draft = draftOf(name);
    try {
      this.writeNow(draft, 'wx', text, isDurable);
      linkSync(this.path(draft), this.path(name));
      if (isDurable) {
        this.flushFolderNow();
      }
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        return false;
      }
      if (NO_LINKS.has(codeOf(error))) {
        return this.createInPlace(name, text, isDurable);
      }
      throw error;
    } finally {
      removeDraft(this.path(draft));
    }
  }

  exists(name: string): boolean {
    return statSync(this.path(name), { throwIfNoEntry: false }) !== undefined;
  }

  async append(name: string, text: string): Promise<void> {
    const file = await open(this.path(name), ADD);
    try {
      await file.appendFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    if (!this.flushed.has(name)) {
      await this.flushFolder();
      this.flushed.add(name);
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
    const draft = this.path(draftOf(name));
    try {
      await writeFile(draft, data, { mode: 0o600, flush: true });
      await this.move(draft, this.path(name));
      await this.flushFolder();
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.path(name), { force: true });
  }

  watch(changed: () => void): Disposable {
    mkdirSync(this.folder, { recursive: true });
    void this.removeOldDrafts();
    const watcher = watch(this.folder, { persistent: false }, changed);
    const dispose = (): void => {
      watcher.close();
    };
    // When watching fails later, no more calls come. The windows still look at the folder with each heartbeat.
    watcher.on('error', dispose);
    return { dispose };
  }

  /** Where there are no hard links another window can see the file before its text is in it. */
  private createInPlace(name: string, text: string, isDurable: boolean): boolean {
    try {
      this.writeNow(name, 'wx', text, isDurable);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        return false;
      }
      // A file without its text would be a mark that no window has set.
      rmSync(this.path(name), { force: true });
      throw error;
    }
  }

  private async move(from: string, to: string): Promise<void> {
    for (const pauseMs of RENAME_PAUSES_MS) {
      try {
        await rename(from, to);
        return;
      } catch (error) {
        if (!HELD_BY_ANOTHER.has(codeOf(error))) {
          throw error;
        }
      }
      await sleep(pauseMs);
    }
    await rename(from, to);
  }

  /** The name of a new file survives a loss of power only with its folder. Windows does that by itself. */
  private async flushFolder(): Promise<void> {
    try {
      const folder = await open(this.folder, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    } catch {
      // Some systems do not open folders.
    }
  }

  private flushFolderNow(): void {
    try {
      const folder = openSync(this.folder, 'r');
      try {
        fsyncSync(folder);
      } finally {
        closeSync(folder);
      }
    } catch {
      // Some systems do not open folders.
    }
  }

  private async removeOldDrafts(): Promise<void> {
    try {
      const drafts = (await readdir(this.folder)).filter((name) => name.endsWith('.draft'));
      for (const name of drafts) {
        const made = await unlessGone(stat(this.path(name)));
        if (made !== undefined && made.mtimeMs < Date.now() - OLDEST_DRAFT_MS) {
          await this.remove(name);
        }
      }
    } catch {
      // They are looked for again by the next window.
    }
  }

  private writeNow(name: string, flag: 'wx' | typeof ADD, text: string, isDurable = false): void {
    const file = openSync(this.path(name), flag, 0o600);
    try {
      // A write may take only a part of the text. The next write takes the rest, or throws.
      for (let rest = Buffer.from(text); rest.length > 0;) {
        rest = rest.subarray(writeSync(file, rest));
      }
      if (isDurable) {
        fsyncSync(file);
      }
    } finally {
      closeSync(file);
    }
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

/** A draft that stays is removed by a later window. The file itself is made. */
function removeDraft(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // On Windows a scanner can hold it.
  }
}

const draftOf = (name: string): string => `${name}.${randomUUID()}.draft`;

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
  const isHere = (id: string): boolean => id.split('/')[0] === machine;
  const pidOf = (id: string): number => Number(id.split('/')[1]);
  return {
    id: `${machine}/${process.pid}/${randomUUID()}`,
    isGone: (id) => isHere(id) && !isRunning(pidOf(id)),
    isRunning: (id) => isHere(id) && isRunning(pidOf(id)),
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
