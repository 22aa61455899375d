import { type Operation, type TargetState } from '../../model/operation';
import { type Rollout, type RolloutEnd, type RolloutProgress } from '../../model/rollout';

/** What changes of a target. */
export type Patch = Partial<Omit<TargetState, 'id' | 'name' | 'userId'>>;

/** What is known of an operation when it begins. */
export type Head = Pick<Operation, 'number' | 'verb' | 'project' | 'requests' | 'startedAt' | 'rollout'>;

/**
 * A result settles a target: what was said of it on the way holds no more.
 * @param at when that became known, in milliseconds since the epoch
 */
export function patched(old: TargetState, patch: Patch, at: number): TargetState {
  const target: { -readonly [Key in keyof TargetState]: TargetState[Key] } = { ...old };
  if (patch.phase === 'waiting') {
    delete target.sentAt;
  }
  if (patch.result === undefined) {
    return { ...target, ...patch };
  }
  delete target.phonesBefore;
  delete target.text;
  delete target.code;
  delete target.advice;
  delete target.iamAction;
  if (patch.result === 'not sent') {
    delete target.sentAt;
  }
  return { ...target, ...patch, phase: 'settled', settledAt: at };
}

/** @returns an operation whose last target settled then; one that rolled is over with it */
export function ended(operation: Operation, endedAt: number): Operation {
  const { rollout, targets } = operation;
  if (rollout === undefined || rollout.step === 'over') {
    return { ...operation, endedAt };
  }
  const end = targets.some(({ result }) => result === 'not sent') ? 'cannotSend' : 'finished';
  return { ...operation, endedAt, rollout: progressed(rollout, over(rollout, end)) };
}

/** @returns the progress of a rollout after which no wave follows */
export const over = ({ wave, heldMs }: RolloutProgress, end: RolloutEnd): RolloutProgress => ({
  wave,
  heldMs,
  step: 'over',
  end,
});

/** @returns a rollout with other progress: nothing of the old one is left */
export const progressed = ({ policy, waves, mostDown }: Rollout, progress: RolloutProgress): Rollout => ({
  policy,
  waves,
  mostDown,
  ...progress,
});
