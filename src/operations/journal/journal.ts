import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Log } from '../../base/log';
import { type Operation } from '../../model/operation';
import { type RolloutProgress } from '../../model/rollout';
import { type SharedFolder } from '../../storage/sharedFolder';
import { beginJournal, changeLine, type Journal, packOperation, readJournal, unpackOperation } from './format';
import { type Patch } from '../common/patch';

/** How many operations are kept. */
const KEPT = 200;

/** What another window can ask of the one that owns an operation, in the order in which they are done. */
const ASKS = ['resume', 'promote', 'pause', 'stopAfterWave', 'stop', 'release'] as const;
export type Ask = (typeof ASKS)[number];

/** `op-000003.jsonl` while it runs, `.json.gz` when it has ended; the rest are marks, see `Marks`. */
const NAME = new RegExp(`^op-(\\d+)\\.(jsonl|json\\.gz|gone|${ASKS.join('|')}|claim-(\\d+)|free-(\\d+))$`);

/** What the names of its files say of an operation. */
export interface Marks {
  readonly number: number;
  readonly names: readonly string[];
  /** It has a story, and not just marks. */
  readonly isStored: boolean;
  readonly isPacked: boolean;
  /** Who owns it: the first generation is the window that began it; each claim makes a new one. */
  readonly generation: number;
  /** Its owner has let go of it. */
  readonly isFree: boolean;
  /** What another window asks of its owner. */
  readonly asked: readonly Ask[];
}

/** The stored operations of all windows: a folder with a journal for each that runs and a packed file for each ended. */
export class History {
  constructor(
    private readonly files: SharedFolder,
    private readonly log: Log,
  ) {}

  /** @returns what is stored, by number, lowest first */
  marks(): ReadonlyMap<number, Marks> {
    const names = new Map<number, RegExpExecArray[]>();
    for (const match of this.files
      .names()
      .map((name) => NAME.exec(name))
      .filter((found) => found !== null)) {
      const number = Number(match[1]);
      names.set(number, [...(names.get(number) ?? []), match]);
    }
    return new Map(
      [...names]
        .map(([number, matches]) => [number, marksOf(number, matches)] as const)
        .filter(([, marks]) => marks.isStored)
        .sort(([a], [b]) => a - b),
    );
  }

  /**
   * Stores the beginning of an operation under the next free number.
   * @returns the number, which no other window has or will get
   * @throws where the folder cannot be written
   */
  begin(make: (number: number) => Operation, window: string): Operation {
    const used = this.files.names().flatMap((name) => Number(NAME.exec(name)?.[1] ?? 0));
    for (let number = Math.max(0, ...used) + 1; ; number++) {
      const operation = make(number);
      if (this.files.create(nameOf(number, 'jsonl'), beginJournal(operation, window))) {
        return operation;
      }
    }
  }

  /** @returns the story, and the window that owns it; undefined where it cannot be read */
  async read({
    number,
    isPacked,
    generation,
  }: Pick<Marks, 'number' | 'isPacked' | 'generation'>): Promise<Journal | undefined> {
    try {
      const name = nameOf(number, isPacked ? 'json.gz' : 'jsonl');
      const data = await this.files.read(name);
      if (data === undefined) {
        // It may have been packed since its name was read.
        return isPacked || !this.files.exists(nameOf(number, 'json.gz'))
          ? undefined
          : await this.read({ number, generation, isPacked: true });
      }
      if (isPacked) {
        const operation = unpackOperation((await promisify(gunzip)(data)).toString());
        return operation && { operation, window: '', size: Infinity };
      }
      const journal = readJournal(Buffer.from(data).toString());
      const owner = generation === 1 ? undefined : await this.files.read(nameOf(number, `claim-${generation}`));
      return journal && { ...journal, window: owner === undefined ? journal.window : Buffer.from(owner).toString() };
    } catch (error) {
      this.log.warn(`A stored operation cannot be read: #${number} ${String(error)}`);
      return undefined;
    }
  }

  /** @returns whether the next generation is this window's now: only one window gets it */
  claim({ number, generation }: Marks, window: string): boolean {
    return this.files.create(nameOf(number, `claim-${generation + 1}`), window);
  }

  /** Asks the window that owns it. */
  ask(number: number, what: Ask): void {
    this.files.create(nameOf(number, what), '');
  }

  /** Takes back what was asked and is done, so that it can be asked again. */
  async answer(number: number, what: Ask): Promise<void> {
    await this.files.remove(nameOf(number, what));
  }

  /** @returns how its owner writes on */
  pen(number: number, generation: number): Pen {
    return new Pen(this.files, this.log, number, generation);
  }

  /** Deletes all but the newest, as far as they have ended. @returns the numbers of the deleted */
  async prune(): Promise<readonly number[]> {
    const stored = [...this.marks().values()];
    const old = stored.slice(0, Math.max(0, stored.length - KEPT)).filter(({ isPacked }) => isPacked);
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
}

/** Writes the journal of one operation that this window owns. A disk that fails is told of once; the work goes on. */
export class Pen {
  private pending = '';
  private writing: Promise<void> | undefined;
  private hasFailed = false;
  private isClosing = false;

  constructor(
    private readonly files: SharedFolder,
    private readonly log: Log,
    private readonly number: number,
    readonly generation: number,
  ) {}

  /** Whether no other window has taken over, be it that it has even finished since. */
  isOurs(): boolean {
    const taken = [`claim-${this.generation + 1}`, 'json.gz'].some((rest) =>
      this.files.exists(nameOf(this.number, rest)),
    );
    return !taken && this.files.exists(nameOf(this.number, 'jsonl'));
  }

  note(patches: readonly (readonly [number, Patch])[], at: number, rolled?: RolloutProgress): void {
    this.pending += changeLine(patches, at, rolled);
    if (this.isClosing) {
      this.writeNow();
    } else {
      this.writing ??= this.write();
    }
  }

  /** Resolves when all that was noted so far is safe. */
  async saved(): Promise<void> {
    await this.writing;
  }

  /** From now on everything is written at once: there may be no later. */
  close(): void {
    this.isClosing = true;
    this.writeNow();
  }

  /** Leaves the operation to whoever wants it. */
  free(): void {
    this.attempt(() => this.files.create(nameOf(this.number, `free-${this.generation}`), ''));
  }

  /** Packs what has ended into one file, and clears its journal and its marks away. */
  async pack(ended: Operation): Promise<void> {
    await this.saved();
    try {
      await this.files.write(nameOf(this.number, 'json.gz'), await promisify(gzip)(packOperation(ended)));
      const rest = this.files.names().filter((name) => {
        const match = NAME.exec(name);
        return Number(match?.[1]) === this.number && match?.[2] !== 'json.gz';
      });
      await Promise.all(rest.map((name) => this.files.remove(name)));
    } catch (error) {
      this.fail(error);
    }
  }

  private async write(): Promise<void> {
    while (this.pending !== '') {
      const text = this.pending;
      this.pending = '';
      try {
        await this.files.append(nameOf(this.number, 'jsonl'), text);
      } catch (error) {
        this.fail(error);
      }
    }
    this.writing = undefined;
  }

  private writeNow(): void {
    const text = this.pending;
    this.pending = '';
    if (text !== '') {
      this.attempt(() => {
        this.files.appendNow(nameOf(this.number, 'jsonl'), text);
      });
    }
  }

  private attempt(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (!this.hasFailed) {
      this.hasFailed = true;
      this.log.error(
        `An operation cannot be stored and will be forgotten with this window: #${this.number} ${String(error)}`,
      );
    }
  }
}

const nameOf = (number: number, rest: string): string => `op-${String(number).padStart(6, '0')}.${rest}`;

function marksOf(number: number, matches: readonly RegExpExecArray[]): Marks {
  const kinds = new Set(matches.map((match) => match[2]));
  const generation = Math.max(1, ...matches.map((match) => Number(match[3] ?? 0)));
  return {
    number,
    names: matches.map(([name]) => name),
    isStored: kinds.has('jsonl') || kinds.has('json.gz'),
    isPacked: kinds.has('json.gz'),
    generation,
    isFree: kinds.has(`free-${generation}`),
    asked: ASKS.filter((what) => kinds.has(what)),
  };
}
