import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { inEnglish } from '../../../../src/base/message';
import { type InstanceRow, type KooPhoneLike } from '../../../../src/operations/common/projectClients';
import { type Cloud } from '../../../cloud/cloud';
import { fakes, Harness, instances, onlyTarget, resultsOf, withCloud } from '../../../support/operations/harness';

/** A cloud that takes every unassign on under task `t`, and has still the old bindings for some looks. */
function unbinding(looks: number, free: Partial<InstanceRow>, own: Partial<KooPhoneLike> = {}) {
  const seen = { looks: 0, tasks: 0 };
  const koophone: Partial<KooPhoneLike> = {
    unassignInstances: (entries) =>
      Promise.resolve({
        taskId: 't',
        jobs: entries.map(({ instanceId }) => ({ instanceId, jobId: `job-${instanceId}` })),
      }),
    getTask: () => {
      seen.tasks += 1;
      return Promise.reject(new ApiError('notFound', 'no such task'));
    },
    listInstances: () => {
      const isFree = seen.looks++ >= looks;
      const row: InstanceRow = isFree ? { id: 'kp1', ...free } : { id: 'kp1', isAssigned: true, userId: 'user1' };
      return Promise.resolve({ total: 1, received: 1, instances: [row] });
    },
    ...own,
  };
  return { seen, koophone };
}

const assigned = (cloud: Cloud, count: number) =>
  [...cloud.fleet.instances.values()]
    .filter(({ assignUser, frozen }) => assignUser !== '' && !frozen)
    .slice(0, count)
    .map(({ instanceId: id, name, assignUser }) => ({ id, name, userId: assignUser }));

describe('an unassign', () => {
  it('of 25 goes out in three requests of at most 10 and is followed by its tasks', async () => {
    await withCloud({ instances: 60, extraCmdJobs: 2 }, async (harness, cloud) => {
      const targets = assigned(cloud, 25);
      const failing = targets[3];
      assert.ok(failing);
      cloud.fleet.instance(failing.id).nextUnassign = { failed: { code: 'CPS.0005', message: 'no such phone' } };
      const operation = await harness.end(harness.start('unassign', 'Staging', targets));
      assert.equal(operation.requests, 3);
      assert.equal(resultsOf(operation).filter((result) => result === 'succeeded').length, 24);
      assert.equal(operation.targets[3]?.result, 'failed');
      assert.ok(cloud.requests.every(({ path }) => !path.endsWith('batch-query')));
      assert.ok(harness.log.some((line) => /not asked for/.test(line)));
      assert.match(harness.lines[0] ?? '', /Unassign #1 Staging: 25 instances in 3 requests/);
      assert.deepEqual(new Set(cloud.actions.unassigns.values()), new Set([1]));
    });
  });

  it('is followed by the bindings where the cloud does not answer for its task', async () => {
    await withCloud({ tasksAnswer: false }, async (harness, cloud) => {
      const operation = await harness.end(harness.start('unassign', 'Staging', assigned(cloud, 2)));
      assert.deepEqual(resultsOf(operation), ['succeeded', 'succeeded']);
      assert.equal(cloud.requests.filter(({ path }) => path.includes('/tasks/')).length, 1);
    });
  });

  for (const [what, free] of [
    ['is assigned no more', { isAssigned: false }],
    ['belongs to somebody else', { isAssigned: true, userId: 'user2' }],
  ] as const) {
    it(`has succeeded when the instance ${what}, and not while it is still bound`, async () => {
      const { koophone, seen } = unbinding(3, free);
      const harness = new Harness(() => fakes({ koophone }));
      const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
      assert.equal(onlyTarget(operation).result, 'succeeded');
      assert.deepEqual(seen, { looks: 4, tasks: 1 });
    });
  }

  it('times out while the instance stays bound', async () => {
    const { koophone } = unbinding(Infinity, {});
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'timed out');
  });

  it('is followed by the bindings where the answer names no task and no jobs', async () => {
    const { koophone, seen } = unbinding(
      0,
      { isAssigned: false },
      { unassignInstances: () => Promise.resolve({ jobs: [] }) },
    );
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
    assert.equal(seen.tasks, 0);
  });

  it('is followed by the bindings where the task does not tell of a job', async () => {
    const { koophone, seen } = unbinding(1, { isAssigned: false }, { getTask: () => Promise.resolve([]) });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
    assert.equal(seen.looks, 2);
  });

  it('takes a job that is named twice once, keeps its id, and leaves unknown what the answer does not mention', async () => {
    const { koophone } = unbinding(
      0,
      {},
      {
        unassignInstances: () =>
          Promise.resolve({ taskId: 't', jobs: [{ instanceId: 'kp1', jobId: 'j1' }, { instanceId: 'kp1' }] }),
        getTask: () => Promise.resolve([{ jobId: 'j1', state: 'succeeded' }]),
      },
    );
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(2)));
    assert.deepEqual(resultsOf(operation), ['succeeded', 'unknown']);
    assert.equal(operation.targets[0]?.jobId, 'j1');
  });

  it('goes on when the task cannot be asked for a moment', async () => {
    let looks = 0;
    const { koophone } = unbinding(
      0,
      {},
      {
        getTask: () =>
          looks++ === 0
            ? Promise.reject(new ApiError('network', 'away'))
            : Promise.resolve([{ jobId: 'job-kp1', state: looks < 3 ? 'running' : 'succeeded' }]),
      },
    );
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
    assert.match(harness.log.join(), /asking again later: away/);
  });

  it('sends nothing for an instance whose user is not known or whose ids are none, and goes on with the others', async () => {
    await withCloud({}, async (harness, cloud) => {
      const [good] = assigned(cloud, 1);
      assert.ok(good);
      const bad = [
        { id: 'kp1', name: 'nobody' },
        { id: 'kp2', name: 'empty', userId: '' },
        { id: 'kp3', name: 'long', userId: '1'.repeat(33) },
        { id: 'a/b', name: 'slash', userId: 'u' },
      ];
      const operation = await harness.end(harness.start('unassign', 'Staging', [...bad, good]));
      assert.deepEqual(resultsOf(operation), ['not sent', 'not sent', 'not sent', 'not sent', 'succeeded']);
      assert.equal(operation.requests, 1);
      assert.match(harness.lines[1] ?? '', /warn Unassign #1 nobody \(kp1\): not sent its user is not known/);
    });
  });

  it('is rejected with the code when the user is not bound', async () => {
    await withCloud({}, async (harness, cloud) => {
      const [good] = assigned(cloud, 1);
      assert.ok(good);
      const operation = await harness.end(
        harness.start('unassign', 'Staging', [{ ...good, userId: '1008600000000000099' }]),
      );
      assert.equal(onlyTarget(operation).result, 'rejected');
      assert.equal(onlyTarget(operation).code, 'KOOPHONE.API.2210');
      assert.match(inEnglish(onlyTarget(operation).advice ?? ''), /not bound/);
    });
  });
});
