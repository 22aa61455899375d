import assert from 'node:assert/strict';
import { HOLD_REASONS, type Operation, type Result, type TargetState } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout } from '../../../../src/model/rollout';
import { endedAt, nextHold, over, progressed } from '../../../../src/operations/state/operation';

const AT = 900;
const ROLLOUT: Rollout = {
  policy: DEFAULT_POLICY,
  waves: [1, 1],
  mostDown: 1,
  running: 9,
  wave: 1,
  step: 'acting',
  heldMs: 7,
  stopsAfterWave: true,
};
const settled = (id: string, result: Result): TargetState => ({ id, name: id, phase: 'settled', result });
const operationOf = (targets: readonly TargetState[], rollout?: Rollout): Operation => ({
  number: 1,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 100,
  targets,
  ...(rollout === undefined ? {} : { rollout }),
});

describe('the hold of an operation', () => {
  for (const why of HOLD_REASONS) {
    it(`begins with what holds it back, at that time: ${why}`, () => {
      assert.deepEqual(nextHold(undefined, why, AT), { why, since: AT });
    });

    it(`keeps its first reason and its time: ${why}`, () => {
      const hold = { why, since: 100 };
      assert.ok(HOLD_REASONS.every((later) => nextHold(hold, later, AT) === hold));
    });
  }

  it('ends with Resume, and where a wave is to be looked at only with Promote', () => {
    const held = HOLD_REASONS.filter((why) => nextHold({ why, since: 100 }, 'resume', AT) !== undefined);
    assert.deepEqual(held, ['canary', 'unverified']);
  });

  it('ends with Promote only where a wave is to be looked at', () => {
    const released = HOLD_REASONS.filter((why) => nextHold({ why, since: 100 }, 'promote', AT) === undefined);
    assert.deepEqual(released, ['canary', 'unverified']);
  });

  it('is none where an operation that is not held is let go on', () => {
    assert.deepEqual([nextHold(undefined, 'resume', AT), nextHold(undefined, 'promote', AT)], [undefined, undefined]);
  });
});

describe('the progress of an operation', () => {
  it('is the new one, with nothing left of the old one', () => {
    const held = { ...operationOf([], ROLLOUT), hold: { why: 'paused', since: 1 } as const };
    const { rollout, hold } = progressed(held, { rollout: { wave: 1, step: 'resting', heldMs: 8, restsUntil: 5 } });
    assert.equal(hold, undefined);
    const { policy, waves, mostDown, running } = ROLLOUT;
    assert.deepEqual(rollout, { policy, waves, mostDown, running, wave: 1, step: 'resting', heldMs: 8, restsUntil: 5 });
  });

  it('keeps the rollout where only the hold changes', () => {
    const hold = { why: 'sleep', since: 1 } as const;
    assert.deepEqual(progressed(operationOf([], ROLLOUT), { hold }), { ...operationOf([], ROLLOUT), hold });
  });

  it('makes no rollout of an operation that is none', () => {
    const { wave, step, heldMs } = ROLLOUT;
    assert.deepEqual(progressed(operationOf([]), { rollout: { wave, step, heldMs } }), operationOf([]));
  });
});

describe('the end of an operation', () => {
  it('is not there while a target has no result', () => {
    const operation = operationOf([settled('a', 'failed'), { id: 'b', name: 'b', phase: 'sent' }]);
    assert.equal(endedAt(operation, AT), operation);
  });

  it('is the time of the last result, and nothing holds it, throttles it or waits for a sign-in any more', () => {
    const operation = operationOf([settled('a', 'failed')]);
    const busy = { ...operation, hold: { why: 'paused', since: 1 } as const, throttledUntil: 5, waitsForSignIn: true };
    assert.deepEqual(endedAt(busy, AT), { ...operation, endedAt: AT });
  });

  it('is that of its rollout too: it has finished', () => {
    const { rollout } = endedAt(operationOf([settled('a', 'failed'), settled('b', 'succeeded')], ROLLOUT), AT);
    const { policy, waves, mostDown, running } = ROLLOUT;
    assert.deepEqual(rollout, { policy, waves, mostDown, running, wave: 1, heldMs: 7, step: 'over', end: 'finished' });
  });

  it('is that it could not be sent where a target of the rollout was not', () => {
    const { rollout } = endedAt(operationOf([settled('a', 'succeeded'), settled('b', 'not sent')], ROLLOUT), AT);
    assert.equal(rollout?.end, 'cannotSend');
  });

  it('is that it has finished where all that was not sent was left to another operation', () => {
    const leftOut = { ...settled('b', 'not sent'), heldBy: 2 };
    assert.equal(endedAt(operationOf([settled('a', 'failed'), leftOut], ROLLOUT), AT).rollout?.end, 'finished');
    const { rollout } = endedAt(operationOf([settled('a', 'not sent'), leftOut], ROLLOUT), AT);
    assert.equal(rollout?.end, 'cannotSend', 'one was left to nobody');
  });

  it('of one that is no rollout makes none of it', () => {
    assert.deepEqual(endedAt(operationOf([settled('a', 'not sent')]), AT), {
      ...operationOf([settled('a', 'not sent')]),
      endedAt: AT,
    });
  });

  it('leaves a rollout that was over before as it was', () => {
    const stopped: Rollout = { ...ROLLOUT, ...over(ROLLOUT, 'stopped') };
    assert.equal(endedAt(operationOf([settled('a', 'not sent')], stopped), AT).rollout, stopped);
  });
});
