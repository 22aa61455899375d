import { ApiError } from '../api/errors/errors';
import { split } from '../base/arrays';
import { type Clock } from '../base/clock';
import { type Disposable } from '../base/event';
import { type Log } from '../base/log';
import { message } from '../base/message';
import { RateLimiter } from '../base/rateLimiter';
import { hasMoreToSend, type Hold, type Operation, type Target, type TargetState } from '../model/operation';
import { type GuardSettings } from '../model/plan';
import { type OperationsClients } from './common/projectClients';
import { type Strategy } from './common/verb';
import { type OwnerRequest } from './journal/fileNames';
import { UnreadableJournal } from './journal/journalReader';
import { diskFault } from './journal/notRecorded';
import { type HealthCheck } from './common/health';
import { holderOf, lockedTargets } from './plan/busyTargets';
import { withHealthCheck } from './rollout/healthCheck';
import { type BeforeWave, RolloutController } from './rollout/rolloutController';
import { answered, BatchSender } from './run/batchSender';
import { JobPollers } from './run/jobPollers';
import { type LiveOperation } from './run/liveOperation';
import { type Entry, type OperationStore } from './run/operationStore';
import { TargetLocks } from './targetLocks';
import { erases, VERBS } from './verbs/registry';

interface Deps {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: OperationStore;
  readonly settings: {
    maxConcurrentRequests(): number;
    pollIntervalMs(): number;
    timeoutMs(): number;
    guard(): GuardSettings;
  };
  /** Resolves when what is stored was read. */
  loaded(): Promise<void>;
  /** @returns the operations that windows of version 0.1 run. @throws when that is not known */
  runningV1(): readonly Operation[];
  /** Checks whether the machine slept. `slept` has been called when this returns. */
  checkSleep(): void;
}

const WATCHING_STOPPED = message('watching was stopped; the cloud continues with it');
const CLOSED = message('the window was closed before its request went out');
const HELD_BY_V1 = message('an operation of a window with an earlier version of the extension has it');
const LOST = { lost: message('the window was closed before the answer came') };

const MINUTE_MS = 60_000;

/** Acts for the operations that this window owns: sends, follows, rolls out, and leaves them behind in good order. */
export class OperationRunner implements Disposable {
  private readonly pollers: JobPollers;
  private readonly limiter: RateLimiter;
  private readonly locks: TargetLocks;
  private readonly rollouts = new Map<number, RolloutController>();

  constructor(private readonly deps: Deps) {
    this.pollers = new JobPollers(deps);
    this.limiter = new RateLimiter(deps.clock, MINUTE_MS, () => deps.settings.guard().actingRequestsPerMinute);
    this.locks = new TargetLocks(deps.store, () => deps.runningV1(), deps.clock);
    deps.store.onDidChange(({ kind, operation: { number } }) => {
      if (kind === 'target' || kind === 'progressed') {
        this.rollouts.get(number)?.wake();
      } else if (kind === 'done') {
        this.leave(number);
      }
    });
  }

  /** Begins to act for a new operation, as soon as it is known which of its targets another operation has. */
  begin(entry: Entry): void {
    if (entry.live.operation.rollout === undefined) {
      void this.send(entry, entry.live.operation.targets);
      return;
    }
    const beginning = this.leaveOutLocked(entry, entry.live.operation.targets).then(() => {
      // A Resume meanwhile waits for this beginning, and sends then.
      if (entry.sending === beginning) {
        delete entry.sending;
        this.goOn(entry);
      }
    });
    entry.sending = beginning;
  }

  /**
   * Takes over an operation of a window that is gone. What was sent is followed. What was not is held until a person
   * lets it go on.
   */
  adopt(entry: Entry): void {
    const { clock } = this.deps;
    const { live } = entry;
    const { operation } = live;
    const strategy = strategyOf(operation);
    if (operation.rollout?.step === 'over') {
      live.stop(clock.now(), { text: CLOSED });
    }
    live.update(
      operation.targets
        .filter(({ phase, answeredAt }) => phase === 'sent' && answeredAt === undefined)
        .map((target) => [target.id, answered(LOST, strategy, target, target.sentAt ?? clock.now())]),
      clock.now(),
    );
    live.hold('reload', clock.now());
    const sent = live.operation.targets.filter(({ phase }) => phase === 'sent');
    this.pollers.of(operation.project).poller.add(strategy, live, sent);
    if (!live.hasEnded && operation.rollout !== undefined) {
      this.controllerOf(entry).wake();
    }
  }

  /**
   * Does what a person requests of an operation under way.
   * @param seen the hold that the person saw, for a request to go on: it answers no other question
   */
  do(entry: Entry, what: OwnerRequest, seen?: Hold): void {
    const { live } = entry;
    const { hold, number } = live.operation;
    if (seen !== undefined && (hold?.why !== seen.why || hold.since !== seen.since)) {
      this.deps.log.warn(`${what} of operation #${number} is dropped: what the person saw is no longer so.`);
      return;
    }
    const now = this.deps.clock.now();
    const controller = this.rollouts.get(live.operation.number);
    switch (what) {
      case 'pause':
        live.hold('paused', now);
        break;
      case 'resume':
      case 'promote':
        this.release(entry, what);
        break;
      case 'stopAfterWave':
        if (live.operation.rollout !== undefined) {
          this.controllerOf(entry).stopAfterWave();
        }
        break;
      case 'stop':
      case 'stopWatching':
        controller?.stop();
        live.stop(now);
        if (what === 'stopWatching') {
          // What is withdrawn while it waits for its turn is `not sent` before that.
          setImmediate(() => {
            this.letGo(live);
          });
        }
    }
  }

  /** Somebody signed in: results that could not be read without that are read again. Nothing is sent. */
  signedIn(): void {
    this.pollers.signedIn();
  }

  /** The machine slept: what has not been sent waits for a person, for the fleet may be another one now. */
  slept(sleptMs: number): void {
    const { store, clock } = this.deps;
    this.pollers.slept(sleptMs);
    for (const { isOwn, live } of [...store.entries.values()]) {
      if (isOwn && !live.hasEnded) {
        this.rollouts.get(live.operation.number)?.slept();
        live.hold('sleep', clock.now());
      }
    }
  }

  /** Another window acts for it from now on. */
  drop(live: LiveOperation): void {
    this.leave(live.operation.number);
    this.pollers.drop(live);
  }

  /**
   * The window closes. What has not been sent waits again, for the next window and a person; where the operation is not
   * stored, it ends as `not sent`.
   */
  close(entry: Entry): void {
    const { live, writer } = entry;
    this.leave(live.operation.number);
    writer?.close();
    if (writer === undefined) {
      live.stop(this.deps.clock.now(), { text: CLOSED });
    } else {
      live.holdBack();
    }
    void (entry.sending ?? Promise.resolve()).then(() => writer?.release());
  }

  dispose(): void {
    this.pollers.dispose();
  }

  private release(entry: Entry, what: 'resume' | 'promote'): void {
    const { live } = entry;
    const now = this.deps.clock.now();
    const question = what === 'resume' ? this.rollouts.get(live.operation.number)?.question : undefined;
    if (question !== undefined) {
      // The wave ended while it was on hold: that is still to be asked.
      live.replaceHold({ why: question, since: now }, now);
    } else if (live.hold(what, now)) {
      this.goOn(entry);
    }
  }

  private goOn(entry: Entry): void {
    const { live } = entry;
    if (live.hasEnded || !entry.isOwn) {
      return;
    }
    if (live.operation.rollout !== undefined) {
      this.controllerOf(entry).wake();
    } else if (hasMoreToSend(live.operation)) {
      void this.send(entry, live.operation.targets);
    }
  }

  private controllerOf(entry: Entry): RolloutController {
    const { clock, log, settings } = this.deps;
    const { live } = entry;
    const { number } = live.operation;
    const known = this.rollouts.get(number);
    if (known !== undefined) {
      return known;
    }
    const controller = new RolloutController({
      live,
      clock,
      log,
      retryMs: () => settings.pollIntervalMs(),
      before: (ids) => this.readBefore(live.operation, ids),
      send: (targets) => this.send(entry, targets),
    });
    this.rollouts.set(number, controller);
    return controller;
  }

  private async readBefore(operation: Operation, ids: readonly string[]): Promise<BeforeWave> {
    const { clients } = this.deps;
    const { context } = this.pollers.of(operation.project);
    const { idKey } = VERBS[operation.verb];
    this.checkPlace(operation);
    const health = healthOf(operation);
    const running = await health.running(clients, context, operation.targets);
    const states = await health.before(clients, context, ids);
    await this.deps.loaded();
    const others = lockedTargets((await this.locks.others(operation.number)).map(underWay));
    return {
      states,
      running: (without) => {
        const left = new Set(without.map(idKey));
        return running.filter((one) => !left.has(idKey(one.id)) && holderOf(others, operation, one) === undefined)
          .length;
      },
    };
  }

  private leave(number: number): void {
    this.rollouts.get(number)?.dispose();
    this.rollouts.delete(number);
  }

  /**
   * Sends the requests for those of the targets that wait. What an earlier sender still withdraws is waited for.
   * @returns what resolves when each has left, or will not leave any more; never rejects
   */
  private async send(entry: Entry, targets: readonly TargetState[]): Promise<void> {
    const before = entry.sending;
    const sending = (async () => {
      await before;
      await this.leaveOutLocked(entry, targets);
      await this.sendWaiting(entry, targets);
    })();
    entry.sending = sending;
    await sending;
    if (entry.sending === sending) {
      delete entry.sending;
    }
  }

  private async sendWaiting(entry: Entry, targets: readonly TargetState[]): Promise<void> {
    const { clients, clock, settings, store } = this.deps;
    const { live } = entry;
    if (live.operation.hold !== undefined || live.stopped.aborted) {
      return;
    }
    const strategy = strategyOf(live.operation);
    const { context, poller } = this.pollers.of(live.operation.project);
    const sender = new BatchSender({
      clients,
      clock,
      live,
      strategy,
      context,
      poller,
      checkPlace: () => {
        this.checkPlace(live.operation);
      },
      limiter: this.limiter,
      isCautious: erases(live.operation.verb),
      saved: () => entry.writer?.saved() ?? Promise.resolve(),
      isOurs: (whenUnsure) => store.isOurs(entry, whenUnsure),
    });
    const waiting: Target[] = targets.filter(({ id }) => live.target(id)?.phase === 'waiting');
    await sender.sendAll(split(waiting, strategy.batchSize), Math.max(1, settings.maxConcurrentRequests()));
  }

  /**
   * The settings of a project can change while an operation of it is held.
   * @throws ApiError when its requests would go to another host or project than the one that was confirmed
   */
  checkPlace({ project, verb, host, projectId }: Pick<Operation, 'project' | 'verb' | 'host' | 'projectId'>): void {
    const { clients } = this.deps;
    if (host !== undefined && clients.host(project, VERBS[verb].service) !== host) {
      const said = message('the settings of {0} do not name the host {1} any more', project, host);
      throw new ApiError('config', said, { didNotRun: true });
    }
    if (projectId !== undefined && clients.projectId(project) !== projectId) {
      const said = message('the settings of {0} do not name the project ID {1} any more', project, projectId);
      throw new ApiError('config', said, { didNotRun: true });
    }
  }

  /** Leaves out, and names, what another operation has. */
  private async leaveOutLocked(entry: Entry, targets: readonly TargetState[]): Promise<void> {
    const { clock } = this.deps;
    const { live } = entry;
    const waiting = targets.filter(({ id }) => live.target(id)?.phase === 'waiting');
    try {
      await this.deps.loaded();
      const locked = await this.locks.lockedByOthers(entry, waiting);
      live.update(
        locked.map(({ target: { id }, number: heldBy, isV1 }) => [
          id,
          { result: 'not sent', heldBy, text: isV1 ? HELD_BY_V1 : message('operation #{0} has it', heldBy) },
        ]),
        clock.now(),
      );
    } catch (error) {
      const why = error instanceof UnreadableJournal ? error.said : diskFault(error);
      const text = message('it cannot be told whether another operation has it: {0}', why);
      live.update(
        waiting.map(({ id }) => [id, { result: 'not sent', text }]),
        clock.now(),
      );
    }
  }

  private letGo(live: LiveOperation): void {
    const sent = live.operation.targets.filter(({ phase }) => phase === 'sent');
    this.pollers.drop(live);
    live.update(
      sent.map(({ id }) => [id, { result: 'unknown', text: WATCHING_STOPPED }]),
      this.deps.clock.now(),
    );
  }
}

/** @returns the operation without the targets that a hold keeps back: they run */
const underWay = (operation: Operation): Operation =>
  operation.hold === undefined
    ? operation
    : { ...operation, targets: operation.targets.filter(({ phase }) => phase !== 'waiting') };

/** @throws RangeError for a verb that cannot be rolled out: no plan has it with waves, but a journal may */
function healthOf({ verb }: Operation): HealthCheck {
  const { health } = VERBS[verb];
  if (health === undefined) {
    throw new RangeError(`${verb} has no health check.`);
  }
  return health;
}

const strategyOf = (operation: Operation): Strategy => {
  const strategy = VERBS[operation.verb];
  const { health } = strategy;
  const { rollout } = operation;
  return rollout === undefined || health === undefined ? strategy : withHealthCheck(strategy, health, rollout.policy);
};
