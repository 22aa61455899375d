import assert from 'node:assert/strict';
import { pause, systemClock } from '../../../src/base/clock';
import { inEnglish, message } from '../../../src/base/message';
import { TestClock } from '../../support/testClock';

describe('a pause', () => {
  it('ends after its time, and leaves no timer', async () => {
    const clock = new TestClock();
    const paused = pause(clock, 1000);
    clock.advance(999);
    assert.equal(clock.pending, 1);
    clock.advance(1);
    await paused;
    assert.equal(clock.pending, 0);
  });

  it('ends at once when the signal aborts, and leaves no timer', async () => {
    const clock = new TestClock();
    const stop = new AbortController();
    const paused = pause(clock, 1000, stop.signal);
    stop.abort(new Error('given up'));
    await assert.rejects(paused, /given up/);
    assert.equal(clock.pending, 0);
    await assert.rejects(pause(clock, 1000, stop.signal), /given up/);
  });
});

describe('the system clock', () => {
  it('has monotonic time that does not follow the wall clock', () => {
    const { now } = Date;
    const before = systemClock.elapsedMs();
    try {
      Date.now = () => now() - 8 * 3_600_000;
      assert.ok(systemClock.now() < now() - 7 * 3_600_000);
      const after = systemClock.elapsedMs();
      assert.ok(Number.isInteger(after));
      assert.ok(after >= before && after < before + 60_000);
    } finally {
      Date.now = now;
    }
  });

  it('calls back, but not after the timer was cancelled', async () => {
    const before = systemClock.now();
    let cancelled = 0;
    systemClock.setTimeout(() => cancelled++, 0).cancel();
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 1));
    assert.ok(systemClock.now() >= before);
    assert.equal(cancelled, 0);
  });
});

describe('a message', () => {
  it('is filled in by number, and keeps a place without a value', () => {
    assert.equal(inEnglish(message('{1} of {0}, {2}', 5, 'two')), 'two of 5, {2}');
  });
});
