import { type Clock, type Timer } from '../model/clock';
import { type Disposable } from '../model/event';
import { type Log } from '../model/log';
import { type Operation, type Result, type Target } from '../model/operation';
import { type GuardSettings, type Plan } from '../model/plan';
import { text } from '../model/text';
import { type OperationChange } from './change';
import { type OperationsClients } from './clients';
import { guardPlan, takenTargets } from './guard';
import { Keeper, type KeeperListeners } from './keeper';
import { split } from './lists';
import { Pace } from './pace';
import { type Entry, Shelf, type Store } from './shelf';
import { STRATEGIES } from './strategies';
import { type Desk, type Strategy } from './strategy';
import { answered, Submitter } from './submitter';
import { Watcher } from './watcher';

export interface OperationsOptions {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly log: Log;
  /** Where operations outlive the window; without it they end with it. */
  readonly store?: Store;
  /** Read anew each time, so that a change counts at once. */
  readonly settings: {
    maxConcurrentRequests(): number;
    pollIntervalMs(): number;
    timeoutMs(): number;
    guard(): GuardSettings;
  };
}

/** What of a plan is needed to run it. */
export type RunnablePlan = Pick<Plan, 'verb' | 'project' | 'targets' | 'waves' | 'policy' | 'fleet' | 'mostDown'>;

/** An operation under way. */
export interface StartedOperation {
  /** Its story so far, as plain data. */
  readonly operation: () => Operation;
  /** Resolves when the last target settled; never rejects. Stays open when the extension ends before. */
  readonly done: Promise<Operation>;
  /** What did not go out yet ends as `not sent`; what did is followed to its end. */
  readonly cancel: () => void;
}

/** What may be tried again without a second thought: it ran and failed, or it never ran, or its time was over. */
const RETRYABLE: ReadonlySet<Result | undefined> = new Set(['failed', 'rejected', 'timed out', 'not sent']);

const RELEASED = text('the watching was stopped; the cloud goes on with it');
const CLOSED = text('the window was closed before its request went out');

/** Everything that was asked of the cloud: from a request split, sent and followed to the last result. */
export class Operations implements Disposable {
  private readonly shelf: Shelf;
  private readonly watchers = new Map<string, { desk: Desk; watcher: Watcher }>();
  /** When the pause of a host ends. */
  private readonly timers = new Map<string, Timer>();
  private readonly keeper: Keeper | undefined;
  private readonly pace: Pace;
  private loading: Promise<void> | undefined;

  constructor(private readonly options: OperationsOptions) {
    const { store, clock, log } = options;
    this.shelf = new Shelf(store, log, (record) => {
      this.watcherOf(record.operation.project).watcher.drop(record);
    });
    this.pace = new Pace(clock, () => options.settings.guard().actingRequestsPerMinute);
    const { history, entries: kept } = this.shelf;
    if (store !== undefined && history !== undefined) {
      this.keeper = new Keeper({ ...store, history, clock, log, kept, listeners: this.listeners() });
    }
  }

  /** One event per change, in the order in which they happened. Dispose the answer to stop listening. */
  readonly onDidChange = (listener: (change: OperationChange) => void): Disposable => this.shelf.onDidChange(listener);

  /** @returns all operations that are known so far, newest first: after `load` the stored ones too */
  list(): readonly Operation[] {
    return this.shelf.list();
  }

  /** Reads what is stored, once, and takes over what a window that is gone left unsettled. Never rejects. */
  load(): Promise<void> {
    this.loading ??= this.keeper?.load() ?? Promise.resolve();
    return this.loading;
  }

  /** @returns whether this window acts and watches; another one does it else */
  isOwn(number: number): boolean {
    return this.shelf.entries.get(number)?.isOwn === true;
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
   * Starts what a plan says: its ids, and no others. Nothing is asked of the person here: confirm before.
   * @param typed what the person typed, for each demand of the plan
   * @throws PlanRefused where a guard rail forbids it: nothing was sent then
   */
  start(plan: RunnablePlan, typed: readonly string[] = []): StartedOperation {
    const { verb, project } = plan;
    const strategy = STRATEGIES[verb];
    const taken = takenTargets(verb, project, this.list(), (id) => strategy.idKey(id));
    guardPlan(plan, typed, this.options.settings.guard(), (id) => taken.get(strategy.idKey(id)));
    const unique = [...new Map(plan.targets.map((target) => [strategy.idKey(target.id), plain(target)])).values()];
    const flawed = unique.flatMap((target) => {
      const flaw = strategy.flaw(target);
      return flaw === undefined ? [] : [[target.id, { result: 'not sent', text: flaw }] as const];
    });
    const unsendable = new Set<string>(flawed.map(([id]) => id));
    const batches = split(
      unique.filter(({ id }) => !unsendable.has(id)),
      strategy.batchSize,
    );
    const startedAt = this.options.clock.now();
    const entry = this.shelf.begin((number) => ({
      ...{ number, verb, project, requests: batches.length, startedAt },
      targets: unique.map((target) => ({ ...target, phase: 'waiting' })),
    }));
    const { record } = entry;
    const { number } = record.operation;
    this.shelf.tell({ kind: 'accepted', operation: record.operation });
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
    const entry = this.shelf.entries.get(number);
    if (entry?.isOwn === true) {
      entry.record.stop(this.options.clock.now());
    } else if (entry?.record.hasEnded === false) {
      this.shelf.history?.ask(number, 'stop');
    }
  }

  /** The same, and what did go out ends as `unknown`: nobody follows it any more, and the cloud goes on with it. */
  release(number: number): void {
    const entry = this.shelf.entries.get(number);
    if (entry?.isOwn === true) {
      entry.record.stop(this.options.clock.now());
      // What is taken back while it waits for its turn says so before this.
      setImmediate(() => {
        this.letGo(entry);
      });
    } else if (entry?.record.hasEnded === false) {
      this.shelf.history?.ask(number, 'release');
    }
  }

  /** Forgets what has ended, in all windows. */
  async clear(): Promise<void> {
    await this.load();
    await this.shelf.clear();
  }

  /**
   * A host asked for fewer requests: shows it on what waits for it.
   * @param untilMs when the next request goes there, in milliseconds since the epoch
   */
  throttled(host: string, untilMs: number): void {
    const { clients, clock } = this.options;
    const waiting = [...this.shelf.entries.values()].filter(({ isOwn, record }) => {
      const { verb, project } = record.operation;
      return isOwn && !record.hasEnded && clients.host(project, STRATEGIES[verb].service) === host;
    });
    waiting.forEach(({ record }) => {
      record.throttle(untilMs);
    });
    this.timers.get(host)?.cancel();
    const resume = (): void => {
      this.timers.delete(host);
      waiting
        .filter(({ record }) => record.operation.throttledUntil !== undefined)
        .forEach(({ record }) => {
          record.throttle(undefined);
        });
    };
    this.timers.set(host, clock.setTimeout(resume, untilMs - clock.now()));
  }

  /** Ends all following. What did not go out yet ends as `not sent`; the rest is left to the next window, if stored. */
  dispose(): void {
    for (const entry of this.shelf.entries.values()) {
      if (entry.isOwn && !entry.record.hasEnded) {
        entry.pen?.close();
        entry.record.stop(this.options.clock.now(), { text: CLOSED });
        void (entry.sending ?? Promise.resolve()).then(() => entry.pen?.free());
      }
    }
    for (const { watcher } of this.watchers.values()) {
      watcher.dispose();
    }
    this.timers.forEach((timer) => {
      timer.cancel();
    });
    this.keeper?.dispose();
    this.shelf.dispose();
  }

  private sendAll(entry: Entry, strategy: Strategy, batches: readonly Target[][]): Promise<void> {
    const { clients, clock, settings } = this.options;
    const { record } = entry;
    const { desk, watcher } = this.watcherOf(record.operation.project);
    const saved = () => entry.pen?.saved() ?? Promise.resolve();
    const isOurs = () => this.shelf.isOurs(entry);
    const { pace } = this;
    const submitter = new Submitter({ clients, clock, record, strategy, desk, watcher, pace, saved, isOurs });
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
    const { record } = this.shelf.own(operation, generation);
    if (record.hasEnded) {
      return;
    }
    this.shelf.tell({ kind: 'resumed', operation });
    record.stop(clock.now(), { text: CLOSED });
    const strategy = STRATEGIES[operation.verb];
    const lost = { lost: text('the window was closed before the answer came') };
    record.update(
      operation.targets
        .filter(({ phase, answeredAt }) => phase === 'sent' && answeredAt === undefined)
        .map((target) => [target.id, answered(lost, strategy, target, target.sentAt ?? clock.now())]),
      clock.now(),
    );
    const sent = record.operation.targets.filter(({ phase }) => phase === 'sent');
    this.watcherOf(operation.project).watcher.add(strategy, record, sent);
  }

  private listeners(): KeeperListeners {
    return {
      shown: (operation) => {
        this.shelf.show(operation);
      },
      removed: (number) => {
        this.shelf.remove(number);
      },
      adopted: (operation, generation) => {
        this.adopt(operation, generation);
      },
      disowned: (number) => {
        const entry = this.shelf.entries.get(number);
        if (entry !== undefined) {
          this.shelf.disown(entry);
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
