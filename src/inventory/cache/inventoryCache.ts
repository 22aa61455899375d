import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type Clock, type Timer } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { type CachedKind, parsed, readLine, writeLine } from './format';
import { type Listing } from '../lists/listing';

/** One flat folder that all windows share. */
export interface CacheFiles {
  /** @returns the names in the folder; none where it does not exist yet */
  names(): readonly string[];
  /** @returns undefined when there is no such file */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Puts a whole file in the place of the old one, so that nobody ever reads half of one. */
  write(name: string, data: Uint8Array): Promise<void>;
  /** It is no error when there was none. */
  remove(name: string): Promise<void>;
}

/** What is known of one kind, to be kept. */
export interface Kept {
  readonly lists: Iterable<readonly [serverId: string, Listing<object>]>;
  /** Whether these are all there are: then nothing of the old file is kept beside them. */
  readonly isWhole: boolean;
}

export interface InventoryCacheOptions {
  readonly files: CacheFiles;
  readonly clock: Clock;
  readonly log: Log;
  /** @returns the valid projects of the settings. */
  readonly projects: () => readonly Project[];
}

/** After a reading the others that belong to it are waited for. */
const DELAY_MS = 1_000;
/** A list that is read all the time is written less often. */
const BETWEEN_WRITES_MS = 2_000;
const MOST_BYTES = 32 * 1024 * 1024;
const VERSION = 1;

const header = v.object({ version: v.literal(VERSION), isWhole: v.boolean() });

interface File {
  readonly isWhole: boolean;
  readonly lines: readonly string[];
}

/**
 * What was last known of each project, on the disk: a file for each kind of list, a line for each list. It holds no
 * secret, and it is only ever a first sight: whoever shows it reads the list from the cloud at once. Whenever the folder
 * is used and the projects are not those of the last time, what belongs to none of them is deleted.
 */
export class InventoryCache {
  private readonly waiting = new Map<string, Timer>();
  private readonly writtenAt = new Map<string, number>();
  /** One piece of work after the other. */
  private work: Promise<void> = Promise.resolve();
  /** The projects for which the folder was swept last. */
  private sweptFor: string | undefined;

  constructor(private readonly options: InventoryCacheOptions) {}

  /** @returns the list that was kept last: of a project, or the phones of one of its servers. */
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

  /** @returns all lists of a kind that were kept last, where they were kept whole. */
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

  /** Keeps what is known by then, a little later, once for all readings that end until then. */
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
        this.do(`keep the ${kind} of ${project}`, () => this.write(this.fileName(project, kind), known()));
      },
      Math.max(DELAY_MS, BETWEEN_WRITES_MS - sinceMs),
    );
    this.waiting.set(key, timer);
  }

  /** Deletes what is kept of a project, or of all. */
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

  /** A project may have been removed, or become another one, while no window was open. */
  private sweep(): void {
    const prefixes = this.options.projects().flatMap((project) => prefixOf(project) ?? []);
    const now = prefixes.join(' ');
    if (now !== this.sweptFor) {
      this.sweptFor = now;
      this.remove((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
    }
  }

  private remove(isMeant: (name: string) => boolean): void {
    this.do('delete what was kept of the inventory', async () => {
      for (const name of this.options.files.names().filter(isMeant)) {
        await this.options.files.remove(name);
      }
    });
  }

  /** A cache that fails is a cache that is not there. */
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
      this.options.log.warn(`could not read what was kept of the ${kind} of ${project}: ${String(error)}`);
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
 * With what the names of a project's files begin: its own name, and all that would make it another one, for which
 * nothing that was kept holds. A project without an id is whichever a sign-in says, so nothing is kept of it.
 */
function prefixOf({ name, account, region, projectId, hosts }: Project): string | undefined {
  return projectId === undefined
    ? undefined
    : `${hash(name)}.${hash(JSON.stringify([account, region, projectId, hosts]))}.`;
}
