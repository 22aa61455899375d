import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';

import { Client } from './client';
import { until } from '../../support/until';

describe('faults of the simulated cloud', () => {
  let client: Client;
  beforeEach(async () => {
    client = await Client.start();
  });
  afterEach(() => client.close());

  const servers = () => client.get(`${client.cph}/servers`);
  const restart = () =>
    client.post(`${client.cph}/servers/batch-restart`, { server_ids: [client.cloud.fleet.server('web-01').serverId] });

  it('strike as often as asked, after as many as asked, and only where they match', async () => {
    client.cloud.faults.next({ method: 'GET', path: /servers$/, after: 1, times: 2, fault: 'html502' });
    assert.equal((await client.get(`${client.cph}/phones`)).status, 200);
    const statuses = [await servers(), await servers(), await servers(), await servers()].map((reply) => reply.status);
    assert.deepEqual(statuses, [200, 502, 502, 200]);
    assert.equal(client.cloud.faults.waiting, 0);
  });

  it('cut the connection before the work or after it', async () => {
    client.cloud.faults.next({ path: 'batch-restart', fault: 'reset' });
    await assert.rejects(restart());
    assert.equal(client.cloud.actions.restarts.size, 0);
    client.cloud.faults.next({ path: 'batch-restart', fault: 'resetAfter' });
    await assert.rejects(restart());
    assert.equal(client.cloud.actions.restarts.size, 1);
    assert.deepEqual(
      client.cloud.requests.map((request) => request.status),
      [undefined, undefined],
    );
  });

  it('send half a body under the length of the whole one', async () => {
    client.cloud.faults.next({ path: 'servers', fault: 'truncate' });
    await assert.rejects(servers());
  });

  it('leave a request hanging until the client gives up or the cloud closes', async () => {
    client.cloud.faults.next({ path: 'servers', fault: 'hang' });
    const hanging = get(`${client.cloud.origin}${client.cph}/servers`);
    const ended = once(hanging, 'error');
    await until(() => client.cloud.requests.length === 1);
    await client.close();
    await ended;
  });

  it('answer as a gateway does: HTML, 401, 429 with and without a time, a redirect', async () => {
    const { faults } = client.cloud;
    faults.next({ path: 'servers', fault: 'html502' });
    faults.next({ path: 'servers', fault: '401' });
    faults.next({ path: 'servers', fault: { throttle: 3 } });
    faults.next({ path: 'servers', fault: { throttle: null } });
    faults.next({ path: 'servers', fault: { redirect: 'http://127.0.0.1:1/', status: 302 } });
    const html = await servers();
    assert.ok(html.headers.get('content-type')?.startsWith('text/html') === true && html.text.startsWith('<html>'));
    assert.equal((await servers()).code, 'APIGW.0301');
    const [timed, untimed] = [await servers(), await servers()];
    assert.deepEqual([timed.status, timed.code, timed.headers.get('retry-after')], [429, 'APIGW.0308', '3']);
    assert.equal(untimed.headers.get('retry-after'), null);
    const redirected = await servers();
    assert.deepEqual([redirected.status, redirected.headers.get('location')], [302, 'http://127.0.0.1:1/']);
  });

  it('answer as something on the way does, before or after the work, once or always', async () => {
    const { faults, actions } = client.cloud;
    const [id = ''] = client.cloud.fleet.servers.keys();
    const restart = () => client.post(`${client.cph}/servers/batch-restart`, { server_ids: [id] });
    faults.next({ path: 'batch-restart', fault: { foreign: 403 } });
    faults.next({ path: 'batch-restart', fault: { foreignAfter: 401 } });
    faults.next({ method: 'GET', path: 'servers', times: Infinity, fault: { foreign: 401 } });
    const refused = await restart();
    assert.deepEqual(
      [refused.status, refused.headers.get('content-type'), refused.body],
      [403, 'text/html', undefined],
    );
    assert.equal(actions.restarts.get(id), undefined);
    assert.deepEqual([(await restart()).status, actions.restarts.get(id)], [401, 1]);
    const statuses = [await servers(), await servers(), await servers()].map(({ status }) => status);
    assert.deepEqual(statuses, [401, 401, 401]);
    assert.equal(faults.waiting, 1);
  });

  it('answer with a body that means nothing, or any other', async () => {
    const { faults } = client.cloud;
    faults.next({ path: 'servers', fault: 'emptyObject' });
    faults.next({ path: 'servers', fault: 'notJson' });
    faults.next({ path: 'servers', fault: 'koophoneError' });
    faults.next({ path: 'servers', fault: { status: 503, body: { error_code: 'APIGW.0613' } } });
    faults.next({ path: 'servers', fault: { replace: { servers: 7 } } });
    assert.deepEqual((await servers()).body, {});
    assert.equal((await servers()).body, undefined);
    assert.equal((await servers()).code, 'KOOPHONE.API.9999');
    assert.equal((await servers()).status, 503);
    assert.deepEqual((await servers()).body, { servers: 7 });
  });
});
