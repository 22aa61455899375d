import assert from 'node:assert/strict';
import { inEnglish } from '../../../src/base/message';
import { type TargetState } from '../../../src/model/operation';
import { type CphLike, type Job, type KooPhoneLike } from '../../../src/operations/common/projectClients';
import { NotRecorded } from '../../../src/operations/journal/notRecorded';
import { tallyOf } from '../../../src/model/operationSummary';
import { countResults } from '../../../src/model/results';
import { until } from '../../support/until';
import { TestClock } from '../../support/testClock';
import { fakes, firstWhole, Harness, instances, resultsOf, serverId, servers } from '../../support/operations/harness';
import { MemoryFolder } from '../../support/operations/memoryFiles';
import { planOf } from '../../support/operations/planned';
import { DEFAULT_POLICY } from '../../../src/model/rollout';

/** A cloud whose jobs a test sets, and windows over one folder. */
function stage(jobs: Readonly<Record<string, Job['state']>> = {}) {
  const states: Record<string, Job['state']> = { ...jobs };
  const cloud = { isAway: false, restarts: 0, states };
  const cph: Partial<CphLike> = {
    restartServers: (ids) => {
      cloud.restarts += 1;
      return Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })) });
    },
    listJobs: (_requests, { offset }) =>
      cloud.isAway
        ? Promise.reject(new Error('away'))
        : Promise.resolve(
            offset > 0
              ? []
              : Object.entries(states).map(([id, state]) => ({ jobId: `job-${id}`, targetId: id, state })),
          ),
    listServers: () =>
      Promise.resolve({ total: 1, received: 1, servers: [{ id: serverId(1), status: 5, name: 'web-1' }] }),
    listPhones: () => Promise.resolve({ total: 0, received: 0, phones: [] }),
  };
  const folder = new MemoryFolder();
  const clock = new TestClock();
  const open = (window = folder.open()): Harness => new Harness(() => fakes({ cph }), clock, window.store);
  return { cloud, folder, clock, open };
}

const running = (count: number): Record<string, Job['state']> =>
  Object.fromEntries(servers(count).map(({ id }) => [id, 'running']));

const operationOf = (harness: Harness) => {
  const [operation] = harness.operations.list();
  assert.ok(operation);
  return operation;
};

describe('what became of targets without a sure result', () => {
  it('is read from their jobs: those that have ended take their true results, in all windows', async () => {
    const { cloud, open, folder } = stage(running(3));
    const one = open();
    const two = open();
    await two.operations.load();
    const operation = await one.end(one.start('restart', 'Staging', servers(3)));
    assert.equal(countResults(operation)['timed out'], 3);
    await two.until(() => operationOf(two).endedAt !== undefined);
    cloud.states[serverId(1)] = 'succeeded';
    cloud.states[serverId(2)] = 'failed';
    const { running: left, unread } = await one.operations.readAgain(1);
    assert.deepEqual([left.map(({ id }) => id), unread], [[serverId(3)], []]);
    assert.deepEqual(resultsOf(await firstWhole(one)), ['succeeded', 'failed', 'timed out']);
    await two.until(() => tallyOf(operationOf(two)).counts.succeeded === 1);
    assert.deepEqual(await firstWhole(two), await firstWhole(one));
    const three = open();
    await three.operations.load();
    assert.deepEqual(await firstWhole(three), await firstWhole(one), 'and it is stored');
    assert.ok(
      one.lines.some((line) => line.startsWith('info Restart #1 corrected: 1 succeeded, 1 failed, 1 timed out')),
    );
    cloud.states[serverId(3)] = 'succeeded';
    await two.operations.readAgain(1);
    await one.until(() => tallyOf(operationOf(one)).counts.succeeded === 2);
    assert.equal(folder.names('.corrected-').length, 1, 'one mark is enough');
    assert.equal(cloud.restarts, 1, 'nothing was sent');
  });

  it('is not known while the cloud cannot be reached, and for a job that the cloud does not know', async () => {
    const { cloud, open } = stage(running(1));
    const harness = open();
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    cloud.isAway = true;
    const away = await harness.operations.readAgain(1);
    assert.deepEqual([away.running, away.unread.map(({ id }) => id)], [[], [serverId(1)]]);
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['timed out']);
    assert.match(harness.log.join('\n'), /What became of some targets could not be read: Error: away/);
  });

  it('is not known for a reboot whose response was lost: that it runs proves nothing', async () => {
    const koophone: Partial<KooPhoneLike> = {
      rebootInstances: () => Promise.reject(new Error('lost')),
      listInstances: () =>
        Promise.resolve({ total: 1, received: 1, instances: [{ id: 'kp1', runningStatus: 2, isAssigned: true }] }),
    };
    const harness = new Harness(() => fakes({ koophone }));
    await harness.end(harness.start('reboot', 'Staging', instances(1)));
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['unknown']);
    const { running: left, unread } = await harness.operations.readAgain(1);
    assert.deepEqual([left, unread.map(({ id }) => id)], [[], ['kp1']]);
  });

  it('is read for an unassign whose response was lost: an instance without its user is free', async () => {
    let isAssigned = true;
    const koophone: Partial<KooPhoneLike> = {
      unassignInstances: () => Promise.reject(new Error('lost')),
      listInstances: () =>
        Promise.resolve({ total: 1, received: 1, instances: [{ id: 'kp1', isAssigned, userId: 'user1' }] }),
    };
    const harness = new Harness(() => fakes({ koophone }));
    await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.deepEqual((await harness.operations.readAgain(1)).unread.length, 1);
    isAssigned = false;
    assert.deepEqual(await harness.operations.readAgain(1), { running: [], unread: [] });
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['succeeded']);
  });

  it('is unverified at best in a rollout: nobody looked at the target since', async () => {
    const { cloud, open } = stage(running(1));
    const harness = open();
    const policy = { ...DEFAULT_POLICY, asksAfterFirst: false };
    const plan = { ...planOf('restart', 'Staging', servers(1)), policy };
    await harness.end(harness.operations.start(plan));
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['timed out']);
    cloud.states[serverId(1)] = 'succeeded';
    await harness.operations.readAgain(1);
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['unverified']);
  });

  it('changes no result that was sure, and nothing where the disk does not take it', async () => {
    const { cloud, open, folder } = stage(running(2));
    const window = folder.open();
    const owner = open(window);
    const other = open();
    cloud.states[serverId(1)] = 'failed';
    await owner.end(owner.start('restart', 'Staging', servers(2)));
    assert.deepEqual(resultsOf(await firstWhole(owner)), ['failed', 'timed out']);
    assert.deepEqual(await other.operations.readAgain(1), { running: [], unread: [] }, 'it is not known there');
    cloud.states[serverId(1)] = 'succeeded';
    await owner.operations.readAgain(1);
    assert.deepEqual(resultsOf(await firstWhole(owner)), ['failed', 'timed out']);
    const settled = (target: TargetState | undefined) => target?.settledAt;
    const before = (await firstWhole(owner)).targets.map(settled);
    cloud.states[serverId(2)] = 'succeeded';
    await until(() => folder.names('.json.gz').length === 1);
    window.fault = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    await assert.rejects(
      owner.operations.readAgain(1),
      (error) => error instanceof NotRecorded && inEnglish(error.said).endsWith('the disk is full.'),
    );
    assert.deepEqual((await firstWhole(owner)).targets.map(settled), before);
  });

  it('is not stored before the results that are known are', async () => {
    const { cloud, open, folder } = stage(running(1));
    const window = folder.open();
    const harness = open(window);
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.rest();
    window.fault = new Error('full');
    await harness.end(started);
    cloud.states[serverId(1)] = 'succeeded';
    await assert.rejects(harness.operations.readAgain(1), NotRecorded);
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['timed out']);
  });

  it('is failed in a rollout where the job failed', async () => {
    const { cloud, open } = stage(running(1));
    const harness = open();
    const plan = planOf('restart', 'Staging', servers(1));
    await harness.end(harness.operations.start({ ...plan, policy: { ...DEFAULT_POLICY, asksAfterFirst: false } }));
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['timed out']);
    cloud.states[serverId(1)] = 'failed';
    await harness.operations.readAgain(1);
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['failed']);
  });
});
