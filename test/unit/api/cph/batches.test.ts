import assert from 'node:assert/strict';
import { type CphClient } from '../../../../src/api/cph/client';
import { apiError, PROJECT_ID, testClients, TokenInHand } from '../../../support/api';
import { json, type RawServer, startRawServer } from '../../../support/rawServer';

const FIRST = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const SECOND = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';

/** Each request that acts on several servers or phones, with the body that the page asks for two of them. */
const BATCHES = [
  {
    name: 'a restart of servers',
    path: 'servers/batch-restart',
    body: `{"server_ids":["${FIRST}","${SECOND}"]}`,
    idField: 'server_id',
    action: 'cph:servers:restart',
    send: (cph: CphClient, ids: readonly string[], takeBack?: AbortSignal) => cph.restartServers(ids, takeBack),
    describe: (cph: CphClient, ids: readonly string[]) => cph.describeRestart(ids),
  },
  {
    name: 'a restart of phones',
    path: 'phones/batch-restart',
    body: `{"phones":[{"phone_id":"${FIRST}"},{"phone_id":"${SECOND}"}]}`,
    idField: 'phone_id',
    action: 'cph:phones:restart',
    send: (cph: CphClient, ids: readonly string[], takeBack?: AbortSignal) => cph.restartPhones(ids, takeBack),
    describe: (cph: CphClient, ids: readonly string[]) => cph.describeRestartPhones(ids),
  },
  {
    name: 'a stop of phones',
    path: 'phones/batch-stop',
    body: `{"phone_ids":["${FIRST}","${SECOND}"]}`,
    idField: 'phone_id',
    action: 'cph:phones:stop',
    send: (cph: CphClient, ids: readonly string[], takeBack?: AbortSignal) => cph.stopPhones(ids, takeBack),
    describe: (cph: CphClient, ids: readonly string[]) => cph.describeStopPhones(ids),
  },
  {
    name: 'a reset of phones',
    path: 'phones/batch-reset',
    body: `{"phones":[{"phone_id":"${FIRST}"},{"phone_id":"${SECOND}"}]}`,
    idField: 'phone_id',
    action: 'cph:phones:reset',
    send: (cph: CphClient, ids: readonly string[], takeBack?: AbortSignal) => cph.resetPhones(ids, takeBack),
    describe: (cph: CphClient, ids: readonly string[]) => cph.describeResetPhones(ids),
  },
] as const;

for (const { name, path, body, idField, action, send, describe: shown } of BATCHES) {
  describe(`the CPH client with ${name}`, () => {
    let server: RawServer;
    afterEach(() => server.close());

    const answering = async (answer: unknown, status = 200) => {
      server = await startRawServer((response) => {
        json(response, answer, status);
      });
      return testClients(server, new TokenInHand('t'));
    };

    it('sends the ids as the page asks, once, and shows the same request', async () => {
      const { cph } = await answering({ request_id: 'r1', jobs: [] });
      await send(cph, [FIRST, SECOND]);
      const [sent] = server.seen;
      assert.equal(server.seen.length, 1);
      assert.equal(`${sent?.method} ${sent?.path}`, `POST /v1/${PROJECT_ID}/cloud-phone/${path}`);
      assert.equal(sent?.body, body);
      assert.equal(sent.headers['content-type'], 'application/json');
      const request = shown(cph, [FIRST, SECOND]);
      assert.deepEqual([request.method, request.body], ['POST', body]);
      assert.equal(request.url, `${server.origin}/v1/${PROJECT_ID}/cloud-phone/${path}`);
    });

    it('reads refused entries beside accepted ones', async () => {
      const { cph } = await answering({
        request_id: 'r1',
        jobs: [
          { [idField]: FIRST, job_id: 'j1' },
          { [idField]: SECOND, error_code: 'CPS0165', error_msg: 'not\nnow' },
        ],
      });
      assert.deepEqual(await send(cph, [FIRST, SECOND]), {
        requestId: 'r1',
        jobs: [
          { targetId: FIRST, jobId: 'j1' },
          { targetId: SECOND, code: 'CPS.0165', text: 'not now' },
        ],
      });
    });

    it('leaves out entries that are missing or do not name their target', async () => {
      const { cph, log } = await answering({ request_id: 'r1', jobs: [{ job_id: 'j1' }, { other_id: SECOND }, 7] });
      assert.deepEqual(await send(cph, [FIRST, SECOND]), { requestId: 'r1', jobs: [] });
      assert.equal(log.lines.filter((line) => line.startsWith('warn left out a row')).length, 3);
    });

    it('drops the text of an accepted entry, and keeps its job when another field is malformed', async () => {
      const { cph } = await answering({
        jobs: [
          { [idField]: FIRST, job_id: 7, error_code: '0', error_msg: 'OK' },
          { [idField]: SECOND, job_id: 'j2', error_msg: {} },
        ],
      });
      assert.deepEqual(await send(cph, [FIRST, SECOND]), {
        jobs: [
          { targetId: FIRST, jobId: '7' },
          { targetId: SECOND, jobId: 'j2' },
        ],
      });
    });

    for (const malformed of ['', {}, { jobs: {} }, { jobs: null }, { request_id: '' }]) {
      it(`may have run after ${JSON.stringify(malformed)}`, async () => {
        const { cph } = await answering(malformed);
        const { kind, info } = await apiError(send(cph, [FIRST]));
        assert.deepEqual([kind, info.didNotRun], ['badResponse', undefined]);
      });
    }

    it('did not run when the cloud refuses the whole request, and names the IAM action', async () => {
      const { cph } = await answering({ request_id: 'r1', error_code: 'CPS.0001', error_msg: 'no' }, 403);
      const { kind, info } = await apiError(send(cph, [FIRST]));
      assert.deepEqual([kind, info.code, info.didNotRun, info.iamAction], ['forbidden', 'CPS.0001', true, action]);
    });

    it('is never repeated after HTTP 500, and may have run', async () => {
      const { cph } = await answering({ error_code: 'CPS.0003', error_msg: 'internal' }, 500);
      const { kind, info } = await apiError(send(cph, [FIRST]));
      assert.deepEqual([kind, info.didNotRun, server.seen.length], ['server', undefined, 1]);
    });

    it('is not sent without ids, with more than 100, or with one that is no id', async () => {
      const { cph } = await answering({});
      const tooMany = Array.from({ length: 101 }, () => FIRST);
      for (const ids of [[], tooMany, ['../servers'], [FIRST, FIRST.slice(1)]]) {
        const { kind, info } = await apiError(send(cph, ids));
        assert.deepEqual([kind, info.didNotRun], ['config', true]);
        assert.throws(() => shown(cph, ids));
      }
      assert.equal(server.seen.length, 0);
    });

    it('is withdrawn while it waits', async () => {
      const { cph } = await answering({ request_id: 'r1' });
      const reason = new Error('withdrawn');
      await assert.rejects(send(cph, [FIRST], AbortSignal.abort(reason)), (error) => error === reason);
      assert.equal(server.seen.length, 0);
    });
  });
}
