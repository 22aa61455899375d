import assert from 'node:assert/strict';
import { Throttle } from '../../../src/base/throttle';
import { TestClock } from '../../support/testClock';

describe('a throttle', () => {
  it('says that it is time at once, and then at most every 200 ms', () => {
    const clock = new TestClock();
    const throttle = new Throttle(clock);
    const times = [0, 0, 199, 1, 0, 500, 1].map((ms) => {
      clock.advance(ms);
      return throttle.isTime();
    });
    assert.deepEqual(times, [true, false, false, true, false, true, false]);
  });
});
