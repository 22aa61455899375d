import { type Operation, type Result, type TargetState } from './operation';

/** @returns the targets of one wave, counted from 0; none for an operation that is not a rollout */
export function targetsOfWave({ targets, rollout }: Operation, wave: number): readonly TargetState[] {
  const start = (rollout?.waves ?? []).slice(0, wave).reduce((sum, size) => sum + size, 0);
  return targets.slice(start, start + (rollout?.waves[wave] ?? 0));
}

/** The results of targets that were not verified. `not sent` is not among them: such a target was not acted on. */
const FAILED: ReadonlySet<Result | undefined> = new Set(['failed', 'rejected', 'timed out', 'unverified', 'unknown']);

/** @returns whether a target counts as a failure of its rollout */
export const hasFailed = ({ result }: Pick<TargetState, 'result'>): boolean => FAILED.has(result);

/**
 * For an operation that is not a rollout: whether the request of a target was not sent though no person stopped the
 * operation. Such a target has a text with the reason. A target that a person stopped has none.
 */
export const couldNotBeSent = ({ result, text }: Pick<TargetState, 'result' | 'text'>): boolean =>
  result === 'not sent' && text !== undefined;

/** The targets of an operation by their result. Every target is in exactly one list. */
export interface Lists {
  /** Succeeded. */
  readonly done: readonly TargetState[];
  /** A request was made and the target was not verified, see `hasFailed`. */
  readonly failed: readonly TargetState[];
  /** Not sent. */
  readonly untouched: readonly TargetState[];
  /** No result yet. */
  readonly open: readonly TargetState[];
}

/** @returns the targets of an operation by their result */
export function listsOf({ targets }: Pick<Operation, 'targets'>): Lists {
  return {
    done: targets.filter(({ result }) => result === 'succeeded'),
    failed: targets.filter(hasFailed),
    untouched: targets.filter(({ result }) => result === 'not sent'),
    open: targets.filter(({ result }) => result === undefined),
  };
}
