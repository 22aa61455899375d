import { type Disposable, Emitter } from '../../base/event';
import { type Log } from '../../base/log';
import { type Operation } from '../../model/operation';
import { type AnyOperation, type OperationSummary, summaryOf } from '../../model/operationSummary';
import { type SharedFolder, type Window } from '../../storage/sharedFolder';
import { type OperationChange } from '../common/events';
import { correctedTarget, type Patch } from '../state/target';
import { LiveOperation } from './liveOperation';
import { JournalStore } from '../journal/journalStore';
import { type JournalWriter } from '../journal/journalWriter';
import { NotRecorded } from '../journal/notRecorded';

/** One operation that this window knows and that is not in the history. */
export interface Entry {
  readonly live: LiveOperation;
  /** Whether this window acts for it. */
  isOwn: boolean;
  /** See `JournalStore.acquire`. */
  epoch: number;
  /** See `Leased`. */
  readonly isStored: boolean;
  /** See `Leased`. */
  isStale: boolean;
  /** Writes its journal, while this window owns it and it is stored and not packed. */
  writer?: JournalWriter;
  /** Resolves when all that is being sent has left, or will not leave any more. */
  sending?: Promise<void>;
}

/** Where operations outlive the window. */
export interface Store {
  readonly files: SharedFolder;
  readonly window: Window;
  /** The folder of versions 0.1.0 and 0.1.1; absent where there was none. */
  readonly filesV1?: SharedFolder;
}

/** An operation in the history: it has ended, and is packed on the disk. */
interface Past {
  readonly summary: OperationSummary;
  /** See `Kept`. */
  readonly corrections: number;
}

/** All operations that this window knows of, its own and those of others, and what is told about them. */
export class OperationStore implements Disposable {
  /** Those that run, and those that have ended and are not packed. */
  readonly entries = new Map<number, Entry>();
  /** Those that are packed. None of them is in `entries`. */
  readonly history = new Map<number, Past>();
  readonly journals: JournalStore | undefined;
  private readonly changes = new Emitter<OperationChange>((error, { operation }) => {
    this.log.error(`A listener failed on operation #${operation.number}: ${String(error)}`);
  });
  /** The operations of this window that have ended and are not packed yet. */
  private readonly unpacked = new Set<number>();
  /** Those of them that the disk did not take. Each is told once. */
  private readonly refused = new Set<number>();
  /** The packing under way. */
  private readonly packing = new Map<number, Promise<void>>();
  /** The operation of the history that was read last. */
  private opened: { readonly number: number; readonly reading: Promise<Operation | undefined> } | undefined;

  private readonly losses = new Emitter<LiveOperation>();
  private readonly lags = new Emitter<undefined>();

  constructor(
    private readonly store: Store | undefined,
    private readonly log: Log,
  ) {
    this.journals = store && new JournalStore(store.files, log);
  }

  readonly onDidChange = (listener: (change: OperationChange) => void): Disposable => this.changes.event(listener);

  /** Fires when another window has taken an operation over that this one owned. */
  readonly onDidLose = (listener: (live: LiveOperation) => void): Disposable => this.losses.event(listener);

  /** Fires when `isBehind` has become true. */
  readonly onDidFallBehind = (listener: () => void): Disposable => this.lags.event(listener);

  dispose(): void {
    this.changes.dispose();
    this.losses.dispose();
    this.lags.dispose();
  }

  /** @returns all, newest first; those of the history without their targets */
  list(): readonly AnyOperation[] {
    const past = [...this.history.values()].map(({ summary }) => summary);
    const others = [...this.entries.values()].map(({ live }) => live.operation);
    return [...past, ...others].sort((a, b) => b.number - a.number);
  }

  /** @returns those that have not ended */
  running(): readonly Operation[] {
    return [...this.entries.values()].flatMap(({ live }) => (live.hasEnded ? [] : [live.operation]));
  }

  /** @returns the whole operation; undefined where there is none, or it cannot be read */
  open(number: number): Promise<Operation | undefined> {
    const operation = this.entries.get(number)?.live.operation;
    if (operation !== undefined || !this.history.has(number)) {
      return Promise.resolve(operation);
    }
    if (this.opened?.number !== number) {
      this.opened = { number, reading: this.read(number) };
    }
    return this.opened.reading;
  }

  /**
   * Begins an operation of this window, and records it.
   * @throws NotRecorded where that is not possible; there is no such operation then
   */
  begin(make: (number: number) => Operation): Entry {
    if (this.journals === undefined || this.store === undefined) {
      return this.enter(make(Math.max(0, ...this.entries.keys()) + 1), { isOwn: true });
    }
    let operation: Operation;
    try {
      operation = this.journals.begin(make, this.store.window.id, this.entries.keys());
    } catch (error) {
      this.log.error(`An operation cannot be recorded, so it does not begin: ${String(error)}`);
      throw new NotRecorded(error);
    }
    return this.enter(operation, { isOwn: true, writer: this.journals.writer(operation.number, 1, 1) });
  }

  /** Shows what is stored. */
  show(operation: Operation): void {
    const entry = this.entries.get(operation.number) ?? this.enter(operation, { isOwn: false });
    const { live } = entry;
    live.replace(operation);
    entry.isStale = false;
    this.tell({ kind: 'shown', operation });
  }

  /**
   * Takes an operation that is packed into the history, or takes over what was corrected since. From now on it is in
   * memory without its targets.
   */
  keep(summary: OperationSummary, corrections: number): void {
    const { number } = summary;
    const kind = this.history.has(number) ? 'corrected' : this.entries.has(number) ? 'packed' : 'shown';
    this.entries.get(number)?.live.forget();
    this.entries.delete(number);
    this.history.set(number, { summary, corrections });
    this.close(number);
    this.tell({ kind, operation: summary });
  }

  /**
   * Replaces results that were not sure by those that were found out since, here and on the disk.
   * @param found by the id of the target
   * @param at milliseconds since the epoch
   * @throws NotRecorded when the disk does not take it; nothing is changed then
   */
  async correct(number: number, found: ReadonlyMap<string, Patch>, at: number): Promise<void> {
    if (found.size === 0) {
      return;
    }
    await this.packing.get(number);
    if (this.unpacked.has(number)) {
      // The disk has not even taken the results that are known.
      throw new NotRecorded(undefined);
    }
    const change = (operation: Operation): Operation => ({
      ...operation,
      targets: operation.targets.map((target) => {
        const patch = found.get(target.id);
        return (patch && correctedTarget(target, patch, at)) ?? target;
      }),
    });
    const entry = this.entries.get(number);
    if (this.journals !== undefined) {
      const corrected = await this.journals.correct(number, change).catch((error: unknown) => {
        throw new NotRecorded(error);
      });
      if (corrected !== undefined && this.history.has(number)) {
        this.keep(summaryOf(corrected.operation), corrected.corrections);
      }
    } else if (entry !== undefined) {
      entry.live.replace(change(entry.live.operation));
      this.tell({ kind: 'corrected', operation: summaryOf(entry.live.operation) });
    }
  }

  /** Makes an operation this window's own after it was acquired. */
  own(operation: Operation, epoch: number, nextLine: number): Entry {
    const entry = this.entries.get(operation.number) ?? this.enter(operation, { isOwn: false });
    entry.live.replace(operation);
    entry.live.revive();
    entry.isOwn = true;
    entry.isStale = false;
    entry.epoch = epoch;
    const writer = this.journals?.writer(operation.number, epoch, nextLine);
    if (writer !== undefined) {
      entry.writer = writer;
    }
    if (entry.live.hasEnded) {
      this.packLater(operation);
    }
    return entry;
  }

  /**
   * Asked before each step: another window may have taken the operation over, because this one seemed to be gone.
   * @param whenUnsure what counts where the disk does not tell
   */
  isOurs(entry: Entry, whenUnsure = true): boolean {
    try {
      if (entry.isOwn && entry.writer?.isOurs() === false) {
        this.lose(entry);
      }
    } catch {
      return entry.isOwn && whenUnsure;
    }
    return entry.isOwn;
  }

  /** Another window has taken it over. */
  lose(entry: Entry): void {
    entry.isOwn = false;
    entry.isStale = true;
    delete entry.writer;
    this.unpacked.delete(entry.live.operation.number);
    entry.live.holdBack();
    this.losses.fire(entry.live);
  }

  remove(number: number): void {
    const entry = this.entries.get(number);
    const operation = entry?.live.operation ?? this.history.get(number)?.summary;
    if (operation !== undefined) {
      this.entries.delete(number);
      this.history.delete(number);
      this.close(number);
      entry?.live.forget();
      this.tell({ kind: 'removed', operation });
    }
  }

  /**
   * Forgets what has ended, also on the disk.
   * @param unread the numbers of packed operations that are not in the history yet
   */
  async clear(unread: Iterable<number>): Promise<void> {
    await Promise.all(this.packing.values());
    const known = this.list().flatMap(({ number, endedAt }) => (endedAt === undefined ? [] : [number]));
    const ended = new Set([...known, ...unread]);
    await this.journals?.delete((number) => ended.has(number));
    ended.forEach((number) => {
      this.unpacked.delete(number);
      this.remove(number);
    });
  }

  /** Whether an operation of this window has ended, and the disk did not let it be packed. */
  get isBehind(): boolean {
    return [...this.unpacked].some((number) => !this.packing.has(number));
  }

  /** Tries once more to store what the disk did not take. */
  retry(): void {
    for (const { writer } of this.entries.values()) {
      writer?.retry();
    }
    for (const number of this.unpacked) {
      const operation = this.entries.get(number)?.live.operation;
      if (operation !== undefined) {
        this.packLater(operation);
      }
    }
  }

  tell(change: OperationChange): void {
    this.changes.fire(change);
    if (change.kind === 'done') {
      this.packLater(change.operation);
    }
  }

  private async read(number: number): Promise<Operation | undefined> {
    try {
      const stored = await this.journals?.read({ number, isPacked: true, epoch: 1 });
      return stored?.operation;
    } catch (error) {
      this.log.warn(`Operation #${number} of the history cannot be read: ${String(error)}`);
      this.close(number);
      return undefined;
    }
  }

  /** What was read of it holds no more. */
  private close(number: number): void {
    if (this.opened?.number === number) {
      this.opened = undefined;
    }
  }

  private enter(operation: Operation, as: Pick<Entry, 'isOwn' | 'writer'>): Entry {
    const live = new LiveOperation(operation, {
      isOurs: () => this.isOurs(entry),
      record: (change) => entry.writer?.note(change),
      tell: (change) => {
        this.tell(change);
      },
    });
    const entry: Entry = {
      live,
      epoch: 1,
      isStored: this.journals !== undefined,
      isStale: false,
      ...as,
    };
    this.entries.set(operation.number, entry);
    return entry;
  }

  private packLater(operation: Operation): void {
    const { number } = operation;
    const entry = this.entries.get(number);
    if (entry?.writer !== undefined && !this.packing.has(number)) {
      this.unpacked.add(number);
      const packing = this.pack(entry, entry.writer, operation).finally(() => {
        this.packing.delete(number);
        if (this.isBehind) {
          this.lags.fire(undefined);
        }
      });
      this.packing.set(number, packing);
    }
  }

  private async pack(entry: Entry, writer: JournalWriter, operation: Operation): Promise<void> {
    const { number } = operation;
    try {
      if (!(await writer.pack(operation))) {
        this.lose(entry);
        return;
      }
      delete entry.writer;
      this.unpacked.delete(number);
      this.keep(summaryOf(operation), 0);
    } catch (error) {
      if (!this.refused.has(number)) {
        this.refused.add(number);
        this.log.warn(`An operation that has ended cannot be stored yet: #${number} ${String(error)}`);
      }
      return;
    }
    try {
      const gone = await this.journals?.prune();
      gone?.forEach((old) => {
        this.remove(old);
      });
    } catch (error) {
      this.log.warn(`The history could not be cut to its length: ${String(error)}`);
    }
  }
}
