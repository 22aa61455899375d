import assert from 'node:assert/strict';
import { agoText, durationText } from '../../../../src/ui/words/timeText';

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

describe('a length of time', () => {
  it('is said in its two largest units, without what is zero', () => {
    for (const [ms, words] of [
      [0, '0 s'],
      [-5 * SECOND, '0 s'],
      [250, '0.3 s'],
      [45 * SECOND, '45 s'],
      [MINUTE, '1 min'],
      [61 * SECOND, '1 min 1 s'],
      [HOUR, '1 h'],
      [90 * MINUTE + 20 * SECOND, '1 h 30 min'],
      [48 * HOUR, '48 h'],
    ] as const) {
      assert.equal(durationText(ms), words);
    }
  });
});

describe('how long ago something was', () => {
  it('is said in short, and the same for a whole minute', () => {
    for (const [ms, words] of [
      [-HOUR, 'just now'],
      [59 * SECOND, 'just now'],
      [2 * MINUTE, '2 min. ago'],
      [2 * MINUTE + 59 * SECOND, '2 min. ago'],
      [3 * HOUR, '3 hr. ago'],
      [24 * HOUR, 'yesterday'],
    ] as const) {
      assert.equal(agoText(0, ms, 'en'), words);
    }
    assert.equal(agoText(0, 2 * MINUTE, 'zh-cn'), '2分钟前');
  });
});
