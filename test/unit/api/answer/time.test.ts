import assert from 'node:assert/strict';
import { parseTime } from '../../../../src/api/answer/time';

describe('a time of the cloud', () => {
  const EIGHT = Date.UTC(2026, 0, 5, 8);
  for (const [text, ms] of [
    ['2026-01-05T08:00:00Z', EIGHT],
    ['2026-01-05T08:00:00z', EIGHT],
    ['2026-01-05T08:00:00', EIGHT],
    [' 2026-01-05 08:00:00 ', EIGHT],
    ['2026-01-05 08:00:00.250000', EIGHT + 250],
    ['2026-01-05T16:00:00+08:00', EIGHT],
    ['2026-01-05T16:00:00+0800', EIGHT],
    ['2026-01-05T00:00:00-08:00', EIGHT],
    ['soon', undefined],
    ['', undefined],
  ] as const) {
    it(`"${text}" is ${ms === undefined ? 'not a time' : new Date(ms).toISOString()}`, () => {
      assert.equal(parseTime(text), ms);
    });
  }
});
