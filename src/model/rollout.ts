/** A number of targets, a percentage of all targets, or the smaller of the two. */
export interface Amount {
  readonly count?: number;
  readonly percent?: number;
}

/** The rules of a rollout. Times are in milliseconds. */
export interface RolloutPolicy {
  /** The sizes of the waves in their order. The last size repeats until every target is in a wave. */
  readonly waves: readonly Amount[];
  /** true: the rollout waits after the first wave until a person promotes it. */
  readonly asksAfterFirst: boolean;
  /** The most targets of one server in one wave. Targets whose server is not known are not counted. */
  readonly mostPerServer: number;
  /** The most targets of one zone in one wave; absent: no limit. Targets whose zone is not known are not counted. */
  readonly mostPerZone?: number;
  /** The pause between two waves. */
  readonly pauseMs: number;
  /** How long a target must be healthy without a break before it is verified. */
  readonly steadyMs: number;
  /**
   * The most time from the response to a target's request until the target is verified. A target that is healthy at the
   * end still gets the rest of `steadyMs`.
   */
  readonly targetMs: number;
  /** The most time for all waves together, without the time that the rollout waited for a person; absent: no limit. */
  readonly wholeMs?: number;
  /**
   * The rollout stops when more targets than this have failed. One failure in the first wave stops it in any case, when
   * other waves follow.
   */
  readonly mostFailed: Amount;
  /** The rollout stops when this many targets have failed one after the other. */
  readonly mostInARow: number;
}

export const DEFAULT_POLICY: RolloutPolicy = {
  waves: [{ count: 1 }, { percent: 10, count: 20 }],
  asksAfterFirst: true,
  mostPerServer: 2,
  pauseMs: 30_000,
  steadyMs: 15_000,
  targetMs: 10 * 60_000,
  mostFailed: { percent: 10 },
  mostInARow: 3,
};

/**
 * Why no wave follows.
 * - `finished`: all waves have had their turn.
 * - `stopped`, `stoppedAfterWave`: a person stopped the rollout at once, or after the wave that was under way.
 * - `canaryFailed`: a target of the first wave was not verified.
 * - `cannotSend`: a request of the wave could not be sent.
 * - `tooManyFailed`, `tooManyInARow`: more targets failed than the policy allows, in all or one after the other.
 * - `tooFewRunning`: one more wave would leave too few targets running.
 * - `overTime`: the time for all waves together was over.
 * - `cannotProve`: the states before the wave cannot be read, so the wave could not be verified.
 */
export type RolloutEnd = (typeof ROLLOUT_ENDS)[number];

export const ROLLOUT_ENDS = [
  'finished',
  'stopped',
  'stoppedAfterWave',
  'canaryFailed',
  'cannotSend',
  'tooManyFailed',
  'tooManyInARow',
  'tooFewRunning',
  'overTime',
  'cannotProve',
] as const;

/** The waves of a rollout and its progress. It is plain data that is stored with the operation. */
export interface Rollout extends RolloutProgress {
  readonly policy: RolloutPolicy;
  /** How many targets each wave has. The targets of the operation stand in the order of their waves. */
  readonly waves: readonly number[];
  /**
   * The most of the fleet that may be down at the same time: those of a wave, those that failed before it, and those that
   * do not run for another reason.
   */
  readonly mostDown: number;
  /** How many of the fleet ran when the plan was made; absent in operations of version 0.1. */
  readonly running?: number;
}

/** The part of a rollout that changes while it runs. */
export interface RolloutProgress {
  /** The wave that is under way, or was the last one; counted from 0. */
  readonly wave: number;
  /**
   * `reading`: the states before the wave are read. `acting`: the wave is sent and followed until each of its targets
   * has a result. `resting`: the pause before the next wave. `over`: no wave follows.
   */
  readonly step: 'reading' | 'acting' | 'resting' | 'over';
  /** How long the rollout has waited for a person in earlier holds, in milliseconds. */
  readonly heldMs: number;
  /** true: no wave follows the one that is under way. */
  readonly stopsAfterWave?: boolean;
  /** When the next wave begins, in milliseconds since the epoch; present while `resting`. */
  readonly restsUntil?: number;
  /** Why no wave follows; present when `over`. */
  readonly end?: RolloutEnd;
}

/**
 * @returns how many targets the amount is, out of `total`: a whole number from 0 to `total`; shares are rounded down
 */
export function amountOf({ count, percent }: Amount, total: number): number {
  const share = percent === undefined ? Infinity : Math.floor((total * percent) / 100);
  return Math.max(0, Math.min(count ?? Infinity, share, total));
}

/**
 * Reads amounts that a person typed, such as `1, 5, 20%` or `1, 10% max 20`.
 * @returns undefined when one of them cannot be read
 */
export function readAmounts(written: string): readonly Amount[] | undefined {
  const amounts = written.split(',').map((part) => readAmount(part.trim()));
  return amounts.every((amount) => amount !== undefined) ? amounts : undefined;
}

/**
 * Reads one amount: `3`, `10%` or `10% max 20`.
 * @returns undefined when it cannot be read, a number in it is 0, or the percentage is above 100
 */
export function readAmount(written: string): Amount | undefined {
  const [, number, percent, most] = /^(?:(\d{1,6})|(\d{1,3})\s*%(?:\s*max\s*(\d{1,6}))?)$/.exec(written) ?? [];
  const amount = {
    ...(percent === undefined ? {} : { percent: Number(percent) }),
    ...((number ?? most) === undefined ? {} : { count: Number(number ?? most) }),
  };
  const values = Object.values(amount);
  return values.length === 0 || values.includes(0) || (amount.percent ?? 0) > 100 ? undefined : amount;
}

/** @returns the amounts as text that `readAmounts` reads */
export const writeAmounts = (amounts: readonly Amount[]): string => amounts.map(writeAmount).join(', ');

/** @returns the amount as text that `readAmount` reads */
export const writeAmount = ({ count, percent }: Amount): string =>
  percent === undefined ? `${count ?? 0}` : `${percent}%${count === undefined ? '' : ` max ${count}`}`;

/** @returns the wave of the target at this place of the operation, both counted from 0; -1 behind the last target */
export function waveOf({ waves }: Pick<Rollout, 'waves'>, place: number): number {
  let end = 0;
  return waves.findIndex((size) => (end += size) > place);
}
