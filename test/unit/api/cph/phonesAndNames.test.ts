import assert from 'node:assert/strict';
import { type CphClient } from '../../../../src/api/cph/client';
import { apiError, PROJECT_ID, testClients, TokenInHand } from '../../../support/api';
import { json, type RawServer, startRawServer } from '../../../support/rawServer';

const PHONE = 'cccccccccccccccccccccccccccccccc';
const SERVER = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

let server: RawServer;
const answering = async (body: unknown, status = 200) => {
  server = await startRawServer((response) => {
    json(response, body, status);
  });
  return testClients(server, new TokenInHand('t'));
};

describe('the CPH client with one phone', () => {
  afterEach(() => server.close());

  const row = { request_id: 'r1', phone_id: PHONE, phone_name: 'web-01-00001', server_id: SERVER, status: '2' };
  const phone = { id: PHONE, name: 'web-01-00001', serverId: SERVER, status: 2 };

  it('reads it by its id', async () => {
    const { cph } = await answering({ ...row, imei: 867000000000000 });
    assert.deepEqual(await cph.getPhone(PHONE), phone);
    assert.deepEqual(
      server.seen.map(({ method, path, body }) => [method, path, body]),
      [['GET', `/v1/${PROJECT_ID}/cloud-phone/phones/${PHONE}`, '']],
    );
  });

  const adb = { type: 'adb', phone_ip: '10.237.0.61', listen_port: 5555, public_ip: '' };
  for (const [what, infos, address] of [
    ['the address in its own network where none is public', [adb], '10.237.0.61'],
    ['a public address before any other', [adb, { ...adb, public_ip: '203.0.113.7' }], '203.0.113.7'],
    ['no address where there is none', [], undefined],
    ['no address where none can be read', 'none', undefined],
    ['no address where there are only empty ones', [{ public_ip: '', phone_ip: null }], undefined],
  ] as const) {
    it(`gives ${what}`, async () => {
      const { cph } = await answering({ ...row, access_infos: infos });
      assert.deepEqual(await cph.getPhone(PHONE), { ...phone, ...(address !== undefined && { address }) });
    });
  }

  it('leaves out a malformed field with a warning', async () => {
    const { cph, log } = await answering({ ...row, status: {} });
    assert.equal((await cph.getPhone(PHONE)).status, undefined);
    assert.ok(log.lines.some((line) => line.startsWith('warn left out a field')));
  });

  for (const malformed of [{}, { ...row, phone_id: null }, { phones: [row] }, [row], '']) {
    it(`is not found in ${JSON.stringify(malformed)}`, async () => {
      const { cph } = await answering(malformed);
      assert.equal((await apiError(cph.getPhone(PHONE))).kind, 'badResponse');
    });
  }

  for (const status of [200, 400, 404]) {
    it(`does not exist by the code of the cloud under HTTP ${status}`, async () => {
      const { cph } = await answering({ request_id: 'r1', error_code: 'CPS.0005', error_msg: 'gone' }, status);
      const { kind, info } = await apiError(cph.getPhone(PHONE));
      assert.deepEqual([kind, info.code], ['notFound', 'CPS.0005']);
    });
  }

  it('names the IAM action when the permission is missing', async () => {
    const { cph } = await answering({ error_code: 'CPS.0001', error_msg: 'no' }, 403);
    const { kind, info } = await apiError(cph.getPhone(PHONE));
    assert.deepEqual([kind, info.iamAction], ['forbidden', 'cph:phones:get']);
  });

  it('is not asked for with something that is no id', async () => {
    const { cph } = await answering(row);
    assert.equal((await apiError(cph.getPhone('../jobs'))).kind, 'config');
    assert.equal(server.seen.length, 0);
  });
});

for (const { kind, field, action, rename, id } of [
  {
    kind: 'servers',
    field: 'server_name',
    action: 'cph:servers:updateName',
    rename: (cph: CphClient, name: string, id = SERVER) => cph.renameServer(id, name),
    id: SERVER,
  },
  {
    kind: 'phones',
    field: 'phone_name',
    action: 'cph:phones:updateName',
    rename: (cph: CphClient, name: string, id = PHONE) => cph.renamePhone(id, name),
    id: PHONE,
  },
] as const) {
  describe(`the CPH client with a new name of ${kind}`, () => {
    afterEach(() => server.close());

    it('sends it as JSON, on a connection of its own', async () => {
      const { cph } = await answering({ request_id: 'r1' });
      await rename(cph, '前台-web_01');
      const [sent] = server.seen;
      assert.equal(`${sent?.method} ${sent?.path}`, `PUT /v1/${PROJECT_ID}/cloud-phone/${kind}/${id}`);
      assert.equal(sent?.body, `{"${field}":"前台-web_01"}`);
      assert.equal(sent.headers['content-type'], 'application/json');
      assert.equal(sent.headers.connection, 'close');
    });

    it('reports a refusal, with the IAM action when the permission is missing', async () => {
      const { cph } = await answering({ request_id: 'r1', error_code: 'CPS.0001', error_msg: 'no' });
      const { kind, info } = await apiError(rename(cph, 'new'));
      assert.deepEqual([kind, info.didNotRun, info.iamAction], ['forbidden', true, action]);
    });

    for (const malformed of ['', {}, { request_id: null }, []]) {
      it(`does not take ${JSON.stringify(malformed)} for a success`, async () => {
        const { cph } = await answering(malformed);
        const { kind, info } = await apiError(rename(cph, 'new'));
        assert.deepEqual([kind, info.didNotRun], ['badResponse', undefined]);
      });
    }

    it('is not repeated after HTTP 502, because it may have run', async () => {
      const { cph } = await answering('<html>', 502);
      const { kind, info } = await apiError(rename(cph, 'new'));
      assert.deepEqual([kind, info.didNotRun, server.seen.length], ['server', undefined, 1]);
    });

    it('is not sent with a name or an id that is not valid', async () => {
      const { cph } = await answering({ request_id: 'r1' });
      for (const call of [() => rename(cph, 'a b'), () => rename(cph, ''), () => rename(cph, 'ok', 'no-id')]) {
        assert.equal((await apiError(call())).kind, 'config');
      }
      assert.equal(server.seen.length, 0);
    });
  });
}
