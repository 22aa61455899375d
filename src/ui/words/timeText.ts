import * as vscode from 'vscode';

const { t } = vscode.l10n;

const SECOND = 1000;
/** The units of a relative time. The largest one that fits is used. */
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['year', 365 * 86_400 * SECOND],
  ['month', 30 * 86_400 * SECOND],
  ['day', 86_400 * SECOND],
  ['hour', 3600 * SECOND],
  ['minute', 60 * SECOND],
  ['second', SECOND],
];

/**
 * @param at milliseconds since the epoch
 * @param now milliseconds since the epoch
 * @returns a time in the person's zone and language, and how long ago it was
 */
export function timeText(at: number, now: number, language = vscode.env.language): string {
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
  return t('{0} ({1})', date, relativeText(at - now, language));
}

/**
 * @param at milliseconds since the epoch
 * @param now milliseconds since the epoch
 * @returns the time of day, in the time zone and the language of the person; with the date when it is not today
 */
export function soonText(at: number, now: number, language = vscode.env.language): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const date = isToday ? {} : ({ dateStyle: 'medium' } as const);
  return new Intl.DateTimeFormat(language, { ...date, timeStyle: 'short' }).format(at);
}

/** @returns a text such as "3 minutes ago" */
function relativeText(ms: number, language: string): string {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? ['second', SECOND];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.trunc(ms / size), unit);
}

/**
 * @param text a time as the cloud gives it
 * @param now milliseconds since the epoch
 * @returns the same as `timeText`; a text that is not a time stays as it is
 */
export function cloudTimeText(text: string | undefined, now: number): string | undefined {
  const at = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(at) ? text : timeText(at, now);
}
