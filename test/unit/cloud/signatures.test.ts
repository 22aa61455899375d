import assert from 'node:assert/strict';

import { type AccessKey } from '../../../src/api/signing/signing';
import { textAt } from '../../cloud/wire/checks';
import { officialSign } from '../../support/officialSigner';
import { Client, column, type Reply } from './client';

const MINUTE_MS = 60_000;

interface Asked {
  readonly key?: AccessKey;
  /** How far the client's clock is ahead of the cloud's. */
  readonly aheadMs?: number;
  readonly projectId?: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly body?: object;
  /** What is changed after the signature was made. */
  readonly then?: Readonly<Record<string, string>>;
}

describe('the simulated cloud, asked with access keys that the official SDK signs with', () => {
  let client: Client;
  beforeEach(async () => {
    client = await Client.start();
  });
  afterEach(() => client.close());

  const ask = (path: string, asked: Asked = {}): Promise<Reply> => {
    const { cloud } = client;
    const key: AccessKey = asked.key ?? cloud.account.accessKey;
    const stamp = new Date(client.now + (asked.aheadMs ?? 0)).toISOString().replace(/[-:]|\.\d+/g, '');
    const method = asked.body === undefined ? 'GET' : 'POST';
    const signed = officialSign(
      {
        method,
        endpoint: cloud.origin + path,
        queryParams: asked.query ?? {},
        headers: {
          'content-type': 'application/json',
          'X-Sdk-Date': stamp,
          ...(asked.projectId === undefined ? {} : { 'X-Project-Id': asked.projectId }),
          ...(key.securityToken === undefined ? {} : { 'X-Security-Token': key.securityToken }),
        },
        ...(asked.body === undefined ? {} : { data: asked.body }),
      },
      key,
    );
    for (const name of Object.keys(client.headers)) {
      Reflect.deleteProperty(client.headers, name);
    }
    Object.assign(client.headers, signed, { 'x-request-id': '1' }, asked.then);
    const search = Object.entries(asked.query ?? {}).flatMap(([name, values]) =>
      [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    );
    const whole = search.length === 0 ? path : `${path}?${search.join('&')}`;
    return asked.body === undefined ? client.get(whole) : client.post(whole, asked.body);
  };
  const servers = (asked: Asked = {}) => ask(`${client.cph}/servers`, asked);
  const assertRefused = (reply: Reply, text: string): void => {
    assert.deepEqual([reply.status, reply.code], [401, 'APIGW.0301']);
    assert.equal(textAt(reply.body, 'error_msg'), `Incorrect IAM authentication information: ${text}`);
  };
  const wrongKey = () => ({ ...client.cloud.account.accessKey, secretAccessKey: 'wrong' });

  it('answers CPH, KooPhone and IAM', async () => {
    const { projectId } = client.cloud.account;
    assert.equal((await servers({ projectId })).status, 200);
    assert.equal((await servers()).status, 200);
    const instances = await ask('/v1/instances/batch-query', {
      projectId,
      query: { 'x-request-id': '1', page_no: '1', page_size: '10', instance_name: "a b+c*(d)!'~é" },
    });
    assert.equal(instances.status, 200);
    const reboot = await ask('/v1/instances/reboot', {
      projectId,
      body: { instance_ids: [...client.cloud.fleet.instances.keys()].slice(0, 1) },
    });
    assert.equal(reboot.status, 200);
    assert.deepEqual(column((await ask('/v3/auth/projects')).body, ['projects'], 'name'), [
      'cn-north-4',
      'cn-north-4_lab',
      'MOS',
      'cn-east-3',
    ]);
    const found = await ask('/v3/projects', { query: { name: 'cn-north-4' } });
    assert.deepEqual(column(found.body, ['projects'], 'id'), [projectId]);
  });

  it('asks for a project where there is one to be named', async () => {
    const reply = await ask('/v1/instances/batch-query', {
      query: { 'x-request-id': '1', page_no: '1', page_size: '10' },
    });
    assert.deepEqual([reply.status, reply.code], [403, 'APIGW.0302']);
    const other = await servers({ projectId: client.cloud.account.domainId });
    assert.deepEqual([other.status, other.code], [403, 'APIGW.0310']);
  });

  it('turns down an unknown key, a wrong secret and what was changed on the way', async () => {
    const { accessKey, projectId } = client.cloud.account;
    assertRefused(
      await servers({ key: { ...accessKey, accessKeyId: 'SIMNONE' } }),
      'Get secretKey failed, ak SIMNONE not exist',
    );
    const fail = 'verify aksk signature fail';
    assertRefused(await servers({ key: wrongKey() }), fail);
    assertRefused(await servers({ then: { 'content-type': 'text/plain' } }), fail);
    assertRefused(await servers({ then: { 'X-Project-Id': projectId } }), fail);
    assertRefused(await servers({ then: { Authorization: 'SDK-HMAC-SHA256 Access=A' } }), fail);
    assert.equal((await servers()).status, 200);
  });

  it('takes a clock that is 15 minutes off, and no more', async () => {
    for (const sign of [-1, 1]) {
      assert.equal((await servers({ aheadMs: sign * 15 * MINUTE_MS })).status, 200);
      assertRefused(await servers({ aheadMs: sign * (15 * MINUTE_MS + 1000) }), 'verify aksk signature fail');
    }
  });

  it('says by its own clock when it answered', async () => {
    const reply = await servers({ key: wrongKey() });
    assert.equal(Date.parse(reply.headers.get('date') ?? ''), client.now);
  });

  it('locks a key for five minutes after five failed signatures in a row', async () => {
    for (let nth = 1; nth <= 4; nth++) {
      await servers({ key: wrongKey() });
    }
    assert.equal((await servers()).status, 200);
    for (let nth = 1; nth <= 5; nth++) {
      assertRefused(await servers({ key: wrongKey() }), 'verify aksk signature fail');
    }
    client.wait(5 * MINUTE_MS - 1);
    assertRefused(await servers(), 'AK access failed to reach the limit, forbidden');
    client.wait(1);
    assert.equal((await servers()).status, 200);
  });

  it('takes a temporary key with its security token, until it ends', async () => {
    const key = client.cloud.issueAccessKey(30 * MINUTE_MS);
    const { accessKeyId, secretAccessKey } = key;
    assert.equal((await servers({ key })).status, 200);
    assertRefused(await servers({ key: { accessKeyId, secretAccessKey } }), 'verify aksk signature fail');
    client.wait(30 * MINUTE_MS);
    assertRefused(await servers({ key }), `Get secretKey failed, ak ${accessKeyId} not exist`);
  });

  it('heeds what a policy forbids, and refuses a user who is disabled', async () => {
    client.cloud.deny('cph:servers:list', 'iam:projects:listProjects');
    assert.equal((await servers()).code, 'CPS.0001');
    assert.equal((await ask('/v3/projects')).status, 403);
    client.cloud.directory.flatMap(({ users }) => users).forEach((user) => (user.enabled = false));
    assert.deepEqual([(await servers()).status, (await ask('/v3/auth/projects')).code], [403, 'IAM.0080']);
  });
});
