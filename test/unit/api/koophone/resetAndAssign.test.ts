import assert from 'node:assert/strict';
import { type KooPhoneClient } from '../../../../src/api/koophone/client';
import { apiError, testClients, TokenInHand } from '../../../support/api';
import { json, type RawServer, startRawServer } from '../../../support/rawServer';

const many = (count: number) => Array.from({ length: count }, (_, index) => `kp${index}`);
const bound = (ids: readonly string[]) => ids.map((instanceId) => ({ instanceId, userId: '1008600000000000001' }));

let server: RawServer;
const answering = async (body: unknown, status = 200) => {
  server = await startRawServer((response) => {
    json(response, body, status);
  });
  return testClients(server, new TokenInHand('t'));
};

/** Both calls, with the body that the page asks for two instances. */
const CALLS = [
  {
    name: 'a reset of instances',
    path: '/v1/instances/batch-reset',
    body: '{"instance_ids":["kp0","kp1"]}',
    action: 'koophone:cloudphoneResource:batchResetInstance',
    send: (koophone: KooPhoneClient, ids: readonly string[], takeBack?: AbortSignal): Promise<unknown> =>
      koophone.resetInstances(ids, takeBack),
    describe: (koophone: KooPhoneClient, ids: readonly string[]) => koophone.describeReset(ids),
  },
  {
    name: 'an assign of instances',
    path: '/v1/instances/assign',
    body:
      '{"user_instances":[{"user_id":"1008600000000000001","instance_id":"kp0"},' +
      '{"user_id":"1008600000000000001","instance_id":"kp1"}]}',
    action: 'koophone:cloudphoneResource:instanceAssign',
    send: (koophone: KooPhoneClient, ids: readonly string[], takeBack?: AbortSignal): Promise<unknown> =>
      koophone.assignInstances(bound(ids), takeBack),
    describe: (koophone: KooPhoneClient, ids: readonly string[]) => koophone.describeAssign(bound(ids)),
  },
] as const;

for (const { name, path, body, action, send, describe: shown } of CALLS) {
  describe(`the KooPhone client with ${name}`, () => {
    afterEach(() => server.close());

    it('sends them as the page asks, once, with a request id, and shows the same request', async () => {
      const { koophone } = await answering({ error_code: '0', error_msg: 'ok' });
      await send(koophone, ['kp0', 'kp1']);
      const [sent] = server.seen;
      assert.equal(server.seen.length, 1);
      assert.equal(`${sent?.method} ${sent?.path}`, `POST ${path}`);
      assert.equal(sent?.body, body);
      assert.match(String(sent.headers['x-request-id']), /^[0-9a-f]{32}$/);
      const request = shown(koophone, ['kp0', 'kp1']);
      assert.deepEqual([request.method, request.url, request.body], ['POST', server.origin + path, body]);
      assert.notEqual(request.headers['x-request-id'], sent.headers['x-request-id']);
    });

    for (const status of [201, 400, 500]) {
      it(`is accepted by the code "0" under HTTP ${status}`, async () => {
        const { koophone } = await answering({ error_code: 0, error_msg: 'ok' }, status);
        await send(koophone, ['kp0']);
        assert.equal(server.seen.length, 1);
      });
    }

    for (const malformed of ['', {}, { error_msg: 'OK' }, { error_code: '', data: {} }, []]) {
      it(`may have run after ${JSON.stringify(malformed)}`, async () => {
        const { koophone } = await answering(malformed);
        const { kind, info } = await apiError(send(koophone, ['kp0']));
        assert.deepEqual([kind, info.didNotRun], ['badResponse', undefined]);
      });
    }

    it('did not run when HTTP 200 says that the permission is missing, and names the IAM action', async () => {
      const { koophone } = await answering({ error_code: 'KP.API.1001', error_msg: 'no' });
      const { kind, info } = await apiError(send(koophone, ['kp0']));
      assert.deepEqual(
        [kind, info.code, info.didNotRun, info.iamAction],
        ['forbidden', 'KOOPHONE.API.1001', true, action],
      );
    });

    it('is never repeated after an internal error, and may have run', async () => {
      const { koophone } = await answering({ error_code: 'KOOPHONE.API.9999', error_msg: 'internal' });
      const { kind, info } = await apiError(send(koophone, ['kp0']));
      assert.deepEqual([kind, info.didNotRun, server.seen.length], ['server', undefined, 1]);
    });

    it('takes 100 instances and not 101, nor none, nor something that is no id', async () => {
      const { koophone } = await answering({ error_code: '0' });
      await send(koophone, many(100));
      for (const ids of [many(101), [], ['kp0', 'a/b']]) {
        assert.equal((await apiError(send(koophone, ids))).kind, 'config');
      }
      assert.equal(server.seen.length, 1);
    });

    it('is withdrawn while it waits', async () => {
      const { koophone } = await answering({ error_code: '0' });
      const reason = new Error('withdrawn');
      await assert.rejects(send(koophone, ['kp0'], AbortSignal.abort(reason)), (error) => error === reason);
      assert.equal(server.seen.length, 0);
    });
  });
}

describe('the response to a reset of instances', () => {
  afterEach(() => server.close());

  const task = { task_id: 'ZGCA1', cmd_jobs: [{ instance_id: 'kp0', job_id: 12 }, { job_id: 'j2' }] };
  const read = { taskId: 'ZGCA1', jobs: [{ instanceId: 'kp0', jobId: '12' }] };
  for (const [what, body, expected] of [
    ['has its task in data', { error_code: '0', data: task }, read],
    ['has its task in data in data, as in a sample', { error_code: '0', error_msg: 'ok', data: { data: task } }, read],
    ['has its task at the top', { ...task, error_code: '0' }, read],
    ['has a task and no code', { data: task }, read],
    ['has a task without jobs', { error_code: '0', data: { task_id: 'ZGCA1' } }, { taskId: 'ZGCA1', jobs: [] }],
    ['has no task, as by the earlier pages', { error_code: '0', error_msg: 'ok' }, { jobs: [] }],
    ['has no task, and data that is null', { error_code: '0', data: null }, { jobs: [] }],
  ] as const) {
    it(what, async () => {
      const { koophone } = await answering(body);
      assert.deepEqual(await koophone.resetInstances(['kp0']), expected);
    });
  }
});

describe('the binding of an assign', () => {
  afterEach(() => server.close());

  it('has a user id of 1 to 32 characters', async () => {
    const { koophone } = await answering({ error_code: '0' });
    for (const userId of ['', '1'.repeat(33), 'a b']) {
      assert.equal((await apiError(koophone.assignInstances([{ instanceId: 'kp0', userId }]))).kind, 'config');
    }
    assert.equal(server.seen.length, 0);
  });
});
