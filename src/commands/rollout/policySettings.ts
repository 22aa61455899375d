import * as vscode from 'vscode';
import { type KindId } from '../../model/kinds';
import { readAmount, readAmounts, type RolloutPolicy, writeAmount, writeAmounts } from '../../model/rollout';
import { durationText } from '../../ui/words/timeText';

const { t } = vscode.l10n;

/** One setting of the policy that the person can change. */
export interface RolloutSetting {
  readonly label: () => string;
  /** @returns the value, as it is shown in the list */
  readonly value: (policy: RolloutPolicy) => string;
  readonly prompt: () => string;
  /** @returns the value, as the person types it */
  readonly written: (policy: RolloutPolicy) => string;
  /** @returns the policy with the value; undefined when the text is not a valid value */
  readonly read: (text: string, policy: RolloutPolicy) => RolloutPolicy | undefined;
  /** @returns the sentence that says what to type instead */
  readonly wrong: () => string;
}

const WAVES: RolloutSetting = {
  label: () => t('Waves'),
  value: ({ waves }) => writeAmounts(waves),
  prompt: () => t('Sizes of the waves, one after the other: 1, 5, 20%. The last one repeats.'),
  written: ({ waves }) => writeAmounts(waves),
  read: (text, policy) => {
    const waves = readAmounts(text);
    return waves && { ...policy, waves };
  },
  wrong: () => t('Write numbers or percentages with commas between them, such as 1, 5, 20% or 10% max 20.'),
};

const MOST_FAILED: RolloutSetting = {
  label: () => t('Stop when more fail than'),
  value: ({ mostFailed }) => writeAmount(mostFailed),
  prompt: () => t('Stop when more targets fail than this: a number, or a percentage such as 10%.'),
  written: ({ mostFailed }) => writeAmount(mostFailed),
  read: (text, policy) => {
    const mostFailed = readAmount(text);
    return mostFailed && { ...policy, mostFailed };
  },
  wrong: () => t('Write a number or a percentage, such as 3 or 10%.'),
};

interface WholeNumber extends Pick<RolloutSetting, 'label' | 'value' | 'prompt'> {
  readonly least: 0 | 1;
  readonly get: (policy: RolloutPolicy) => number;
  readonly set: (value: number, policy: RolloutPolicy) => RolloutPolicy;
}

const wholeNumber = ({ least, get, set, ...words }: WholeNumber): RolloutSetting => ({
  ...words,
  written: (policy) => `${get(policy)}`,
  read: (text, policy) => (/^\d{1,6}$/.test(text) && Number(text) >= least ? set(Number(text), policy) : undefined),
  wrong: () => (least === 0 ? t('Write a whole number.') : t('Write a whole number, 1 or more.')),
});

function withoutZone(policy: RolloutPolicy): RolloutPolicy {
  const rest: { -readonly [Key in keyof RolloutPolicy]: RolloutPolicy[Key] } = { ...policy };
  delete rest.mostPerZone;
  return rest;
}

const PER_ZONE = wholeNumber({
  label: () => t('Maximum per availability zone in a wave'),
  value: ({ mostPerZone }) => (mostPerZone === undefined ? t('no limit') : `${mostPerZone}`),
  prompt: () => t('Maximum targets per availability zone in one wave. 0: no limit.'),
  least: 0,
  get: ({ mostPerZone = 0 }) => mostPerZone,
  set: (most, policy) => ({ ...withoutZone(policy), ...(most === 0 ? {} : { mostPerZone: most }) }),
});

const PER_SERVER = wholeNumber({
  label: () => t('Maximum per server in a wave'),
  value: ({ mostPerServer }) => `${mostPerServer}`,
  prompt: () => t('Maximum targets per server in one wave, where the server is known.'),
  least: 1,
  get: ({ mostPerServer }) => mostPerServer,
  set: (mostPerServer, policy) => ({ ...policy, mostPerServer }),
});

const PAUSE = wholeNumber({
  label: () => t('Pause between two waves'),
  value: ({ pauseMs }) => durationText(pauseMs),
  prompt: () => t('Pause between two waves, in seconds.'),
  least: 0,
  get: ({ pauseMs }) => pauseMs / 1000,
  set: (seconds, policy) => ({ ...policy, pauseMs: seconds * 1000 }),
});

const IN_A_ROW = wholeNumber({
  label: () => t('Stop after failures in a row'),
  value: ({ mostInARow }) => `${mostInARow}`,
  prompt: () => t('Stop after this many failures in a row.'),
  least: 1,
  get: ({ mostInARow }) => mostInARow,
  set: (mostInARow, policy) => ({ ...policy, mostInARow }),
});

const TARGET_TIME = wholeNumber({
  label: () => t('Time for one target'),
  value: ({ targetMs }) => durationText(targetMs),
  prompt: () => t('A target that is not verified after this many minutes counts as failed.'),
  least: 1,
  get: ({ targetMs }) => targetMs / 60_000,
  set: (minutes, policy) => ({ ...policy, targetMs: minutes * 60_000 }),
});

/**
 * The settings for each kind of target, in the order in which they are shown. A limit per server has no use for servers, and the zone
 * of an instance is not known.
 */
export const SETTINGS: Readonly<Record<KindId, readonly RolloutSetting[]>> = {
  server: [WAVES, PER_ZONE, PAUSE, MOST_FAILED, IN_A_ROW, TARGET_TIME],
  phone: [WAVES, PER_SERVER, PER_ZONE, PAUSE, MOST_FAILED, IN_A_ROW, TARGET_TIME],
  instance: [WAVES, PER_SERVER, PAUSE, MOST_FAILED, IN_A_ROW, TARGET_TIME],
};
