import { omitUndefined } from '../../base/omitUndefined';
import { idsOf } from '../../base/arrays';
import { ApiError, type ErrorKind } from '../../api/errors/errors';
import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { type HoldReason, type Operation, type TargetState } from '../../model/operation';
import { type Rollout, type RolloutProgress } from '../../model/rollout';
import { hasFailed, isUnproved, targetsOfWave } from '../../model/rolloutTargets';
import { message, type Message } from '../../base/message';
import { isSignedOut } from '../follow/outcomes';
import { type LiveOperation, progressOf } from '../run/liveOperation';
import { over } from '../state/operation';
import { type Patch } from '../state/target';
import { nextStep, questionAfter } from './nextStep';
import { type EarlyEnd } from './stopRules';

/** What was read before a wave. */
export interface BeforeWave {
  /** @returns how many of the fleet run now, without these and without those that any other operation acts on */
  readonly running: (without: readonly string[]) => number;
  /** What is recorded of the targets, to compare with afterwards. */
  readonly states: readonly (readonly [string, Patch])[];
}

interface Deps {
  readonly live: LiveOperation;
  readonly clock: Clock;
  readonly log: Log;
  /** How long to wait before reading is tried again, in milliseconds. */
  retryMs(): number;
  /** Reads the fleet, and the states of these targets. */
  before(ids: readonly string[]): Promise<BeforeWave>;
  /** Sends the requests for these. Resolves when each has left, or will not leave any more; never rejects. */
  send(targets: readonly TargetState[]): Promise<void>;
}

/** After one of these the states can be read later. */
const PASSING = new Set<ErrorKind>(['auth', 'throttled', 'server', 'network', 'tls', 'timeout', 'foreign']);

/**
 * Drives a rollout from wave to wave: asks the reducer `nextStep` what is to be done, and does it. It keeps nothing that
 * is not in the operation, so another window can go on where this one ended.
 */
export class RolloutController implements Disposable {
  private timer: Timer | undefined;
  /** When the pause after this wave is over; in the time of `elapsedMs`. */
  private restOverAt: number | undefined;
  /** How long it has run without a hold, in milliseconds, and when that was last counted (`elapsedMs`). */
  private ranMs: number;
  private countedAt: number;
  private wasHeld = false;
  private isAwake = false;
  private isReading = false;
  private isOver = false;
  /** There is one sending at a time: see `nextStep`. */
  private isSending = false;

  constructor(private readonly deps: Deps) {
    const { live, clock } = deps;
    const { startedAt, hold, rollout } = live.operation;
    const heldMs = (rollout?.heldMs ?? 0) + (hold === undefined ? 0 : clock.now() - hold.since);
    this.ranMs = Math.max(0, clock.now() - startedAt - heldMs);
    this.countedAt = clock.elapsedMs();
  }

  /**
   * Something may have changed: looks what is to be done, once for all that changed together. It is called for each
   * change of the operation, also for those that this controller makes.
   */
  wake(): void {
    if (!this.isAwake) {
      this.isAwake = true;
      queueMicrotask(() => {
        this.isAwake = false;
        this.step();
      });
    }
  }

  /** The machine slept: that time does not count. */
  slept(): void {
    this.countedAt = this.deps.clock.elapsedMs();
    this.restOverAt = undefined;
  }

  /** @returns what a person has to answer when it is resumed, because the wave ended while it was on hold */
  get question(): HoldReason | undefined {
    const { rollout } = this;
    const { operation } = this.deps.live;
    const why = operation.hold?.why;
    const isAsked = why === undefined || why === 'canary' || why === 'unverified';
    return rollout?.step === 'resting' && !isAsked ? questionAfter(operation, rollout) : undefined;
  }

  /** The wave under way is brought to its end, and no other follows. */
  stopAfterWave(): void {
    if (this.rollout?.step === 'acting') {
      this.progress({ stopsAfterWave: true });
    } else {
      this.end('stoppedAfterWave');
    }
  }

  /** Nothing more is sent; what was sent is followed. */
  stop(): void {
    this.end('stopped');
  }

  dispose(): void {
    this.isOver = true;
    this.timer?.cancel();
  }

  /** Only of one that goes on. */
  private get rollout(): Rollout | undefined {
    const { rollout } = this.deps.live.operation;
    return this.isOver || this.deps.live.hasEnded || rollout?.step === 'over' ? undefined : rollout;
  }

  private step(): void {
    this.timer?.cancel();
    const { rollout } = this;
    if (rollout === undefined) {
      return;
    }
    const { operation } = this.deps.live;
    this.count();
    const restMs = this.restMs(rollout);
    const next = nextStep(operation, rollout, {
      isSending: this.isSending,
      isOverTime: this.leftMs(rollout) <= 0,
      restMs,
    });
    this.wakeAfter(operation.hold === undefined ? this.leftMs(rollout) : Infinity);
    switch (next.do) {
      case 'wait':
        break;
      case 'end':
        this.end(next.why);
        break;
      case 'read':
        void this.read(operation, rollout);
        break;
      case 'readAgain':
        this.progress({ step: 'reading' });
        break;
      case 'rest':
        this.rest(rollout, next.asks);
        break;
      case 'restOn':
        this.wakeAfter(Math.min(restMs, this.leftMs(rollout)));
        break;
      case 'nextWave':
        this.restOverAt = undefined;
        this.progress({ step: 'reading', wave: rollout.wave + 1 });
    }
  }

  /** Before a wave: how much of the fleet runs, and what the targets are like now. */
  private async read(operation: Operation, rollout: Rollout): Promise<void> {
    if (this.isReading) {
      return;
    }
    const { live, clock, log } = this.deps;
    this.isReading = true;
    try {
      this.begin(await this.deps.before(idsOf(this.waiting(rollout))));
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      log.warn(`The states before a wave of #${operation.number} could not be read: ${said}`);
      if (isSignedOut(error)) {
        live.hold('signIn', clock.now());
      } else if (error instanceof ApiError && PASSING.has(error.kind)) {
        this.wakeAfter(Math.min(this.deps.retryMs(), this.leftMs(rollout)));
      } else {
        this.end('cannotProve');
      }
    } finally {
      this.isReading = false;
    }
  }

  private begin({ running, states }: BeforeWave): void {
    const { live, clock } = this.deps;
    const { rollout } = this;
    // A signal that is aborted without a hold is that of a window that closes.
    if (rollout?.step !== 'reading' || live.operation.hold !== undefined || live.stopped.aborted) {
      return;
    }
    const down = [...this.waiting(rollout), ...live.operation.targets.filter(isDown)];
    const isTooMuch =
      down.length > rollout.mostDown ||
      (rollout.running !== undefined && running(idsOf(down)) < rollout.running - rollout.mostDown);
    if (isTooMuch) {
      this.end('tooFewRunning');
      return;
    }
    live.update(states, clock.now());
    this.progress({ step: 'acting' });
    this.isSending = true;
    void this.deps.send(this.waiting(rollout)).finally(() => {
      this.isSending = false;
      this.wake();
    });
  }

  private rest({ policy }: Rollout, asks: HoldReason | undefined): void {
    const { live, clock } = this.deps;
    this.restOverAt = clock.elapsedMs() + policy.pauseMs;
    this.progress({ step: 'resting', restsUntil: clock.now() + policy.pauseMs });
    if (asks !== undefined) {
      live.hold(asks, clock.now());
    }
  }

  /** The pause of another window, or of the time before a sleep, is known by the wall clock alone. */
  private restMs({ step, restsUntil = 0, policy }: Rollout): number {
    if (step !== 'resting') {
      return 0;
    }
    const { clock } = this.deps;
    this.restOverAt ??= clock.elapsedMs() + Math.min(restsUntil - clock.now(), policy.pauseMs);
    return Math.max(0, this.restOverAt - clock.elapsedMs());
  }

  private end(end: EarlyEnd): void {
    const { rollout } = this;
    if (rollout !== undefined) {
      const { live, clock } = this.deps;
      live.progress({ rollout: over(rollout, end) }, clock.now());
      live.stop(clock.now(), { text: WHY_UNTOUCHED[end] });
    }
  }

  private progress(changed: Partial<RolloutProgress>): void {
    const { rollout } = this;
    if (rollout !== undefined) {
      const { live, clock } = this.deps;
      const { hold } = live.operation;
      live.progress({ rollout: progressOf({ ...rollout, ...changed }), ...omitUndefined({ hold }) }, clock.now());
    }
  }

  private waiting({ wave }: Rollout): readonly TargetState[] {
    return targetsOfWave(this.deps.live.operation, wave).filter(({ phase }) => phase === 'waiting');
  }

  private count(): void {
    const now = this.deps.clock.elapsedMs();
    this.ranMs += this.wasHeld ? 0 : now - this.countedAt;
    this.countedAt = now;
    this.wasHeld = this.deps.live.operation.hold !== undefined;
  }

  /** What is left of the time for all waves together, in milliseconds. */
  private leftMs({ policy }: Rollout): number {
    return (policy.wholeMs ?? Infinity) - this.ranMs;
  }

  private wakeAfter(delayMs: number): void {
    if (delayMs < Infinity && this.rollout !== undefined) {
      this.timer?.cancel();
      this.timer = this.deps.clock.setTimeout(() => {
        this.step();
      }, delayMs);
    }
  }
}

/** One that was refused goes on as before. One that could not be proved, or is under way, counts as down. */
const isDown = (target: TargetState): boolean =>
  target.phase === 'sent' || isUnproved(target) || (hasFailed(target) && target.result !== 'rejected');

const WHY_UNTOUCHED: Readonly<Record<EarlyEnd, Message>> = {
  stopped: message('the rollout was stopped before its turn'),
  stoppedAfterWave: message('the rollout was stopped before its turn'),
  canaryFailed: message('the rollout stopped before its turn: the canary could not be verified'),
  cannotSend: message('the rollout stopped before its turn: a request of a wave could not be sent'),
  tooManyFailed: message('the rollout stopped before its turn: too many failed'),
  tooManyInARow: message('the rollout stopped before its turn: too many failed in a row'),
  tooFewRunning: message('the rollout stopped before its turn: too few targets would have stayed up'),
  overTime: message('the rollout stopped before its turn: the time limit was reached'),
  cannotProve: message('the rollout stopped before its turn: the state before it could not be read'),
};
