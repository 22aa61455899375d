import assert from 'node:assert/strict';
import { VERB_IDS } from '../../../../src/model/verbs';
import { verbsFor, VERBS } from '../../../../src/operations/verbs/registry';

describe('the verbs', () => {
  it('are registered under their own ids', () => {
    assert.deepEqual(
      VERB_IDS.map((id) => VERBS[id].verb),
      VERB_IDS,
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
    [1, []],
    [2, ['reboot']],
    [3, []],
    [4, []],
    [5, []],
    [99, []],
    [undefined, ['reboot']],
  ];
  for (const [runningStatus, verbs] of instances) {
    it(`are these for an instance with the running status ${runningStatus}: ${verbs.join(', ')}`, () => {
      const row = { id: 'i', ...(runningStatus === undefined ? {} : { runningStatus }) };
      assert.deepEqual(verbsFor('instance', row), verbs);
    });
  }

  it('have unassign for an assigned instance with a known user in every state but frozen', () => {
    const assigned = { id: 'i', isAssigned: true, userId: '7' };
    assert.deepEqual(verbsFor('instance', { ...assigned, runningStatus: 2 }), ['reboot', 'unassign']);
    assert.deepEqual(verbsFor('instance', { ...assigned, runningStatus: 5 }), ['unassign']);
    assert.deepEqual(verbsFor('instance', { ...assigned, runningStatus: 2, isFrozen: true }), []);
    assert.deepEqual(verbsFor('instance', { id: 'i', isAssigned: true, runningStatus: 2 }), ['reboot']);
    assert.deepEqual(verbsFor('instance', { ...assigned, isAssigned: false, runningStatus: 2 }), ['reboot']);
    assert.deepEqual(verbsFor('instance', { id: 'i', userId: '7' }), ['reboot', 'unassign']);
  });
});
