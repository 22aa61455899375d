import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Rollout } from '../../../src/model/rollout';
import { type HoldReason, type TargetState } from '../../../src/model/operation';
import { possibleControls } from '../../../src/model/operationControls';

const ACTING: Rollout = {
  policy: DEFAULT_POLICY,
  waves: [1, 2],
  mostDown: 2,
  wave: 0,
  step: 'acting',
  heldMs: 0,
};
const target = (phase: TargetState['phase']): TargetState => ({
  id: 'a',
  name: 'a',
  phase,
  ...(phase === 'waiting' ? {} : { answeredAt: 1 }),
});
const rolloutOf = (differs: Partial<Rollout>, why?: HoldReason): string =>
  possibleControls({
    targets: [target('sent'), target('waiting')],
    rollout: { ...ACTING, ...differs },
    ...(why === undefined ? {} : { hold: { why, since: 1 } }),
  }).join();
const plainOf = (phases: readonly TargetState['phase'][], why?: HoldReason): string =>
  possibleControls({
    targets: phases.map(target),
    ...(why === undefined ? {} : { hold: { why, since: 1 } }),
  }).join();

describe('what a person can do to an operation', () => {
  it('is nothing when no wave follows, and when it has ended', () => {
    assert.equal(rolloutOf({ step: 'over', end: 'finished' }), '');
    assert.deepEqual(possibleControls({ targets: [], rollout: ACTING, endedAt: 1 }), []);
    assert.deepEqual(possibleControls({ targets: [target('settled')], endedAt: 1 }), []);
  });

  it('is to pause and to stop an operation without waves, as long as something of it was not sent', () => {
    assert.equal(plainOf(['sent', 'waiting']), 'pause,stop');
    assert.equal(plainOf(['sent', 'settled']), '');
    assert.equal(plainOf(['waiting'], 'paused'), 'resume,stop');
    const inFlight: TargetState = { id: 'a', name: 'a', phase: 'sent' };
    assert.deepEqual(possibleControls({ targets: [inFlight] }), ['pause', 'stop'], 'it may still wait for its turn');
  });

  it('is to pause it, to stop it after the wave, or to stop it, while a wave is under way', () => {
    assert.equal(rolloutOf({}), 'pause,stopAfterWave,stop');
  });

  it('is to stop it after the wave only once, and only while a wave is under way', () => {
    assert.equal(rolloutOf({ stopsAfterWave: true }), 'pause,stop');
    assert.equal(rolloutOf({ step: 'resting' }), 'pause,stop');
    assert.equal(rolloutOf({ step: 'reading' }), 'pause,stop');
  });

  for (const why of ['canary', 'unverified'] as const) {
    it(`is to promote it, and not to resume it, while a person has to look at a wave: ${why}`, () => {
      assert.equal(rolloutOf({ step: 'resting' }, why), 'promote,stop');
    });
  }

  for (const why of ['paused', 'reload', 'sleep', 'signIn'] as const) {
    it(`is to resume it while it is held: ${why}`, () => {
      assert.equal(rolloutOf({}, why), 'resume,stopAfterWave,stop');
      assert.equal(rolloutOf({ step: 'resting' }, why), 'resume,stop');
    });
  }
});
