import { type Operation } from '../../model/operation';
import { amountOf, type Rollout, type RolloutEnd } from '../../model/rollout';
import { hasFailed, targetsOfWave } from '../../model/rolloutTargets';

/** Every end but the one at which all had their turn. */
export type EarlyEnd = Exclude<RolloutEnd, 'finished'>;

/** @returns when the time for all waves is over; while a person is waited for it does not run */
export function overAt({ startedAt }: Operation, { policy, heldMs, hold }: Rollout): number {
  return hold === undefined ? startedAt + heldMs + (policy.wholeMs ?? Infinity) : Infinity;
}

/** @returns why no more may be sent, if so */
export function whyToEnd(operation: Operation, rollout: Rollout, now: number): EarlyEnd | undefined {
  const { policy, wave } = rollout;
  if (targetsOfWave(operation, wave).some(({ result }) => result === 'not sent')) {
    return 'cannotSend';
  }
  // Of the canary nothing may fail: where no wave follows it, it is none.
  if (rollout.waves.length > 1 && targetsOfWave(operation, 0).some(hasFailed)) {
    return 'canaryFailed';
  }
  const settled = operation.targets
    .filter(({ phase }) => phase === 'settled')
    .sort((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0));
  if (settled.filter(hasFailed).length > amountOf(policy.mostFailed, operation.targets.length)) {
    return 'tooManyFailed';
  }
  let inARow = 0;
  for (const target of settled) {
    inARow = hasFailed(target) ? inARow + 1 : 0;
    if (inARow >= policy.mostInARow) {
      return 'tooManyInARow';
    }
  }
  return overAt(operation, rollout) <= now ? 'overTime' : undefined;
}
