import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { type Log } from '../../base/log';
import { type Hold, HOLD_REASONS, type Operation } from '../../model/operation';
import { type OperationSummary, summaryOf } from '../../model/operationSummary';
import { type SharedFolder } from '../../storage/sharedFolder';
import { nameOf, type OwnerRequest, parseName, SUMMARY } from './fileNames';
import { packOperation, writeSummary } from './format/packed';
import { parseStored } from './format/parseStored';
import { beginJournal, wholeJournal } from './format/writeJournal';
import { JournalReader, UnreadableJournal } from './journalReader';
import { JournalWriter } from './journalWriter';
import { type Marks } from './marks';
import { packText, readText } from './storedText';

/** How often a correction is tried beside those of other windows. */
const CORRECTIONS_AT_MOST = 5;

/** How many operations are kept. */
const KEPT = 200;

/** A request of a window to the one that owns an operation. */
export interface MadeRequest {
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** The hold that the person saw; absent where the request is about none. */
  readonly seen?: Hold;
}

const madeRequest = v.object({
  at: v.number(),
  seen: v.exactOptional(v.object({ why: v.picklist(HOLD_REASONS), since: v.number() })),
});

/**
 * The stored operations of all windows: a folder with a journal for each that runs and a packed file for each that has
 * ended. docs/file-formats.md describes the files.
 */
export class JournalStore extends JournalReader {
  constructor(
    files: SharedFolder,
    private readonly log: Log,
  ) {
    super(files);
  }

  /**
   * Stores the beginning of an operation under the next free number.
   * @param known the numbers that this window knows; the folder can have lost them
   * @returns the operation with its number, which no other window has or will get
   * @throws where the folder cannot be written
   */
  begin(make: (number: number) => Operation, window: string, known: Iterable<number> = []): Operation {
    const used = this.fileNames().map((file) => file.number);
    for (let number = Math.max(0, ...used, ...known) + 1; ; number++) {
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
    const used = new Set(this.fileNames().map((file) => file.number));
    const { number: importedFrom } = operation;
    const next = Math.max(0, ...used) + 1;
    // The number of one that can still act must say that it began later than those that are here.
    const isAbove = operation.endedAt === undefined || used.has(importedFrom);
    let number = isAbove ? Math.max(importedFrom, next) : importedFrom;
    const isDurable = true;
    while (
      !this.files.create(nameOf(number, 'jsonl'), wholeJournal({ ...operation, number, importedFrom }, ''), {
        isDurable,
      })
    ) {
      number += 1;
    }
    this.files.create(nameOf(number, 'released-1'), '');
  }

  /** @returns whether the operation with that number in version 0.1 was stored here. @throws when it cannot be read */
  async hasAdopted(importedFrom: number): Promise<boolean> {
    for (const marks of this.marks().values()) {
      const known = marks.isPacked ? await this.summary(marks) : undefined;
      const stored = await (known === undefined ? this.read(marks) : undefined)?.catch((error: unknown) => {
        if (error instanceof UnreadableJournal) {
          return undefined;
        }
        throw error;
      });
      if ((known ?? stored?.operation)?.importedFrom === importedFrom) {
        return true;
      }
    }
    return false;
  }

  /**
   * Stores the summary of a packed operation that has none that can be used. One that another window wrote meanwhile
   * stays.
   * @throws when the disk does not take it
   */
  async storeSummary(summary: OperationSummary, corrections: number): Promise<void> {
    const { number } = summary;
    const name = nameOf(number, SUMMARY);
    if ((await this.summary({ number, corrections })) === undefined) {
      await this.files.remove(name);
      this.files.create(name, writeSummary(summary, corrections));
    }
    // The operation may have been deleted meanwhile.
    if (!this.files.exists(nameOf(number, 'json.gz'))) {
      await this.files.remove(name);
    }
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
   * Requests something of the window that owns an operation. A request that was made before is made anew.
   * @throws where the folder cannot be written
   */
  request(number: number, what: OwnerRequest, made: MadeRequest): void {
    const name = nameOf(number, what);
    const text = JSON.stringify(made);
    if (!this.files.create(name, text)) {
      this.files.write(name, Buffer.from(text)).catch((error: unknown) => {
        this.log.warn(`A request to another window cannot be made anew: ${name} ${String(error)}`);
      });
    }
  }

  /**
   * Takes a request back so that it can be done, and can be made again.
   * @returns undefined where there is none any more
   * @throws when it cannot be taken back: it must not be done then, for it would be done again and again
   */
  async takeRequest(number: number, what: OwnerRequest): Promise<MadeRequest | undefined> {
    const name = nameOf(number, what);
    const text = await readText(this.files, name);
    await this.files.remove(name);
    return parseStored(madeRequest, text ?? '');
  }

  /** @returns what writes the journal of an operation that this window owns */
  writer(number: number, epoch: number, nextLine: number): JournalWriter {
    return new JournalWriter(this.files, this.log, { number, epoch, nextLine });
  }

  /**
   * Replaces what is stored of an operation that has ended, and marks it so that the other windows read it again. Another
   * window can do the same at the same time, so it is looked afterwards whether all is there. The summary is deleted
   * first. So a crash leaves the right one or none.
   * @param change applies the corrections to what is stored; it must not change what is corrected already
   * @returns what is stored then, and how often it was corrected; undefined where the operation is not stored any more
   * @throws when the disk does not take it
   */
  async correct(
    number: number,
    change: (stored: Operation) => Operation,
  ): Promise<{ readonly operation: Operation; readonly corrections: number } | undefined> {
    for (let times = 0; times < CORRECTIONS_AT_MOST; times++) {
      const marks = this.marks().get(number);
      const stored = marks?.isPacked === true ? await this.read(marks) : undefined;
      if (marks === undefined || stored === undefined) {
        return undefined;
      }
      const operation = change(stored.operation);
      if (isDeepStrictEqual(operation, stored.operation)) {
        await this.storeSummary(summaryOf(operation), marks.corrections);
        return { operation, corrections: marks.corrections };
      }
      const packed = await packText(packOperation(operation));
      await this.files.remove(nameOf(number, SUMMARY));
      await this.files.write(nameOf(number, 'json.gz'), packed);
      let next = marks.corrections + 1;
      await this.files.write(nameOf(number, SUMMARY), Buffer.from(writeSummary(summaryOf(operation), next)));
      while (!this.files.create(nameOf(number, `corrected-${next}`), '')) {
        next += 1;
      }
      await this.remove(marks.names.filter((name) => name === nameOf(number, `corrected-${marks.corrections}`)));
    }
    throw new Error(`The results of #${number} are corrected by another window at the same time.`);
  }

  /** Deletes all but the newest, as far as they have ended or are damaged. @returns the numbers of the deleted */
  async prune(): Promise<readonly number[]> {
    const stored = [...this.marks().values()];
    const surplus = stored
      .slice(0, Math.max(0, stored.length - KEPT))
      .filter(({ isPacked, number }) => isPacked || this.unreadable.has(number));
    for (const { names } of surplus) {
      await this.remove(names);
    }
    await this.removeLostSummaries();
    return surplus.map(({ number }) => number);
  }

  /**
   * Deletes some operations, and those that are damaged. The highest number stays taken, so that none is given twice.
   */
  async delete(isMeant: (number: number) => boolean): Promise<void> {
    const meant = [...this.marks().values()].filter(({ number }) => isMeant(number) || this.unreadable.has(number));
    const last = meant.at(-1);
    if (last === undefined) {
      return;
    }
    const files = this.fileNames();
    const highest = nameOf(Math.max(...files.map(({ number }) => number)), 'gone');
    this.files.create(highest, '');
    const earlier = files.map(({ name }) => name).filter((name) => name.endsWith('.gone'));
    await this.remove([...earlier, ...meant.flatMap(({ names }) => names)].filter((name) => name !== highest));
  }

  /** The summaries go first: one that is left without its operation would be of no use. */
  private async remove(names: readonly string[]): Promise<void> {
    const [summaries, others] = [names.filter(isSummary), names.filter((name) => !isSummary(name))];
    for (const some of [summaries, others]) {
      await Promise.all(some.map((name) => this.files.remove(name)));
    }
  }

  /** An earlier version of the extension deletes an operation without its summary. */
  private async removeLostSummaries(): Promise<void> {
    const files = this.fileNames();
    const stored = this.marks();
    const lost = files.filter(({ number, kind }) => kind === SUMMARY && !stored.has(number));
    await this.remove(lost.map(({ name }) => name));
  }
}

const isSummary = (name: string): boolean => parseName(name)?.kind === SUMMARY;
