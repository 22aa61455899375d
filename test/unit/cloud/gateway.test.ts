import assert from 'node:assert/strict';

import { textAt } from '../../cloud/wire/checks';
import { Client } from './client';

describe('the simulated gateway', () => {
  let client: Client;
  beforeEach(async () => {
    client = await Client.start();
  });
  afterEach(() => client.close());

  const servers = () => client.get(`${client.cph}/servers?limit=1`);

  it('turns down a missing, a broken, an expired and a revoked token with 401', async () => {
    const good = client.headers['x-auth-token'] ?? '';
    const texts = [
      ['', 'x-auth-token not found'],
      ['MIIbroken', 'decrypt token fail'],
      [client.cloud.issueToken({ lifetimeMs: 0 }), 'token expires'],
    ] as const;
    for (const [token, text] of texts) {
      client.headers['x-auth-token'] = token;
      const reply = await servers();
      assert.deepEqual([reply.status, reply.code], [401, 'APIGW.0301']);
      assert.ok(textAt(reply.body, 'error_msg')?.includes(text), reply.text);
    }
    client.headers['x-auth-token'] = good;
    assert.equal((await servers()).status, 200);
    client.cloud.revokeTokens();
    assert.equal((await servers()).status, 401);
  });

  it('lets a token end with its time', async () => {
    client.wait(client.cloud.options.tokenLifetimeMs - 1);
    assert.equal((await servers()).status, 200);
    client.wait(1);
    assert.equal((await servers()).status, 401);
  });

  it('refuses an X-Project-Id that is not the project of the token', async () => {
    client.headers['x-project-id'] = client.cloud.account.projectId;
    assert.equal((await servers()).status, 200);
    client.headers['x-project-id'] = client.cloud.account.domainId;
    const reply = await servers();
    assert.deepEqual([reply.status, reply.code], [403, 'APIGW.0310']);
  });

  it('does not know other paths', async () => {
    const reply = await client.get('/v1/instances');
    assert.deepEqual([reply.status, reply.code], [404, 'APIGW.0101']);
  });

  it('refuses a POST that does not say it carries JSON, and one that is too large', async () => {
    client.headers['content-type'] = 'text/plain';
    const plain = await client.post('/v1/instances/reboot', { instance_ids: ['a'] });
    assert.deepEqual([plain.status, plain.code], [400, 'APIGW.0201']);
    client.headers['content-type'] = 'application/json';
    const large = await client.post('/v1/instances/reboot', 'x'.repeat(12 * 1024 * 1024 + 1));
    assert.deepEqual([large.status, large.code], [413, 'APIGW.0201']);
  });

  it('refuses what a policy forbids, each service in its own form', async () => {
    client.cloud.deny('cph:servers:list', 'koophone:cloudphoneResource:instanceReboot');
    assert.equal((await servers()).code, 'CPS.0001');
    assert.equal((await client.get(`${client.cph}/phones`)).status, 200);
    const reboot = await client.post('/v1/instances/reboot', { instance_ids: ['a'] });
    assert.deepEqual([reboot.status, reboot.code], [403, 'APIGW.0302']);
  });

  it('throttles one API when more calls come in a second than it allows', async () => {
    const slow = await Client.start({ callsPerSecond: 2, gatewayPrefix: 'APIG' });
    try {
      const ask = () => slow.get(`${slow.cph}/servers`);
      await ask();
      await ask();
      const third = await ask();
      assert.deepEqual([third.status, third.code], [429, 'APIG.0308']);
      assert.equal((await slow.get(`${slow.cph}/phones`)).status, 200);
      slow.wait(1_000);
      assert.equal((await ask()).status, 200);
    } finally {
      await slow.close();
    }
  });

  it('records every request with its body and the status answered', async () => {
    await client.post('/v1/instances/reboot', { instance_ids: [] });
    const [request] = client.cloud.requests;
    assert.equal(request?.path, '/v1/instances/reboot');
    assert.deepEqual(request.body, { instance_ids: [] });
    assert.equal(request.status, 200);
    assert.equal(request.headers['x-request-id'], 'test');
  });
});
