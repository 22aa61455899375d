import { omit } from '../../base/omit';
import { type Result, type TargetState } from '../../model/operation';

/** What changes of a target. A result settles it. */
export type Patch = Partial<Omit<TargetState, 'id' | 'name' | 'userId'>>;

type Phase = TargetState['phase'];

/** Which phase can follow which. docs/architecture.md draws it. */
export const TARGET_TRANSITIONS: Readonly<Record<Phase, readonly Phase[]>> = {
  waiting: ['waiting', 'sent', 'settled'],
  sent: ['sent', 'waiting', 'settled'],
  settled: [],
};

/** The results that can be replaced when a retry finds out what became of the target. */
const UNSURE: ReadonlySet<Result | undefined> = new Set(['timed out', 'unknown']);

/** @returns whether the result of a target says that the cloud may still be at work on it, or may never have been */
export const isUnsure = ({ result }: Pick<TargetState, 'result'>): boolean => UNSURE.has(result);

/**
 * The one case in which a result is replaced.
 * @returns the target with the result that was found out; undefined where its result was sure
 */
export function correctedTarget(old: TargetState, found: Patch, at: number): TargetState | undefined {
  return isUnsure(old) ? nextTarget({ ...old, phase: 'sent' }, found, at) : undefined;
}

/** What a target that waits can be settled as. Any other result needs a request. */
const WITHOUT_A_REQUEST: ReadonlySet<Result> = new Set(['not sent']);

/**
 * The reducer of a target.
 * @param at when the change became known, in milliseconds since the epoch
 * @returns the target after the change; undefined where the change is not possible: a result stays as it is, and a
 *   target whose request was not sent has no result of the cloud
 */
export function nextTarget(old: TargetState, patch: Patch, at: number): TargetState | undefined {
  const { result } = patch;
  const phase = result === undefined ? (patch.phase ?? old.phase) : 'settled';
  if (!TARGET_TRANSITIONS[old.phase].includes(phase)) {
    return undefined;
  }
  if (result === undefined) {
    // A settled target has a result.
    return phase === 'settled'
      ? undefined
      : { ...(phase === 'waiting' ? omit(old, ['sentAt', 'answeredAt']) : old), ...patch };
  }
  if (old.phase === 'waiting' && !WITHOUT_A_REQUEST.has(result)) {
    return undefined;
  }
  // What was said of it on the way holds no more.
  const kept = omit(old, ['phonesBefore', 'text', 'code', 'advice', 'iamAction']);
  return {
    ...(result === 'not sent' ? omit(kept, ['sentAt', 'answeredAt']) : kept),
    ...patch,
    phase: 'settled',
    settledAt: at,
  };
}
