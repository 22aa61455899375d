import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { groupBy } from '../../base/arrays';
import { type Log } from '../../base/log';
import { type Operation } from '../../model/operation';
import { type SharedFolder } from '../../storage/sharedFolder';
import {
  beginJournal,
  type Journal,
  type NewerJournal,
  packOperation,
  readJournal,
  unpackOperation,
  wholeJournal,
} from './format';
import { type FileName, nameOf, OWNER_REQUESTS, type OwnerRequest, parseName } from './fileNames';
import { JournalWriter } from './journalWriter';

/** How many operations are kept. */
const KEPT = 200;

/** What the names of its files say of an operation. */
export interface Marks {
  readonly number: number;
  readonly names: readonly string[];
  /** false: there are only marks of it. */
  readonly isStored: boolean;
  readonly isPacked: boolean;
  /** 1 for the window that began it, and one more for each window that took it over. */
  readonly epoch: number;
  /** How often the results of the ended operation were corrected. */
  readonly corrections: number;
  /** Its owner has released it. */
  readonly isReleased: boolean;
  /** What is requested of its owner. */
  readonly requested: readonly OwnerRequest[];
}

/** A stored operation as it was read, and the window that owns it; the owner is empty where the operation is packed. */
export interface StoredOperation extends Omit<Journal, 'window'> {
  readonly owner: string;
}

/** A journal that cannot be shown: it was written by a later version, or it is damaged. */
const isShowable = (journal: Journal | NewerJournal | undefined): journal is Journal =>
  journal !== undefined && !('isNewer' in journal);

/**
 * The stored operations of all windows: a folder with a journal for each that runs and a packed file for each that has
 * ended. docs/file-formats.md describes the files.
 */
export class JournalStore {
  /** Journals that cannot be read. Each is told once. */
  private readonly unreadable = new Set<number>();

  constructor(
    private readonly files: SharedFolder,
    private readonly log: Log,
  ) {}

  /** @returns what is stored, by number, lowest first. @throws when the folder cannot be read */
  marks(): ReadonlyMap<number, Marks> {
    const files = this.files.names().flatMap((name) => parseName(name) ?? []);
    return new Map(
      [...groupBy(files, ({ number }) => number)]
        .map(([number, own]) => [number, marksOf(number, own)] as const)
        .filter(([, marks]) => marks.isStored)
        .sort(([a], [b]) => a - b),
    );
  }

  /**
   * Stores the beginning of an operation under the next free number.
   * @returns the operation with its number, which no other window has or will get
   * @throws where the folder cannot be written
   */
  begin(make: (number: number) => Operation, window: string): Operation {
    const used = this.files.names().flatMap((name) => parseName(name)?.number ?? []);
    for (let number = Math.max(0, ...used) + 1; ; number++) {
      const operation = make(number);
      if (this.files.create(nameOf(number, 'jsonl'), beginJournal(operation, window))) {
        return operation;
      }
    }
  }

  /**
   * Stores an operation of an earlier version, and leaves it to any window. It keeps its number where that is free.
   * @throws where the folder cannot be written
   */
  adopt(operation: Operation): void {
    const used = new Set(this.files.names().flatMap((name) => parseName(name)?.number ?? []));
    const { number: importedFrom } = operation;
    let number = used.has(importedFrom) ? Math.max(...used) + 1 : importedFrom;
    while (!this.files.create(nameOf(number, 'jsonl'), wholeJournal({ ...operation, number, importedFrom }, ''))) {
      number += 1;
    }
    this.files.create(nameOf(number, 'released-1'), '');
  }

  /** @returns whether the operation with that number in version 0.1 was stored here. @throws when it cannot be read */
  async hasAdopted(importedFrom: number): Promise<boolean> {
    for (const marks of this.marks().values()) {
      if ((await this.read(marks))?.operation.importedFrom === importedFrom) {
        return true;
      }
    }
    return false;
  }

  /**
   * @returns the operation, and the window that owns it; undefined where it cannot be shown
   * @throws when the disk does not let it be read now
   */
  async read({
    number,
    isPacked,
    epoch,
  }: Pick<Marks, 'number' | 'isPacked' | 'epoch'>): Promise<StoredOperation | undefined> {
    const data = await this.files.read(nameOf(number, isPacked ? 'json.gz' : 'jsonl'));
    if (data === undefined) {
      // It may have been packed since its name was read.
      return isPacked || !this.files.exists(nameOf(number, 'json.gz'))
        ? undefined
        : await this.read({ number, epoch, isPacked: true });
    }
    if (isPacked) {
      const operation = await unpack(data);
      if (operation === undefined) {
        this.tellUnreadable(number);
        return undefined;
      }
      return { operation, owner: '', size: Infinity, nextLine: 0 };
    }
    const journal = readJournal(Buffer.from(data).toString());
    if (!isShowable(journal)) {
      this.tellUnreadable(number);
      return undefined;
    }
    const lease = epoch === 1 ? undefined : await this.files.read(nameOf(number, `lease-${epoch}`));
    const { window, ...rest } = journal;
    return { ...rest, owner: lease === undefined ? window : Buffer.from(lease).toString() };
  }

  /**
   * Takes an operation over: only one window gets the next epoch.
   * @returns whether this window got it
   * @throws where the folder cannot be written
   */
  acquire({ number, epoch }: Marks, window: string): boolean {
    return this.files.create(nameOf(number, `lease-${epoch + 1}`), window);
  }

  /**
   * Requests something of the window that owns an operation.
   * @param at milliseconds since the epoch
   */
  request(number: number, what: OwnerRequest, at: number): void {
    this.files.create(nameOf(number, what), String(at));
  }

  /**
   * Takes a request back so that it can be done, and can be made again.
   * @returns when it was made, in milliseconds since the epoch; undefined where there is none any more
   * @throws when it cannot be taken back: it must not be done then, for it would be done again and again
   */
  async takeRequest(number: number, what: OwnerRequest): Promise<number | undefined> {
    const name = nameOf(number, what);
    const data = await this.files.read(name);
    await this.files.remove(name);
    return data && Number(Buffer.from(data).toString());
  }

  /** @returns what writes the journal of an operation that this window owns */
  writer(number: number, epoch: number, nextLine: number): JournalWriter {
    return new JournalWriter(this.files, this.log, { number, epoch, nextLine });
  }

  /**
   * Replaces what is stored of an operation that has ended, and marks it so that the other windows read it again.
   * @throws when the disk does not take it
   */
  async correct(operation: Operation): Promise<void> {
    const { number } = operation;
    await this.files.write(nameOf(number, 'json.gz'), await promisify(gzip)(packOperation(operation)));
    const { corrections = 0, names = [] } = this.marks().get(number) ?? {};
    this.files.create(nameOf(number, `corrected-${corrections + 1}`), '');
    await this.remove(names.filter((name) => name === nameOf(number, `corrected-${corrections}`)));
  }

  /** Deletes all but the newest, as far as they have ended or are damaged. @returns the numbers of the deleted */
  async prune(): Promise<readonly number[]> {
    const stored = [...this.marks().values()];
    const old = stored
      .slice(0, Math.max(0, stored.length - KEPT))
      .filter(({ isPacked, number }) => isPacked || this.unreadable.has(number));
    for (const { names } of old) {
      await this.remove(names);
    }
    return old.map(({ number }) => number);
  }

  /** Deletes some operations; the highest number stays taken, so that none is given twice. */
  async delete(isMeant: (number: number) => boolean): Promise<void> {
    const meant = [...this.marks().values()].filter(({ number }) => isMeant(number));
    const last = meant.at(-1);
    if (last === undefined) {
      return;
    }
    const highest = nameOf(last.number, 'gone');
    this.files.create(highest, '');
    const earlier = this.files.names().filter((name) => name.endsWith('.gone'));
    await this.remove([...earlier, ...meant.flatMap(({ names }) => names)].filter((name) => name !== highest));
  }

  private async remove(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.files.remove(name)));
  }

  private tellUnreadable(number: number): void {
    if (!this.unreadable.has(number)) {
      this.unreadable.add(number);
      this.log.warn(`A stored operation is damaged, or of a later version of the extension: #${number}`);
    }
  }
}

async function unpack(data: Uint8Array): Promise<Operation | undefined> {
  try {
    return unpackOperation((await promisify(gunzip)(data)).toString());
  } catch {
    return undefined;
  }
}

function marksOf(number: number, files: readonly FileName[]): Marks {
  const kinds = new Set(files.map(({ kind }) => kind));
  const epoch = Math.max(1, ...files.map((file) => file.epoch));
  return {
    number,
    names: files.map(({ name }) => name),
    isStored: kinds.has('jsonl') || kinds.has('json.gz'),
    isPacked: kinds.has('json.gz'),
    epoch,
    corrections: Math.max(0, ...files.map(({ correction }) => correction)),
    isReleased: kinds.has(`released-${epoch}`),
    requested: OWNER_REQUESTS.filter((what) => kinds.has(what)),
  };
}
