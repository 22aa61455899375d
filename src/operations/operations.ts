import { omitUndefined } from '../base/omitUndefined';
import { type ShownRequest } from '../api/request/buildRequest';
import { type Clock, type Timer } from '../base/clock';
import { type Disposable } from '../base/event';
import { type Log } from '../base/log';
import { type Hold, type Operation, type Result, type Target } from '../model/operation';
import { type AnyOperation } from '../model/operationSummary';
import { type GuardSettings, type Plan, type PlanTarget } from '../model/plan';
import { type Verb } from '../model/verbs';
import { type Rollout } from '../model/rollout';
import { SleepDetector } from '../base/sleepDetector';
import { OperationRunner } from './operationRunner';
import { type OperationChange } from './common/events';
import { isElsewhere } from './common/place';
import { type OperationsClients } from './common/projectClients';
import { holderOf, lockedTargets } from './plan/busyTargets';
import { guardPlan, mostDown, PlanRefused, wasEdited } from './plan/guard';
import { type OwnerRequest } from './journal/fileNames';
import { ImportV1 } from './journal/importV1';
import { NotRecorded } from './journal/notRecorded';
import { Lease } from './journal/lease/lease';
import { type LeaseListeners } from './journal/lease/leased';
import { OperationStore, type Store } from './run/operationStore';
import { erases, VERBS } from './verbs/registry';
import { readTags } from './plan/tags';
import { readAgain, type ReadAgain } from './readAgain';
import { isUnsure } from './state/target';
import { ThrottleNotice } from './run/throttleNotice';

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
export type RunnablePlan = Pick<Plan, 'verb' | 'project' | 'targets' | 'waves' | 'policy' | 'fleet' | 'act'> &
  Partial<Pick<Plan, 'host' | 'projectId'>>;

/** How often it is looked whether windows of version 0.1 have ended what they run. */
const IMPORT_AGAIN_MS = 30_000;

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

/** What may be tried again without a second thought: it ran and failed, or it never ran. */
const RETRYABLE: ReadonlySet<Result | undefined> = new Set(['failed', 'rejected', 'not sent']);

/** Everything that was asked of the cloud: from a request split, sent and followed to the last result. */
export class Operations implements Disposable {
  private readonly store: OperationStore;
  private readonly runner: OperationRunner;
  private readonly throttles: ThrottleNotice;
  private readonly lease: Lease | undefined;
  private readonly sleeps: SleepDetector;
  private readonly importer: ImportV1 | undefined;
  private loading: Promise<void> | undefined;
  private importTimer: Timer | undefined;
  private isOver = false;

  constructor(private readonly options: OperationsOptions) {
    const { store, clock, log } = options;
    this.store = new OperationStore(store, log);
    this.runner = new OperationRunner({
      ...options,
      store: this.store,
      loaded: async () => {
        await this.load();
        await this.importer?.takeOver().catch(() => undefined);
      },
      checkSleep: () => {
        this.sleeps.check();
      },
      runningV1: () => this.importer?.running ?? [],
    });
    this.store.onDidLose((live) => {
      this.runner.drop(live);
      this.lease?.wake();
    });
    this.store.onDidFallBehind(() => {
      this.lease?.wake();
    });
    this.throttles = new ThrottleNotice(clock);
    this.sleeps = new SleepDetector(clock, (error) => {
      log.error(`After a sleep not all could be held back: ${String(error)}`);
    });
    this.sleeps.onDidSleep((sleptMs) => {
      log.warn(`The machine slept for ${Math.round(sleptMs / 1000)} s: what was not sent yet waits to be resumed.`);
      this.runner.slept(sleptMs);
    });
    this.store.onDidChange(({ kind }) => {
      if (kind !== 'target') {
        this.watchSleep();
      }
    });
    const { journals, entries: known, history } = this.store;
    if (store !== undefined && journals !== undefined) {
      this.lease = new Lease({ ...store, journals, clock, log, known, history, listeners: this.leaseListeners() });
      const { filesV1 } = store;
      this.importer =
        filesV1 && new ImportV1({ ...store, filesV1, journals, clock, log, hostOf: (one) => this.placeOf(one).host });
    }
  }

  /** One event per change, in the order in which they happened. Dispose the answer to stop listening. */
  readonly onDidChange = (listener: (change: OperationChange) => void): Disposable => this.store.onDidChange(listener);

  /**
   * @returns all operations that are known so far, newest first: after `load` the stored ones too. Those of the history
   *   come without their targets, see `open`
   */
  list(): readonly AnyOperation[] {
    return this.store.list();
  }

  /** @returns the operations that have not ended */
  running(): readonly Operation[] {
    return this.store.running();
  }

  /**
   * Reads an operation of the history from the disk. Never rejects.
   * @returns the whole operation; undefined where there is none with that number, or it cannot be read
   */
  open(number: number): Promise<Operation | undefined> {
    return this.store.open(number);
  }

  /** Reads what is stored, once, and takes over what a window that is gone left unsettled. Never rejects. */
  load(): Promise<void> {
    this.loading ??= this.loadOnce();
    return this.loading;
  }

  private async loadOnce(): Promise<void> {
    await this.takeOverV1();
    await this.lease?.load();
    // The history is copied when nobody waits for it any more.
    void this.importer?.takeOverEnded().catch((error: unknown) => {
      this.options.log.warn(`The history of an earlier version cannot be read: ${String(error)}`);
    });
  }

  /** Looks again as long as windows of version 0.1 run something. */
  private async takeOverV1(): Promise<void> {
    const { clock, log } = this.options;
    try {
      if ((await this.importer?.takeOver()) !== true) {
        return;
      }
    } catch (error) {
      log.warn(`The operations of an earlier version cannot be read: ${String(error)}`);
    }
    if (!this.isOver) {
      this.importTimer = clock.setTimeout(() => void this.takeOverV1(), IMPORT_AGAIN_MS);
    }
  }

  /** @returns whether this window acts and watches; another one does it else */
  isOwn(number: number): boolean {
    return this.store.entries.get(number)?.isOwn === true;
  }

  /** @returns what a new operation may do again: exactly the failed, the rejected and the not sent */
  retryable(operation: Operation): Target[] {
    return operation.targets.filter(({ result }) => RETRYABLE.has(result)).map(plain);
  }

  /** @returns those that timed out or are unknown: before they are done again it is read what became of them */
  unsureOf(operation: Operation): Target[] {
    return operation.targets.filter(isUnsure).map(plain);
  }

  /**
   * Reads what became of the targets of an ended operation whose results are not sure. Those that have ended since take
   * their true results, in all windows.
   * @returns those on which the cloud is still at work, and those of which nothing can be read: to be done again only by
   *   a person who was told so
   * @throws NotRecorded when the true results cannot be stored
   */
  async readAgain(number: number): Promise<Pick<ReadAgain, 'running' | 'unread'>> {
    const operation = await this.open(number);
    const targets = operation?.targets.filter(isUnsure) ?? [];
    if (operation === undefined || targets.length === 0) {
      return { running: [], unread: [] };
    }
    const { clients, clock, log, settings } = this.options;
    const { verb, project, rollout } = operation;
    if (isElsewhere(clients, VERBS[verb].service, operation)) {
      return { running: [], unread: targets.map(plain) };
    }
    const context = { project, clock, log, pollIntervalMs: () => settings.pollIntervalMs() };
    const found = await readAgain({ targets, ...omitUndefined({ rollout }) }, VERBS[verb], clients, context);
    await this.store.correct(number, found.ended, clock.now());
    return { running: found.running.map(plain), unread: found.unread.map(plain) };
  }

  /**
   * Says whether a plan may be started now. Where several belong together, all are checked before the first one starts.
   * @throws PlanRefused as `start` does
   */
  check(plan: RunnablePlan, typed: readonly string[] = []): void {
    const locked = lockedTargets(this.running());
    const { host, projectId } = this.placeOf(plan);
    const isSamePlace = (plan.host ?? host) === host && (plan.projectId ?? projectId) === projectId;
    if (!isSamePlace) {
      throw new PlanRefused([wasEdited(plan.project)]);
    }
    guardPlan(plan, typed, this.options.settings.guard(), (target) =>
      holderOf(locked, { verb: plan.verb, ...omitUndefined({ host }) }, target),
    );
  }

  /**
   * Says whether the project of an operation still names the place where it was started.
   * @throws ApiError when its settings name another host or project ID by now
   */
  checkPlace(operation: Pick<Operation, 'project' | 'verb' | 'host' | 'projectId'>): void {
    this.runner.checkPlace(operation);
  }

  /**
   * Starts what a plan says: its ids, and no others. Nothing is asked of the person here: confirm before.
   * @param typed what the person typed, for each demand of the plan
   * @throws PlanRefused where a guard rail forbids it, NotRecorded where it cannot be recorded: nothing was sent then
   */
  start(plan: RunnablePlan, typed: readonly string[] = []): StartedOperation {
    const { verb, project } = plan;
    const strategy = VERBS[verb];
    this.check(plan, typed);
    const keep = (target: PlanTarget): Target => storedTarget(verb, target);
    const unique = [...new Map(plan.targets.map((target) => [strategy.idKey(target.id), keep(target)])).values()];
    const flawed = unique.flatMap((target) => {
      const flaw = strategy.flaw(target);
      return flaw === undefined ? [] : [[target.id, { result: 'not sent', text: flaw }] as const];
    });
    const { clock, settings } = this.options;
    const startedAt = clock.now();
    const rollout = rolloutOf(plan, settings.guard());
    const sizes = rollout?.waves ?? [unique.length - flawed.length];
    const requests = sizes.reduce((sum, size) => sum + Math.ceil(size / strategy.batchSize), 0);
    const entry = this.store.begin((number) => ({
      number,
      verb,
      project,
      ...this.placeOf(plan),
      requests,
      startedAt,
      ...omitUndefined({ rollout }),
      targets: unique.map((target) => ({ ...target, phase: 'waiting' })),
    }));
    const { live } = entry;
    const { number } = live.operation;
    this.store.tell({ kind: 'accepted', operation: live.operation });
    live.update(flawed, startedAt);
    this.runner.begin(entry);
    this.lease?.wake();
    return {
      operation: () => live.operation,
      done: live.done,
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
    const bound = await VERBS[verb].connect(clients, context);
    const byId = new Map(targets.map((target) => [target.id, target]));
    return requests.map(({ ids }) => bound.describe(ids.flatMap((id) => byId.get(id) ?? [])));
  }

  /** What did not go out yet ends as `not sent`; what did is followed to its end. */
  cancel(number: number): void {
    this.request(number, 'stop');
  }

  /** The same, and what was sent ends as `unknown`: it is not followed any more, and the cloud goes on with it. */
  stopWatching(number: number): void {
    this.request(number, 'stopWatching');
  }

  /** Nothing more is sent until it is resumed. What was sent is followed. */
  pause(number: number): void {
    this.request(number, 'pause');
  }

  /**
   * An operation that is on hold goes on in the same place.
   * @param seen the hold that the person saw: while it is on hold for another reason nothing happens
   */
  resume(number: number, seen?: Hold): void {
    this.request(number, 'resume', seen);
  }

  /**
   * Of a rollout whose first wave is done, or whose last wave could not be proved: lets the other waves follow.
   * @param seen as for `resume`
   */
  promote(number: number, seen?: Hold): void {
    this.request(number, 'promote', seen);
  }

  /** Of a rollout: no wave follows the one under way; the rest is left untouched. */
  stopAfterWave(number: number): void {
    this.request(number, 'stopAfterWave');
  }

  /** Somebody signed in: results that could not be read without that are read again. Nothing is sent by itself. */
  signedIn(): void {
    this.runner.signedIn();
  }

  /**
   * Called just before a request that acts leaves. After a sleep, or after another window has taken an operation over,
   * the timer of a request can fire before that was noticed.
   */
  beforeLeaving(): void {
    this.sleeps.check();
    for (const entry of this.store.entries.values()) {
      // Where the disk does not tell, nothing leaves before a person says so.
      if (entry.isOwn && !entry.live.hasEnded && !this.store.isOurs(entry, false)) {
        entry.live.hold('paused', this.options.clock.now());
      }
    }
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
    await this.store.clear(this.lease?.unread ?? []);
  }

  /**
   * A host asked for fewer requests: shows it on what waits for it.
   * @param untilMs when the next request goes there, in milliseconds since the epoch
   */
  throttled(host: string, untilMs: number): void {
    const { clients } = this.options;
    const waiting = [...this.store.entries.values()].filter(({ isOwn, live }) => {
      const { verb, project } = live.operation;
      return isOwn && !live.hasEnded && clients.host(project, VERBS[verb].service) === host;
    });
    this.throttles.show(
      host,
      untilMs,
      waiting.map(({ live }) => live),
    );
  }

  /** Ends all following. What has not been sent waits again, for the next window; the rest is followed there. */
  dispose(): void {
    for (const entry of this.store.entries.values()) {
      // One that has ended and is not packed yet is packed by the next window.
      if (entry.isOwn && (!entry.live.hasEnded || entry.writer !== undefined)) {
        this.runner.close(entry);
      }
    }
    this.runner.dispose();
    this.throttles.dispose();
    this.sleeps.dispose();
    this.isOver = true;
    this.importTimer?.cancel();
    this.lease?.dispose();
    this.store.dispose();
  }

  /**
   * Another window is requested to do it where that one owns the operation.
   * @throws NotRecorded where the request cannot be handed to that window
   */
  private request(number: number, what: OwnerRequest, seen?: Hold): void {
    const entry = this.store.entries.get(number);
    if (entry?.isOwn === true) {
      this.runner.do(entry, what, seen);
    } else if (entry?.live.hasEnded === false) {
      this.requestOfOwner(number, what, seen);
    }
  }

  private requestOfOwner(number: number, what: OwnerRequest, seen: Hold | undefined): void {
    try {
      this.store.journals?.request(number, what, omitUndefined({ at: this.options.clock.now(), seen }));
    } catch (error) {
      throw new NotRecorded(error);
    }
  }

  /** @returns where the requests of an operation go, by the settings of now */
  private placeOf({ project, verb }: Pick<Plan, 'project' | 'verb'>): Pick<Operation, 'host' | 'projectId'> {
    const { clients } = this.options;
    return omitUndefined({
      host: clients.host(project, VERBS[verb].service),
      projectId: clients.projectId(project),
    });
  }

  /** Sleeps are noticed while something of this window is under way. */
  private watchSleep(): void {
    const isBusy = [...this.store.entries.values()].some(({ isOwn, live }) => isOwn && !live.hasEnded);
    if (isBusy) {
      this.sleeps.start();
    } else {
      this.sleeps.stop();
    }
  }

  private leaseListeners(): LeaseListeners {
    const { store } = this;
    return {
      shown: (operation) => {
        store.show(operation);
      },
      kept: (summary, corrections) => {
        store.keep(summary, corrections);
      },
      removed: (number) => {
        store.remove(number);
      },
      acquired: (operation, epoch, nextLine) => {
        const entry = store.own(operation, epoch, nextLine);
        if (!entry.live.hasEnded) {
          store.tell({ kind: 'resumed', operation });
          this.runner.adopt(entry);
        }
      },
      lost: (number) => {
        const entry = store.entries.get(number);
        if (entry !== undefined) {
          store.lose(entry);
        }
      },
      requested: (number, what, seen) => {
        this.request(number, what, seen);
      },
      heartbeat: () => {
        store.retry();
      },
      isBehind: () => store.isBehind,
    };
  }
}

/** @returns where a rollout begins; undefined for an operation whose targets go all at once */
function rolloutOf({ policy, waves, fleet }: RunnablePlan, guard: GuardSettings): Rollout | undefined {
  if (policy === undefined) {
    return undefined;
  }
  const { running } = fleet;
  const most = Math.min(mostDown(fleet, policy, guard), running);
  return { policy, waves, mostDown: most, running, wave: 0, step: 'reading', heldMs: 0 };
}

const plain = ({ id, name, userId, serverId }: Target): Target => omitUndefined({ id, name, userId, serverId });

/** @returns what of a target is stored. A server carries itself, so that is not stored. */
const storedTarget = (verb: Verb, { id, name, userId, serverId, confirmed }: PlanTarget): Target =>
  omitUndefined({
    id,
    name,
    userId,
    serverId: VERBS[verb].on === 'phone' ? serverId : undefined,
    confirmed: erases(verb) ? confirmed : undefined,
  });
