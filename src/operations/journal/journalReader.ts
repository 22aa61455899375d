import { groupBy } from '../../base/arrays';
import { inEnglish, message, type Message } from '../../base/message';
import { type OperationSummary } from '../../model/operationSummary';
import { type SharedFolder } from '../../storage/sharedFolder';
import { type FileName, nameOf, parseName, SUMMARY } from './fileNames';
import { readSummary, unpackOperation } from './format/packed';
import { type Journal, readJournal } from './format/readJournal';
import { type Marks, marksOf } from './marks';
import { readText, unpackText } from './storedText';

/** A stored operation as it was read, and the window that owns it; the owner is empty where the operation is packed. */
export interface StoredOperation extends Omit<Journal, 'window'> {
  readonly owner: string;
  /** It was read from the packed file. */
  readonly isPacked: boolean;
}

/** A stored operation cannot be read, now or ever. What it acts on is not known. */
export class UnreadableJournal extends Error {
  override readonly name = 'UnreadableJournal';

  /** @param said the end of a sentence that says why */
  constructor(readonly said: Message) {
    super(`${inEnglish(said)}.`);
  }
}

/** Reads the stored operations of all windows. docs/file-formats.md describes the files. */
export class JournalReader {
  /** Operations that were damaged when they were last read. */
  protected readonly unreadable = new Set<number>();

  constructor(protected readonly files: SharedFolder) {}

  /** @returns what is stored, by number, lowest first. @throws when the folder cannot be read */
  marks(): ReadonlyMap<number, Marks> {
    return new Map(
      [...groupBy(this.fileNames(), ({ number }) => number)]
        .map(([number, own]) => [number, marksOf(number, own)] as const)
        .filter(([, marks]) => marks.isStored)
        .sort(([a], [b]) => a - b),
    );
  }

  /**
   * @returns the operation, and the window that owns it; undefined where there is none, or where its beginning was not
   *   written to its end, so that nothing was sent
   * @throws UnreadableJournal where it is damaged, or when the disk does not let it be read now
   */
  async read({
    number,
    isPacked,
    epoch,
  }: Pick<Marks, 'number' | 'isPacked' | 'epoch'>): Promise<StoredOperation | undefined> {
    const data = await this.files.read(nameOf(number, isPacked ? 'json.gz' : 'jsonl'));
    if (data === undefined) {
      // It may have been packed since its name was read.
      return isPacked ? undefined : await this.read({ number, epoch, isPacked: true });
    }
    if (isPacked) {
      const operation = await unpackText(data, unpackOperation);
      if (operation === undefined) {
        throw this.unreadableAt(number);
      }
      return { operation, owner: '', size: Infinity, nextLine: 0, isNewer: false, isPacked };
    }
    const text = Buffer.from(data).toString();
    const journal = readJournal(text);
    if (journal === 'newer') {
      throw new UnreadableJournal(message('the stored operation #{0} is of a later version of the extension', number));
    }
    if (journal === undefined) {
      const damaged = this.unreadableAt(number);
      if (text.includes('\n')) {
        throw damaged;
      }
      return undefined;
    }
    this.unreadable.delete(number);
    const { window, ...rest } = journal;
    const owner = epoch === 1 ? window : await readText(this.files, nameOf(number, `lease-${epoch}`));
    return { ...rest, owner: owner ?? window, isPacked };
  }

  /**
   * @returns the summary of a packed operation; undefined where it is missing, damaged, or older than the last correction
   * @throws when the disk does not let it be read now
   */
  async summary({ number, corrections }: Pick<Marks, 'number' | 'corrections'>): Promise<OperationSummary | undefined> {
    const stored = readSummary((await readText(this.files, nameOf(number, SUMMARY))) ?? '');
    const isUsable = stored?.summary.number === number && stored.corrections >= corrections;
    return isUsable ? stored.summary : undefined;
  }

  /** @returns the names of the files of operations, in their parts. @throws when the folder cannot be read */
  protected fileNames(): readonly FileName[] {
    return this.files.names().flatMap((name) => parseName(name) ?? []);
  }

  private unreadableAt(number: number): UnreadableJournal {
    this.unreadable.add(number);
    return new UnreadableJournal(message('the stored operation #{0} is damaged; Clear History removes it', number));
  }
}
