import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type Clock, type Timer } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { type CachedKind, parsed, readLine, writeLine } from './format';
import { type Listing } from '../lists/listing';

/** The cache folder: flat, and shared by all windows. */
export interface CacheFiles {
  /** @returns the names of the files; empty when the folder does not exist yet */
  names(): readonly string[];
  /** @returns undefined when there is no such file */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the whole file in one step, so that no reader sees half of one. */
  write(name: string, data: Uint8Array): Promise<void>;
  /** Deletes a file. Does nothing when there is none. */
  remove(name: string): Promise<void>;
}

/** The known lists of one kind, to be written. */
export interface Kept {
  readonly lists: Iterable<readonly [serverId: string, Listing<object>]>;
  /** Whether these are all lists of the kind. If not, the other lists in the old file stay. */
  readonly isWhole: boolean;
}

export interface InventoryCacheOptions {
  readonly files: CacheFiles;
  readonly clock: Clock;
  readonly log: Log;
  /** @returns the valid projects of the settings */
  readonly projects: () => readonly Project[];
}

/** The shortest delay between a reading and its write, so that readings that end together are written once. */
const DELAY_MS = 1_000;
/** The shortest time between two writes of one file. */
const BETWEEN_WRITES_MS = 2_000;
/** A larger file is neither written nor read. */
const MOST_BYTES = 32 * 1024 * 1024;
const VERSION = 1;

const header = v.object({ version: v.literal(VERSION), isWhole: v.boolean() });

interface File {
  readonly isWhole: boolean;
  readonly lines: readonly string[];
}

/**
 * The lists that were last read of each project, on the disk: a file for each kind of list, a line for each list. The
 * cache holds no secret. It only bridges the time until a list is read from the cloud, which starts at once. When the
 * folder is used after the projects of the settings have changed, the files of other projects are deleted.
 */
export class InventoryCache {
  /** The writes that are due, by project and kind. */
  private readonly waiting = new Map<string, Timer>();
  /** When each file was last written, in milliseconds since the epoch. */
  private readonly writtenAt = new Map<string, number>();
  /** The latest work on the folder. Work runs one after the other. */
  private work: Promise<void> = Promise.resolve();
  /** The projects that the folder was last cleaned up for. */
  private sweptFor: string | undefined;

  constructor(private readonly options: InventoryCacheOptions) {}

  /**
   * @param serverId the server, for phones; empty for other lists
   * @param schema checks the rows
   * @returns the cached list; undefined when there is none, or when it cannot be read
   */
  async list<T>(
    project: string,
    kind: CachedKind,
    serverId: string,
    schema: v.GenericSchema<unknown, T[]>,
  ): Promise<Listing<T> | undefined> {
    const file = await this.read(project, kind);
    const begin = `[${JSON.stringify(serverId)},`;
    const text = file?.lines.find((line) => line.startsWith(begin));
    return text === undefined ? undefined : readLine(text, schema)?.listing;
  }

  /** @returns all cached lists of a kind; undefined unless all lists of the kind were written */
  async whole<T>(
    project: string,
    kind: CachedKind,
    schema: v.GenericSchema<unknown, T[]>,
  ): Promise<readonly { readonly serverId: string; readonly listing: Listing<T> }[] | undefined> {
    const file = await this.read(project, kind);
    if (file?.isWhole !== true) {
      return undefined;
    }
    return file.lines.map((line) => readLine(line, schema)).filter((list) => list !== undefined);
  }

  /**
   * Writes the known lists of a kind after a short delay, once for all readings that end in that time.
   * @param known called at the time of the write
   */
  keepSoon(project: string, kind: CachedKind, known: () => Kept): void {
    const key = `${hash(project)}.${kind}`;
    if (this.waiting.has(key)) {
      return;
    }
    const sinceMs = this.options.clock.elapsedMs() - (this.writtenAt.get(key) ?? -Infinity);
    const timer = this.options.clock.setTimeout(
      () => {
        this.waiting.delete(key);
        this.writtenAt.set(key, this.options.clock.elapsedMs());
        this.sweep();
        this.do(`cache the ${kind} of ${project}`, () => this.write(this.fileName(project, kind), known()));
      },
      Math.max(DELAY_MS, BETWEEN_WRITES_MS - sinceMs),
    );
    this.waiting.set(key, timer);
  }

  /** Deletes the cached lists of a project, or of all projects, and cancels the writes that are due. */
  erase(project?: string): void {
    const isMeant = (name: string): boolean => project === undefined || name.startsWith(`${hash(project)}.`);
    for (const [name, timer] of [...this.waiting]) {
      if (isMeant(name)) {
        timer.cancel();
        this.waiting.delete(name);
      }
    }
    this.remove(isMeant);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) {
      timer.cancel();
    }
    this.waiting.clear();
  }

  /**
   * Deletes the files of projects that are not in the settings. A project may have changed while no window was open.
   */
  private sweep(): void {
    const prefixes = this.options.projects().flatMap((project) => prefixOf(project) ?? []);
    const now = prefixes.join(' ');
    if (now !== this.sweptFor) {
      this.sweptFor = now;
      this.remove((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
    }
  }

  private remove(isMeant: (name: string) => boolean): void {
    this.do('delete cached lists', async () => {
      for (const name of this.options.files.names().filter(isMeant)) {
        await this.options.files.remove(name);
      }
    });
  }

  /** Runs work after all earlier work. A failure is logged and otherwise ignored: the cache is not essential. */
  private do(what: string, work: () => Promise<void>): void {
    this.work = this.work.then(work).catch((error: unknown) => {
      this.options.log.warn(`could not ${what}: ${String(error)}`);
    });
  }

  private async read(project: string, kind: CachedKind): Promise<File | undefined> {
    this.sweep();
    try {
      await this.work;
      return await this.load(this.fileName(project, kind));
    } catch (error) {
      this.options.log.warn(`could not read the cached ${kind} of ${project}: ${String(error)}`);
      return undefined;
    }
  }

  private async load(name: string | undefined): Promise<File | undefined> {
    const data = name === undefined ? undefined : await this.options.files.read(name);
    if (data === undefined || data.length > MOST_BYTES) {
      return undefined;
    }
    const [first = '', ...lines] = Buffer.from(data).toString('utf8').split('\n');
    const head = v.safeParse(header, parsed(first));
    return head.success ? { isWhole: head.output.isWhole, lines } : undefined;
  }

  private async write(name: string | undefined, { lists, isWhole }: Kept): Promise<void> {
    if (name === undefined) {
      return;
    }
    const lines = new Map<string, string>();
    for (const [serverId, listing] of lists) {
      lines.set(JSON.stringify(serverId), writeLine(serverId, listing));
    }
    const before = isWhole ? undefined : await this.load(name);
    for (const line of before?.lines ?? []) {
      const serverId = line.slice(1, line.indexOf(',', 1));
      if (!lines.has(serverId)) {
        lines.set(serverId, line);
      }
    }
    const head = JSON.stringify({ version: VERSION, isWhole: isWhole || before?.isWhole === true });
    const data = Buffer.from([head, ...lines.values()].join('\n'));
    if (data.length > MOST_BYTES) {
      await this.options.files.remove(name);
      return;
    }
    await this.options.files.write(name, data);
  }

  private fileName(name: string, kind: CachedKind): string | undefined {
    const project = this.options.projects().find((one) => one.name === name);
    const prefix = project && prefixOf(project);
    return prefix === undefined ? undefined : `${prefix}${kind}`;
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * The prefix holds hashes of the project's name and of everything else that identifies the project. So a changed
 * project does not find the lists of its former self.
 * @returns the prefix of the project's file names; undefined for a project without an id. Such a project is decided by
 * the sign-in, so nothing of it is cached.
 */
function prefixOf({ name, account, region, projectId, hosts }: Project): string | undefined {
  return projectId === undefined
    ? undefined
    : `${hash(name)}.${hash(JSON.stringify([account, region, projectId, hosts]))}.`;
}
