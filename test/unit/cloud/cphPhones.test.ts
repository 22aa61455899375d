import assert from 'node:assert/strict';

import { type CloudOptions } from '../../cloud/options';
import { textAt, valueAt } from '../../cloud/wire/checks';
import { Client, column, rowsAt } from './client';

const unknownId = 'f'.repeat(32);

describe('the phones of the simulated CPH', () => {
  let client: Client;
  const open = async (options: Partial<CloudOptions> = {}) => {
    client = await Client.start({ servers: 3, phonesPerServer: 6, ...options });
  };
  afterEach(() => client.close());

  const phone = (number: number) => client.cloud.fleet.phone(`web-01-0000${number}`);
  const idOf = (number: number) => phone(number).phoneId;
  const objects = (ids: readonly unknown[]) => ({ phones: ids.map((id) => ({ phone_id: id })) });
  const post = (path: string, body: unknown) => client.post(`${client.cph}/${path}`, body);
  const restart = (...ids: readonly string[]) => post('phones/batch-restart', objects(ids));
  const stop = (...ids: readonly string[]) => post('phones/batch-stop', { phone_ids: ids });
  const reset = (...ids: readonly string[]) => post('phones/batch-reset', objects(ids));
  const restartServer = () =>
    post('servers/batch-restart', { server_ids: [client.cloud.fleet.server('web-01').serverId] });
  const statusNow = async (id: string) => valueAt((await client.get(`${client.cph}/phones/${id}`)).body, 'status');
  const codes = async (reply: Promise<{ body: unknown }>) => column((await reply).body, ['jobs'], 'error_code');
  const waitForJobs = () => {
    client.wait(client.cloud.options.phoneJobMs * 1.25);
  };

  for (const { name, act, during, after, failed, counter } of [
    { name: 'restart', act: restart, during: 4, after: 2, failed: -6, counter: 'phoneRestarts' },
    { name: 'stop', act: stop, during: 7, after: 8, failed: -9, counter: 'phoneStops' },
    { name: 'reset', act: reset, during: 3, after: 2, failed: -5, counter: 'phoneResets' },
  ] as const) {
    it(`${name} in a job of the phone that can be read alone and with its request`, async () => {
      await open();
      const id = idOf(1);
      const answer = await act(id);
      assert.deepEqual(column(answer.body, ['jobs'], 'phone_id'), [id]);
      const [jobId] = column(answer.body, ['jobs'], 'job_id');
      const job = async () => (await client.get(`${client.cph}/jobs/${String(jobId)}`)).body;
      assert.deepEqual([valueAt(await job(), 'status'), valueAt(await job(), 'phone_id')], [1, id]);
      assert.equal(valueAt(await job(), 'server_id'), undefined);
      assert.equal(await statusNow(id), during);
      assert.equal(await statusNow(idOf(2)), 2, 'no other phone');
      waitForJobs();
      const listed = await client.get(`${client.cph}/jobs?request_ids=${textAt(answer.body, 'request_id') ?? ''}`);
      assert.deepEqual(column(listed.body, ['jobs'], 'status'), [2]);
      assert.deepEqual(column(listed.body, ['jobs'], 'phone_id'), [id]);
      assert.equal(await statusNow(id), after);
      assert.deepEqual([...client.cloud.actions[counter]], [[id, 1]]);
    });

    it(`${name} in a job that fails as a test asks, and the phone shows it`, async () => {
      await open();
      phone(1).nextAct = { failed: { code: 'CPS0054', message: 'too slow' }, durationMs: 10 };
      const [jobId] = column((await act(idOf(1))).body, ['jobs'], 'job_id');
      client.wait(10);
      const { body } = await client.get(`${client.cph}/jobs/${String(jobId)}`);
      assert.deepEqual([valueAt(body, 'status'), valueAt(body, 'error_code')], [-1, 'CPS0054']);
      assert.equal(phone(1).status, failed);
    });

    it(`${name} no phone that is abnormal, frozen, changing, unknown or on a server that is shut down`, async () => {
      await open();
      const [abnormal, frozen, restarting] = [phone(1), phone(2), phone(3)];
      frozen.status = 6;
      await restart(restarting.phoneId);
      const away = client.cloud.fleet.phone('web-02-00001');
      client.cloud.fleet.server('web-02').status = 10;
      const ids = [abnormal.phoneId, frozen.phoneId, restarting.phoneId, away.phoneId, unknownId, 'short'];
      for (const status of [-5, -6, -7, -8, -9, 1]) {
        abnormal.status = status;
        assert.deepEqual(await codes(act(...ids)), [
          'CPS.0165',
          'CPS.0053',
          'CPS.0165',
          'CPS.0098',
          'CPS.0005',
          'CPS.0004',
        ]);
      }
      assert.equal(client.cloud.actions[counter].get(abnormal.phoneId), undefined);
      assert.equal(client.cloud.actions.phoneRestarts.get(restarting.phoneId), 1);
    });

    it(`${name} nothing without a list, with too many phones, and for an account in arrears`, async () => {
      await open({ mostPhones: 2 });
      const path = `phones/batch-${name}`;
      assert.equal((await post(path, {})).code, 'CPS.0009');
      assert.equal((await act()).code, 'CPS.0009');
      assert.equal((await post(path, { ...objects([7]), phone_ids: [7] })).code, 'CPS.0080');
      assert.equal((await act(idOf(1), idOf(2), idOf(3))).code, 'CPS.0190');
      const [account] = client.cloud.directory;
      assert.ok(account);
      account.inArrears = true;
      const refused = await act(idOf(1));
      assert.deepEqual([refused.status, refused.code], [400, 'CPS.0006']);
      assert.equal(await statusNow(idOf(1)), 2, 'reading goes on');
      assert.equal(client.cloud.actions[counter].size, 0);
    });

    it(`${name} about the share that was asked for`, async () => {
      await open({ servers: 20, phonesPerServer: 3, refusalShare: 0.2, failureShare: 0.3 });
      const phones = [...client.cloud.fleet.phones.values()];
      for (const one of phones) {
        one.status = 2;
      }
      for (const server of client.cloud.fleet.servers.values()) {
        server.status = 5;
      }
      const answer = await act(...phones.map((one) => one.phoneId));
      const refused = column(answer.body, ['jobs'], 'error_code').filter((code) => code === 'CPS.0165').length;
      waitForJobs();
      const listed = await client.get(`${client.cph}/jobs?request_id=${textAt(answer.body, 'request_id') ?? ''}`);
      const states = column(listed.body, ['jobs'], 'status');
      const failures = states.filter((state) => state === -1).length;
      assert.equal(states.length, 60 - refused);
      assert.ok(refused > 4 && refused < 24, `${refused} refused`);
      assert.ok(failures > 5 && failures < 30, `${failures} failed`);
    });
  }

  it('are started by a restart, and by a reset, when they are shut down', async () => {
    await open();
    await stop(idOf(1), idOf(2));
    waitForJobs();
    assert.deepEqual(await codes(stop(idOf(1))), ['CPS.0141']);
    await restart(idOf(1));
    await reset(idOf(2));
    waitForJobs();
    assert.deepEqual([phone(1).status, phone(2).status], [2, 2]);
  });

  it('keep their image', async () => {
    await open();
    for (const path of ['phones/batch-restart', 'phones/batch-reset']) {
      assert.equal((await post(path, { ...objects([idOf(1)]), image_id: unknownId })).code, 'CPS.0166');
    }
    assert.deepEqual([await statusNow(idOf(1)), client.cloud.actions.phoneResets.size], [2, 0]);
  });

  it('go down with their server, and cannot be acted on meanwhile', async () => {
    await open();
    await restartServer();
    assert.deepEqual(await codes(restart(idOf(1))), ['CPS.0165']);
    client.wait(client.cloud.options.jobMs * 1.25);
    assert.deepEqual(await codes(restart(idOf(1))), [undefined]);
  });

  it('end a job of their own after their server is back, or before', async () => {
    await open({ jobMs: 1_000 });
    phone(1).nextAct = { durationMs: 5_000 };
    phone(2).nextAct = { durationMs: 1 };
    await stop(idOf(1), idOf(2));
    await restartServer();
    assert.equal(await statusNow(idOf(1)), 4, 'the restart of the server shows');
    client.wait(2_000);
    assert.deepEqual([await statusNow(idOf(1)), await statusNow(idOf(2))], [7, 2]);
    client.wait(3_000);
    assert.deepEqual([await statusNow(idOf(1)), await statusNow(idOf(2))], [8, 2]);
  });

  it('are counted as down at once for each server, with those that its restart takes down', async () => {
    await open({ jobMs: 1_000, phoneJobMs: 1_000 });
    const [server, other] = ['web-01', 'web-02'].map((name) => client.cloud.fleet.server(name));
    const most = (serverId?: string) => client.cloud.phoneOutages.mostOfOneServer(serverId);
    assert.equal(most(), 0);
    await restart(idOf(1), idOf(2));
    await restart(other?.phoneIds[0] ?? '');
    client.wait(2_000);
    await restart(idOf(3));
    assert.deepEqual([most(server?.serverId), most(other?.serverId), most()], [2, 1, 2]);
    phone(4).nextAct = { failed: { code: 'CPS.0054', message: 'too slow' } };
    await reset(idOf(4));
    client.wait(2_000);
    await restart(idOf(1), idOf(2));
    assert.equal(most(), 3, 'a phone whose job failed is still down');
    client.wait(2_000);
    await restartServer();
    assert.equal(most(), 6, 'and it counts once');
    client.wait(2_000);
    await restart(idOf(1));
    assert.equal(most(other?.serverId), 1);
  });

  it('and servers get new names, of the documented characters', async () => {
    await open();
    const server = client.cloud.fleet.server('web-01');
    const serverPath = `${client.cph}/servers/${server.serverId}`;
    const phonePath = `${client.cph}/phones/${idOf(1)}`;
    const first = phone(1);
    assert.equal((await client.put(serverPath, { server_name: '前台-01_a' })).status, 200);
    const { body } = await client.put(phonePath, { phone_name: 'x'.repeat(60) });
    assert.match(textAt(body, 'request_id') ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual([server.name, first.name], ['前台-01_a', 'x'.repeat(60)]);
    const listed = await client.get(`${client.cph}/servers?server_id=${server.serverId}`);
    assert.deepEqual(column(listed.body, ['servers'], 'server_name'), ['前台-01_a']);
    for (const name of ['', 'a b', 'x'.repeat(61), 7, undefined]) {
      assert.equal((await client.put(serverPath, { server_name: name })).code, 'CPS.0086');
      assert.equal((await client.put(phonePath, { phone_name: name })).code, 'CPS.0086');
    }
    assert.equal((await client.put(`${client.cph}/servers/${unknownId}`, { server_name: 'a' })).code, 'CPS.0016');
    assert.equal((await client.put(`${client.cph}/phones/${unknownId}`, { phone_name: 'a' })).code, 'CPS.0005');
    delete client.headers['content-type'];
    assert.equal((await client.put(phonePath, { phone_name: 'a' })).code, 'APIGW.0201');
    assert.deepEqual(
      [server.serverId, first.phoneId].map((id) => client.cloud.actions.renames.get(id)),
      [1, 1],
    );
  });

  it('come in pages that are shorter than asked for, where the cloud caps them', async () => {
    await open({ phonesPerPage: 4 });
    const path = `${client.cph}/phones?limit=200&server_id=${client.cloud.fleet.server('web-01').serverId}`;
    const { body } = await client.get(path);
    assert.deepEqual([valueAt(body, 'count'), rowsAt(body, 'phones').length], [6, 4]);
    assert.equal(rowsAt((await client.get(`${path}&offset=4`)).body, 'phones').length, 2);
  });

  it('show the address of their ADB port, which is not public', async () => {
    await open();
    const { body } = await client.get(`${client.cph}/phones/${idOf(1)}`);
    assert.deepEqual(column(body, ['access_infos'], 'type'), ['adb']);
    assert.deepEqual(column(body, ['access_infos'], 'public_ip'), ['']);
    assert.match(String(column(body, ['access_infos'], 'phone_ip')[0]), /^10\.237\.\d+\.\d+$/);
  });

  it('may have restarted although the response was lost or says HTTP 502', async () => {
    await open();
    client.cloud.faults.next({ path: 'phones/batch-restart', fault: 'resetAfter' });
    await assert.rejects(restart(idOf(1)));
    client.cloud.faults.next({ path: 'phones/batch-restart', fault: 'html502After' });
    assert.equal((await restart(idOf(2))).status, 502);
    client.cloud.faults.next({ path: 'phones/batch-restart', fault: { throttle: 1 } });
    assert.equal((await restart(idOf(3))).status, 429);
    assert.deepEqual([...client.cloud.actions.phoneRestarts.keys()], [idOf(1), idOf(2)]);
  });
});
