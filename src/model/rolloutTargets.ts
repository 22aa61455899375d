import { type Operation, type Result, type TargetState } from './operation';

/** @returns how many targets the waves before this one have, counted from 0: the place of its first target */
export const startOfWave = (waves: readonly number[], wave: number): number =>
  waves.slice(0, wave).reduce((sum, size) => sum + size, 0);

/**
 * @param targets those of all waves, in the order of the waves
 * @returns those of one wave, counted from 0
 */
export const sliceOfWave = <T>(targets: readonly T[], waves: readonly number[], wave: number): readonly T[] =>
  targets.slice(startOfWave(waves, wave), startOfWave(waves, wave + 1));

/** @returns the targets of one wave, counted from 0; none for an operation that is not a rollout */
export const targetsOfWave = ({ targets, rollout }: Operation, wave: number): readonly TargetState[] =>
  sliceOfWave(targets, rollout?.waves ?? [], wave);

/** `not sent` is not among them: such a target was not acted on. */
const FAILED: ReadonlySet<Result | undefined> = new Set(['failed', 'rejected', 'timed out']);

/** The cloud did not refuse, and its effect was not seen. */
const UNPROVED: ReadonlySet<Result | undefined> = new Set(['unverified', 'unknown']);

/** @returns whether a target counts as a failure of its rollout */
export const hasFailed = ({ result }: Pick<TargetState, 'result'>): boolean => FAILED.has(result);

/** @returns whether a target neither failed nor was verified: a person has to look at it */
export const isUnproved = ({ result }: Pick<TargetState, 'result'>): boolean => UNPROVED.has(result);

/**
 * Whether the request of a target was not sent though no person stopped the operation. Such a target has a text with the
 * reason. A target that a person stopped has none, and one that another operation has was left out.
 */
export const couldNotBeSent = ({ result, text, heldBy }: Pick<TargetState, 'result' | 'text' | 'heldBy'>): boolean =>
  result === 'not sent' && text !== undefined && heldBy === undefined;

/** @returns whether a target was left out when its turn came: another operation has it, or it changed since the confirmation */
export const wasLeftOut = ({ heldBy, isChanged }: Pick<TargetState, 'heldBy' | 'isChanged'>): boolean =>
  heldBy !== undefined || isChanged === true;

/** The targets of an operation by their result. Every target is in exactly one list. */
export interface Lists {
  readonly succeeded: readonly TargetState[];
  /** See `hasFailed`. */
  readonly failed: readonly TargetState[];
  /** See `isUnproved`. */
  readonly unproved: readonly TargetState[];
  /** Not sent. */
  readonly untouched: readonly TargetState[];
  /** No result yet. */
  readonly open: readonly TargetState[];
}

/** @returns the targets of an operation by their result */
export function listsOf({ targets }: Pick<Operation, 'targets'>): Lists {
  return {
    succeeded: targets.filter(({ result }) => result === 'succeeded'),
    failed: targets.filter(hasFailed),
    unproved: targets.filter(isUnproved),
    untouched: targets.filter(({ result }) => result === 'not sent'),
    open: targets.filter(({ result }) => result === undefined),
  };
}
