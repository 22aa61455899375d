/**
 * Reads the cloud's times: `2026-01-05T08:00:00Z`, with up to six decimals, with a blank for the `T`, or without the
 * `Z`; all are UTC (cph_api_0521.html, iam_30_0001.html).
 * @returns milliseconds since the epoch, or undefined when it is no time
 */
export function parseTime(text: string): number | undefined {
  const iso = text.trim().replace(' ', 'T');
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
