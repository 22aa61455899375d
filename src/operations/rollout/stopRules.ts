import { type Operation } from '../../model/operation';
import { amountOf, type Rollout, type RolloutEnd } from '../../model/rollout';
import { couldNotBeSent, hasFailed, targetsOfWave, wasLeftOut } from '../../model/rolloutTargets';

/** Every end but the one at which all had their turn. */
export type EarlyEnd = Exclude<RolloutEnd, 'finished'>;

/** @returns why no more may be sent, by the results so far; undefined when more may be sent */
export function whyToEnd(operation: Operation, { policy, wave, waves }: Rollout): EarlyEnd | undefined {
  if (targetsOfWave(operation, wave).some((target) => couldNotBeSent(target) && !wasLeftOut(target))) {
    return 'cannotSend';
  }
  // Of the canary nothing may fail. The only wave is no canary.
  if (waves.length > 1 && targetsOfWave(operation, 0).some(hasFailed)) {
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
  return undefined;
}
