import assert from 'node:assert/strict';
import { onlyTarget, resultsOf, servers } from '../../../support/operations/harness';
import { Fleet, phasesOf } from '../../../support/operations/rolloutFleet';

describe('a request that is held back', () => {
  it('before its turn asks for no client', async () => {
    const fleet = new Fleet(200);
    const harness = fleet.open();
    harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
    let clients = 0;
    fleet.isLocked = () => {
      clients += 1;
      return false;
    };
    harness.start('restart', 'Staging', servers(200));
    await harness.rest();
    assert.equal(fleet.posts.length, 1);
    const before = clients;
    harness.operations.pause(1);
    await harness.rest();
    assert.equal(clients, before);
    harness.operations.dispose();
  });

  it('while its client is made is not recorded as sent, be it that no client can be made', async () => {
    for (const isLocked of [false, true]) {
      const fleet = new Fleet(2);
      const harness = fleet.open();
      fleet.isLocked = () => {
        harness.operations.pause(1);
        return isLocked;
      };
      const started = harness.start('restart', 'Staging', servers(2));
      await harness.pass(60_000);
      assert.deepEqual(phasesOf(started.operation()), ['waiting', 'waiting']);
      assert.ok(harness.changes.every(({ kind }) => kind !== 'target'));
      fleet.isLocked = () => false;
      harness.operations.resume(1);
      assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded', 'succeeded']);
      assert.deepEqual(fleet.posts, [[1, 2]]);
    }
  });

  it('while it is recorded does not leave, and waits again', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    let isFirst = true;
    harness.operations.onDidChange((change) => {
      if (isFirst && change.kind === 'target' && change.target.phase === 'sent') {
        isFirst = false;
        harness.operations.pause(1);
      }
    });
    const started = harness.start('restart', 'Staging', servers(2));
    await harness.pass(60_000);
    assert.deepEqual([fleet.posts, phasesOf(started.operation())], [[], ['waiting', 'waiting']]);
    harness.operations.resume(1);
    assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded', 'succeeded']);
    assert.deepEqual(fleet.posts, [[1, 2]]);
  });
});

describe('an answer that comes', () => {
  for (const [words, isTaken] of [
    ['when another window has taken the operation over leaves the following to that window', true],
    ['while the disk does not tell whose the operation is has its targets followed', false],
  ] as const) {
    it(words, async () => {
      const fleet = new Fleet(1);
      const { window, harness } = fleet.openWindow();
      harness.settings.pollIntervalMs = 1_000;
      let clients = 0;
      fleet.isLocked = () => {
        clients += 1;
        return false;
      };
      let answer = (): void => undefined;
      fleet.answers = new Promise((resolve) => (answer = resolve));
      harness.start('restart', 'Staging', servers(1));
      await harness.rest();
      assert.deepEqual([fleet.posts, clients], [[[1]], 1]);
      if (isTaken) {
        fleet.folder.files.set('op-000001.lease-2', 'there/9');
      } else {
        window.exists = () => {
          throw new Error('EIO');
        };
      }
      answer();
      await harness.pass(4_000);
      assert.equal(clients > 1, !isTaken);
      harness.operations.dispose();
    });
  }
});

describe('the time of an answer', () => {
  it('is noted where the cloud gave one, and not where the request never left', async () => {
    for (const [fate, result] of [
      ['offline', 'not sent'],
      ['refused', 'rejected'],
    ] as const) {
      const fleet = new Fleet(1);
      fleet.fates.set(1, fate);
      const harness = fleet.open();
      const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
      assert.equal(target.result, result);
      const isNoted = result === 'rejected';
      assert.deepEqual([target.sentAt !== undefined, target.answeredAt !== undefined], [isNoted, isNoted]);
    }
  });
});
