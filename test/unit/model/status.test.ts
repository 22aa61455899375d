import assert from 'node:assert/strict';
import { instanceStatus, phoneStatus, serverStatus } from '../../../src/model/status';
import { inEnglish } from '../../../src/base/message';

describe('the status tables', () => {
  const servers: readonly [number, string, boolean][] = [
    [0, 'creating', false],
    [1, 'creating', false],
    [2, 'abnormal', true],
    [3, 'creating', false],
    [4, 'creating', false],
    [5, 'normal', true],
    [8, 'frozen', true],
    [10, 'shut down', true],
    [11, 'shutting down', false],
    [12, 'shutdown failed', true],
    [13, 'starting', false],
  ];
  for (const [status, word, settled] of servers) {
    it(`read a server's ${status} as ${word}`, () => {
      const facts = serverStatus({ status });
      assert.deepEqual([inEnglish(facts.word), facts.settled], [word, settled]);
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
      assert.deepEqual([inEnglish(facts.word), facts.settled], [word, settled]);
    });
  }

  const instances: readonly [number, string][] = [
    [0, 'unknown'],
    [1, 'stopped'],
    [2, 'running'],
    [3, 'going offline'],
    [4, 'starting'],
    [5, 'powered off'],
  ];
  for (const [runningStatus, word] of instances) {
    it(`read an instance's ${runningStatus} as ${word}`, () => {
      const facts = instanceStatus({ runningStatus });
      assert.equal(inEnglish(facts.word), word);
    });
  }

  it('say of what only the settings name that it is not listed', () => {
    for (const facts of [serverStatus({}), phoneStatus({}), instanceStatus({})]) {
      assert.equal(inEnglish(facts.word), 'not listed');
    }
  });

  it('name an undocumented value by its number, and count it as settled', () => {
    for (const facts of [
      serverStatus({ status: 99 }),
      phoneStatus({ status: 99 }),
      instanceStatus({ runningStatus: 99 }),
    ]) {
      assert.deepEqual([inEnglish(facts.word), facts.settled], ['status 99', true]);
    }
  });
});
