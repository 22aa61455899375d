const SECOND_MS = 1000;

/**
 * A longer wait is taken for nonsense, such as a date in a wrong year, and is cut to this. No page names a quota with a
 * window of more than a day.
 */
const LONGEST_WAIT_MS = 24 * 3600 * SECOND_MS;

/**
 * Reads the header `Retry-After`: a number of seconds, or a date.
 * @param date the header `Date` of the same response; a date in `Retry-After` goes by that clock
 * @param now the time of this computer, in milliseconds since the epoch, for a response without `Date`
 * @returns how long to wait, in milliseconds, up to 24 hours; undefined when the header is absent or cannot be read
 */
export function parseRetryAfter(header: string | undefined, date: string | undefined, now: number): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const sentAt = Date.parse(date ?? '');
  const ms = /^\s*\d+\s*$/.test(header)
    ? Number(header) * SECOND_MS
    : Date.parse(header) - (Number.isNaN(sentAt) ? now : sentAt);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  second: SECOND_MS,
  minute: 60 * SECOND_MS,
  hour: 3600 * SECOND_MS,
  day: 24 * 3600 * SECOND_MS,
};

/**
 * How the cloud names the window of a quota that is used up: `limit:200,time:5 minute` (the gateway, code 0308) and
 * `10 times per 60 seconds` (IAM.0012).
 */
const WINDOW = /\b(?:time:|per\b)\s*(\d*)\s*(second|minute|hour|day)s?\b/i;

/**
 * Reads the window of a quota from the text of a response that throttles.
 * @returns the window in milliseconds, up to 24 hours; undefined when the text names none
 */
export function windowInText(text: string | undefined): number | undefined {
  const [, count = '', unit = ''] = WINDOW.exec(text ?? '') ?? [];
  const unitMs = UNIT_MS[unit.toLowerCase()];
  return unitMs === undefined ? undefined : Math.min((count === '' ? 1 : Number(count)) * unitMs, LONGEST_WAIT_MS);
}
