import assert from 'node:assert/strict';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { apiError, testClients, TokenInHand } from '../../../support/api';

describe('instances in the simulated cloud', () => {
  let cloud: Cloud;
  let now: number;

  const open = async (options: Partial<CloudOptions> = {}) => {
    now = Date.now();
    cloud = await startCloud({ now: () => now, ...options });
    return testClients(cloud, new TokenInHand(cloud.issueToken()));
  };
  const some = (count: number) => [...cloud.fleet.instances.values()].slice(0, count);
  const bind = (count: number) =>
    some(count).map((instance, index) => {
      instance.assignUser = '';
      return { instanceId: instance.instanceId, userId: `100860000000000000${index}` };
    });
  const usersNow = async (koophone: Awaited<ReturnType<typeof open>>['koophone'], count: number) => {
    const { instances } = await koophone.listInstances({ pageNo: 1, pageSize: count });
    return instances.map(({ isAssigned, userId }) => (isAssigned === true ? userId : undefined));
  };

  afterEach(() => cloud.close());

  for (const resetAnswer of ['data', 'nested'] as const) {
    it(`are reset in a task, whose place is "${resetAnswer}"`, async () => {
      const { koophone } = await open({ resetAnswer, postStatus: 201 });
      const [good, failing] = some(2);
      assert.ok(good && failing);
      failing.nextReset = { failed: { code: 'CPS0005', message: 'gone' } };
      const { taskId, jobs } = await koophone.resetInstances([good.instanceId, failing.instanceId]);
      assert.deepEqual(
        jobs.map(({ instanceId }) => instanceId),
        [good.instanceId, failing.instanceId],
      );
      now += 60_000;
      const ended = await koophone.getTask(taskId ?? '');
      assert.deepEqual(
        ended.map(({ jobId, state, code }) => [jobId, state, code]),
        [
          [jobs[0]?.jobId, 'succeeded', undefined],
          [jobs[1]?.jobId, 'failed', 'CPS.0005'],
        ],
      );
    });
  }

  it('are reset although the response has no task', async () => {
    const { koophone } = await open({ resetAnswer: 'none' });
    const ids = some(2).map(({ instanceId }) => instanceId);
    assert.deepEqual(await koophone.resetInstances(ids), { jobs: [] });
    assert.deepEqual([...cloud.actions.instanceResets.values()], [1, 1]);
  });

  it('are assigned, and the list shows their users', async () => {
    const { koophone } = await open();
    const bindings = bind(2);
    await koophone.assignInstances(bindings);
    assert.deepEqual(await usersNow(koophone, 2), [undefined, undefined]);
    now += 60_000;
    assert.deepEqual(
      await usersNow(koophone, 2),
      bindings.map(({ userId }) => userId),
    );
  });

  it('may be assigned although the request was refused with KPAPI.2209', async () => {
    const { koophone } = await open({ assignsPartly: true });
    const bindings = bind(2);
    const [, taken] = some(2);
    assert.ok(taken);
    taken.assignUser = '7';
    const { kind, info } = await apiError(koophone.assignInstances(bindings));
    assert.deepEqual([kind, info.code, info.didNotRun], ['refused', 'KPAPI.2209', undefined]);
    now += 60_000;
    assert.deepEqual(await usersNow(koophone, 2), [bindings[0]?.userId, '7']);
  });
});
