import assert from 'node:assert/strict';
import { DEFAULT_POLICY, type Rollout } from '../../../src/model/rollout';
import { possibleSteps } from '../../../src/model/rolloutSteps';

const ACTING: Rollout = {
  policy: DEFAULT_POLICY,
  waves: [1, 2],
  mostDown: 2,
  wave: 0,
  step: 'acting',
  heldMs: 0,
};
const stepsOf = (differs: Partial<Rollout>): string => possibleSteps({ rollout: { ...ACTING, ...differs } }).join();

describe('what a person can do to an operation', () => {
  it('is nothing when it is not a rollout, when no wave follows, and when it has ended', () => {
    assert.deepEqual(possibleSteps({}), []);
    assert.equal(stepsOf({ step: 'over', end: 'finished' }), '');
    assert.deepEqual(possibleSteps({ rollout: ACTING, endedAt: 1 }), []);
  });

  it('is to pause it, to stop it after the wave, or to stop it, while a wave is under way', () => {
    assert.equal(stepsOf({}), 'pause,stopAfterWave,stop');
  });

  it('is to stop it after the wave only once, and only while a wave is under way', () => {
    assert.equal(stepsOf({ stopsAfterWave: true }), 'pause,stop');
    assert.equal(stepsOf({ step: 'resting' }), 'pause,stop');
    assert.equal(stepsOf({ step: 'reading' }), 'pause,stop');
  });

  it('is to promote its first wave, and not to resume it, while it waits for that', () => {
    assert.equal(stepsOf({ step: 'resting', hold: 'canary' }), 'promote,stop');
  });

  for (const hold of ['paused', 'reload'] as const) {
    it(`is to resume it while it is held: ${hold}`, () => {
      assert.equal(stepsOf({ hold }), 'resume,stopAfterWave,stop');
      assert.equal(stepsOf({ hold, step: 'resting' }), 'resume,stop');
    });
  }
});
