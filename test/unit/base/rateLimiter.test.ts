import assert from 'node:assert/strict';
import { Pace } from '../../../src/base/rateLimiter';
import { TestClock } from '../../support/testClock';

describe('the limit of acting requests a minute', () => {
  it('holds when one of several that wait for the same moment gives up', async () => {
    const clock = new TestClock();
    const pace = new Pace(clock, () => 2);
    const began = clock.now();
    const left: number[] = [];
    const never = new AbortController().signal;
    const leave = (signal = never): Promise<unknown> =>
      pace.turn(signal).then(
        () => left.push(clock.now() - began),
        () => undefined,
      );
    await Promise.all([leave(), leave()]);
    const giveUp = new AbortController();
    const waiting = [leave(giveUp.signal), leave()];
    giveUp.abort(new Error('paused'));
    await waiting[0];
    waiting.push(leave(), leave());
    for (let minute = 0; minute < 4; minute++) {
      clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(waiting);
    assert.deepEqual(left, [0, 0, 60_000, 60_000, 120_000]);
  });
});
