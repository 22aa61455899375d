/** Nothing is left alone for longer before it is asked again, whatever the cloud says. */
export const LONGEST_PAUSE_MS = 60_000;

/**
 * @param header `Retry-After`: seconds, or a date
 * @param now milliseconds since the epoch
 * @returns how long to wait, at most a minute; undefined when nothing readable is said
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS);
}
