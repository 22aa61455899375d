import assert from 'node:assert/strict';
import { LiveOperation } from '../../../../src/operations/run/liveOperation';
import { ThrottleNotice } from '../../../../src/operations/run/throttleNotice';
import { TestClock } from '../../../support/testClock';

/** An operation under way, and how often it told of a pause of its host or of the end of one. */
function operation(): { readonly live: LiveOperation; readonly told: { times: number } } {
  const told = { times: 0 };
  const targets = [{ id: 'a', name: 'web-1', phase: 'sent' as const }];
  const known = { number: 1, verb: 'restart' as const, project: 'Staging', requests: 1, startedAt: 0, targets };
  const live = new LiveOperation(known, {
    isOurs: () => true,
    record: () => undefined,
    tell: ({ kind }) => {
      told.times += kind === 'waiting' ? 1 : 0;
    },
  });
  return { live, told };
}

describe('the notice that a host throttles', () => {
  it('goes when the pause is over, from those that still have it', () => {
    const clock = new TestClock();
    const notice = new ThrottleNotice(clock);
    const [one, other] = [operation(), operation()];
    notice.show('cloud.example', clock.now() + 5_000, [one.live, other.live]);
    other.live.throttle(undefined);
    clock.advance(4_999);
    assert.notEqual(one.live.operation.throttledUntil, undefined);
    clock.advance(1);
    assert.deepEqual([one.live.operation.throttledUntil, one.told.times, other.told.times], [undefined, 2, 2]);
  });

  it('stays until the end of the last pause of its host', () => {
    const clock = new TestClock();
    const notice = new ThrottleNotice(clock);
    const { live } = operation();
    const until = clock.now() + 9_000;
    notice.show('cloud.example', clock.now() + 5_000, [live]);
    notice.show('cloud.example', until, [live]);
    clock.advance(8_999);
    assert.equal(live.operation.throttledUntil, until);
    clock.advance(1);
    assert.equal(live.operation.throttledUntil, undefined);
    assert.equal(clock.pending, 0);
  });

  it('leaves no timer when the window closes', () => {
    const clock = new TestClock();
    const notice = new ThrottleNotice(clock);
    notice.show('cloud.example', clock.now() + 5_000, [operation().live]);
    notice.dispose();
    assert.equal(clock.pending, 0);
  });
});
