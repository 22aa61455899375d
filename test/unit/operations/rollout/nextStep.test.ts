import assert from 'node:assert/strict';
import { type HoldReason, type Operation, type Result, type TargetState } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout, type RolloutPolicy } from '../../../../src/model/rollout';
import { nextStep, questionAfter, type RolloutFacts } from '../../../../src/operations/rollout/nextStep';

type What = Result | 'waiting' | 'sent';

const POLICY: RolloutPolicy = { ...DEFAULT_POLICY, asksAfterFirst: false, mostFailed: { count: 1 }, mostInARow: 9 };
const CALM: RolloutFacts = { isSending: false, isOverTime: false, restMs: 0 };

const targetOf = (what: What, place: number): TargetState => {
  const target = { id: `s${place}`, name: `s${place}` };
  if (what === 'waiting' || what === 'sent') {
    return { ...target, phase: what };
  }
  const settled = { ...target, phase: 'settled', result: what } as const;
  return what === 'not sent' ? { ...settled, text: 'no connection' } : settled;
};

/** The wave under way is the second one, of two targets; the first one, of one target, has succeeded. */
function stepOf(
  differs: Partial<Rollout> & { readonly policy?: RolloutPolicy },
  wave: readonly What[],
  facts: Partial<RolloutFacts> = {},
  hold?: HoldReason,
): object {
  const rollout: Rollout = {
    policy: POLICY,
    waves: [1, 2, 1],
    mostDown: 2,
    wave: 1,
    step: 'acting',
    heldMs: 0,
    ...differs,
  };
  const all: What[] = ['succeeded', ...wave, 'waiting'];
  const operation: Operation = {
    number: 1,
    verb: 'restart',
    project: 'Staging',
    requests: 3,
    startedAt: 100,
    targets: all.map(targetOf),
    rollout,
    ...(hold === undefined ? {} : { hold: { why: hold, since: 200 } }),
  };
  return nextStep(operation, rollout, { ...CALM, ...facts });
}

const PROVED = ['succeeded', 'succeeded'] as const;
const OPEN = ['waiting', 'waiting'] as const;

describe('a rollout that is over', () => {
  it('does nothing, whatever its results and its time are', () => {
    assert.deepEqual(stepOf({ step: 'over', end: 'stopped' }, ['failed', 'failed'], { isOverTime: true }), {
      do: 'wait',
    });
  });
});

describe('a rollout before a wave', () => {
  it('reads the fleet', () => {
    assert.deepEqual(stepOf({ step: 'reading' }, OPEN), { do: 'read' });
  });

  it('waits while it is on hold', () => {
    assert.deepEqual(stepOf({ step: 'reading' }, OPEN, {}, 'reload'), { do: 'wait' });
  });

  it('ends when its time is over, also while it is on hold', () => {
    assert.deepEqual(stepOf({ step: 'reading' }, OPEN, { isOverTime: true }, 'paused'), { do: 'end', why: 'overTime' });
  });
});

describe('a rollout in a wave', () => {
  it('waits for the results of what was sent', () => {
    assert.deepEqual(stepOf({}, ['succeeded', 'sent']), { do: 'wait' });
    assert.deepEqual(stepOf({}, ['waiting', 'sent'], { isSending: true }), { do: 'wait' });
  });

  it('waits with what was held back while it is on hold', () => {
    assert.deepEqual(stepOf({}, ['waiting', 'sent'], {}, 'paused'), { do: 'wait' });
  });

  it('reads again before it sends what was held back', () => {
    assert.deepEqual(stepOf({}, ['waiting', 'sent']), { do: 'readAgain' });
  });

  it('ends after it where a person wanted that', () => {
    assert.deepEqual(stepOf({ stopsAfterWave: true }, PROVED), { do: 'end', why: 'stoppedAfterWave' });
    assert.deepEqual(stepOf({ stopsAfterWave: true }, ['succeeded', 'sent']), { do: 'wait' }, 'not in the middle');
  });

  it('rests when each target is proved', () => {
    assert.deepEqual(stepOf({}, PROVED), { do: 'rest' });
  });

  for (const result of ['unverified', 'unknown'] as const) {
    it(`asks a person when one target is ${result} and none failed`, () => {
      assert.deepEqual(stepOf({}, ['succeeded', result]), { do: 'rest', asks: 'unverified' });
    });
  }

  it('bears a failure within the limit, and asks when another target is not proved', () => {
    assert.deepEqual(stepOf({}, ['failed', 'succeeded']), { do: 'rest' });
    assert.deepEqual(stepOf({}, ['failed', 'unknown']), { do: 'rest', asks: 'unverified' });
  });

  it('ends above the limit of failures, before all have a result', () => {
    const policy = { ...POLICY, mostFailed: { count: 0 } };
    assert.deepEqual(stepOf({ policy }, ['failed', 'sent']), { do: 'end', why: 'tooManyFailed' });
  });

  it('ends with so many failures one after the other', () => {
    const policy = { ...POLICY, mostFailed: { count: 9 }, mostInARow: 2 };
    assert.deepEqual(stepOf({ policy }, ['failed', 'timed out']), { do: 'end', why: 'tooManyInARow' });
  });

  it('ends when a request of it could not be sent', () => {
    assert.deepEqual(stepOf({}, ['not sent', 'waiting']), { do: 'end', why: 'cannotSend' });
  });

  it('ends for its results before it ends for its time', () => {
    assert.deepEqual(stepOf({}, ['not sent', 'sent'], { isOverTime: true }), { do: 'end', why: 'cannotSend' });
  });
});

describe('a rollout between two waves', () => {
  it('waits until the pause is over, and begins the next wave then', () => {
    assert.deepEqual(stepOf({ step: 'resting' }, PROVED, { restMs: 1 }), { do: 'restOn' });
    assert.deepEqual(stepOf({ step: 'resting' }, PROVED), { do: 'nextWave' });
  });

  it('waits for a person while it is on hold, though the pause is over', () => {
    assert.deepEqual(stepOf({ step: 'resting' }, PROVED, {}, 'canary'), { do: 'wait' });
  });
});

describe('the question after a wave', () => {
  const asked = (wave: number, first: What, asksAfterFirst: boolean): HoldReason | undefined => {
    const rollout: Rollout = {
      policy: { ...POLICY, asksAfterFirst },
      waves: [1, 1],
      mostDown: 1,
      wave,
      step: 'acting',
      heldMs: 0,
    };
    const targets = [first, 'unknown' as const].map(targetOf);
    return questionAfter(
      { number: 1, verb: 'restart', project: 'p', requests: 2, startedAt: 1, targets, rollout },
      rollout,
    );
  };

  it('is after the canary whether the others follow, be it proved or not', () => {
    assert.deepEqual([asked(0, 'succeeded', true), asked(0, 'unknown', true)], ['canary', 'canary']);
  });

  it('is after any other wave asked only where that is not proved', () => {
    assert.deepEqual([asked(0, 'succeeded', false), asked(0, 'unknown', false)], [undefined, 'unverified']);
    assert.equal(asked(1, 'succeeded', true), 'unverified');
  });

  it('is asked where other operations have the whole wave, or a part of the canary: that proves nothing', () => {
    const left = (wave: number, ...isLeftOut: readonly boolean[]): HoldReason | undefined => {
      const rollout: Rollout = { policy: POLICY, waves: [2, 2], mostDown: 2, wave, step: 'acting', heldMs: 0 };
      const targets = isLeftOut.map((isOut, place) => {
        const target = targetOf(isOut ? 'not sent' : 'succeeded', place);
        return isOut ? { ...target, heldBy: 7 } : target;
      });
      const known = { number: 1, verb: 'restart', project: 'p', requests: 2, startedAt: 1 } as const;
      return questionAfter({ ...known, targets, rollout }, rollout);
    };
    assert.equal(left(0, false, false, true, true), undefined);
    assert.equal(left(0, false, true, false, false), 'unverified');
    assert.equal(left(1, false, false, false, true), undefined);
    assert.equal(left(1, false, false, true, true), 'unverified');
  });
});
