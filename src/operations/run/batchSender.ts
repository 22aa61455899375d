import { type Clock } from '../../base/clock';
import { forEachInParallel } from '../../base/inParallel';
import { message, type MessageOrText } from '../../base/message';
import { type RateLimiter } from '../../base/rateLimiter';
import { type Result, type Target, type TargetState } from '../../model/operation';
import { type OperationsClients } from '../common/projectClients';
import {
  type Accepted,
  type Answered,
  type BoundVerb,
  type Lost,
  type Outcome,
  type ProjectContext,
  type Strategy,
} from '../common/verb';
import { isSignedOut, notSent, requestOutcome, unknown, Withdrawn } from '../follow/outcomes';
import { diskFault } from '../journal/notRecorded';
import { type Patch } from '../state/target';
import { type JobPoller } from './jobPoller';
import { type LiveOperation } from './liveOperation';

interface Deps {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly live: LiveOperation;
  readonly strategy: Strategy;
  readonly context: ProjectContext;
  readonly poller: JobPoller;
  readonly limiter: RateLimiter;
  /** The verb erases: one request at a time, and none after one that was refused, even in part, or whose answer was lost. */
  readonly isCautious: boolean;
  /** @throws ApiError when the settings name another host or project than the one that was confirmed */
  checkPlace(): void;
  /** Resolves when all that was recorded of the operation is on the disk. Rejects when the disk does not take it. */
  saved(): Promise<void>;
  /**
   * Whether it is still this window's to act.
   * @param whenUnsure what counts where the disk does not tell
   */
  isOurs(whenUnsure: boolean): boolean;
}

/**
 * A request can wait for its host, for up to a day. Where its targets are read before it, and that is so long ago, they
 * are read again before it leaves.
 */
const REREAD_AFTER_MS = 60_000;

/**
 * Sends the batches of one operation, or of one wave. The gate is the signal `stopped` of the operation: it is asked
 * before each step, and a request that waits for its turn is withdrawn when it closes. What is held back waits again.
 * Another sender sends it when the operation goes on.
 */
export class BatchSender {
  /** Taken once: it stays aborted when the operation goes on. */
  private readonly stopped: AbortSignal;
  private isSignedOut = false;
  private isStoppedByTrouble: boolean;

  constructor(private readonly deps: Deps) {
    this.stopped = deps.live.stopped;
    // A hold and another window make a new sender of the same operation.
    this.isStoppedByTrouble = deps.isCautious && deps.live.operation.targets.some(isTrouble);
  }

  /** @param lanes how many requests may be under way at a time; never fails */
  async sendAll(batches: readonly Target[][], lanes: number): Promise<void> {
    await forEachInParallel(batches, this.deps.isCautious ? 1 : lanes, (batch) => this.send(batch));
  }

  private async send(batch: readonly Target[]): Promise<void> {
    if (!(await this.isTurn())) {
      return;
    }
    if (this.isStoppedByTrouble) {
      this.updateAll(batch, { result: 'not sent', text: AFTER_TROUBLE });
      return;
    }
    for (let left = batch; left.length > 0;) {
      left = await this.readAndSend(left);
    }
    this.isStoppedByTrouble ||= this.deps.isCautious && batch.some(({ id }) => isTrouble(this.deps.live.target(id)));
  }

  /** @returns those whose request was withdrawn because what was read of them had become old: they are read again */
  private async readAndSend(batch: readonly Target[]): Promise<readonly Target[]> {
    const { live, strategy, poller, clients, clock, context } = this.deps;
    let bound: BoundVerb;
    try {
      this.deps.checkPlace();
      bound = await strategy.connect(clients, context);
    } catch (error) {
      this.fail(batch, error);
      return [];
    }
    const began = clock.elapsedMs();
    const same = await this.unchanged(bound, batch);
    // Another sender of the same operation must not have sent them meanwhile.
    const isUntouched = same.every(({ id }) => live.target(id)?.phase === 'waiting');
    if (this.stopped.aborted || same.length === 0 || !isUntouched) {
      return [];
    }
    // What was read first is as old as the whole reading took.
    const freshMs = REREAD_AFTER_MS - (clock.elapsedMs() - began);
    if (bound.changes !== undefined && freshMs <= 0) {
      return same;
    }
    const withdrawal = new AbortController();
    const aging =
      bound.changes &&
      clock.setTimeout(() => {
        withdrawal.abort(new Withdrawn());
      }, freshMs);
    const cancelAging = (): void => {
      aging?.cancel();
    };
    // A request of a window that ends may never come back.
    this.stopped.addEventListener('abort', cancelAging, { once: true });
    try {
      if (!(await this.record(same))) {
        return [];
      }
      live.update(await this.submit(bound, same, AbortSignal.any([this.stopped, withdrawal.signal])), clock.now());
    } finally {
      cancelAging();
      this.stopped.removeEventListener('abort', cancelAging);
    }
    this.waitForSignIn();
    const running = same.flatMap(({ id }) => live.target(id) ?? []).filter(({ phase }) => phase === 'sent');
    // Another window that has taken the operation over follows them itself.
    if (this.deps.isOurs(true)) {
      poller.add(strategy, live, running);
    }
    return withdrawal.signal.aborted ? same.filter(({ id }) => live.target(id)?.phase === 'waiting') : [];
  }

  /** @returns whether it may leave, when its turn has come */
  private async isTurn(): Promise<boolean> {
    try {
      await this.deps.limiter.turn(this.stopped);
    } catch {
      // It was stopped or held back while it waited.
    }
    return !this.stopped.aborted;
  }

  /** @returns those of the batch that may be sent; each other one has ended as `not sent`, or waits */
  private async unchanged(bound: BoundVerb, batch: readonly Target[]): Promise<readonly Target[]> {
    if (bound.changes === undefined) {
      return batch;
    }
    try {
      const changes = await bound.changes(batch, this.stopped);
      if (this.stopped.aborted) {
        return [];
      }
      const changed = [...changes].map(([id, text]) => [id, { result: 'not sent', text, isChanged: true }] as const);
      this.deps.live.update(changed, this.deps.clock.now());
      return batch.filter(({ id }) => !changes.has(id));
    } catch (error) {
      this.fail(batch, error, (text) => message('it could not be read again before its request: {0}', text));
      return [];
    }
  }

  /**
   * Records that the request is sent, before it leaves: a window that takes the operation over must know that it may
   * have run.
   * @returns whether that is safe on the disk, and the operation still this window's
   */
  private async record(batch: readonly Target[]): Promise<boolean> {
    this.updateAll(batch, { phase: 'sent', sentAt: this.deps.clock.now() });
    try {
      await this.deps.saved();
    } catch (error) {
      const text = message('it could not be recorded on this machine: {0}', diskFault(error));
      this.updateAll(batch, { result: 'not sent', text });
      return false;
    }
    if (!this.deps.isOurs(false)) {
      this.updateAll(batch, { result: 'not sent', text: NOT_SURE });
      return false;
    }
    return true;
  }

  /** @returns what became of each target; never fails */
  private async submit(
    bound: BoundVerb,
    batch: readonly Target[],
    stop: AbortSignal,
  ): Promise<(readonly [string, Patch])[]> {
    try {
      stop.throwIfAborted();
      const submission = await bound.submit(batch, stop);
      const missing = { lost: message('the response of the cloud does not mention it') };
      return batch.map(({ id }) => [id, this.patchFor(id, submission.get(id) ?? missing)]);
    } catch (error) {
      this.isSignedOut ||= isSignedOut(error);
      const outcome = isSignedOut(error) ? { isTakenBack: true as const } : requestOutcome(error);
      return batch.map(({ id }) => [id, this.patchFor(id, outcome)]);
    }
  }

  /** The request could not be made. */
  private fail(
    batch: readonly Target[],
    error: unknown,
    said: (text: MessageOrText) => MessageOrText = (text) => text,
  ): void {
    if (isSignedOut(error)) {
      this.isSignedOut = true;
      this.waitForSignIn();
    } else if (!this.stopped.aborted) {
      const { text = '', ...why } = notSent(error);
      this.updateAll(batch, { ...why, text: said(text) });
    }
  }

  /** Nobody is signed in, so no request of it can leave: the operation is held until a person lets it go on. */
  private waitForSignIn(): void {
    if (this.isSignedOut) {
      this.deps.live.hold('signIn', this.deps.clock.now());
    }
  }

  private patchFor(id: string, answer: Answered): Patch {
    const { live, strategy, clock } = this.deps;
    return 'isTakenBack' in answer ? live.takenBack() : answered(answer, strategy, live.target(id), clock.now());
  }

  private updateAll(batch: readonly Target[], patch: Patch): void {
    this.deps.live.update(
      batch.map(({ id }) => [id, patch]),
      this.deps.clock.now(),
    );
  }
}

/** The cloud refused it, or it is not known whether its request ran. */
const isTrouble = (target: TargetState | undefined): boolean =>
  target?.lost !== undefined || (target?.result !== undefined && TROUBLE.has(target.result));

const TROUBLE: ReadonlySet<Result> = new Set(['rejected', 'unknown']);

const AFTER_TROUBLE = message('an earlier request of the operation was refused, or its answer was lost');

const NOT_SURE = message('the disk does not tell whether another window acts for the operation');

/** @returns what is to be recorded of a target after the response to its request, or after the loss of it */
export function answered(
  answer: Accepted | Lost | Outcome,
  strategy: Strategy,
  target: TargetState | undefined,
  answeredAt: number,
): Patch {
  if ('result' in answer) {
    return answer.result === 'not sent' ? answer : { answeredAt, ...answer };
  }
  if (!('lost' in answer) || target === undefined) {
    return { answeredAt, ...answer };
  }
  const lost = { ...target, answeredAt, ...answer };
  return strategy.canFind(lost)
    ? { answeredAt, ...answer, text: message('{0}: looking whether it was started', answer.lost) }
    : { answeredAt, ...answer, ...unknown(lost, message('it may or may not have been started'), strategy.howToCheck) };
}
