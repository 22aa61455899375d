import assert from 'node:assert/strict';
import { type Operation, type Result } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout, type RolloutPolicy } from '../../../../src/model/rollout';
import { whyToEnd } from '../../../../src/operations/rollout/stopRules';

/** A target that is not settled is undefined; the others have their result and when it came. */
type Settled = readonly [result: Result, at: number] | undefined;

/** @returns why a rollout ends after its canary `s1` succeeded at 1, and these targets ended so in its second wave */
function why(policy: Partial<RolloutPolicy>, ...ended: readonly Settled[]): string | undefined {
  const all: readonly Settled[] = [['succeeded', 1], ...ended];
  const targets = all.map((settled, place) => {
    const target = { id: `s${place + 1}`, name: `s${place + 1}` };
    return settled === undefined
      ? { ...target, phase: 'sent' as const }
      : { ...target, phase: 'settled' as const, result: settled[0], settledAt: settled[1] };
  });
  const rollout: Rollout = {
    policy: { ...DEFAULT_POLICY, mostFailed: { count: 100 }, mostInARow: 100, ...policy },
    waves: [1, ended.length],
    mostDown: 1,
    wave: 1,
    step: 'acting',
    heldMs: 0,
  };
  const operation: Operation = {
    number: 1,
    verb: 'restart',
    project: 'Staging',
    requests: 2,
    startedAt: 0,
    targets,
    rollout,
  };
  return whyToEnd(operation, rollout);
}

describe('failures one after the other', () => {
  it('are counted in the order in which they became known, whatever the order of the targets is', () => {
    const policy = { mostInARow: 2 };
    assert.equal(why(policy, ['failed', 2], ['succeeded', 4], ['failed', 3]), 'tooManyInARow');
    assert.equal(why(policy, ['failed', 2], ['failed', 4], ['succeeded', 3]), undefined);
    assert.equal(why(policy, ['succeeded', 3], ['failed', 4], ['failed', 2]), undefined);
  });

  it('begin anew after a target that did not fail', () => {
    const policy = { mostInARow: 3 };
    assert.equal(why(policy, ['failed', 2], ['failed', 3], ['unknown', 4], ['failed', 5], ['failed', 6]), undefined);
    assert.equal(why(policy, ['unknown', 2], ['failed', 3], ['rejected', 4], ['timed out', 5]), 'tooManyInARow');
  });

  it('are not ended by a target that has no result yet', () => {
    assert.equal(why({ mostInARow: 2 }, ['failed', 2], undefined, ['failed', 3]), 'tooManyInARow');
  });
});

describe('the limit of failures', () => {
  it('is reached with the first failure above it', () => {
    const policy = { mostFailed: { count: 2 } };
    assert.equal(why(policy, ['failed', 2], ['succeeded', 3], ['failed', 4]), undefined);
    assert.equal(why(policy, ['failed', 2], ['rejected', 3], ['timed out', 4]), 'tooManyFailed');
  });

  it('as a share is one of all targets, those without a result included', () => {
    const policy = { mostFailed: { percent: 25 } };
    assert.equal(
      why(policy, ['failed', 2], ['failed', 3], undefined, undefined, undefined, undefined, undefined),
      undefined,
    );
    assert.equal(
      why(policy, ['failed', 2], ['failed', 3], undefined, undefined, undefined, undefined),
      'tooManyFailed',
    );
  });
});
