/**
 * Reads a time of the cloud: `2026-01-05T08:00:00Z`, with up to six decimals, with a space instead of the `T`, or
 * without the `Z`. A time without an offset is UTC (cph_api_0521.html, iam_30_0001.html).
 * @returns milliseconds since the epoch, or undefined when the text is not a time
 */
export function parseTime(text: string): number | undefined {
  const iso = text.trim().replace(' ', 'T');
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
