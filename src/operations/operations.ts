import { omitUndefined } from '../base/omitUndefined';
import { type ShownRequest } from '../api/request/buildRequest';
import { type Clock } from '../base/clock';
import { type Disposable } from '../base/event';
import { type Log } from '../base/log';
import { type Operation, type Result, type Target } from '../model/operation';
import { type GuardSettings, type Plan } from '../model/plan';
import { type Rollout } from '../model/rollout';
import { Acting } from './operationRunner';
import { type OperationChange } from './common/events';
import { type OperationsClients } from './common/projectClients';
import { takenTargets } from './plan/busyTargets';
import { guardPlan, mostDown } from './plan/guard';
import { type Ask } from './journal/journal';
import { Keeper, type KeeperListeners } from './journal/lease';
import { Shelf, type Store } from './journal/operationStore';
import { STRATEGIES } from './verbs/registry';
import { readTags } from './plan/tags';
import { Throttled } from './run/throttleNotice';

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
export type RunnablePlan = Pick<Plan, 'verb' | 'project' | 'targets' | 'waves' | 'policy' | 'fleet' | 'act'>;

type PlanTags = Awaited<ReturnType<typeof readTags>>;

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

/** Everything that was asked of the cloud: from a request split, sent and followed to the last result. */
export class Operations implements Disposable {
  private readonly shelf: Shelf;
  private readonly acting: Acting;
  private readonly pauses: Throttled;
  private readonly keeper: Keeper | undefined;
  private loading: Promise<void> | undefined;

  constructor(private readonly options: OperationsOptions) {
    const { store, clock, log } = options;
    const shelf: Shelf = new Shelf(store, log, (record) => {
      this.acting.drop(record);
    });
    this.shelf = shelf;
    this.acting = new Acting({ ...options, shelf });
    this.pauses = new Throttled(clock);
    const { history, entries: kept } = shelf;
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
   * Says whether a plan may be started now. Where several belong together, all are checked before the first one starts.
   * @throws PlanRefused as `start` does
   */
  check(plan: RunnablePlan, typed: readonly string[] = []): void {
    const { verb, project } = plan;
    const strategy = STRATEGIES[verb];
    const taken = takenTargets(verb, project, this.list(), (id) => strategy.idKey(id));
    guardPlan(plan, typed, this.options.settings.guard(), (id) => taken.get(strategy.idKey(id)));
  }

  /**
   * Starts what a plan says: its ids, and no others. Nothing is asked of the person here: confirm before.
   * @param typed what the person typed, for each demand of the plan
   * @throws PlanRefused where a guard rail forbids it: nothing was sent then
   */
  start(plan: RunnablePlan, typed: readonly string[] = []): StartedOperation {
    const { verb, project } = plan;
    const strategy = STRATEGIES[verb];
    this.check(plan, typed);
    const unique = [...new Map(plan.targets.map((target) => [strategy.idKey(target.id), plain(target)])).values()];
    const flawed = unique.flatMap((target) => {
      const flaw = strategy.flaw(target);
      return flaw === undefined ? [] : [[target.id, { result: 'not sent', text: flaw }] as const];
    });
    const { clock, settings } = this.options;
    const startedAt = clock.now();
    const rollout = rolloutOf(plan, unique.length, settings.guard());
    const sizes = rollout?.waves ?? [unique.length - flawed.length];
    const requests = sizes.reduce((sum, size) => sum + Math.ceil(size / strategy.batchSize), 0);
    const entry = this.shelf.begin((number) => ({
      number,
      verb,
      project,
      requests,
      startedAt,
      ...omitUndefined({ rollout }),
      targets: unique.map((target) => ({ ...target, phase: 'waiting' })),
    }));
    const { record } = entry;
    const { number } = record.operation;
    this.shelf.tell({ kind: 'accepted', operation: record.operation });
    record.update(flawed, startedAt);
    this.acting.begin(entry);
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

  /**
   * Says what a plan would send, request by request, and sends nothing.
   * @throws ApiError when the project is gone or signed out
   */
  async preview(plan: Pick<Plan, 'verb' | 'project' | 'targets' | 'requests'>): Promise<ShownRequest[]> {
    const { verb, project, targets, requests } = plan;
    const { clients, clock, log, settings } = this.options;
    const context = { project, clock, log, pollIntervalMs: () => settings.pollIntervalMs() };
    const bound = await STRATEGIES[verb].connect(clients, context);
    const byId = new Map(targets.map((target) => [target.id, target]));
    return requests.map(({ ids }) => bound.describe(ids.flatMap((id) => byId.get(id) ?? [])));
  }

  /** What did not go out yet ends as `not sent`; what did is followed to its end. */
  cancel(number: number): void {
    this.ask(number, 'stop');
  }

  /** The same, and what did go out ends as `unknown`: nobody follows it any more, and the cloud goes on with it. */
  release(number: number): void {
    this.ask(number, 'release');
  }

  /** Of one that rolls: nothing more is sent until it is resumed. What was sent is followed. */
  pause(number: number): void {
    this.ask(number, 'pause');
  }

  /** Of one that was paused, or that a window left behind: goes on in the same place. */
  resume(number: number): void {
    this.ask(number, 'resume');
  }

  /** Of one whose first wave is over: lets the others follow. */
  promote(number: number): void {
    this.ask(number, 'promote');
  }

  /** Of one that rolls: no wave follows the one under way; the rest is left untouched. */
  stopAfterWave(number: number): void {
    this.ask(number, 'stopAfterWave');
  }

  /**
   * Reads the tags of servers: a plan needs them where the settings protect some.
   * @throws ApiError when one of them cannot be read
   */
  tagsOf(project: string, serverIds: readonly string[], signal?: AbortSignal): Promise<PlanTags> {
    return readTags(this.options.clients, project, serverIds, signal);
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
    const { clients } = this.options;
    const waiting = [...this.shelf.entries.values()].filter(({ isOwn, record }) => {
      const { verb, project } = record.operation;
      return isOwn && !record.hasEnded && clients.host(project, STRATEGIES[verb].service) === host;
    });
    this.pauses.show(
      host,
      untilMs,
      waiting.map(({ record }) => record),
    );
  }

  /** Ends all following. What did not go out yet ends as `not sent`; the rest is left to the next window, if stored. */
  dispose(): void {
    for (const entry of this.shelf.entries.values()) {
      if (entry.isOwn && !entry.record.hasEnded) {
        this.acting.close(entry);
      }
    }
    this.acting.dispose();
    this.pauses.dispose();
    this.keeper?.dispose();
    this.shelf.dispose();
  }

  /** Another window is asked where it is the owner. */
  private ask(number: number, what: Ask): void {
    const entry = this.shelf.entries.get(number);
    if (entry?.isOwn === true) {
      this.acting.do(entry, what);
    } else if (entry?.record.hasEnded === false) {
      this.shelf.history?.ask(number, what);
    }
  }

  private adopt(operation: Operation, generation: number): void {
    const entry = this.shelf.own(operation, generation);
    if (!entry.record.hasEnded) {
      this.shelf.tell({ kind: 'resumed', operation });
      this.acting.adopt(entry);
    }
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
        this.ask(number, what);
      },
    };
  }
}

/** @returns where a rolling operation begins; undefined for one whose targets go all at once */
function rolloutOf({ policy, waves, fleet }: RunnablePlan, count: number, guard: GuardSettings): Rollout | undefined {
  return policy === undefined
    ? undefined
    : { policy, waves, mostDown: Math.min(mostDown(fleet, policy, guard), count), wave: 0, step: 'reading', heldMs: 0 };
}

const plain = ({ id, name, userId }: Target): Target => omitUndefined({ id, name, userId });
