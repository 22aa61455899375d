/** The verbs that can go wave by wave. */
export type RollingVerb = 'restart' | 'reboot';

/** So many, or a share of all in percent, or the smaller of the two. */
export interface Amount {
  readonly count?: number;
  readonly percent?: number;
}

/** How a rolling restart or reboot goes. Times in milliseconds. */
export interface RolloutPolicy {
  /** The sizes of the waves, one after the other; the last one repeats until every target has had its turn. */
  readonly waves: readonly Amount[];
  /** After the first wave a person promotes it, or nothing goes on. */
  readonly asksAfterFirst: boolean;
  /** At most so many of one server in one wave; where the server is not known nothing is counted. */
  readonly mostPerServer: number;
  /** The same for one zone; absent: as many as the wave has. */
  readonly mostPerZone?: number;
  /** Between two waves. */
  readonly pauseMs: number;
  /** For so long a target must be seen well before it is proved. */
  readonly steadyMs: number;
  /** From the answer to its request until it is proved. */
  readonly targetMs: number;
  /** For all waves together, without what was waited for a person; absent: no limit. */
  readonly wholeMs?: number;
  /** More failures than this stop it. Of the first wave, where others follow, one is enough. */
  readonly mostFailed: Amount;
  /** So many failures one after the other stop it. */
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
 * What is waited for: `canary` that a person promotes the first wave, `paused` that the person who paused it resumes it,
 * `reload` that somebody resumes what a window left behind that is gone.
 */
export type RolloutHold = 'canary' | 'paused' | 'reload';

/**
 * Why no wave follows: all had their turn; a person stopped it at once, or after the wave; one of the first wave, the
 * canary, was not proved well; a request of the wave could not be sent; too many failed, or too many one after the
 * other; one more wave would leave too few running; the time for all was over; the state before the wave cannot be read,
 * so that nothing could be proved after it.
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

/** A rolling operation on its way: its waves, and where it stands. Plain data: it is stored with the operation. */
export interface Rollout extends RolloutProgress {
  readonly policy: RolloutPolicy;
  /** How many targets each wave has; the targets of the operation stand in the order of their waves. */
  readonly waves: readonly number[];
  /** How many may be down at once: those of a wave, and those that failed before. */
  readonly mostDown: number;
}

/** What changes of it. */
export interface RolloutProgress {
  /** Which wave is under way, or was the last one; from 0 up. */
  readonly wave: number;
  /**
   * `reading` what the states are before the wave, `acting` until each of its targets has its result, `resting` before
   * the next wave, `over` when no wave follows.
   */
  readonly step: 'reading' | 'acting' | 'resting' | 'over';
  /** Nothing more is sent until a person says so; what was sent is followed. */
  readonly hold?: RolloutHold;
  readonly heldSince?: number;
  /** How long a person was waited for so far, in milliseconds. */
  readonly heldMs: number;
  readonly stopsAfterWave?: boolean;
  /** When the rest is over, in milliseconds since the epoch. */
  readonly restsUntil?: number;
  readonly end?: RolloutEnd;
}

/** @returns an amount of so many, at least 0, rounded down */
export function amountOf({ count, percent }: Amount, total: number): number {
  const share = percent === undefined ? Infinity : Math.floor((total * percent) / 100);
  return Math.max(0, Math.min(count ?? Infinity, share, total));
}

/**
 * Reads `1, 5, 20%` or `1, 10% max 20`.
 * @returns undefined where it cannot be read, or names nothing
 */
export function readAmounts(written: string): readonly Amount[] | undefined {
  const amounts = written.split(',').map((part) => readAmount(part.trim()));
  return amounts.every((amount) => amount !== undefined) ? amounts : undefined;
}

/** Reads `3`, `10%` or `10% max 20`; undefined where it cannot be read. Nothing may be 0, and no share above 100 %. */
export function readAmount(written: string): Amount | undefined {
  const [, number, percent, most] = /^(?:(\d{1,6})|(\d{1,3})\s*%(?:\s*max\s*(\d{1,6}))?)$/.exec(written) ?? [];
  const amount = {
    ...(percent === undefined ? {} : { percent: Number(percent) }),
    ...((number ?? most) === undefined ? {} : { count: Number(number ?? most) }),
  };
  const values = Object.values(amount);
  return values.length === 0 || values.includes(0) || (amount.percent ?? 0) > 100 ? undefined : amount;
}

/** @returns the way in which `readAmounts` reads them */
export const writeAmounts = (amounts: readonly Amount[]): string => amounts.map(writeAmount).join(', ');

export const writeAmount = ({ count, percent }: Amount): string =>
  percent === undefined ? `${count ?? 0}` : `${percent}%${count === undefined ? '' : ` max ${count}`}`;

/** @returns in which wave the target at this place is, from 0 up */
export function waveOf({ waves }: Pick<Rollout, 'waves'>, place: number): number {
  let end = 0;
  return waves.findIndex((size) => (end += size) > place);
}
