import assert from 'node:assert/strict';

import { type CloudOptions } from '../../cloud/options';
import { textAt, valueAt } from '../../cloud/wire/checks';
import { Client, column } from './client';

let client: Client;
const open = async (options: Partial<CloudOptions> = {}) => {
  client = await Client.start({ instances: 130, ...options });
};
const demo = (number: number) => client.cloud.fleet.instance(`demo-${String(number).padStart(5, '0')}`);
const rowOf = async (id: string) => {
  const path = `/v1/instances/batch-query?x-request-id=1&page_no=1&page_size=1&instance_id=${id}`;
  const { body } = await client.get(path);
  return (name: string) => column(body, ['data', 'result'], name)[0];
};

describe('a reset in the simulated KooPhone', () => {
  afterEach(() => client.close());

  const reset = (ids: unknown) => client.post('/v1/instances/batch-reset', { instance_ids: ids });
  const task = async (id: string) => (await client.get(`/v1/instances/tasks/${id}`)).body;

  it('is a task that can be read, and the instances go down and come back without a login', async () => {
    await open();
    const [user, other] = [demo(3), demo(4)];
    const { assignUser } = user;
    assert.equal(user.loggedIn, true);
    other.nextReset = { failed: { code: 'CPS0005', message: 'gone' } };
    const { body } = await reset([user.instanceId, other.instanceId]);
    const taskId = textAt(body, 'data', 'task_id') ?? '';
    assert.match(taskId, /^ZGCA[0-9a-f]{32}$/);
    assert.deepEqual(column(body, ['data', 'cmd_jobs'], 'instance_id'), [user.instanceId, other.instanceId]);
    assert.deepEqual(column(await task(taskId), ['data', 'jobs'], 'status'), [1, 1]);
    assert.equal((await rowOf(user.instanceId))('running_status'), 3);
    client.wait(client.cloud.options.resetMs * 1.25);
    assert.deepEqual(column(await task(taskId), ['data', 'jobs'], 'status'), [2, -1]);
    assert.deepEqual(
      column(await task(taskId), ['data', 'jobs'], 'job_id'),
      column(body, ['data', 'cmd_jobs'], 'job_id'),
    );
    const row = await rowOf(user.instanceId);
    assert.deepEqual([row('running_status'), row('login_status'), row('assign_user')], [2, 0, assignUser]);
    assert.deepEqual([...client.cloud.actions.instanceResets.values()], [1, 1]);
    assert.equal(client.cloud.outages.mostAtOnce(), 2);
  });

  it('resets none of the instances when one is unknown, frozen or at work', async () => {
    await open();
    const first = demo(1).instanceId;
    demo(2).frozen = true;
    assert.equal((await reset([first, demo(2).instanceId])).code, 'KOOPHONE.API.2004');
    assert.equal((await reset([first, 'somebody-elses'])).code, 'KOOPHONE.API.1001');
    assert.equal((await reset(Array(101).fill(first))).code, 'KOOPHONE.API.1000');
    assert.equal((await reset([])).code, 'KOOPHONE.API.1000');
    demo(3).nextReset = { refused: { code: 'KOOPHONE.API.9999', message: 'internal' } };
    assert.equal((await reset([first, demo(3).instanceId])).code, 'KOOPHONE.API.9999');
    assert.equal(client.cloud.actions.instanceResets.size, 0);
    assert.equal((await reset([first])).code, '0');
    assert.equal((await reset([first])).code, 'KOOPHONE.API.2005');
    const pair = { user_id: demo(1).assignUser, instance_id: first };
    assert.equal((await client.post('/v1/instances/unassign', { user_instances: [pair] })).code, 'KOOPHONE.API.2005');
    assert.equal((await client.post('/v1/instances/reboot', { instance_ids: [first] })).code, 'KOOPHONE.API.5005');
  });

  it('has data in a refusal with HTTP 200 too, and under another status only the code', async () => {
    await open();
    assert.equal(valueAt((await reset(['somebody-elses'])).body, 'data'), null);
    await client.close();
    await open({ businessStatus: 400 });
    const { status, body } = await reset(['somebody-elses']);
    assert.deepEqual([status, valueAt(body, 'data')], [400, undefined]);
  });

  it('has its task inside another data, or none, as it was told', async () => {
    await open({ resetAnswer: 'nested' });
    const nested = await reset([demo(1).instanceId]);
    assert.match(textAt(nested.body, 'data', 'data', 'task_id') ?? '', /^ZGCA/);
    await client.close();
    await open({ resetAnswer: 'none' });
    assert.deepEqual((await reset([demo(1).instanceId])).body, { error_code: '0', error_msg: 'OK' });
    assert.equal(client.cloud.actions.instanceResets.size, 1);
  });
});

describe('an assign in the simulated KooPhone', () => {
  afterEach(() => client.close());

  const assign = (pairs: unknown) => client.post('/v1/instances/assign', { user_instances: pairs });
  const free = (...numbers: readonly number[]) =>
    numbers.map((number) => {
      const instance = demo(number);
      instance.assignUser = '';
      instance.loggedIn = false;
      return { user_id: `100860000000000000${number}`, instance_id: instance.instanceId };
    });
  const waitForUsers = () => {
    client.wait(client.cloud.options.assignMs);
  };
  const users = (...numbers: readonly number[]) => numbers.map((number) => demo(number).assignUser);

  it('gives instances their users, which the list shows a little later', async () => {
    await open();
    const pairs = free(1, 2);
    assert.deepEqual((await assign(pairs)).body, { error_code: '0', error_msg: 'OK' });
    const id = demo(1).instanceId;
    assert.equal((await rowOf(id))('assign_status'), 0);
    waitForUsers();
    const row = await rowOf(id);
    assert.deepEqual([row('assign_status'), row('assign_user')], [1, pairs[0]?.user_id]);
    assert.deepEqual([...client.cloud.actions.assigns.values()], [1, 1]);
    await client.post('/v1/instances/unassign', { user_instances: [pairs[0]] });
    client.wait(client.cloud.options.unassignMs * 1.25);
    assert.deepEqual(users(1, 2), ['', pairs[1]?.user_id]);
  });

  for (const assignsPartly of [false, true]) {
    it(`with an instance that has a user is refused, and assigns ${assignsPartly ? 'the others' : 'none'}`, async () => {
      await open({ assignsPartly, businessStatus: 400 });
      const [first, second, third] = free(1, 2, 3);
      demo(2).assignUser = 'somebody';
      const reply = await assign([first, second, third]);
      assert.deepEqual([reply.status, reply.code], [400, 'KPAPI.2209']);
      waitForUsers();
      const expected = assignsPartly ? [first?.user_id, 'somebody', third?.user_id] : ['', 'somebody', ''];
      assert.deepEqual(users(1, 2, 3), expected);
      assert.equal(client.cloud.actions.assigns.size, assignsPartly ? 2 : 0);
    });
  }

  it('is refused for instances that are frozen, being assigned, being unassigned or reset', async () => {
    await open();
    const [frozen, assigning, resetting] = free(1, 2, 3);
    demo(1).frozen = true;
    const unassigning = { user_id: demo(4).assignUser, instance_id: demo(4).instanceId };
    await client.post('/v1/instances/unassign', { user_instances: [unassigning] });
    await client.post('/v1/instances/batch-reset', { instance_ids: [resetting?.instance_id] });
    assert.equal((await assign([assigning])).code, '0');
    for (const pair of [frozen, assigning, resetting, unassigning]) {
      assert.equal((await assign([pair])).code, 'KPAPI.2209');
    }
    assert.deepEqual([...client.cloud.actions.assigns.values()], [1]);
  });

  it('takes up to 100 pairs that are well formed, each instance once', async () => {
    await open();
    const [pair] = free(1);
    const rows = [...client.cloud.fleet.instances.values()].slice(0, 101);
    for (const row of rows) {
      row.assignUser = '';
      row.frozen = false;
    }
    const pairs = rows.map((row) => ({ user_id: '1', instance_id: row.instanceId }));
    assert.equal((await assign(pairs)).code, 'KOOPHONE.API.1000');
    assert.equal((await assign([])).code, 'KOOPHONE.API.1000');
    assert.equal((await assign([{ ...pair, user_id: 7 }])).code, 'KOOPHONE.API.1000');
    assert.equal((await assign([{ ...pair, user_id: '1'.repeat(33) }])).code, 'KOOPHONE.API.1000');
    assert.equal((await assign([pair, pair])).code, 'KOOPHONE.API.1000');
    assert.equal((await assign([{ ...pair, instance_id: 'somebody-elses' }])).code, 'KOOPHONE.API.1001');
    assert.equal(client.cloud.actions.assigns.size, 0);
    assert.equal((await assign(pairs.slice(1))).code, '0');
    assert.equal(client.cloud.actions.assigns.size, 100);
  });

  it('is refused, or accepted and lost, as a test asks', async () => {
    await open();
    const [first, second] = free(1, 2);
    demo(1).nextAssign = { refused: { code: 'KOOPHONE.API.9999', message: 'internal' } };
    assert.equal((await assign([first])).code, 'KOOPHONE.API.9999');
    demo(2).nextAssign = 'lost';
    assert.equal((await assign([first, second])).code, '0');
    waitForUsers();
    assert.deepEqual(users(1, 2), [first?.user_id, '']);
  });

  it('may have run although the response was lost', async () => {
    await open();
    const pairs = free(1);
    client.cloud.faults.next({ path: 'instances/assign', fault: 'resetAfter' });
    await assert.rejects(assign(pairs));
    waitForUsers();
    assert.deepEqual(users(1), [pairs[0]?.user_id]);
    assert.equal(valueAt((await assign(pairs)).body, 'error_code'), 'KPAPI.2209');
    assert.equal(client.cloud.actions.assigns.get(demo(1).instanceId), 1);
  });

  it('is refused and lost for about the share that was asked for', async () => {
    await open({ refusalShare: 0.2, assignsPartly: true });
    const pairs = free(1, 2, 3, 4, 5, 6, 7, 8);
    let left = pairs;
    for (let round = 0; left.length > 0; round++) {
      assert.ok(round < 20, `${left.length} are never assigned`);
      const { code } = await assign(left);
      waitForUsers();
      const rest = left.filter(({ instance_id: id }) => client.cloud.fleet.instance(id).assignUser === '');
      assert.equal(code, rest.length === 0 ? '0' : 'KPAPI.2209');
      left = rest;
    }
    await client.close();
    await open({ failureShare: 1 });
    const [lost] = free(1);
    assert.equal((await assign([lost])).code, '0');
    waitForUsers();
    assert.deepEqual(users(1), ['']);
  });
});
