import assert from 'node:assert/strict';
import { type Operation, type TargetState } from '../../../../src/model/operation';
import { lockedTargets, lockKey } from '../../../../src/operations/plan/busyTargets';

describe('the targets that operations have', () => {
  const target = (id: string, phase: TargetState['phase']): TargetState => ({ id, name: id, phase });
  const operation: Operation = {
    number: 7,
    verb: 'reboot',
    project: 'Staging',
    host: 'koophone.example.com',
    requests: 1,
    startedAt: 1,
    targets: [target('kp1', 'waiting'), target('kp2', 'sent'), target('kp3', 'settled')],
  };
  const has = (locks: ReadonlyMap<string, number>, id: string) => locks.get(lockKey(operation, id));

  it('are those without a result', () => {
    const locks = lockedTargets([operation]);
    assert.deepEqual(
      ['kp1', 'kp2', 'kp3'].map((id) => has(locks, id)),
      [7, 7, undefined],
    );
  });

  it('are none of one that has ended, whatever its targets say', () => {
    assert.equal(lockedTargets([{ ...operation, endedAt: 2 }]).size, 0);
  });

  it('are others on another host and of another service, with the same id', () => {
    const locks = lockedTargets([operation]);
    assert.equal(locks.get(lockKey({ ...operation, host: 'other.example.com' }, 'kp1')), undefined);
    assert.equal(locks.get(lockKey({ ...operation, verb: 'restart' }, 'kp1')), undefined);
    assert.equal(locks.get(lockKey({ ...operation, verb: 'unassign' }, 'kp1')), 7);
  });
});
