import { type Clock, type Timer } from '../model/clock';
import { type Disposable, Emitter } from '../model/event';
import { type Log } from '../model/log';
import { type Operation, type Result, type Target } from '../model/operation';
import { type Verb } from '../model/status';
import { type OperationChange } from './change';
import { type OperationsClients } from './clients';
import { type Files, type Window } from './files';
import { History, type Pen } from './history';
import { Keeper } from './keeper';
import { split } from './lists';
import { reboot } from './reboot';
import { OperationRecord } from './record';
import { restart } from './restart';
import { type Desk, type Strategy } from './strategy';
import { answered, Submitter } from './submitter';
import { unassign } from './unassign';
import { Watcher } from './watcher';

export interface OperationsOptions {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly log: Log;
  /** Where operations outlive the window; without it they end with it. */
  readonly store?: { readonly files: Files; readonly window: Window };
  /** Read anew each time, so that a change counts at once. */
  readonly settings: {
    maxConcurrentRequests(): number;
    pollIntervalMs(): number;
    timeoutMs(): number;
  };
}

/** An operation under way. */
export interface StartedOperation {
  /** Its story so far, as plain data. */
  readonly operation: () => Operation;
  /** Resolves when the last target settled; never rejects. Stays open when the extension ends before. */
  readonly done: Promise<Operation>;
  /** What did not go out yet ends as `not sent`; what did is followed to its end. */
  readonly cancel: () => void;
}

const STRATEGIES: Readonly<Record<Verb, Strategy>> = { restart, reboot, unassign };

/** What may be tried again without a second thought: it ran and failed, or it never ran, or its time was over. */
const RETRYABLE: ReadonlySet<Result | undefined> = new Set(['failed', 'rejected', 'timed out', 'not sent']);

const RELEASED = 'the watching was stopped; the cloud goes on with it';
const CLOSED = 'the window was closed before its request went out';

/** One operation as this window knows it. */
interface Entry {
  readonly record: OperationRecord;
  isOwn: boolean;
  generation: number;
  /** Writes its journal, while this window owns it and it is stored. */
  pen?: Pen;
  sending?: Promise<void>;
}

/** Everything that was asked of the cloud: from a request split, sent and followed to the last result. */
export class Operations implements Disposable {
  private readonly changes = new Emitter<OperationChange>();
  private readonly entries = new Map<number, Entry>();
  private readonly watchers = new Map<string, { desk: Desk; watcher: Watcher }>();
  private readonly timers = new Set<Timer>();
  private readonly history: History | undefined;
  private readonly keeper: Keeper | undefined;
  private loading: Promise<void> | undefined;

  constructor(private readonly options: OperationsOptions) {
    const { store, clock, log } = options;
    if (store !== undefined) {
      const history = new History(store.files, log);
      this.history = history;
      this.keeper = new Keeper({
        ...store,
        history,
        clock,
        log,
        kept: this.keptEntries(),
        listeners: this.listeners(),
      });
    }
  }

  /** One event per change, in the order in which they happened. Dispose the answer to stop listening. */
  readonly onDidChange = (listener: (change: OperationChange) => void): Disposable => this.changes.event(listener);

  /** @returns all operations that are known so far, newest first: after `load` the stored ones too */
  list(): readonly Operation[] {
    return [...this.entries.values()].map(({ record }) => record.operation).sort((a, b) => b.number - a.number);
  }

  /** Reads what is stored, once, and takes over what a window that is gone left unsettled. Never rejects. */
  load(): Promise<void> {
    this.loading ??= this.keeper?.load() ?? Promise.resolve();
    return this.loading;
  }

  /** @returns whether this window acts and watches; another one does it else */
  isOwn(number: number): boolean {
    return this.entries.get(number)?.isOwn === true;
  }

  /** @returns what a new operation may do again: exactly the failed, the rejected, the timed out and the not sent */
  retryable(operation: Operation): Target[] {
    return operation.targets.filter(({ result }) => RETRYABLE.has(result)).map(plain);
  }

  /** @returns those that may have been done: to be done again only by somebody who was told so */
  unknownOf(operation: Operation): Target[] {
    return operation.targets.filter(({ result }) => result === 'unknown').map(plain);
  }

  /**
   * Starts acting. Nothing is asked of the person here: confirm before.
   * @param project the name of the project
   * @param targets at least one; a target that is named twice is acted on once
   */
  start(verb: Verb, project: string, targets: readonly Target[]): StartedOperation {
    const strategy = STRATEGIES[verb];
    const unique = [...new Map(targets.map((target) => [strategy.idKey(target.id), target])).values()];
    if (unique.length === 0) {
      throw new RangeError('An operation needs at least one target.');
    }
    const flawed = unique.flatMap((target) => {
      const text = strategy.flaw(target);
      return text === undefined ? [] : [[target.id, { result: 'not sent', text }] as const];
    });
    const unsendable = new Set<string>(flawed.map(([id]) => id));
    const batches = split(
      unique.filter(({ id }) => !unsendable.has(id)),
      strategy.batchSize,
    );
    const startedAt = this.options.clock.now();
    const entry = this.begin((number) => ({
      ...{ number, verb, project, requests: batches.length, startedAt },
      targets: unique.map((target) => ({ ...target, phase: 'waiting' })),
    }));
    const { record } = entry;
    const { number } = record.operation;
    this.tell({ kind: 'accepted', operation: record.operation });
    record.update(flawed, startedAt);
    entry.sending = this.sendAll(entry, strategy, batches);
    void this.load();
    this.keeper?.wake();
    return {
      operation: () => record.operation,
      done: record.done,
      cancel: () => {
        this.cancel(number);
      },
    };
  }

  /** What did not go out yet ends as `not sent`; what did is followed to its end. */
  cancel(number: number): void {
    const entry = this.entries.get(number);
    if (entry?.isOwn === true) {
      entry.record.stop(this.options.clock.now());
    } else if (entry?.record.hasEnded === false) {
      this.history?.ask(number, 'stop');
    }
  }

  /** The same, and what did go out ends as `unknown`: nobody follows it any more, and the cloud goes on with it. */
  release(number: number): void {
    const entry = this.entries.get(number);
    if (entry?.isOwn === true) {
      entry.record.stop(this.options.clock.now());
      // What is taken back while it waits for its turn says so before this.
      setImmediate(() => {
        this.letGo(entry);
      });
    } else if (entry?.record.hasEnded === false) {
      this.history?.ask(number, 'release');
    }
  }

  /** Forgets what has ended, in all windows. */
  async clear(): Promise<void> {
    await this.load();
    const ended = new Set(this.list().flatMap(({ number, endedAt }) => (endedAt === undefined ? [] : [number])));
    await this.history?.delete((number) => ended.has(number));
    ended.forEach((number) => {
      this.remove(number);
    });
  }

  /**
   * A host asked for fewer requests: shows it on what waits for it.
   * @param untilMs when the next request goes there, in milliseconds since the epoch
   */
  throttled(host: string, untilMs: number): void {
    const { clients, clock } = this.options;
    const waiting = [...this.entries.values()].filter(({ isOwn, record }) => {
      const { verb, project } = record.operation;
      return isOwn && !record.hasEnded && clients.host(project, STRATEGIES[verb].service) === host;
    });
    waiting.forEach(({ record }) => {
      record.throttle(untilMs);
    });
    const timer = clock.setTimeout(() => {
      this.timers.delete(timer);
      waiting
        .filter(({ record }) => record.operation.throttledUntil === untilMs)
        .forEach(({ record }) => {
          record.throttle(undefined);
        });
    }, untilMs - clock.now());
    this.timers.add(timer);
  }

  /** Ends all following. What did not go out yet ends as `not sent`; the rest is left to the next window, if stored. */
  dispose(): void {
    for (const entry of this.entries.values()) {
      if (entry.isOwn && !entry.record.hasEnded) {
        entry.pen?.close();
        entry.record.stop(this.options.clock.now(), { text: CLOSED });
        void entry.sending?.then(() => entry.pen?.free());
      }
    }
    for (const { watcher } of this.watchers.values()) {
      watcher.dispose();
    }
    this.timers.forEach((timer) => {
      timer.cancel();
    });
    this.keeper?.dispose();
    this.changes.dispose();
  }

  private begin(make: (number: number) => Operation): Entry {
    const { store, log } = this.options;
    try {
      if (this.history !== undefined && store !== undefined) {
        const operation = this.history.begin(make, store.window.id);
        return this.enter(operation, { isOwn: true, pen: this.history.pen(operation.number, 1) });
      }
    } catch (error) {
      log.error(`The operation cannot be stored and will be forgotten with this window: ${String(error)}`);
    }
    return this.enter(make(Math.max(0, ...this.entries.keys()) + 1), { isOwn: true });
  }

  private enter(operation: Operation, as: Pick<Entry, 'isOwn' | 'pen'>): Entry {
    const record = new OperationRecord(operation, {
      isOurs: () => this.isOurs(entry),
      note: (patches, at) => entry.pen?.note(patches, at),
      tell: (change) => {
        this.tell(change);
      },
    });
    const entry: Entry = { record, generation: 1, ...as };
    this.entries.set(operation.number, entry);
    return entry;
  }

  /** Asked before each step: a window that slept may have been taken for gone. */
  private isOurs(entry: Entry): boolean {
    if (entry.isOwn && entry.pen?.isOurs() === false) {
      this.disown(entry);
    }
    return entry.isOwn;
  }

  private disown(entry: Entry): void {
    entry.isOwn = false;
    delete entry.pen;
    entry.record.drop();
    this.watcherOf(entry.record.operation.project).watcher.drop(entry.record);
  }

  /** A listener that fails must not end the operation. */
  private tell(change: OperationChange): void {
    try {
      this.changes.fire(change);
    } catch (error) {
      this.options.log.error(`A listener failed on operation #${change.operation.number}: ${String(error)}`);
    }
    if (change.kind === 'done') {
      void this.pack(change.operation);
    }
  }

  private async pack(operation: Operation): Promise<void> {
    await this.entries.get(operation.number)?.pen?.pack(operation);
    const gone = await this.history?.prune((number) => this.entries.get(number)?.record.hasEnded === true);
    gone?.forEach((number) => {
      this.remove(number);
    });
  }

  private remove(number: number): void {
    const entry = this.entries.get(number);
    if (entry !== undefined) {
      this.entries.delete(number);
      this.tell({ kind: 'removed', operation: entry.record.operation });
    }
  }

  private sendAll(entry: Entry, strategy: Strategy, batches: readonly Target[][]): Promise<void> {
    const { clients, clock, settings } = this.options;
    const { record } = entry;
    const { desk, watcher } = this.watcherOf(record.operation.project);
    const saved = () => entry.pen?.saved() ?? Promise.resolve();
    const isOurs = () => this.isOurs(entry);
    const submitter = new Submitter({ clients, clock, record, strategy, desk, watcher, saved, isOurs });
    return submitter.sendAll(batches, Math.max(1, settings.maxConcurrentRequests()));
  }

  private letGo({ record }: Entry): void {
    const sent = record.operation.targets.filter(({ phase }) => phase === 'sent');
    this.watcherOf(record.operation.project).watcher.drop(record);
    record.update(
      sent.map(({ id }) => [id, { result: 'unknown', text: RELEASED }]),
      this.options.clock.now(),
    );
  }

  /** Nothing is sent any more for an operation that was taken over: only what went out is followed. */
  private adopt(operation: Operation, generation: number): void {
    const { clock } = this.options;
    const entry = this.entries.get(operation.number) ?? this.enter(operation, { isOwn: false });
    const { record } = entry;
    record.replace(operation);
    entry.isOwn = true;
    entry.generation = generation;
    const pen = this.history?.pen(operation.number, generation);
    if (pen !== undefined) {
      entry.pen = pen;
    }
    if (record.hasEnded) {
      void this.pack(operation);
      return;
    }
    this.tell({ kind: 'resumed', operation });
    record.stop(clock.now(), { text: CLOSED });
    const strategy = STRATEGIES[operation.verb];
    const lost = { lost: 'the window was closed before the answer came' };
    record.update(
      operation.targets
        .filter(({ phase, answeredAt }) => phase === 'sent' && answeredAt === undefined)
        .map((target) => [target.id, answered(lost, strategy, target, target.sentAt ?? clock.now())]),
      clock.now(),
    );
    const sent = record.operation.targets.filter(({ phase }) => phase === 'sent');
    this.watcherOf(operation.project).watcher.add(strategy, record, sent);
  }

  private show(operation: Operation): void {
    const { record } = this.entries.get(operation.number) ?? this.enter(operation, { isOwn: false });
    record.replace(operation);
    this.tell({ kind: 'shown', operation });
  }

  private keptEntries(): ReadonlyMap<number, Entry> {
    return this.entries;
  }

  private listeners(): ConstructorParameters<typeof Keeper>[0]['listeners'] {
    return {
      shown: (operation) => {
        this.show(operation);
      },
      removed: (number) => {
        this.remove(number);
      },
      adopted: (operation, generation) => {
        this.adopt(operation, generation);
      },
      disowned: (number) => {
        const entry = this.entries.get(number);
        if (entry !== undefined) {
          this.disown(entry);
        }
      },
      asked: (number, what) => {
        this[what === 'stop' ? 'cancel' : 'release'](number);
      },
    };
  }

  private watcherOf(project: string): { desk: Desk; watcher: Watcher } {
    const known = this.watchers.get(project);
    if (known !== undefined) {
      return known;
    }
    const { clients, clock, log, settings } = this.options;
    const desk: Desk = { project, clock, log, pollIntervalMs: () => settings.pollIntervalMs() };
    const made = { desk, watcher: new Watcher(clients, desk, () => settings.timeoutMs()) };
    this.watchers.set(project, made);
    return made;
  }
}

const plain = ({ id, name, userId }: Target): Target => ({ id, name, ...(userId === undefined ? {} : { userId }) });
