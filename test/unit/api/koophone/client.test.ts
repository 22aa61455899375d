import assert from 'node:assert/strict';
import { KooPhoneClient } from '../../../../src/api/koophone/client';
import { inEnglish } from '../../../../src/base/message';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { apiError, testClients, TokenInHand } from '../../../support/api';
import { json, type RawServer, startRawServer } from '../../../support/rawServer';

const PAGE = { pageNo: 1, pageSize: 200 };

describe('the KooPhone client', () => {
  let cloud: Cloud;
  let now: number;

  const open = async (options: Partial<CloudOptions> = {}) => {
    now = Date.now();
    cloud = await startCloud({ now: () => now, ...options });
    return testClients(cloud, new TokenInHand(cloud.issueToken()));
  };
  const assigned = () => [...cloud.fleet.instances.values()].filter((row) => row.assignUser !== '' && !row.frozen);

  afterEach(() => cloud.close());

  for (const numericUserIds of [false, true]) {
    it(`lists instances with every digit of their user ids, sent as ${numericUserIds ? 'numbers' : 'text'}`, async () => {
      const { koophone } = await open({ numericUserIds, instances: 25 });
      const first = await koophone.listInstances({ pageNo: 1, pageSize: 20 });
      const second = await koophone.listInstances({ pageNo: 2, pageSize: 20 });
      assert.equal(first.total, 25);
      const rows = [...first.instances, ...second.instances];
      assert.equal(rows.length, 25);
      for (const row of rows) {
        const truth = cloud.fleet.instance(row.id);
        assert.equal(row.userId ?? '', truth.assignUser);
        assert.equal(row.isAssigned, truth.assignUser !== '');
        assert.equal(row.isLoggedIn, truth.loggedIn);
        assert.equal(row.isFrozen, truth.frozen);
      }
      assert.ok(rows.some((row) => row.userId?.length === 19));
    });
  }

  it('finds one instance by its id', async () => {
    const { koophone } = await open();
    const [id = ''] = [...cloud.fleet.instances.keys()].slice(3);
    const { total, instances } = await koophone.listInstances({ ...PAGE, instanceId: id });
    assert.deepEqual([total, instances[0]?.id], [1, id]);
  });

  it('gives each request an id of its own, in the header, and in the query too for the list', async () => {
    const { koophone } = await open();
    await koophone.listInstances(PAGE);
    await koophone.queryStatus([...cloud.fleet.instances.keys()].slice(0, 2));
    const [list, status] = cloud.requests;
    const ids = [list?.headers['x-request-id'], status?.headers['x-request-id']];
    assert.equal(list?.query['x-request-id'], ids[0]);
    assert.notEqual(ids[0], ids[1]);
    ids.forEach((id) => {
      assert.match(String(id), /^[0-9a-f]{32}$/);
    });
    assert.deepEqual(status?.query, {});
  });

  for (const statusResultsPlace of ['data', 'top'] as const) {
    it(`reads states from ${statusResultsPlace}`, async () => {
      const { koophone } = await open({ statusResultsPlace });
      const [first, second] = [...cloud.fleet.instances.values()];
      assert.ok(first && second);
      second.runningStatus = 7;
      const states = await koophone.queryStatus([first.instanceId, second.instanceId]);
      assert.deepEqual(states, [
        { id: first.instanceId, status: 2 },
        { id: second.instanceId, status: 7 },
      ]);
    });
  }

  it('reboots', async () => {
    const { koophone } = await open({ postStatus: 201 });
    const ids = [...cloud.fleet.instances.keys()].slice(0, 2);
    await koophone.rebootInstances(ids);
    assert.deepEqual(
      ids.map((id) => cloud.actions.reboots.get(id)),
      [1, 1],
    );
  });

  for (const businessStatus of [200, 400, 500] as const) {
    for (const koophonePrefix of ['KOOPHONE.API', 'KooPhone.API', 'KP.API'] as const) {
      const what = businessStatus === 500 ? 'one that may have run' : 'one that ran nothing';
      it(`knows a refusal spelt ${koophonePrefix} under HTTP ${businessStatus} as ${what}`, async () => {
        const { koophone } = await open({ businessStatus, koophonePrefix });
        const [instance] = cloud.fleet.instances.values();
        assert.ok(instance);
        instance.runningStatus = 5;
        const { kind, info } = await apiError(koophone.rebootInstances([instance.instanceId]));
        assert.deepEqual([kind, info.code], ['refused', 'KOOPHONE.API.5005']);
        assert.equal(info.didNotRun, businessStatus === 500 ? undefined : true);
        assert.match(info.requestId ?? '', /^[0-9a-f]{32}$/);
        assert.match(inEnglish(info.advice ?? ''), /not running/);
        const foreign = await apiError(koophone.rebootInstances(['nobody']));
        assert.deepEqual([foreign.kind, foreign.info.code], ['forbidden', 'KOOPHONE.API.1001']);
        assert.equal(foreign.info.iamAction, 'koophone:cloudphoneResource:instanceReboot');
      });
    }
  }

  for (const taskStatuses of ['pages', 'explorer'] as const) {
    it(`unassigns and follows the task to its end, with the states of the ${taskStatuses}`, async () => {
      const { koophone } = await open({ taskStatuses, extraCmdJobs: 2, numericUserIds: true });
      const [good, failing] = assigned();
      assert.ok(good && failing);
      failing.nextUnassign = { failed: { code: 'CPS0005', message: 'gone' } };
      const entries = [good, failing].map((row) => ({ instanceId: row.instanceId, userId: row.assignUser }));
      const { taskId, jobs } = await koophone.unassignInstances(entries);
      assert.match(taskId ?? '', /^RM_/);
      assert.equal(jobs.length, 4, 'more jobs than were asked for are passed on');
      assert.deepEqual(
        (await koophone.getTask(taskId ?? '')).map((job) => job.state),
        ['running', 'running'],
      );
      now += 60_000;
      const jobOf = (id: string) => jobs.find((job) => job.instanceId === id)?.jobId;
      const ended = await koophone.getTask(taskId ?? '');
      assert.deepEqual(
        ended.find((job) => job.jobId === jobOf(good.instanceId)),
        { jobId: jobOf(good.instanceId), state: 'succeeded' },
      );
      assert.deepEqual(
        ended.find((job) => job.jobId === jobOf(failing.instanceId)),
        { jobId: jobOf(failing.instanceId), state: 'failed', code: 'CPS.0005', text: 'gone' },
      );
      const sent: unknown = cloud.requests[0]?.body;
      assert.deepEqual(sent, {
        user_instances: entries.map((entry) => ({ user_id: entry.userId, instance_id: entry.instanceId })),
      });
    });
  }

  it('reports a task that cannot be read', async () => {
    const { koophone } = await open({ tasksAnswer: false });
    const { kind, info } = await apiError(koophone.getTask('RM_0123456789abcdef0123456789abcdef'));
    assert.deepEqual([kind, info.code], ['notFound', 'KOOPHONE.API.1323']);
  });

  it('names the IAM action of every call when the permission is missing', async () => {
    const { koophone } = await open();
    const action = (name: string) => `koophone:cloudphoneResource:${name}`;
    const calls: [string, () => Promise<unknown>][] = [
      ['queryInstanceBatch', () => koophone.listInstances(PAGE)],
      ['queryBatchShowInstance', () => koophone.queryStatus(['a'])],
      ['instanceReboot', () => koophone.rebootInstances(['a'])],
      ['instanceUnassign', () => koophone.unassignInstances([{ instanceId: 'a', userId: '1' }])],
      ['queryExecuteJob', () => koophone.getTask('RM_1')],
    ];
    cloud.deny(...calls.map(([name]) => action(name)));
    for (const [name, call] of calls) {
      const { kind, info } = await apiError(call());
      assert.deepEqual([kind, info.iamAction, info.didNotRun], ['forbidden', action(name), true]);
    }
  });

  for (const listErrorPlace of ['inside', 'outside'] as const) {
    it(`finds the code of a refused list ${listErrorPlace} data`, async () => {
      const { koophone } = await open({ listErrorPlace });
      const body = { error_code: 'KOOPHONE.API.1004', error_msg: 'not subscribed' };
      const replace = listErrorPlace === 'inside' ? { data: body } : { ...body, data: null };
      cloud.faults.next({ path: 'batch-query', fault: { replace } });
      const { kind, message, info } = await apiError(koophone.listInstances(PAGE));
      assert.deepEqual([kind, message, info.code], ['forbidden', 'not subscribed', 'KOOPHONE.API.1004']);
    });
  }

  it('does not know whether a reboot with an internal error ran', async () => {
    const { koophone } = await open();
    cloud.faults.next({ path: 'reboot', fault: 'koophoneError' });
    const { kind, info } = await apiError(koophone.rebootInstances(['a']));
    assert.deepEqual([kind, info.code, info.didNotRun], ['server', 'KOOPHONE.API.9999', undefined]);
  });

  it('sends nothing when an id, a number or the number of ids is invalid', async () => {
    const { koophone, transport } = await open();
    const many = (count: number) => Array.from({ length: count }, (_, index) => `kp${index}`);
    const entry = { instanceId: 'kp1', userId: '1008600000000000001' };
    const calls = [
      () => koophone.rebootInstances(['kp/1']),
      () => koophone.rebootInstances(many(101)),
      () => koophone.queryStatus(many(101)),
      () => koophone.queryStatus([]),
      () => koophone.unassignInstances(many(11).map((instanceId) => ({ ...entry, instanceId }))),
      () => koophone.unassignInstances([{ ...entry, userId: '1'.repeat(33) }]),
      () => koophone.unassignInstances([{ ...entry, userId: '' }]),
      () => koophone.unassignInstances([{ ...entry, instanceId: 'a b' }]),
      () => koophone.getTask('../reboot'),
      () => koophone.listInstances({ pageNo: 0, pageSize: 10 }),
      () => koophone.listInstances({ pageNo: 1, pageSize: 201 }),
      () => koophone.listInstances({ ...PAGE, instanceId: 'x'.repeat(33) }),
    ];
    for (const call of calls) {
      assert.equal((await apiError(call())).kind, 'config', call.toString());
    }
    const bad = { transport, origin: cloud.origin, projectId: 'no' };
    assert.match((await apiError(new KooPhoneClient(bad).getTask('RM_1'))).message, /project ID/);
    assert.equal(cloud.requests.length, 0);
  });
});

describe('the KooPhone client with invalid responses', () => {
  let server: RawServer;
  afterEach(() => server.close());

  const answering = async (body: unknown, status = 200) => {
    server = await startRawServer((response) => {
      json(response, body, status);
    });
    return testClients(server, new TokenInHand('t'));
  };

  for (const body of [{}, { error_msg: 'OK' }, { error_code: null }, { error_code: '', data: {} }, '']) {
    it(`does not treat ${JSON.stringify(body)} as an accepted reboot or unassign`, async () => {
      const { koophone } = await answering(body);
      const calls = [koophone.rebootInstances(['a']), koophone.unassignInstances([{ instanceId: 'a', userId: '1' }])];
      for (const call of calls) {
        const { kind, info } = await apiError(call);
        assert.deepEqual([kind, info.didNotRun], ['badResponse', undefined]);
      }
    });
  }

  for (const status of [200, 202, 400, 500]) {
    it(`treats the code "0" under HTTP ${status} as success`, async () => {
      const { koophone } = await answering({ error_code: 0, error_msg: 'ok' }, status);
      await koophone.rebootInstances(['a']);
      assert.deepEqual(await koophone.unassignInstances([{ instanceId: 'a', userId: '1' }]), { jobs: [] });
    });
  }

  it('does not treat the code "0" of a gateway without the service as success', async () => {
    const { koophone } = await answering({ error_code: '0' }, 501);
    const { kind, info } = await apiError(koophone.rebootInstances(['a']));
    assert.deepEqual([kind, info.didNotRun], ['server', undefined]);
  });

  it('finds the task when `data` is inside another `data`, as in a sample', async () => {
    const body = { error_code: '0', data: { data: { task_id: 'RM_1', cmd_jobs: [{ instance_id: 'a', job_id: 12 }] } } };
    const { koophone } = await answering(body);
    const { taskId, jobs } = await koophone.unassignInstances([{ instanceId: 'a', userId: '1' }]);
    assert.deepEqual([taskId, jobs], ['RM_1', [{ instanceId: 'a', jobId: '12' }]]);
  });

  it('keeps a user id of 19 digits that came as a number', async () => {
    const row = '{"instance_id":"a","assign_user":1008600000000000001,"running_status":2,"frozen_status":9}';
    const { koophone } = await answering(`\uFEFF{"data":{"result":[${row}],"total_count":1}}`);
    const { instances } = await koophone.listInstances(PAGE);
    assert.deepEqual(instances, [{ id: 'a', runningStatus: 2, userId: '1008600000000000001' }]);
  });

  it('names the field when the list is missing', async () => {
    const { koophone } = await answering({ error_code: '0', data: { total_count: 0 } });
    const error = await apiError(koophone.listInstances(PAGE));
    assert.equal(error.kind, 'badResponse');
    assert.match(error.message, /result is missing/);
    const second = await apiError(koophone.queryStatus(['a']));
    assert.match(second.message, /status_results/);
  });

  it('leaves out an instance without a status', async () => {
    const { koophone, log } = await answering({
      status_results: [{ instance_id: 'a' }, { instance_id: 'b', status: '4' }],
    });
    assert.deepEqual(await koophone.queryStatus(['a', 'b']), [{ id: 'b', status: 4 }]);
    assert.ok(log.lines.some((line) => line.startsWith('warn left out a row')));
  });
});
