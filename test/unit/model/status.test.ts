import assert from 'node:assert/strict';
import { instanceStatus, phoneStatus, serverStatus } from '../../../src/model/status';
import { inEnglish } from '../../../src/base/message';

describe('the status tables', () => {
  const servers: readonly [number, string, boolean, readonly string[]][] = [
    [0, 'creating', false, []],
    [1, 'creating', false, []],
    [2, 'abnormal', true, ['restart']],
    [3, 'creating', false, []],
    [4, 'creating', false, []],
    [5, 'normal', true, ['restart']],
    [8, 'frozen', true, []],
    [10, 'shut down', true, []],
    [11, 'shutting down', false, []],
    [12, 'shutdown failed', true, ['restart']],
    [13, 'starting', false, []],
  ];
  for (const [status, word, settled, verbs] of servers) {
    it(`read a server's ${status} as ${word}`, () => {
      const facts = serverStatus({ status });
      assert.deepEqual([inEnglish(facts.word), facts.settled, facts.verbs], [word, settled, verbs]);
    });
  }

  const phones: readonly [number, string, boolean][] = [
    [2, 'running', true],
    [3, 'resetting', false],
    [4, 'restarting', false],
    [6, 'frozen', true],
    [8, 'shut down', true],
    [-6, 'restart failed', true],
  ];
  for (const [status, word, settled] of phones) {
    it(`read a phone's ${status} as ${word}`, () => {
      const facts = phoneStatus({ status });
      assert.deepEqual([inEnglish(facts.word), facts.settled, facts.verbs], [word, settled, []]);
    });
  }

  const instances: readonly [number, string, readonly string[]][] = [
    [0, 'unknown', []],
    [1, 'stopped', []],
    [2, 'running', ['reboot']],
    [3, 'going offline', []],
    [4, 'starting', []],
    [5, 'powered off', []],
  ];
  for (const [runningStatus, word, verbs] of instances) {
    it(`read an instance's ${runningStatus} as ${word}`, () => {
      const facts = instanceStatus({ runningStatus });
      assert.deepEqual([inEnglish(facts.word), facts.verbs], [word, verbs]);
    });
  }

  it('allow to unassign an assigned instance with a known user in every state but frozen', () => {
    const assigned = { isAssigned: true, userId: '7' };
    assert.deepEqual(instanceStatus({ ...assigned, runningStatus: 2 }).verbs, ['reboot', 'unassign']);
    assert.deepEqual(instanceStatus({ ...assigned, runningStatus: 5 }).verbs, ['unassign']);
    assert.deepEqual(instanceStatus({ ...assigned, runningStatus: 2, isFrozen: true }).verbs, []);
    assert.deepEqual(instanceStatus({ isAssigned: true, runningStatus: 2 }).verbs, ['reboot']);
    assert.deepEqual(instanceStatus({ ...assigned, isAssigned: false, runningStatus: 2 }).verbs, ['reboot']);
  });

  it('allow to act on what only the settings name', () => {
    assert.deepEqual(serverStatus({}).verbs, ['restart']);
    assert.deepEqual(instanceStatus({ userId: '7' }).verbs, ['reboot', 'unassign']);
    assert.deepEqual(phoneStatus({}).verbs, []);
    assert.equal(inEnglish(serverStatus({}).word), 'not listed');
  });

  it('name an undocumented value by its number, and allow nothing', () => {
    for (const facts of [
      serverStatus({ status: 99 }),
      phoneStatus({ status: 99 }),
      instanceStatus({ runningStatus: 99 }),
    ]) {
      assert.deepEqual([inEnglish(facts.word), facts.settled, facts.verbs], ['status 99', true, []]);
    }
  });
});
