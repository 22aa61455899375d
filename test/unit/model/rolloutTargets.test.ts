import assert from 'node:assert/strict';
import { message } from '../../../src/base/message';
import { type Operation, type Result, type TargetState } from '../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout } from '../../../src/model/rollout';
import { couldNotBeSent, hasFailed, isUnproved, listsOf, targetsOfWave } from '../../../src/model/rolloutTargets';

const target = (id: string, result?: Result): TargetState =>
  result === undefined ? { id, name: id, phase: 'sent' } : { id, name: id, phase: 'settled', result };
const ROLLOUT: Rollout = { policy: DEFAULT_POLICY, waves: [1, 2], mostDown: 2, wave: 0, step: 'acting', heldMs: 0 };
const OPERATION: Operation = {
  number: 1,
  verb: 'restart',
  project: 'Demo',
  requests: 1,
  targets: ['a', 'b', 'c'].map((id) => target(id)),
  startedAt: 0,
};
const ids = (targets: readonly TargetState[]): string => targets.map(({ id }) => id).join();
const RESULTS: readonly Result[] = [
  'succeeded',
  'failed',
  'rejected',
  'unverified',
  'timed out',
  'unknown',
  'not sent',
];

describe('the targets of a rollout', () => {
  it('are in waves in the order of the operation', () => {
    const operation = { ...OPERATION, rollout: ROLLOUT };
    assert.deepEqual(
      [0, 1, 2].map((wave) => ids(targetsOfWave(operation, wave))),
      ['a', 'b,c', ''],
    );
  });

  it('are in no wave when the operation is not a rollout', () => {
    assert.deepEqual(targetsOfWave(OPERATION, 0), []);
  });

  it('have failed when the cloud said so or their time was over; a result that proves nothing is no failure', () => {
    const failed = RESULTS.filter((result) => hasFailed(target('a', result)));
    assert.deepEqual(failed, ['failed', 'rejected', 'timed out']);
    const unproved = RESULTS.filter((result) => isUnproved(target('a', result)));
    assert.deepEqual(unproved, ['unverified', 'unknown']);
    assert.equal(hasFailed(target('a')), false);
  });

  it('could not be sent when they have a text with the reason, and were stopped when they have none', () => {
    const reason = { text: message('the sign-in changed meanwhile') };
    assert.equal(couldNotBeSent({ ...target('a', 'not sent'), ...reason }), true);
    assert.equal(couldNotBeSent(target('a', 'not sent')), false);
    assert.equal(couldNotBeSent({ ...target('a', 'failed'), ...reason }), false);
  });

  it('are each in exactly one list, with every result', () => {
    const targets = [target('open'), ...RESULTS.map((result) => target(result, result))];
    const { succeeded, failed, unproved, untouched, open } = listsOf({ targets });
    assert.deepEqual([ids(succeeded), ids(untouched), ids(open)], ['succeeded', 'not sent', 'open']);
    assert.deepEqual([ids(failed), ids(unproved)], ['failed,rejected,timed out', 'unverified,unknown']);
  });
});
