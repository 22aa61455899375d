import * as vscode from 'vscode';
import { type Result } from '../../model/operation';
import { type MessageOrText } from '../../base/message';
import { soonText } from './timeText';

const { t } = vscode.l10n;

/** @returns a message in the person's language; a plain text, such as one of the cloud, stays as it is */
export const inWords = (said: MessageOrText): string =>
  typeof said === 'string'
    ? said
    : t(said.message, ...said.args.map((part) => (typeof part === 'object' ? inWords(part) : part)));

/** @returns the texts in one line, separated by the comma of the person's language */
export const listed = ([first = '', ...more]: readonly string[]): string =>
  more.reduce((line, one) => t('{0}, {1}', line, one), first);

const NAMES_SHOWN = 5;

/** @returns whether `shortened` shows that many names in full */
export const hasRoomFor = (count: number): boolean => count <= NAMES_SHOWN;

/** @returns the first five names, and how many more there are */
export function shortened(names: readonly string[]): string[] {
  const more = names.length - NAMES_SHOWN;
  return more > 0 ? [...names.slice(0, NAMES_SHOWN), t('and {0} more', more)] : [...names];
}

/** @returns a number in the person's language, such as `10,000` */
export const inDigits = (count: number): string => digits.format(count);
const digits = new Intl.NumberFormat(vscode.env.language);

/**
 * @param at milliseconds since the epoch
 * @returns the time of day in the person's zone and language, such as `14:05`
 */
export const timeOfDay = (at: number): string => time.format(at);
const time = new Intl.DateTimeFormat(vscode.env.language, { hour: 'numeric', minute: '2-digit' });

export const RESULT_WORD: Record<Result, () => string> = {
  succeeded: () => t('succeeded'),
  failed: () => t('failed'),
  rejected: () => t('rejected'),
  unverified: () => t('unverified'),
  'timed out': () => t('timed out'),
  unknown: () => t('unknown'),
  'not sent': () => t('not sent'),
};

const MINUTE_MS = 60_000;

/**
 * @param until when the host takes the next request, in milliseconds since the epoch; undefined when it is not throttled
 * @param now milliseconds since the epoch
 * @returns the text of a row while its host asks for fewer requests: how long; until when, if that is more than a minute
 */
export function throttledWords(until: number | undefined, now: number): string | undefined {
  if (until === undefined) {
    return undefined;
  }
  const ms = until - now;
  return ms > MINUTE_MS
    ? t('throttled until {0}', soonText(until, now))
    : t('throttled, waiting {0} s', Math.max(1, Math.ceil(ms / 1000)));
}

/** A result with its count, such as `3 failed`. */
export const RESULT_COUNT: Record<Result, (count: number) => string> = {
  succeeded: (n) => t('{0} succeeded', n),
  failed: (n) => t('{0} failed', n),
  rejected: (n) => t('{0} rejected', n),
  unverified: (n) => t('{0} unverified', n),
  'timed out': (n) => t('{0} timed out', n),
  unknown: (n) => t('{0} unknown', n),
  'not sent': (n) => t('{0} not sent', n),
};
