import assert from 'node:assert/strict';
import { Throttle } from '../../../src/base/throttle';
import { TestClock } from '../../support/testClock';

describe('a throttle', () => {
  it('allows the first call at once, and then one every 200 ms at most', () => {
    const clock = new TestClock();
    const throttle = new Throttle(clock);
    const times = [0, 0, 199, 1, 0, 500, 1].map((ms) => {
      clock.advance(ms);
      return throttle.isTime();
    });
    assert.deepEqual(times, [true, false, false, true, false, true, false]);
  });
});
