import { type Operation, type Result, type TargetState } from './operation';

/** @returns the targets of one wave */
export function targetsOfWave({ targets, rollout }: Operation, wave: number): readonly TargetState[] {
  const start = (rollout?.waves ?? []).slice(0, wave).reduce((sum, size) => sum + size, 0);
  return targets.slice(start, start + (rollout?.waves[wave] ?? 0));
}

/** What was not proved well: the next wave builds on none of these. `not sent` stays untouched. */
const FAILED: ReadonlySet<Result | undefined> = new Set(['failed', 'rejected', 'timed out', 'unverified', 'unknown']);

export const hasFailed = ({ result }: Pick<TargetState, 'result'>): boolean => FAILED.has(result);

/**
 * Of a target whose turn had come: whether there was no way to send its request. That has a reason; what a person kept
 * from leaving has none.
 */
export const couldNotBeSent = ({ result, text }: Pick<TargetState, 'result' | 'text'>): boolean =>
  result === 'not sent' && text !== undefined;

/** Every target is in exactly one of these. */
export interface Lists {
  /** Proved well. */
  readonly done: readonly TargetState[];
  /** Acted on, and not proved well. */
  readonly failed: readonly TargetState[];
  /** No request went out for it, and none will. */
  readonly untouched: readonly TargetState[];
  /** Waits for its turn, or is on its way. */
  readonly open: readonly TargetState[];
}

/** @returns the targets by what became of them */
export function listsOf({ targets }: Pick<Operation, 'targets'>): Lists {
  return {
    done: targets.filter(({ result }) => result === 'succeeded'),
    failed: targets.filter(hasFailed),
    untouched: targets.filter(({ result }) => result === 'not sent'),
    open: targets.filter(({ result }) => result === undefined),
  };
}
