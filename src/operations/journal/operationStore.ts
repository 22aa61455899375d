import { type Disposable, Emitter } from '../../base/event';
import { type Log } from '../../base/log';
import { type Operation } from '../../model/operation';
import { type OperationChange } from '../common/events';
import { type SharedFolder, type Window } from '../../storage/sharedFolder';
import { History, type Pen } from './journal';
import { OperationRecord } from '../run/liveOperation';

/** One operation as this window knows it. */
export interface Entry {
  readonly record: OperationRecord;
  /** Whether this window acts and watches. */
  isOwn: boolean;
  /** Since which claim it does. */
  generation: number;
  /** Writes its journal, while this window owns it and it is stored. */
  pen?: Pen;
  sending?: Promise<void>;
}

/** Where operations outlive the window. */
export interface Store {
  readonly files: SharedFolder;
  readonly window: Window;
}

/** All operations that this window knows of, its own and those of others, and what is told about them. */
export class Shelf implements Disposable {
  readonly entries = new Map<number, Entry>();
  readonly history: History | undefined;
  private readonly changes = new Emitter<OperationChange>((error, { operation }) => {
    this.log.error(`A listener failed on operation #${operation.number}: ${String(error)}`);
  });
  private readonly packing = new Set<Promise<void>>();

  /** @param disowned called when another window took an operation over that this one owned */
  constructor(
    private readonly store: Store | undefined,
    private readonly log: Log,
    private readonly disowned: (record: OperationRecord) => void,
  ) {
    this.history = store && new History(store.files, log);
  }

  readonly onDidChange = (listener: (change: OperationChange) => void): Disposable => this.changes.event(listener);

  dispose(): void {
    this.changes.dispose();
  }

  /** @returns all, newest first */
  list(): readonly Operation[] {
    return [...this.entries.values()].map(({ record }) => record.operation).sort((a, b) => b.number - a.number);
  }

  /** Puts a new operation of this window on the shelf, and on the disk where there is one. */
  begin(make: (number: number) => Operation): Entry {
    try {
      if (this.history !== undefined && this.store !== undefined) {
        const operation = this.history.begin(make, this.store.window.id);
        return this.enter(operation, { isOwn: true, pen: this.history.pen(operation.number, 1) });
      }
    } catch (error) {
      this.log.error(`The operation cannot be stored and will be forgotten with this window: ${String(error)}`);
    }
    return this.enter(make(Math.max(0, ...this.entries.keys()) + 1), { isOwn: true });
  }

  /** Shows what is stored. */
  show(operation: Operation): void {
    const { record } = this.entries.get(operation.number) ?? this.enter(operation, { isOwn: false });
    record.replace(operation);
    this.tell({ kind: 'shown', operation });
  }

  /** Makes an operation this window's own. */
  own(operation: Operation, generation: number): Entry {
    const entry = this.entries.get(operation.number) ?? this.enter(operation, { isOwn: false });
    entry.record.replace(operation);
    entry.record.revive();
    entry.isOwn = true;
    entry.generation = generation;
    const pen = this.history?.pen(operation.number, generation);
    if (pen !== undefined) {
      entry.pen = pen;
    }
    if (entry.record.hasEnded) {
      this.packLater(operation);
    }
    return entry;
  }

  /** Asked before each step: a window that slept may have been taken for gone. */
  isOurs(entry: Entry): boolean {
    if (entry.isOwn && entry.pen?.isOurs() === false) {
      this.disown(entry);
    }
    return entry.isOwn;
  }

  disown(entry: Entry): void {
    entry.isOwn = false;
    delete entry.pen;
    entry.record.holdBack();
    this.disowned(entry.record);
  }

  remove(number: number): void {
    const entry = this.entries.get(number);
    if (entry !== undefined) {
      this.entries.delete(number);
      this.tell({ kind: 'removed', operation: entry.record.operation });
    }
  }

  /** Forgets what has ended, also on the disk. */
  async clear(): Promise<void> {
    await Promise.all(this.packing);
    const ended = new Set(this.list().flatMap(({ number, endedAt }) => (endedAt === undefined ? [] : [number])));
    await this.history?.delete((number) => ended.has(number));
    ended.forEach((number) => {
      this.remove(number);
    });
  }

  /** A listener that fails must not end the operation. */
  tell(change: OperationChange): void {
    this.changes.fire(change);
    if (change.kind === 'done') {
      this.packLater(change.operation);
    }
  }

  private enter(operation: Operation, as: Pick<Entry, 'isOwn' | 'pen'>): Entry {
    const record = new OperationRecord(operation, {
      isOurs: () => this.isOurs(entry),
      note: (patches, at) => entry.pen?.note(patches, at),
      noteProgress: (progress, at) => entry.pen?.note([], at, progress),
      tell: (change) => {
        this.tell(change);
      },
    });
    const entry: Entry = { record, generation: 1, ...as };
    this.entries.set(operation.number, entry);
    return entry;
  }

  private packLater(operation: Operation): void {
    const packing = this.pack(operation).finally(() => this.packing.delete(packing));
    this.packing.add(packing);
  }

  private async pack(operation: Operation): Promise<void> {
    await this.entries.get(operation.number)?.pen?.pack(operation);
    try {
      const gone = await this.history?.prune();
      gone?.forEach((number) => {
        this.remove(number);
      });
    } catch (error) {
      this.log.warn(`The history could not be cut to its length: ${String(error)}`);
    }
  }
}
