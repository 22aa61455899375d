import { wasLeftOut } from '../../model/rolloutTargets';
import { omit } from '../../base/omit';
import { omitUndefined } from '../../base/omitUndefined';
import { type Hold, type HoldReason, type Operation, type OperationProgress } from '../../model/operation';
import { type Rollout, type RolloutEnd, type RolloutProgress } from '../../model/rollout';

/** What can happen to the hold of an operation: something holds it back, or a person lets it go on. */
export type HoldEvent = HoldReason | 'resume' | 'promote';

/** What a person has to do so that an operation on hold goes on. */
const RELEASED_BY: Readonly<Record<HoldReason, readonly HoldEvent[]>> = {
  paused: ['resume'],
  reload: ['resume'],
  sleep: ['resume'],
  signIn: ['resume'],
  canary: ['promote'],
  unverified: ['promote'],
};

/**
 * The reducer of a hold. The first reason stays until a person lets the operation go on.
 * @param at when it happened, in milliseconds since the epoch
 */
export function nextHold(hold: Hold | undefined, event: HoldEvent, at: number): Hold | undefined {
  if (event === 'resume' || event === 'promote') {
    return hold !== undefined && RELEASED_BY[hold.why].includes(event) ? undefined : hold;
  }
  return hold ?? { why: event, since: at };
}

/** @returns the operation with other progress: nothing of the old one is left */
export function progressed(operation: Operation, { rollout, hold }: OperationProgress): Operation {
  const rest = omit(operation, ['hold']);
  return {
    ...rest,
    ...omitUndefined({ hold }),
    ...(rollout === undefined || operation.rollout === undefined
      ? {}
      : { rollout: { ...planned(operation.rollout), ...rollout } }),
  };
}

const planned = ({ policy, waves, mostDown, running }: Rollout): Omit<Rollout, keyof RolloutProgress> =>
  omitUndefined({ policy, waves, mostDown, running });

/**
 * @param at when the last change of a target became known, in milliseconds since the epoch
 * @returns the operation, which has ended if each of its targets has settled; a rollout is over with it
 */
export function endedAt(operation: Operation, at: number): Operation {
  const { rollout, targets } = operation;
  if (!targets.every(({ phase }) => phase === 'settled')) {
    return operation;
  }
  const ended = { ...omit(operation, ['hold', 'throttledUntil', 'waitsForSignIn']), endedAt: at };
  if (rollout === undefined || rollout.step === 'over') {
    return ended;
  }
  const isSent = targets.every((target) => target.result !== 'not sent' || wasLeftOut(target));
  const end = isSent ? 'finished' : 'cannotSend';
  return { ...ended, rollout: { ...planned(rollout), ...over(rollout, end) } };
}

/** @returns the progress of a rollout after which no wave follows */
export const over = ({ wave, heldMs }: RolloutProgress, end: RolloutEnd): RolloutProgress => ({
  wave,
  heldMs,
  step: 'over',
  end,
});
