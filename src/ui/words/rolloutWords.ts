import * as vscode from 'vscode';
import { type HoldReason } from '../../model/operation';
import { type AnyOperation, listSizes, type ListSizes, tallyOf } from '../../model/operationSummary';
import { type Rollout, type RolloutEnd } from '../../model/rollout';
import { durationText } from './timeText';
import { listed, RESULT_COUNT, throttledWords } from './words';

const { t } = vscode.l10n;

/** What an operation on hold waits for. That it waits for a person comes first: a narrow sidebar cuts off the end. */
export const HOLD_WORD: Readonly<Record<HoldReason, () => string>> = {
  canary: () => t('waiting for you after the canary'),
  paused: () => t('paused'),
  unverified: () => t('waiting for you, not all verified'),
  signIn: () => t('waiting for you to sign in and resume'),
  reload: () => t('waiting for you after a reload'),
  sleep: () => t('waiting for you after a sleep'),
};

/** @returns what an operation under way waits for a person to do; undefined while it waits for no person */
export function personWords({ hold, waitsForSignIn }: AnyOperation): string | undefined {
  if (hold !== undefined) {
    return HOLD_WORD[hold.why]();
  }
  return waitsForSignIn === true ? t('waiting for you to sign in') : undefined;
}

/**
 * @param now milliseconds since the epoch
 * @returns the time until when an operation that waits for no person waits for its host; undefined while it does not
 */
export const hostWords = (operation: AnyOperation, now: number): string | undefined =>
  personWords(operation) === undefined ? throttledWords(operation.throttledUntil, now) : undefined;

/**
 * @param now milliseconds since the epoch
 * @returns what an operation under way waits for: a person or its host; undefined while it waits for none
 */
export const waitingWords = (operation: AnyOperation, now: number): string | undefined =>
  personWords(operation) ?? hostWords(operation, now);

/** Why a rollout ended; undefined when all waves had their turn. `failed` is the number of failed targets. */
const END_WORD: Readonly<Record<RolloutEnd, (failed: number) => string | undefined>> = {
  finished: () => undefined,
  stopped: () => t('stopped'),
  stoppedAfterWave: () => t('stopped after the wave'),
  canaryFailed: () => t('stopped: the canary could not be verified'),
  cannotSend: () => t('stopped: a request could not be sent'),
  tooManyFailed: (failed) => t('stopped: {0} failed', failed),
  tooManyInARow: () => t('stopped: too many failed in a row'),
  tooFewRunning: () => t('stopped: too few targets would have stayed up'),
  overTime: () => t('stopped: the time limit was reached'),
  cannotProve: () => t('stopped: the states before a wave could not be read'),
};

/** @returns `wave 2 of 5` */
export const waveWords = ({ wave, waves }: Rollout): string => t('wave {0} of {1}', wave + 1, waves.length);

/**
 * @param now milliseconds since the epoch
 * @returns the state of a rollout that is not on hold: its end or its step; undefined while a wave is under way and when
 * all waves had their turn
 */
export function rolloutState(operation: AnyOperation, rollout: Rollout, now: number): string | undefined {
  const { step, end, stopsAfterWave, restsUntil } = rollout;
  if (end !== undefined) {
    return END_WORD[end](listSizes(tallyOf(operation)).failed);
  }
  switch (step) {
    case 'reading':
      return t('reading the states before the wave');
    case 'resting':
      return restsUntil === undefined
        ? undefined
        : t('pause: {0} left', durationText(secondsTo(restsUntil, now) * 1000));
    case 'acting':
    case 'over':
      return stopsAfterWave === true ? t('stops after this wave') : undefined;
  }
}

const secondsTo = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));

/** @returns why a rollout ended, and the counts of its three lists */
export function rolloutSummary(operation: AnyOperation, { end }: Rollout): string {
  const sizes = listSizes(tallyOf(operation));
  const why = end === undefined ? undefined : END_WORD[end](sizes.failed);
  const counts = listed(listWords(sizes));
  return why === undefined ? counts : t('{0}. {1}', why, counts);
}

/** @returns how many targets are in each list; empty lists are left out */
export function listWords({ succeeded, failed, unproved, untouched }: Omit<ListSizes, 'open'>): string[] {
  return [
    succeeded === 0 ? undefined : RESULT_COUNT.succeeded(succeeded),
    ...badWords({ failed, unproved }),
    untouched === 0 ? undefined : t('{0} untouched', untouched),
  ].filter((words) => words !== undefined);
}

/** @returns how many targets failed, and how many were not verified; empty lists are left out */
export function badWords({ failed, unproved }: Pick<ListSizes, 'failed' | 'unproved'>): string[] {
  return [
    failed === 0 ? undefined : RESULT_COUNT.failed(failed),
    unproved === 0 ? undefined : RESULT_COUNT.unverified(unproved),
  ].filter((words) => words !== undefined);
}
