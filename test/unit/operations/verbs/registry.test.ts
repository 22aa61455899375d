import assert from 'node:assert/strict';
import { VERB_IDS } from '../../../../src/model/verbs';
import { RESTARTS, verbsFor, VERBS } from '../../../../src/operations/verbs/registry';

describe('the verbs', () => {
  it('are registered under their own ids', () => {
    assert.deepEqual(
      VERB_IDS.map((id) => VERBS[id].verb),
      VERB_IDS,
    );
  });

  it('have one restart for each kind of target, and that of servers comes first', () => {
    assert.deepEqual(
      RESTARTS.map((verb) => [verb, VERBS[verb].on]),
      [
        ['restart', 'server'],
        ['restartPhones', 'phone'],
        ['reboot', 'instance'],
      ],
    );
  });

  const servers: readonly [number | undefined, readonly string[]][] = [
    [0, []],
    [1, []],
    [2, ['restart']],
    [3, []],
    [4, []],
    [5, ['restart']],
    [8, []],
    [10, []],
    [11, []],
    [12, ['restart']],
    [13, []],
    [99, []],
    [undefined, ['restart']],
  ];
  for (const [status, verbs] of servers) {
    it(`are these for a server with the status ${status}: ${verbs.join(', ')}`, () => {
      assert.deepEqual(verbsFor('server', { id: 's', ...(status === undefined ? {} : { status }) }), verbs);
    });
  }

  const instances: readonly [number | undefined, readonly string[]][] = [
    [0, []],
    [1, ['resetInstances']],
    [2, ['reboot', 'resetInstances']],
    [3, []],
    [4, []],
    [5, ['resetInstances']],
    [99, []],
    [undefined, ['reboot']],
  ];
  for (const [runningStatus, verbs] of instances) {
    it(`are these for an instance with the running status ${runningStatus}: ${verbs.join(', ')}`, () => {
      const row = { id: 'i', ...(runningStatus === undefined ? {} : { runningStatus }) };
      assert.deepEqual(verbsFor('instance', row), verbs);
    });
  }

  const phones: readonly [number | undefined, readonly string[]][] = [
    [0, []],
    [1, []],
    [2, ['restartPhones', 'shutDownPhones', 'resetPhones']],
    [3, []],
    [4, []],
    [6, []],
    [7, []],
    [8, ['startPhones', 'resetPhones']],
    [-5, ['resetPhones']],
    [-6, ['resetPhones']],
    [-7, ['resetPhones']],
    [-8, []],
    [-9, ['resetPhones']],
    [99, []],
    [undefined, []],
  ];
  for (const [status, verbs] of phones) {
    it(`are these for a phone with the status ${status}: ${verbs.join(', ')}`, () => {
      assert.deepEqual(verbsFor('phone', { id: 'p', ...(status === undefined ? {} : { status }) }), verbs);
    });
  }

  it('say of an abnormal phone that it is abnormal, and of one under way that it is', () => {
    const { leftOutAs } = VERBS.restartPhones;
    assert.equal(leftOutAs({ id: 'p', status: -7 }), 'abnormal');
    assert.equal(leftOutAs({ id: 'p', status: 8 }), 'notRunning');
    assert.equal(leftOutAs({ id: 'p', status: 4 }), 'underWay');
    assert.equal(leftOutAs({ id: 'p', status: 6 }), 'frozen');
  });

  it('say of an instance whose user the cloud does not list that its user is not known', () => {
    const { leftOutAs } = VERBS.unassign;
    assert.equal(leftOutAs({ id: 'i', isAssigned: true, runningStatus: 2 }), 'noUser');
    assert.equal(leftOutAs({ id: 'i', isAssigned: false, runningStatus: 2 }), 'notAssigned');
  });

  it('have unassign for an assigned instance with a known user in every state but frozen', () => {
    const assigned = { id: 'i', isAssigned: true, userId: '7' };
    const canUnassign = (row: object): boolean => verbsFor('instance', { ...assigned, ...row }).includes('unassign');
    assert.ok([0, 1, 2, 3, 4, 5].every((runningStatus) => canUnassign({ runningStatus })));
    assert.equal(canUnassign({ runningStatus: 2, isFrozen: true }), false);
    assert.equal(canUnassign({ userId: '' }), false);
    assert.equal(canUnassign({ isAssigned: false }), false);
    assert.ok(verbsFor('instance', { id: 'i', userId: '7' }).includes('unassign'));
  });

  it('have assign for an instance that is surely not assigned, in every state but frozen', () => {
    for (const runningStatus of [0, 3, 4]) {
      assert.deepEqual(verbsFor('instance', { id: 'i', isAssigned: false, runningStatus }), ['assign']);
    }
    assert.deepEqual(verbsFor('instance', { id: 'i', isAssigned: false, runningStatus: 3, isFrozen: true }), []);
    assert.deepEqual(verbsFor('instance', { id: 'i', runningStatus: 3 }), []);
    assert.deepEqual(verbsFor('instance', { id: 'i', isAssigned: true, runningStatus: 3 }), []);
  });

  it('say of an instance that cannot be assigned whether it has a user', () => {
    const { leftOutAs } = VERBS.assign;
    assert.equal(leftOutAs({ id: 'i', isAssigned: true, runningStatus: 2 }), 'assigned');
    assert.equal(leftOutAs({ id: 'i' }), 'unknownUser');
  });
});
