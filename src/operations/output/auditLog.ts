import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { entryOf } from './auditLine';
import { fileOf, prune, readLines } from './auditFiles';
import { type OperationChange } from '../common/events';
import { type SharedFolder } from '../../storage/sharedFolder';

/** What a disk does not take is kept up to this many characters; then the oldest lines go, and a line says how many. */
const MOST_KEPT = 5_000_000;

interface Parts {
  /** The folder that all windows of this machine share, with nothing else in it. */
  readonly files: Pick<SharedFolder, 'names' | 'create' | 'append' | 'appendNow' | 'read' | 'size' | 'remove'>;
  /** Unlike that of any other window, also of earlier ones. */
  readonly window: string;
  readonly log: Log;
  /** @returns who acts in a project, as the sign-in is called; never a secret */
  who(project: string): Promise<string | undefined>;
  /** Takes out of a line what is secret, should the cloud have said it. */
  clean(line: string): string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** For how many days the record is kept. */
  keepDays(): number;
}

/** Something to be written. */
interface Entry {
  line: string;
  /** Resolves when it is known who did it, or that nobody knows; never rejects. */
  readonly ready: Promise<void>;
}

/**
 * The record of what the windows of this machine did: JSON lines, only ever added to. A listener of the engine; a disk
 * that fails is told of once, and stops nothing. What it did not take is tried again with the next line.
 */
export class Audit implements Disposable {
  private unsaved: Entry[] = [];
  /** How many lines went because the disk took none for long. */
  private lost = 0;
  private writing: Promise<void> | undefined;
  /** How many lines this window has noted. */
  private lines = 0;
  /** The files that this window wrote on. */
  private readonly own = new Set<string>();
  /** Where the last line is. */
  private file: string | undefined;
  /** A line may have broken off. */
  private isTorn = false;
  private hasFailed = false;
  private isDisposed = false;

  constructor(private readonly parts: Parts) {}

  /** Takes note of one event of the engine. */
  follow(change: OperationChange): void {
    const said = entryOf(change);
    if (said === undefined) {
      return;
    }
    const { number, project, verb } = change.operation;
    this.add({ operation: number, verb, project }, said, 'ids' in said);
  }

  /**
   * Takes note of an act that is no operation.
   * @param said what belongs to the event. With `ids` it is a beginning, and the line says who did it
   */
  note(act: { readonly verb: string; readonly project: string }, said: object): void {
    this.add(act, said, 'ids' in said);
  }

  private add(
    act: { readonly verb: string; readonly project: string; readonly operation?: number },
    said: object,
    isBeginning: boolean,
  ): void {
    const at = new Date(this.parts.now()).toISOString();
    // No two lines are alike: three pauses in one millisecond are three.
    const line = ++this.lines;
    const lineBy = (who: object): string => this.textOf({ at, line, ...act, ...who, ...said });
    if (isBeginning && !this.isDisposed) {
      // Asked now: when the line is written, another account may be signed in.
      const ready = this.whoIn(act.project).then((who) => {
        entry.line = lineBy({ who });
      });
      const entry = { line: lineBy({ who: null }), ready };
      this.unsaved.push(entry);
    } else {
      this.unsaved.push({ line: lineBy(isBeginning ? { who: null } : {}), ready: Promise.resolve() });
    }
    if (this.isDisposed) {
      this.saveNow();
    } else {
      this.save();
    }
  }

  /** @returns all that is kept of all windows, oldest line first */
  async text(): Promise<string> {
    this.save();
    await this.saved();
    await this.tidy();
    const lines = await readLines(
      this.parts.files,
      this.unsaved.map(({ line }) => line),
    );
    return lines.map((line) => `${line}\n`).join('');
  }

  /** Resolves when all that was noted so far is on the disk, or the disk did not take it. */
  async saved(): Promise<void> {
    while (this.writing !== undefined) {
      await this.writing;
    }
  }

  /** Writes at once what is not written yet. There is no time left to learn who did it. */
  dispose(): void {
    this.isDisposed = true;
    this.saveNow();
  }

  /** What is secret is taken out of each text by itself: a line stays JSON whatever a name looks like. */
  private textOf(entry: object): string {
    return JSON.stringify(entry, (_, value: unknown) => (typeof value === 'string' ? this.parts.clean(value) : value));
  }

  private async whoIn(project: string): Promise<string | null> {
    try {
      return (await this.parts.who(project)) ?? null;
    } catch {
      return null;
    }
  }

  private save(): void {
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
      // Noted between the last look and now. Where the disk failed, the next line is the next try.
      if (this.unsaved.length > 0 && !this.hasFailed && !this.isDisposed) {
        this.save();
      }
    });
  }

  private async write(): Promise<void> {
    while (this.unsaved.length > 0) {
      const batch = [...this.unsaved];
      await Promise.all(batch.map(({ ready }) => ready));
      // Closing the window has written them meanwhile.
      if (this.isDisposed) {
        return;
      }
      try {
        const { file, text } = this.prepare(batch);
        await this.parts.files.append(file, text);
        const isNew = file !== this.file;
        this.taken(batch, file);
        if (isNew) {
          await this.tidy();
        }
      } catch (error) {
        this.fail(error);
        return;
      }
    }
  }

  private saveNow(): void {
    const batch = [...this.unsaved];
    if (batch.length === 0) {
      return;
    }
    try {
      const { file, text } = this.prepare(batch);
      this.parts.files.appendNow(file, text);
      this.taken(batch, file);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @returns where to write what; the file is there then */
  private prepare(batch: readonly Entry[]) {
    const { files, window } = this.parts;
    const now = this.parts.now();
    const file = fileOf(now, window);
    files.create(file, '');
    const gap = { at: new Date(now).toISOString(), event: 'lost', lines: this.lost };
    const lines = [...(this.lost === 0 ? [] : [JSON.stringify(gap)]), ...batch.map(({ line }) => line)];
    // An empty line ends one that broke off. It is no line of the record.
    const text = `${this.isTorn ? '\n' : ''}${lines.join('\n')}\n`;
    this.isTorn = true;
    return { file, text };
  }

  private taken(batch: readonly Entry[], file: string): void {
    const written = new Set(batch);
    this.unsaved = this.unsaved.filter((entry) => !written.has(entry));
    this.file = file;
    this.own.add(file);
    this.lost = 0;
    this.isTorn = false;
    if (this.hasFailed) {
      this.hasFailed = false;
      this.parts.log.info('The audit log is written again.');
    }
  }

  private fail(error: unknown): void {
    this.isTorn = true;
    let size = this.unsaved.reduce((sum, { line }) => sum + line.length, 0);
    for (const { line } of [...this.unsaved]) {
      if (size > MOST_KEPT) {
        size -= line.length;
        this.unsaved.shift();
        this.lost += 1;
      }
    }
    if (!this.hasFailed) {
      this.hasFailed = true;
      this.parts.log.error(`The audit log cannot be written: ${String(error)}`);
    }
  }

  private async tidy(): Promise<void> {
    const { files, log } = this.parts;
    try {
      await prune(files, this.parts.now(), this.parts.keepDays(), this.own);
    } catch (error) {
      log.warn(`Old files of the audit log cannot be removed: ${String(error)}`);
    }
  }
}
