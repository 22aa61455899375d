import * as vscode from 'vscode';

const { t } = vscode.l10n;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
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
function relativeText(ms: number, language: string, style: Intl.RelativeTimeFormatStyle = 'long'): string {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? ['second', SECOND];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto', style }).format(Math.trunc(ms / size), unit);
}

/**
 * @param at milliseconds since the epoch
 * @param now milliseconds since the epoch
 * @returns how long ago a time was, in short, such as "3 min. ago". It changes at most once a minute
 */
export function agoText(at: number, now: number, language = vscode.env.language): string {
  const ms = now - at;
  return ms < MINUTE ? t('just now') : relativeText(-ms, language, 'short');
}

/** @returns a length of time in its two largest units, such as "45 s", "1 h" or "1 h 30 min" */
export function durationText(ms: number): string {
  if (ms < MINUTE) {
    return t('{0} s', Math.max(0, Number((ms / SECOND).toFixed(1))));
  }
  const seconds = Math.round(ms / SECOND);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours > 0) {
    return minutes % 60 === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, minutes % 60);
  }
  return seconds % 60 === 0 ? t('{0} min', minutes) : t('{0} min {1} s', minutes, seconds % 60);
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
