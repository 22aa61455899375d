import assert from 'node:assert/strict';
import { sleptFor } from '../../../src/base/sleepDetector';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const TICK_MS = 5 * SECOND_MS;

describe('two looks at the clocks', () => {
  const CASES: readonly (readonly [words: string, wallMs: number, monotonicMs: number, sleptMs: number | undefined])[] =
    [
      ['a tick', TICK_MS, TICK_MS, undefined],
      ['a sleep that monotonic time counts', 8 * HOUR_MS, 8 * HOUR_MS, 8 * HOUR_MS],
      ['a sleep that monotonic time does not count', 8 * HOUR_MS + TICK_MS, TICK_MS, 8 * HOUR_MS],
      ['a sleep with the wall clock set back in it', -HOUR_MS, 2 * HOUR_MS, 2 * HOUR_MS],
      ['a process that was busy for a minute', 60 * SECOND_MS, 60 * SECOND_MS, undefined],
      ['a bit more than a minute', 60 * SECOND_MS + 1, 60 * SECOND_MS + 1, 60 * SECOND_MS + 1],
      ['a wall clock set forward by a minute', 65 * SECOND_MS, TICK_MS, undefined],
      ['a wall clock set forward by a bit more', 65 * SECOND_MS + 1, TICK_MS, 60 * SECOND_MS + 1],
      ['a wall clock set forward by half a minute', 35 * SECOND_MS, TICK_MS, undefined],
      ['a wall clock set back by eight hours', TICK_MS - 8 * HOUR_MS, TICK_MS, undefined],
      ['no time at all', 0, 0, undefined],
    ];
  for (const [words, wallMs, monotonicMs, sleptMs] of CASES) {
    it(`see ${sleptMs === undefined ? 'no sleep' : 'a sleep'} in ${words}`, () => {
      const start = { wallMs: 1_700_000_000_000, monotonicMs: 900_000 };
      const end = { wallMs: start.wallMs + wallMs, monotonicMs: start.monotonicMs + monotonicMs };
      assert.equal(sleptFor(start, end), sleptMs);
    });
  }
});
