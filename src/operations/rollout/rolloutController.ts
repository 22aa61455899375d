import { idsOf } from '../../base/arrays';
import { omitUndefined } from '../../base/omitUndefined';
import { ApiError, type ErrorKind } from '../../api/errors/errors';
import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { type Operation, type TargetState } from '../../model/operation';
import { type Rollout, type RolloutProgress } from '../../model/rollout';
import { hasFailed, targetsOfWave } from '../../model/rolloutTargets';
import { message, type Message } from '../../base/message';
import { type OperationRecord } from '../run/liveOperation';
import { type EarlyEnd, overAt, whyToEnd } from './stopRules';
import { over, type Patch } from '../common/patch';

interface Parts {
  readonly record: OperationRecord;
  readonly clock: Clock;
  readonly log: Log;
  /** How long to wait before reading is tried again. */
  retryMs(): number;
  /** Reads the states before a wave. */
  before(ids: readonly string[]): Promise<(readonly [string, Patch])[]>;
  /** Sends the requests for these. Resolves when each has left, or will not leave any more; never rejects. */
  send(targets: readonly TargetState[]): Promise<void>;
}

/** With one of these the states can be read later. */
const PASSING = new Set<ErrorKind>(['auth', 'throttled', 'server', 'network', 'tls', 'timeout', 'foreign']);

/**
 * Drives a rolling operation from wave to wave. It keeps nothing that is not in the operation: so another window can go
 * on where this one ended.
 */
export class Roller implements Disposable {
  private timer: Timer | undefined;
  /** When the rest after this wave is over; in the time of `elapsedMs`. */
  private restOverAt: number | undefined;
  private isAwake = false;
  private isReading = false;
  private isOver = false;
  /** What is being sent: what is held back is sent again only when this has come to its end. */
  private sending: Promise<void> | undefined;

  constructor(private readonly parts: Parts) {}

  /** Something may have changed: looks what is to be done, once for all that changed together. */
  wake(): void {
    if (!this.isAwake) {
      this.isAwake = true;
      queueMicrotask(() => {
        this.isAwake = false;
        this.step();
      });
    }
  }

  /** What was sent is followed, and nothing more is sent: what of the wave has not left waits again. */
  pause(): void {
    const { rollout } = this;
    if (rollout !== undefined && rollout.hold === undefined) {
      this.parts.record.holdBack();
      this.progress({ hold: 'paused', heldSince: this.parts.clock.now() });
    }
  }

  /** Goes on after a pause, or after a reload. */
  resume(): void {
    const { rollout } = this;
    if (rollout?.hold === 'paused' && rollout.step === 'resting' && asksNow(rollout)) {
      // The canary was done while it paused: that is still to be asked.
      this.progress({ hold: 'canary' });
    } else if (rollout?.hold === 'paused' || rollout?.hold === 'reload') {
      this.goOn();
    }
  }

  /** Lets the other waves follow the first one. */
  promote(): void {
    if (this.rollout?.hold === 'canary') {
      this.goOn();
    }
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

  /** Takes it up where another window left it: nothing is sent before a person says so. */
  takeOver(): void {
    const { rollout } = this;
    if (rollout !== undefined) {
      const isSent = this.waiting(rollout).length === 0;
      this.progress({
        ...(rollout.step === 'acting' && !isSent ? { step: 'reading' } : {}),
        ...(rollout.hold === undefined ? { hold: 'reload', heldSince: this.parts.clock.now() } : {}),
      });
      this.wake();
    }
  }

  dispose(): void {
    this.isOver = true;
    this.timer?.cancel();
  }

  /** Only of one that goes on. */
  private get rollout(): Rollout | undefined {
    const { rollout } = this.parts.record.operation;
    return this.isOver || this.parts.record.hasEnded || rollout?.step === 'over' ? undefined : rollout;
  }

  private step(): void {
    this.timer?.cancel();
    const { rollout } = this;
    if (rollout === undefined) {
      return;
    }
    const { operation } = this.parts.record;
    const end = whyToEnd(operation, rollout, this.parts.clock.now());
    if (end !== undefined) {
      this.end(end);
      return;
    }
    this.wakeAt(overAt(operation, rollout));
    if (rollout.step === 'acting') {
      this.act(operation, rollout);
    } else if (rollout.hold === undefined) {
      if (rollout.step === 'reading') {
        void this.read(rollout);
      } else {
        this.rest(operation, rollout);
      }
    }
  }

  /** Before a wave: what its targets are like now, to compare with afterwards. */
  private async read(rollout: Rollout): Promise<void> {
    const { record, clock, log } = this.parts;
    if (this.isReading) {
      return;
    }
    this.isReading = true;
    try {
      const before = await this.parts.before(idsOf(this.waiting(rollout)));
      this.begin(before);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.warn(`The states before a wave of #${record.operation.number} could not be read: ${message}`);
      if (error instanceof ApiError && PASSING.has(error.kind)) {
        this.wakeAt(Math.min(clock.now() + this.parts.retryMs(), overAt(record.operation, rollout)));
      } else {
        this.end('cannotProve');
      }
    } finally {
      this.isReading = false;
    }
  }

  private begin(before: readonly (readonly [string, Patch])[]): void {
    const { record, clock } = this.parts;
    const { rollout } = this;
    // A signal that is aborted without a hold is that of a window that closes.
    if (rollout?.step !== 'reading' || rollout.hold !== undefined || record.stopped.aborted) {
      return;
    }
    const wave = this.waiting(rollout);
    const isDown = record.operation.targets.filter((target) => hasFailed(target) && target.result !== 'rejected');
    if (isDown.length + wave.length > rollout.mostDown) {
      this.end('tooFewRunning');
      return;
    }
    record.update(before, clock.now());
    this.progress({ step: 'acting' });
    const sending = this.parts.send(this.waiting(rollout)).finally(() => {
      if (this.sending === sending) {
        this.sending = undefined;
        this.wake();
      }
    });
    this.sending = sending;
    this.wake();
  }

  private act(operation: Operation, rollout: Rollout): void {
    const { clock } = this.parts;
    const { wave, policy, hold } = rollout;
    if (targetsOfWave(operation, wave).some(({ phase }) => phase !== 'settled')) {
      // What a pause held back has its turn now, and its states are read anew.
      if (hold === undefined && this.sending === undefined && this.waiting(rollout).length > 0) {
        this.progress({ step: 'reading' });
        this.wake();
      }
      return;
    }
    if (rollout.stopsAfterWave === true) {
      this.end('stoppedAfterWave');
      return;
    }
    const now = clock.now();
    this.restOverAt = clock.elapsedMs() + policy.pauseMs;
    const asks = hold !== 'paused' && asksNow(rollout);
    this.progress({
      step: 'resting',
      restsUntil: now + policy.pauseMs,
      ...(asks ? { hold: 'canary' as const, heldSince: hold === undefined ? now : (rollout.heldSince ?? now) } : {}),
    });
    this.wake();
  }

  private rest(operation: Operation, rollout: Rollout): void {
    const { clock } = this.parts;
    const { restsUntil = 0, policy, wave } = rollout;
    // Another window began this rest: what is left of it is known by the wall clock alone.
    this.restOverAt ??= clock.elapsedMs() + Math.min(restsUntil - clock.now(), policy.pauseMs);
    const leftMs = this.restOverAt - clock.elapsedMs();
    if (leftMs > 0) {
      this.wakeAfter(Math.min(leftMs, overAt(operation, rollout) - clock.now()));
      return;
    }
    this.progress({ step: 'reading', wave: wave + 1 });
    this.wake();
  }

  private goOn(): void {
    const { rollout } = this;
    if (rollout !== undefined) {
      const now = this.parts.clock.now();
      const heldMs = rollout.heldMs + now - (rollout.heldSince ?? now);
      this.parts.record.revive();
      this.parts.record.progress(progressOf({ ...rollout, heldMs }, false), now);
      this.wake();
    }
  }

  private end(end: EarlyEnd): void {
    const { rollout } = this;
    if (rollout !== undefined) {
      const now = this.parts.clock.now();
      this.parts.record.progress(over(rollout, end), now);
      this.parts.record.stop(now, { text: WHY_UNTOUCHED[end] });
    }
  }

  private progress(changed: Partial<RolloutProgress>): void {
    const { rollout } = this;
    if (rollout !== undefined) {
      this.parts.record.progress(progressOf({ ...rollout, ...changed }), this.parts.clock.now());
    }
  }

  private waiting({ wave }: Rollout): readonly TargetState[] {
    return targetsOfWave(this.parts.record.operation, wave).filter(({ phase }) => phase === 'waiting');
  }

  private wakeAt(at: number): void {
    this.wakeAfter(at - this.parts.clock.now());
  }

  private wakeAfter(delayMs: number): void {
    if (delayMs < Infinity && this.rollout !== undefined) {
      this.timer?.cancel();
      this.timer = this.parts.clock.setTimeout(() => {
        this.step();
      }, delayMs);
    }
  }
}

/** Whether a person is asked after this wave. */
const asksNow = ({ wave, policy }: Rollout): boolean => wave === 0 && policy.asksAfterFirst;

const WHY_UNTOUCHED: Readonly<Record<EarlyEnd, Message>> = {
  stopped: message('the rollout was stopped before its turn'),
  stoppedAfterWave: message('the rollout was stopped before its turn'),
  canaryFailed: message('the rollout stopped before its turn: the canary was not proved well'),
  cannotSend: message('the rollout stopped before its turn: a request of a wave could not be sent'),
  tooManyFailed: message('the rollout stopped before its turn: too many failed'),
  tooManyInARow: message('the rollout stopped before its turn: too many failed one after the other'),
  tooFewRunning: message('the rollout stopped before its turn: too few would have gone on running'),
  overTime: message('the rollout stopped before its turn: its time was over'),
  cannotProve: message('the rollout stopped before its turn: the state before it could not be read'),
};

/** What is kept when something of it changes: the end of a rest only while it rests. */
function progressOf(
  { wave, step, hold, heldSince, heldMs, stopsAfterWave, restsUntil }: RolloutProgress,
  isHeld = true,
): RolloutProgress {
  return omitUndefined({
    wave,
    step,
    heldMs,
    hold: isHeld ? hold : undefined,
    heldSince: isHeld ? heldSince : undefined,
    stopsAfterWave,
    restsUntil: step === 'resting' ? restsUntil : undefined,
  });
}
