/** The longest pause before a request is repeated, without its random part; it also limits what the cloud asks for. */
export const LONGEST_PAUSE_MS = 60_000;

/**
 * Reads the header `Retry-After`.
 * @param header seconds, or a date; undefined when the response does not have it
 * @param now milliseconds since the epoch
 * @returns how long to wait, in milliseconds from 0 to 60,000; undefined when the header is absent or cannot be read
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS);
}
