import { type Clock } from '../../base/clock';
import { type Target, type TargetState } from '../../model/operation';
import { message } from '../../base/message';
import { type OperationsClients } from '../common/projectClients';
import { forEachInParallel } from '../../base/inParallel';
import { type RateLimiter } from '../../base/rateLimiter';
import { notSent, requestOutcome, unknown } from '../follow/outcomes';
import { type OperationRecord } from './liveOperation';
import { type Patch } from '../common/patch';
import {
  type Accepted,
  type Answered,
  type BoundVerb,
  type ProjectContext,
  type Lost,
  type Outcome,
  type Strategy,
} from '../common/verb';
import { type JobPoller } from './jobPoller';

interface Parts {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly record: OperationRecord;
  readonly strategy: Strategy;
  readonly context: ProjectContext;
  readonly poller: JobPoller;
  readonly limiter: RateLimiter;
  /** Resolves when all that was noted of the operation is safe, if it is stored. */
  saved(): Promise<void>;
  /** Whether it is still this window's to act. */
  isOurs(): boolean;
}

/**
 * Sends the batches of one operation, or of one wave. What is held back waits again; another sender sends it when the
 * operation goes on.
 */
export class Submitter {
  /** Kept from the beginning: it stays aborted when the operation goes on. */
  private readonly stopped: AbortSignal;

  constructor(private readonly parts: Parts) {
    this.stopped = parts.record.stopped;
  }

  /** @param lanes how many requests may be under way at a time; never fails */
  async sendAll(batches: readonly Target[][], lanes: number): Promise<void> {
    await forEachInParallel(batches, lanes, (batch) => this.send(batch));
  }

  private async send(batch: readonly Target[]): Promise<void> {
    const { record, strategy, poller, clients, clock, context } = this.parts;
    if (!(await this.isTurn())) {
      return;
    }
    let bound: BoundVerb;
    try {
      bound = await strategy.connect(clients, context);
    } catch (error) {
      if (!this.stopped.aborted) {
        this.updateAll(batch, notSent(error));
      }
      return;
    }
    if (this.stopped.aborted) {
      return;
    }
    // Noted before it leaves: whoever takes over after a crash must know that it may have run.
    this.updateAll(batch, { phase: 'sent', sentAt: clock.now() });
    await this.parts.saved();
    if (!this.parts.isOurs()) {
      return;
    }
    record.update(await this.submit(bound, batch), clock.now());
    const running = batch.flatMap(({ id }) => record.target(id) ?? []).filter(({ phase }) => phase === 'sent');
    poller.add(strategy, record, running);
  }

  /** @returns whether it may leave, when its turn has come */
  private async isTurn(): Promise<boolean> {
    try {
      await this.parts.limiter.turn(this.stopped);
    } catch {
      // It was stopped or held back while it waited.
    }
    return !this.stopped.aborted;
  }

  /** @returns what became of each target; never fails */
  private async submit(bound: BoundVerb, batch: readonly Target[]): Promise<(readonly [string, Patch])[]> {
    try {
      this.stopped.throwIfAborted();
      const submission = await bound.submit(batch, this.stopped);
      const missing = { lost: message('the answer of the cloud does not mention it') };
      return batch.map(({ id }) => [id, this.patchFor(id, submission.get(id) ?? missing)]);
    } catch (error) {
      const outcome = requestOutcome(error);
      return batch.map(({ id }) => [id, this.patchFor(id, outcome)]);
    }
  }

  private patchFor(id: string, answer: Answered): Patch {
    const { record, strategy, clock } = this.parts;
    return 'isTakenBack' in answer ? record.takenBack() : answered(answer, strategy, record.target(id), clock.now());
  }

  private updateAll(batch: readonly Target[], patch: Patch): void {
    this.parts.record.update(
      batch.map(({ id }) => [id, patch]),
      this.parts.clock.now(),
    );
  }
}

/** @returns what is to be noted of a target after the answer to its request, or after the loss of it */
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
