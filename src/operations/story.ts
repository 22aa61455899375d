import { type Operation, type TargetState } from '../model/operation';

/** What changes of a target. */
export type Patch = Partial<Omit<TargetState, 'id' | 'name' | 'userId'>>;

/** What is known of an operation when it begins. */
export type Head = Pick<Operation, 'number' | 'verb' | 'project' | 'requests' | 'startedAt'>;

/**
 * A result settles a target: what was said of it on the way holds no more.
 * @param at when that became known, in milliseconds since the epoch
 */
export function patched(old: TargetState, patch: Patch, at: number): TargetState {
  if (patch.result === undefined) {
    return { ...old, ...patch };
  }
  const target: { -readonly [Key in keyof TargetState]: TargetState[Key] } = { ...old };
  delete target.text;
  delete target.code;
  delete target.advice;
  delete target.iamAction;
  if (patch.result === 'not sent') {
    delete target.sentAt;
  }
  return { ...target, ...patch, phase: 'settled', settledAt: at };
}
