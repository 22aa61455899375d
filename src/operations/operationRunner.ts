import { type Clock } from '../base/clock';
import { type Disposable } from '../base/event';
import { type Log } from '../base/log';
import { type Operation, type Target, type TargetState } from '../model/operation';
import { type GuardSettings } from '../model/plan';
import { message } from '../base/message';
import { type OperationsClients } from './common/projectClients';
import { type Ask } from './journal/journal';
import { instanceHealth } from './rollout/instanceHealth';
import { split } from '../base/arrays';
import { RateLimiter } from '../base/rateLimiter';
import { type HealthCheck, withHealthCheck } from './rollout/healthCheck';
import { Roller } from './rollout/rolloutController';
import { serverHealth } from './rollout/serverHealth';
import { type Entry, type Shelf } from './journal/operationStore';
import { STRATEGIES } from './verbs/registry';
import { type Strategy } from './common/verb';
import { answered, Submitter } from './run/batchSender';
import { JobPollers } from './run/jobPollers';

interface Parts {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly log: Log;
  readonly shelf: Shelf;
  readonly settings: {
    maxConcurrentRequests(): number;
    pollIntervalMs(): number;
    timeoutMs(): number;
    guard(): GuardSettings;
  };
}

const RELEASED = message('the watching was stopped; the cloud goes on with it');
const CLOSED = message('the window was closed before its request went out');
const LOST = { lost: message('the window was closed before the answer came') };

const HEALTH_CHECKS: Readonly<Record<'restart' | 'reboot', HealthCheck>> = {
  restart: serverHealth,
  reboot: instanceHealth,
};

const MINUTE_MS = 60_000;

/** Acts for the operations that this window owns: sends, follows, rolls, and leaves them behind in good order. */
export class Acting implements Disposable {
  private readonly pollers: JobPollers;
  private readonly limiter: RateLimiter;
  private readonly rollers = new Map<number, Roller>();

  constructor(private readonly parts: Parts) {
    this.pollers = new JobPollers(parts);
    this.limiter = new RateLimiter(parts.clock, MINUTE_MS, () => parts.settings.guard().actingRequestsPerMinute);
    parts.shelf.onDidChange(({ kind, operation: { number } }) => {
      if (kind === 'target') {
        this.rollers.get(number)?.wake();
      } else if (kind === 'done') {
        this.leave(number);
      }
    });
  }

  /** Begins to act for a new operation. */
  begin(entry: Entry): void {
    const { operation } = entry.record;
    const strategy = strategyOf(operation);
    if (operation.rollout === undefined) {
      void this.send(entry, strategy, operation.targets);
    } else {
      this.roll(entry, strategy).wake();
    }
  }

  /**
   * Goes on for one that a window left behind that is gone: what went out is followed. Nothing more is sent; one that
   * rolls waits for a person.
   */
  adopt(entry: Entry): void {
    const { clock } = this.parts;
    const { record } = entry;
    const { operation } = record;
    const strategy = strategyOf(operation);
    const isRolling = operation.rollout !== undefined && operation.rollout.step !== 'over';
    if (!isRolling) {
      record.stop(clock.now(), { text: CLOSED });
    }
    record.update(
      operation.targets
        .filter(({ phase, answeredAt }) => phase === 'sent' && answeredAt === undefined)
        .map((target) => [target.id, answered(LOST, strategy, target, target.sentAt ?? clock.now())]),
      clock.now(),
    );
    if (isRolling) {
      this.roll(entry, strategy).takeOver();
    }
    const sent = record.operation.targets.filter(({ phase }) => phase === 'sent');
    this.pollers.of(operation.project).poller.add(strategy, record, sent);
  }

  /** Does what a person asks of an operation under way. */
  do(entry: Entry, what: Ask): void {
    const roller = this.rollers.get(entry.record.operation.number);
    switch (what) {
      case 'pause':
      case 'resume':
      case 'promote':
      case 'stopAfterWave':
        roller?.[what]();
        break;
      case 'stop':
      case 'release':
        roller?.stop();
        entry.record.stop(this.parts.clock.now());
        if (what === 'release') {
          // What is taken back while it waits for its turn says so before this.
          setImmediate(() => {
            this.letGo(entry);
          });
        }
    }
  }

  /** Somebody else acts for it from now on. */
  drop(record: Entry['record']): void {
    this.leave(record.operation.number);
    this.pollers.drop(record);
  }

  /**
   * The window closes: what did not go out yet ends as `not sent`. Of one that rolls and can be resumed it waits again,
   * and goes out in the next window.
   */
  close(entry: Entry): void {
    const { record, pen } = entry;
    const { rollout, number } = record.operation;
    this.leave(number);
    pen?.close();
    if (rollout === undefined || rollout.step === 'over' || pen === undefined) {
      record.stop(this.parts.clock.now(), { text: CLOSED });
    } else {
      record.holdBack();
    }
    void (entry.sending ?? Promise.resolve()).then(() => pen?.free());
  }

  dispose(): void {
    this.pollers.dispose();
  }

  private roll(entry: Entry, strategy: Strategy): Roller {
    const { clients, clock, log, settings } = this.parts;
    const { record } = entry;
    const { number, project } = record.operation;
    const { context } = this.pollers.of(project);
    const roller = new Roller({
      record,
      clock,
      log,
      retryMs: () => settings.pollIntervalMs(),
      before: (ids) => healthCheckOf(record.operation).before(clients, context, ids),
      send: (targets) => this.send(entry, strategy, targets),
    });
    this.leave(number);
    this.rollers.set(number, roller);
    return roller;
  }

  private leave(number: number): void {
    this.rollers.get(number)?.dispose();
    this.rollers.delete(number);
  }

  /**
   * Those that cannot be sent at all have settled already.
   * @returns what resolves when each has left, or will not leave any more; never rejects
   */
  private send(entry: Entry, strategy: Strategy, targets: readonly TargetState[]): Promise<void> {
    const { clients, clock, settings, shelf } = this.parts;
    const { record } = entry;
    const { context, poller } = this.pollers.of(record.operation.project);
    const saved = () => entry.pen?.saved() ?? Promise.resolve();
    const isOurs = () => shelf.isOurs(entry);
    const { limiter } = this;
    const submitter = new Submitter({ clients, clock, record, strategy, context, poller, limiter, saved, isOurs });
    const waiting: Target[] = targets.filter(({ phase }) => phase === 'waiting');
    const lanes = Math.max(1, settings.maxConcurrentRequests());
    entry.sending = submitter.sendAll(split(waiting, strategy.batchSize), lanes);
    return entry.sending;
  }

  private letGo({ record }: Entry): void {
    const sent = record.operation.targets.filter(({ phase }) => phase === 'sent');
    this.pollers.drop(record);
    record.update(
      sent.map(({ id }) => [id, { result: 'unknown', text: RELEASED }]),
      this.parts.clock.now(),
    );
  }
}

const healthCheckOf = ({ verb }: Operation): HealthCheck => HEALTH_CHECKS[verb === 'restart' ? 'restart' : 'reboot'];

const strategyOf = (operation: Operation): Strategy => {
  const strategy = STRATEGIES[operation.verb];
  const { rollout } = operation;
  return rollout === undefined ? strategy : withHealthCheck(strategy, healthCheckOf(operation), rollout.policy);
};
