import assert from 'node:assert/strict';

import { valueAt } from '../../cloud/wire/checks';
import { type CloudOptions } from '../../cloud/options';
import { Client, column, rowsAt } from './client';

describe('the simulated KooPhone', () => {
  let client: Client;
  const open = async (options: Partial<CloudOptions> = {}) => {
    client = await Client.start({ instances: 250, ...options });
  };
  afterEach(() => client.close());

  const query = (parameters: string) => client.get(`/v1/instances/batch-query?${parameters}`);
  const states = (ids: unknown) => client.post('/v1/instances/batch-query-status', { instance_ids: ids });
  const reboot = (ids: unknown) => client.post('/v1/instances/reboot', { instance_ids: ids });
  const unassign = (pairs: unknown) => client.post('/v1/instances/unassign', { user_instances: pairs });
  const demo = (number: number) => client.cloud.fleet.instance(`demo-${String(number).padStart(5, '0')}`);
  const pair = (number: number) => ({ user_id: demo(number).assignUser, instance_id: demo(number).instanceId });
  const stateNow = async (id: string) => column((await states([id])).body, ['data', 'status_results'], 'status')[0];

  it('lists instances in pages, its code and the count inside data', async () => {
    await open();
    const { status, body } = await query('x-request-id=1&page_no=2&page_size=200');
    assert.equal(status, 200);
    assert.equal(valueAt(body, 'error_code'), undefined);
    assert.equal(valueAt(body, 'data', 'error_code'), '0');
    assert.equal(valueAt(body, 'data', 'total_count'), 250);
    assert.equal(rowsAt(body, 'data', 'result').length, 50);
  });

  it('finds one instance by id, and several by a part of the name', async () => {
    await open();
    const one = await query(`x-request-id=1&page_no=1&page_size=10&instance_id=${demo(1).instanceId}`);
    assert.deepEqual(column(one.body, ['data', 'result'], 'instance_name'), ['demo-00001']);
    const named = await query(`x-request-id=1&page_no=1&page_size=200&instance_name=${encodeURIComponent('演示')}`);
    assert.equal(rowsAt(named.body, 'data', 'result').length, 25);
  });

  it('refuses a list without its request id in the query, or with bad paging or times', async () => {
    await open();
    const cases = [
      ['page_no=1&page_size=10', 'KOOPHONE.API.0002'],
      ['x-request-id=1&page_no=0&page_size=10', 'KOOPHONE.API.1000'],
      ['x-request-id=1&page_size=10', 'KOOPHONE.API.1000'],
      ['x-request-id=1&page_no=1&page_size=201', 'KOOPHONE.API.1000'],
      ['x-request-id=1&page_no=1&page_size=10&query_start_time=today', 'KOOPHONE.API.5002'],
      [
        'x-request-id=1&page_no=1&page_size=10&query_start_time=2026-01-02 00:00:00&query_end_time=2026-01-01 00:00:00',
        'KOOPHONE.API.5004',
      ],
    ] as const;
    for (const [parameters, code] of cases) {
      const reply = await query(parameters);
      assert.deepEqual([reply.status, valueAt(reply.body, 'data', 'error_code')], [200, code], parameters);
    }
  });

  it('wants the request id as a header elsewhere', async () => {
    await open();
    delete client.headers['x-request-id'];
    assert.equal((await states([demo(1).instanceId])).code, 'KOOPHONE.API.0002');
  });

  it('answers a business error under the HTTP status and the prefix it was told', async () => {
    await open({ businessStatus: 500, koophonePrefix: 'KooPhone.API', listErrorPlace: 'outside' });
    const reboots = await reboot([]);
    assert.deepEqual([reboots.status, reboots.code], [500, 'KooPhone.API.1000']);
    const listed = await query('x-request-id=1');
    assert.deepEqual([listed.status, valueAt(listed.body, 'error_code')], [500, 'KooPhone.API.1000']);
  });

  it('gives user ids as bare numbers with every digit when told to', async () => {
    await open({ numericUserIds: true });
    const { text } = await query('x-request-id=1&page_no=1&page_size=1');
    assert.match(text, new RegExp(`"assign_user":${demo(1).assignUser}[,}]`));
    assert.equal(demo(1).assignUser.length, 19);
  });

  it('tells the states of up to 100 instances, and nothing of foreign ones', async () => {
    await open();
    assert.equal(await stateNow(demo(1).instanceId), 2);
    assert.equal((await states(Array(101).fill(demo(1).instanceId))).code, 'KOOPHONE.API.1000');
    assert.equal((await states(['x'.repeat(33)])).code, 'KOOPHONE.API.1000');
    assert.equal((await states(['somebody-elses'])).code, 'KOOPHONE.API.1001');
  });

  it('reboots through offline, stopped and starting back to running', async () => {
    await open({ rebootLeaveMs: 100, rebootMs: 1_000 });
    const id = demo(3).instanceId;
    assert.equal(demo(3).loggedIn, true);
    const answer = await reboot([id]);
    assert.deepEqual(answer.body, { error_code: '0', error_msg: 'OK' });
    const seen = [await stateNow(id)];
    for (let waited = 0; waited < 1_500; waited += 50) {
      client.wait(50);
      const state = await stateNow(id);
      if (state !== seen.at(-1)) {
        seen.push(state);
      }
    }
    assert.deepEqual(seen, [2, 3, 1, 4, 2]);
    assert.equal(demo(3).loggedIn, false);
    assert.equal(client.cloud.actions.reboots.get(id), 1);
  });

  it('reboots none where one is not running', async () => {
    await open();
    demo(2).runningStatus = 5;
    assert.equal((await reboot([demo(1).instanceId, demo(2).instanceId])).code, 'KOOPHONE.API.5005');
    assert.equal(client.cloud.actions.reboots.size, 0);
    demo(2).frozen = true;
    assert.equal((await reboot([demo(2).instanceId])).code, 'KOOPHONE.API.2004');
    assert.equal((await reboot(['somebody-elses'])).code, 'KOOPHONE.API.1001');
    assert.equal((await reboot(Array(101).fill(demo(1).instanceId))).code, 'KOOPHONE.API.1000');
  });

  it('lets a reboot never leave running, never come back, or be refused', async () => {
    await open();
    demo(1).nextReboot = 'neverLeaves';
    demo(2).nextReboot = 'neverReturns';
    assert.equal((await reboot([demo(1).instanceId, demo(2).instanceId])).code, '0');
    client.wait(3_600_000);
    assert.deepEqual([await stateNow(demo(1).instanceId), await stateNow(demo(2).instanceId)], [2, 1]);
    demo(3).nextReboot = { refused: { code: 'KOOPHONE.API.9999', message: 'internal' } };
    assert.equal((await reboot([demo(3).instanceId])).code, 'KOOPHONE.API.9999');
    assert.equal((await reboot([demo(3).instanceId])).code, '0');
  });

  it('unassigns in a task whose jobs do not name the instances', async () => {
    await open({ extraCmdJobs: 1 });
    const [first, second] = [pair(1), pair(2)];
    demo(2).nextUnassign = { failed: { code: 'CPS0005', message: 'gone' } };
    const { body } = await unassign([first, second]);
    const taskId = String(valueAt(body, 'data', 'task_id'));
    assert.match(taskId, /^RM_[0-9a-f]{32}$/);
    assert.deepEqual(column(body, ['data', 'cmd_jobs'], 'instance_id').slice(1), [
      first.instance_id,
      second.instance_id,
    ]);
    const task = async () => (await client.get(`/v1/instances/tasks/${taskId}`)).body;
    assert.deepEqual(column(await task(), ['data', 'jobs'], 'status'), [1, 1]);
    assert.notEqual(demo(1).assignUser, '');
    client.wait(client.cloud.options.unassignMs * 1.25);
    assert.deepEqual(column(await task(), ['data', 'jobs'], 'status'), [2, -1]);
    assert.deepEqual(column(await task(), ['data', 'jobs'], 'error_code'), ['', 'CPS0005']);
    assert.deepEqual(column(await task(), ['data', 'jobs'], 'instance_id'), [undefined, undefined]);
    assert.equal(demo(1).assignUser, '');
    assert.equal(demo(2).assignUser, second.user_id);
    assert.equal(client.cloud.actions.unassigns.get(first.instance_id), 1);
  });

  it('refuses to unassign too many, strangers, wrong users and numbers for ids', async () => {
    await open();
    const unbound = { ...pair(1), user_id: '1' };
    const assigned = [...client.cloud.fleet.instances.values()].filter((row) => row.assignUser !== '' && !row.frozen);
    const eleven = assigned.slice(0, 11).map((row) => ({ user_id: row.assignUser, instance_id: row.instanceId }));
    assert.equal((await unassign(eleven)).code, 'KOOPHONE.API.1000');
    assert.equal((await unassign([])).code, 'KOOPHONE.API.1000');
    assert.equal((await unassign([{ ...pair(1), user_id: Number(pair(1).user_id) }])).code, 'KOOPHONE.API.1000');
    assert.equal((await unassign([{ ...pair(1), user_id: '1'.repeat(33) }])).code, 'KOOPHONE.API.1000');
    assert.equal((await unassign([{ ...pair(1), instance_id: 'somebody-elses' }])).code, 'KOOPHONE.API.1001');
    assert.equal((await unassign([pair(2), unbound])).code, 'KOOPHONE.API.2210');
    assert.equal(client.cloud.actions.unassigns.size, 0);
    assert.equal((await unassign(eleven.slice(1))).code, '0');
  });

  it('can keep the task to itself, or count its states as API Explorer does', async () => {
    await open({ tasksAnswer: false });
    const { body } = await unassign([pair(1)]);
    const path = `/v1/instances/tasks/${String(valueAt(body, 'data', 'task_id'))}`;
    assert.equal((await client.get(path)).code, 'KOOPHONE.API.1323');
    await client.close();
    await open({ taskStatuses: 'explorer', failureShare: 1 });
    const failing = await unassign([pair(1)]);
    client.wait(10_000);
    const task = await client.get(`/v1/instances/tasks/${String(valueAt(failing.body, 'data', 'task_id'))}`);
    assert.deepEqual(column(task.body, ['data', 'jobs'], 'status'), [3]);
  });
});
