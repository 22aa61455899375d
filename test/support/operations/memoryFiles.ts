import { type Disposable } from '../../../src/base/event';
import { type SharedFolder, type Window } from '../../../src/storage/sharedFolder';

/** A folder in memory, and the windows that share it. */
export class MemoryFolder {
  readonly files = new Map<string, string | Uint8Array>();
  private readonly watchers = new Set<() => void>();
  private readonly gone = new Set<string>();
  private opened = 0;

  /** @param machine the machine of the window; a window of another machine cannot know whether this one is gone */
  open(machine = 'here'): MemoryWindow {
    this.opened += 1;
    return new MemoryWindow(this, `${machine}/${this.opened}`);
  }

  text(name: string): string {
    const data = this.files.get(name);
    return typeof data === 'string' ? data : Buffer.from(data ?? []).toString();
  }

  /** @returns the names that contain `part`, sorted */
  names(part = ''): string[] {
    return [...this.files.keys()].filter((name) => name.includes(part)).sort();
  }

  changed(): void {
    for (const changed of [...this.watchers]) {
      changed();
    }
  }

  watch(changed: () => void): Disposable {
    this.watchers.add(changed);
    return { dispose: () => void this.watchers.delete(changed) };
  }

  end(id: string): void {
    this.gone.add(id);
  }

  isGone(id: string, asker: string): boolean {
    return this.gone.has(id) && id.split('/')[0] === asker.split('/')[0];
  }

  get bytes(): number {
    return [...this.files.values()].reduce((sum, data) => sum + Buffer.byteLength(data), 0);
  }
}

/** The folder of one window. A test can kill the window, and can make its writes fail. */
export class MemoryWindow implements SharedFolder, Window {
  /** true after a crash: nothing that this window writes reaches the folder. */
  isDead = false;
  /** While set, everything that is written fails with this error. */
  fault: Error | undefined;
  /** While true, an append that fails has written half of its text. */
  isTearing = false;
  /** false: a watch that begins reports no changes, so the window looks at the folder only with its heartbeat. */
  isWatching = true;
  /** Whether the watch that has begun reports changes. */
  isTold = true;
  /** The names of the files that this window has read, in that order. */
  readonly reads: string[] = [];
  /** While set, every read fails with this error. */
  readFault: Error | undefined;

  constructor(
    private readonly folder: MemoryFolder,
    readonly id: string,
  ) {}

  get store(): { files: SharedFolder; window: Window } {
    return { files: this, window: this };
  }

  /** Ends the process of the window. A line that is being appended is cut in the middle. */
  kill(): void {
    this.isDead = true;
    this.folder.end(this.id);
  }

  isGone(id: string): boolean {
    return this.folder.isGone(id, this.id);
  }

  isRunning(id: string): boolean {
    return !this.folder.isGone(id, this.id) && id.split('/')[0] === this.id.split('/')[0];
  }

  names(): readonly string[] {
    return this.folder.names();
  }

  create(name: string, text: string): boolean {
    this.check();
    if (this.isDead || this.folder.files.has(name)) {
      return false;
    }
    this.put(name, text);
    return true;
  }

  exists(name: string): boolean {
    return this.folder.files.has(name);
  }

  async append(name: string, text: string): Promise<void> {
    const wasAlive = !this.isDead;
    await Promise.resolve();
    if (this.isDead) {
      if (wasAlive) {
        this.folder.files.set(name, this.folder.text(name) + text.slice(0, text.length / 2));
      }
      return new Promise(() => undefined);
    }
    if (this.fault !== undefined && this.isTearing && this.folder.files.has(name)) {
      this.put(name, this.folder.text(name) + text.slice(0, text.length / 2));
    }
    this.appendNow(name, text);
  }

  appendNow(name: string, text: string): void {
    this.check();
    if (!this.isDead) {
      if (!this.folder.files.has(name)) {
        throw new Error(`There is no ${name}.`);
      }
      this.put(name, this.folder.text(name) + text);
    }
  }

  read(name: string): Promise<Uint8Array | undefined> {
    this.reads.push(name);
    if (this.readFault !== undefined) {
      return Promise.reject(this.readFault);
    }
    const data = this.folder.files.get(name);
    return Promise.resolve(data === undefined ? undefined : Buffer.from(data));
  }

  size(name: string): Promise<number> {
    return Promise.resolve(Buffer.byteLength(this.folder.files.get(name) ?? ''));
  }

  async write(name: string, data: Uint8Array): Promise<void> {
    await Promise.resolve();
    this.check();
    this.put(name, data);
  }

  remove(name: string): Promise<void> {
    if (!this.isDead && this.folder.files.delete(name)) {
      this.folder.changed();
    }
    return Promise.resolve();
  }

  watch(changed: () => void): Disposable {
    this.check();
    this.isTold = this.isWatching;
    return this.isWatching ? this.folder.watch(changed) : { dispose: () => undefined };
  }

  private put(name: string, data: string | Uint8Array): void {
    if (!this.isDead) {
      this.folder.files.set(name, data);
      this.folder.changed();
    }
  }

  private check(): void {
    if (this.fault !== undefined && !this.isDead) {
      throw this.fault;
    }
  }
}
