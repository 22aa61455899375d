import { groupBy } from '../../base/arrays';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { omitUndefined } from '../../base/omitUndefined';
import { type Operation } from '../../model/operation';
import { type SharedFolder, type Window } from '../../storage/sharedFolder';
import { inDoubt, type JournalV1, packOperationV1, readJournalV1, unpackOperationV1 } from './format/formatV1';
import { type JournalStore } from './journalStore';
import { packText, readText, unpackText } from './storedText';

/** The names of version 0.1: `op-000003.jsonl` while it runs, `.json.gz` when it has ended; the rest are marks. */
const NAME_V1 = /^op-(\d+)\.(jsonl|json\.gz|claim-(\d+)|free-(\d+)|[a-zA-Z]+)$/;

/** A window of version 0.1 that was silent for so long is gone. It shows every five seconds that it lives. */
const LONGEST_SILENCE_MS = 60_000;
/** One whose process runs on this machine, or another process with its number. */
const LONGEST_SILENCE_OF_A_PROCESS_MS = 30 * 60_000;

interface Deps {
  /** The folder of version 0.1. */
  readonly filesV1: SharedFolder;
  /** The folder of this version. */
  readonly files: SharedFolder;
  readonly journals: JournalStore;
  readonly window: Window;
  readonly clock: Pick<Clock, 'elapsedMs'>;
  readonly log: Log;
  /** @returns the host to which requests of a project go; undefined when the project is gone */
  hostOf(operation: Pick<Operation, 'project' | 'verb'>): string | undefined;
}

interface OldMarks {
  readonly number: number;
  readonly names: readonly string[];
  readonly isPacked: boolean;
  readonly claim: number;
  readonly isFree: boolean;
}

/**
 * Takes over the operations of versions 0.1.0 and 0.1.1, each once. An operation of a window that still runs is left to
 * it, and its targets are not acted on. One that is taken over ends in the old folder, so that no window of the old
 * version goes on with it. The old folder stays.
 */
export class ImportV1 {
  /** The last heartbeat of each old window, and since when it is the same. */
  private readonly heard = new Map<string, { heartbeat: string | undefined; since: number }>();
  private left: readonly Operation[] = [];
  private fault: Error | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly deps: Deps) {}

  /**
   * The operations that windows of version 0.1 still run.
   * @throws when that could not be read: what they act on is not known then
   */
  get running(): readonly Operation[] {
    if (this.fault !== undefined) {
      throw this.fault;
    }
    return this.left;
  }

  /**
   * Takes over what was left behind, first what had not ended.
   * @returns whether windows of version 0.1 still run something: then look again later
   * @throws when one of the folders cannot be read or written
   */
  async takeOver(): Promise<boolean> {
    try {
      this.looking ??= this.takeOverAll().finally(() => (this.looking = undefined));
      await this.looking;
      this.fault = undefined;
    } catch (error) {
      this.fault = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
    return this.left.length > 0;
  }

  private async takeOverAll(): Promise<void> {
    const stored = this.marks();
    const running: Operation[] = [];
    for (const marks of stored.filter(({ isPacked }) => !isPacked)) {
      const kept = await this.takeOverRunning(marks);
      running.push(...(kept === undefined ? [] : [kept]));
    }
    this.left = running;
  }

  /** Copies the history, which can take a while. @throws as `takeOver` does */
  async takeOverEnded(): Promise<void> {
    for (const { number } of this.marks().filter(({ isPacked }) => isPacked)) {
      const name = `${nameV1(number)}.json.gz`;
      if (await this.begins(number)) {
        const data = await this.deps.filesV1.read(name);
        const operation = data && (await unpackText(data, unpackOperationV1));
        if (operation === undefined) {
          this.deps.log.warn(`An operation of an earlier version cannot be read: ${name}`);
        } else {
          this.store(operation);
        }
        await this.markCopied(number);
      }
    }
  }

  /**
   * @returns whether this window copies it: it is not copied yet, and no other window is at it. After a window that crashed
   *   in the middle, only one gets the next turn
   */
  private async begins(number: number): Promise<boolean> {
    const { files, window, journals } = this.deps;
    if (files.exists(markOf(number))) {
      return false;
    }
    let turn = 1;
    for (; !files.create(begunOf(number, turn), window.id); turn += 1) {
      const other = await readText(files, begunOf(number, turn));
      if (!window.isGone(other ?? '')) {
        return false;
      }
    }
    // A window that crashed here may have stored it already.
    const isStored = turn > 1 && (await journals.hasAdopted(number));
    if (isStored || files.exists(markOf(number))) {
      await this.markCopied(number);
      return false;
    }
    return true;
  }

  private async markCopied(number: number): Promise<void> {
    const { files, window } = this.deps;
    files.create(markOf(number), window.id);
    const begun = files.names().filter((name) => name.startsWith(begunOf(number)));
    await Promise.all(begun.map((name) => files.remove(name)));
  }

  private marks(): readonly OldMarks[] {
    return [...groupBy(matchesOf(this.deps.filesV1.names()), (match) => Number(match[1]))]
      .map(([number, matches]) => marksOf(number, matches))
      .sort((a, b) => a.number - b.number);
  }

  /** @returns the operation where a window of version 0.1 still runs it */
  private async takeOverRunning(marks: OldMarks): Promise<Operation | undefined> {
    const { filesV1, window, log, files, journals } = this.deps;
    const journal = await this.read(marks);
    if (journal === undefined) {
      return undefined;
    }
    const owner = (await readText(filesV1, claimOf(marks.number, marks.claim))) ?? journal.window;
    if (!marks.isFree && !(await this.isGone(owner))) {
      return { ...journal.operation, ...this.hostOf(journal.operation) };
    }
    // The old windows respect the claim as well: only one window gets it.
    if (!filesV1.create(claimOf(marks.number, marks.claim + 1), window.id)) {
      return { ...journal.operation, ...this.hostOf(journal.operation) };
    }
    // Another window can have done it since the names were read.
    const last = await this.read(marks);
    if (last === undefined) {
      return undefined;
    }
    // A window that crashed here before has stored it already.
    const isStored =
      files.exists(markOf(marks.number)) || (marks.claim > 1 && (await journals.hasAdopted(marks.number)));
    if (!isStored) {
      this.store(inDoubt(last.operation));
    }
    // The mark comes first: what ends in the old folder must not be copied from there.
    files.create(markOf(marks.number), window.id);
    await this.endInOldFolder(marks, last.operation);
    log.info(`Operation #${marks.number} of an earlier version was taken over.`);
    return undefined;
  }

  private async read({ number }: OldMarks): Promise<JournalV1 | undefined> {
    const text = await readText(this.deps.filesV1, `${nameV1(number)}.jsonl`);
    return text === undefined ? undefined : readJournalV1(text);
  }

  private async isGone(owner: string): Promise<boolean> {
    const { filesV1, window, clock } = this.deps;
    const name = `window-${Buffer.from(owner).toString('base64url')}.beat`;
    const heartbeat = await readText(filesV1, name);
    const last = this.heard.get(name);
    const now = clock.elapsedMs();
    const since = last !== undefined && last.heartbeat === heartbeat ? last.since : now;
    this.heard.set(name, { heartbeat, since });
    const longestMs = window.isRunning(owner) ? LONGEST_SILENCE_OF_A_PROCESS_MS : LONGEST_SILENCE_MS;
    return window.isGone(owner) || now - since >= longestMs;
  }

  private store(operation: Operation): void {
    this.deps.journals.adopt({ ...operation, ...this.hostOf(operation) });
  }

  private hostOf(operation: Operation): Pick<Operation, 'host'> {
    return omitUndefined({ host: this.deps.hostOf(operation) });
  }

  private async endInOldFolder({ number, names }: OldMarks, operation: Operation): Promise<void> {
    const { filesV1 } = this.deps;
    const targets = operation.targets.map((target) =>
      target.phase === 'settled' ? target : { ...target, phase: 'settled' as const, result: 'unknown' as const },
    );
    await filesV1.write(`${nameV1(number)}.json.gz`, await packText(packOperationV1({ ...operation, targets })));
    // The claim stays: a window that has read the journal before must not get it.
    const rest = names.filter((name) => !name.includes('.claim-'));
    await Promise.all(rest.map((name) => filesV1.remove(name)));
  }
}

const matchesOf = (names: readonly string[]): RegExpExecArray[] =>
  names.map((name) => NAME_V1.exec(name)).filter((match) => match !== null);

const nameV1 = (number: number): string => `op-${String(number).padStart(6, '0')}`;

/** Says which window has taken an operation over there, and has the id of that window. */
const claimOf = (number: number, claim: number): string => `${nameV1(number)}.claim-${claim}`;

/** Says in the folder of this version that an operation of the old folder was taken over. */
const markOf = (number: number): string => `v1-${String(number).padStart(6, '0')}`;

/** Says that a window copies it just now; the second turn is that of a window that follows one that crashed. */
const begunOf = (number: number, turn = 1): string => `${markOf(number)}.begun${turn === 1 ? '' : `-${turn}`}`;

function marksOf(number: number, matches: readonly RegExpExecArray[]): OldMarks {
  const names = matches.map(([name]) => name);
  const claim = Math.max(1, ...matches.map((match) => Number(match[3] ?? 0)));
  return {
    number,
    names,
    isPacked: names.some((name) => name.endsWith('.json.gz')),
    claim,
    isFree: names.some((name) => name.endsWith(`.free-${claim}`)),
  };
}
