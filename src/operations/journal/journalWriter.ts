import { type Log } from '../../base/log';
import { type Operation } from '../../model/operation';
import { summaryOf } from '../../model/operationSummary';
import { type SharedFolder } from '../../storage/sharedFolder';
import { packOperation, writeSummary } from './format/packed';
import { type Change, encodeChange } from './format/writeJournal';
import { nameOf, parseName, SUMMARY } from './fileNames';
import { packText } from './storedText';

/** The files that are left of an operation that has ended. */
const KEPT: ReadonlySet<string> = new Set(['json.gz', SUMMARY]);

/**
 * Writes the journal of one operation that this window owns. What the disk does not take is kept and written again, in
 * the same order. A line that was written twice has the same number, so it counts once.
 */
export class JournalWriter {
  /** Lines that are not on the disk, or not surely. */
  private pending = '';
  /** How many changes were noted, and how many of them are on the disk. */
  private noted = 0;
  private stored = 0;
  private nextLine: number;
  private writing: Promise<void> | undefined;
  private fault: Error | undefined;
  /** The end of the file may be a part of a line. */
  private isTorn: boolean;
  private isClosing = false;
  private readonly number: number;
  /** See `JournalStore.acquire`. */
  readonly epoch: number;

  constructor(
    private readonly files: SharedFolder,
    private readonly log: Log,
    { number, epoch, nextLine }: { readonly number: number; readonly epoch: number; readonly nextLine: number },
  ) {
    this.number = number;
    this.epoch = epoch;
    this.nextLine = nextLine;
    this.isTorn = epoch > 1;
  }

  /**
   * @returns whether no other window has taken the operation over. One that took it over may have packed it since.
   * @throws when the disk does not tell, also because the whole folder is gone
   */
  isOurs(): boolean {
    const isTaken = [`lease-${this.epoch + 1}`, 'json.gz'].some((rest) => this.files.exists(nameOf(this.number, rest)));
    if (isTaken || this.files.exists(nameOf(this.number, 'jsonl'))) {
      return !isTaken;
    }
    // Another window took it over and ended it, and it was cleared since; or the whole folder is gone.
    if (!this.files.names().some((name) => parseName(name) !== undefined)) {
      throw new Error('The folder of the operations is gone.');
    }
    return false;
  }

  /** Whether something is not on the disk yet. */
  get isBehind(): boolean {
    return this.stored < this.noted;
  }

  /** Takes a change. `saved` tells when it is on the disk. */
  note(change: Change): void {
    this.pending += encodeChange(change, this.nextLine, this.epoch);
    this.nextLine += 1;
    this.noted += 1;
    if (this.isClosing) {
      this.writeNow();
    } else {
      this.retry();
    }
  }

  /** Resolves when all that was noted so far survives a loss of power. @throws when the disk does not take it now */
  async saved(): Promise<void> {
    const wanted = this.noted;
    while (this.stored < wanted) {
      const before = this.stored;
      this.retry();
      await this.writing;
      if (this.stored === before) {
        throw this.fault ?? new Error('The window closes.');
      }
    }
  }

  /** Tries once more to write what the disk did not take. */
  retry(): void {
    if (this.isBehind && !this.isClosing) {
      this.writing ??= this.write();
    }
  }

  /** From now on everything is written at once: the window closes. */
  close(): void {
    this.isClosing = true;
    this.writeNow();
  }

  /** Lets any window take the operation over. */
  release(): void {
    this.attempt(() => this.files.create(nameOf(this.number, `released-${this.epoch}`), ''));
  }

  /**
   * Packs an operation that has ended into one file, with its summary beside it, and removes its journal and its marks.
   * The summary is written first. So each packed file that a reader finds has its summary.
   * @returns false when another window has taken the operation over meanwhile: then that window packs it
   * @throws when the disk does not take it now; the journal is left then
   */
  async pack(ended: Operation): Promise<boolean> {
    await this.writing;
    const packed = await packText(packOperation(ended));
    if (!this.isOurs()) {
      return false;
    }
    const summary = nameOf(this.number, SUMMARY);
    await this.files.write(summary, Buffer.from(writeSummary(summaryOf(ended), 0)));
    if (!this.isOurs()) {
      // It may have replaced that of the other window.
      await this.files.remove(summary);
      return false;
    }
    await this.files.write(nameOf(this.number, 'json.gz'), packed);
    const rest = this.files.names().filter((name) => {
      const parts = parseName(name);
      return parts?.number === this.number && !KEPT.has(parts.kind) && parts.correction === 0;
    });
    await Promise.all(rest.map((name) => this.files.remove(name)));
    return true;
  }

  private async write(): Promise<void> {
    while (this.pending !== '' && !this.isClosing) {
      const text = this.pending;
      const upTo = this.noted;
      try {
        await this.files.append(nameOf(this.number, 'jsonl'), this.isTorn ? `\n${text}` : text);
      } catch (error) {
        this.failed(error);
        break;
      }
      this.written(text, upTo);
    }
    this.writing = undefined;
  }

  private writeNow(): void {
    const text = this.pending;
    const upTo = this.noted;
    if (text !== '') {
      this.attempt(() => {
        this.files.appendNow(nameOf(this.number, 'jsonl'), this.isTorn ? `\n${text}` : text);
        this.written(text, upTo);
      });
    }
  }

  private written(text: string, upTo: number): void {
    // What was written while the window closed may be gone from `pending` already.
    this.pending = this.pending.startsWith(text) ? this.pending.slice(text.length) : this.pending;
    this.stored = Math.max(this.stored, upTo);
    this.isTorn = false;
    if (this.fault !== undefined) {
      this.fault = undefined;
      this.log.info(`The operation is recorded on the disk again: #${this.number}`);
    }
  }

  private attempt(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.isTorn = true;
    if (this.fault === undefined) {
      this.log.error(`The operation cannot be recorded on the disk: #${this.number} ${String(error)}`);
    }
    this.fault = error instanceof Error ? error : new Error(String(error));
  }
}
