import assert from 'node:assert/strict';

import { textAt, valueAt } from '../../cloud/wire/checks';
import { Client, column, rowsAt } from './client';

const unknownId = 'f'.repeat(32);

describe('the simulated CPH', () => {
  let client: Client;
  beforeEach(async () => {
    client = await Client.start({ servers: 150, phonesPerServer: 4 });
  });
  afterEach(() => client.close());

  const list = (path: string) => client.get(`${client.cph}/${path}`);
  const restart = (serverIds: unknown) => client.post(`${client.cph}/servers/batch-restart`, { server_ids: serverIds });
  const idOf = (name: string) => client.cloud.fleet.server(name).serverId;

  it('lists servers in pages of at most 100, with how many there are', async () => {
    const first = await list('servers');
    assert.equal(valueAt(first.body, 'count'), 150);
    assert.equal(rowsAt(first.body, 'servers').length, 100);
    const second = await list('servers?offset=100&limit=100');
    assert.equal(rowsAt(second.body, 'servers').length, 50);
    assert.deepEqual(column((await list('servers?limit=2')).body, ['servers'], 'server_name'), ['web-001', 'web-002']);
  });

  it('filters servers by id, name and status', async () => {
    const id = idOf('web-003');
    assert.deepEqual(column((await list(`servers?server_id=${id}`)).body, ['servers'], 'server_id'), [id]);
    assert.deepEqual(column((await list('servers?server_name=web-003')).body, ['servers'], 'server_id'), [id]);
    client.cloud.fleet.server(id).status = 12;
    assert.deepEqual(column((await list('servers?status=12')).body, ['servers'], 'server_id'), [id]);
  });

  it('refuses bad paging, filters and ids with the documented codes and HTTP 400', async () => {
    const cases = [
      ['servers?limit=101', 'CPS.0002'],
      ['servers?limit=0', 'CPS.0002'],
      ['servers?offset=-1', 'CPS.0002'],
      ['servers?status=x', 'CPS.0010'],
      ['servers?server_id=short', 'CPS.0015'],
      ['servers/short', 'CPS.0015'],
      [`servers/${unknownId}`, 'CPS.0016'],
      ['phones?limit=201', 'CPS.0002'],
      ['phones/short', 'CPS.0004'],
      [`phones/${unknownId}`, 'CPS.0005'],
      [`jobs/${unknownId}`, 'CPS.0011'],
      ['jobs', 'CPS.0049'],
      [`jobs?request_id=${unknownId}`, 'CPS.0050'],
      [`jobs?request_ids=${Array(21).fill(unknownId).join(',')}`, 'CPS.0161'],
      [`jobs?request_ids=${unknownId}&limit=101`, 'CPS.0002'],
    ] as const;
    for (const [path, code] of cases) {
      const reply = await list(path);
      assert.deepEqual([reply.status, reply.code], [400, code], path);
      assert.match(textAt(reply.body, 'request_id') ?? '', /^[0-9a-f]{32}$/);
    }
  });

  it('refuses a project id that is not well formed or not the one of the token', async () => {
    assert.equal((await client.get('/v1/short/cloud-phone/servers')).code, 'CPS.0046');
    assert.equal((await client.get(`/v1/${unknownId}/cloud-phone/servers`)).code, 'CPS.0046');
  });

  it('shows one server and one phone with all fields at the top level', async () => {
    const server = client.cloud.fleet.server('web-001');
    assert.equal(textAt((await list(`servers/${server.serverId}`)).body, 'server_name'), 'web-001');
    const phone = client.cloud.fleet.phone('web-001-00001');
    const { body } = await list(`phones/${phone.phoneId}`);
    assert.equal(textAt(body, 'phone_name'), 'web-001-00001');
    assert.equal(typeof valueAt(body, 'imei'), 'number');
  });

  it('lists the phones of one server in pages of at most 200', async () => {
    const { body } = await list(`phones?server_id=${idOf('web-002')}`);
    assert.equal(valueAt(body, 'count'), 4);
    assert.deepEqual(column(body, ['phones'], 'server_id'), Array(4).fill(idOf('web-002')));
    assert.equal(rowsAt((await list('phones?limit=200')).body, 'phones').length, 200);
    assert.equal(rowsAt((await list('phones')).body, 'phones').length, 100);
  });

  it('restarts a server in a job that ends well, its phones going down and coming back', async () => {
    const id = idOf('web-001');
    const answer = await restart([id]);
    const [jobId] = column(answer.body, ['jobs'], 'job_id');
    const requestId = textAt(answer.body, 'request_id') ?? '';
    const statusNow = async () => valueAt((await list(`jobs/${String(jobId)}`)).body, 'status');
    assert.equal(await statusNow(), 1);
    assert.ok([5, 11, 13].includes(Number(valueAt((await list(`servers/${id}`)).body, 'status'))));
    assert.deepEqual(column((await list(`phones?server_id=${id}`)).body, ['phones'], 'status'), [4, 4, 4, 4]);
    client.wait(client.cloud.options.jobMs * 1.25);
    assert.equal(await statusNow(), 2);
    assert.deepEqual(column((await list(`jobs?request_ids=${requestId}`)).body, ['jobs'], 'job_id'), [jobId]);
    assert.equal(valueAt((await list(`servers/${id}`)).body, 'status'), 5);
    assert.deepEqual(column((await list(`phones?server_id=${id}`)).body, ['phones'], 'status'), [2, 2, 2, 2]);
    assert.equal(client.cloud.actions.restarts.get(id), 1);
  });

  it('holds refused entries beside accepted ones in one answer', async () => {
    const ids = ['web-001', 'web-002', 'web-003', 'web-004'].map(idOf);
    client.cloud.fleet.server('web-002').nextRestart = {
      refused: { code: 'CPS.0042', message: 'The system is busy.' },
    };
    client.cloud.fleet.server('web-003').status = 8;
    client.cloud.fleet.server('web-004').status = 10;
    const { status, body } = await restart([...ids, unknownId]);
    assert.equal(status, 200);
    const codes = [undefined, 'CPS.0042', 'CPS.1028', 'CPS.0158', 'CPS.0016'];
    assert.deepEqual(column(body, ['jobs'], 'error_code'), codes);
    assert.deepEqual(
      column(body, ['jobs'], 'job_id').map((jobId) => typeof jobId),
      ['string', 'undefined', 'undefined', 'undefined', 'undefined'],
    );
    assert.equal(client.cloud.actions.restarts.size, 1);
  });

  it('refuses a second restart while the first one runs', async () => {
    await restart([idOf('web-001')]);
    assert.deepEqual(column((await restart([idOf('web-001')])).body, ['jobs'], 'error_code'), ['CPS.0158']);
    assert.equal(client.cloud.actions.restarts.get(idOf('web-001')), 1);
  });

  it('lets a job fail as a test asks, and the server show it', async () => {
    const server = client.cloud.fleet.server('web-001');
    server.nextRestart = { failed: { code: 'CPS0054', message: 'too slow' }, durationMs: 10 };
    const [jobId] = column((await restart([server.serverId])).body, ['jobs'], 'job_id');
    client.wait(10);
    const { body } = await list(`jobs/${String(jobId)}`);
    assert.deepEqual([valueAt(body, 'status'), valueAt(body, 'error_code')], [-1, 'CPS0054']);
    assert.equal(client.cloud.fleet.server('web-001').status, 2);
    assert.equal(client.cloud.fleet.phone('web-001-00001').status, -6);
  });

  it('refuses no ids, too many ids and ids that are none', async () => {
    assert.equal((await restart([])).code, 'CPS.0095');
    assert.equal((await restart(Array(101).fill(unknownId))).code, 'CPS.0096');
    assert.equal((await restart(['a/b'])).code, 'CPS.0094');
    assert.equal((await restart('all')).code, 'CPS.0094');
    assert.equal(client.cloud.actions.restarts.size, 0);
  });

  it('lists the jobs of several requests in pages without a count', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `web-00${index + 1}`);
    const answers = await Promise.all(names.map((name) => restart([idOf(name)])));
    const requestIds = answers.map((answer) => textAt(answer.body, 'request_id')).join(',');
    const page = await list(`jobs?request_ids=${requestIds}&offset=3&limit=3`);
    assert.equal(rowsAt(page.body, 'jobs').length, 2);
    assert.equal(valueAt(page.body, 'count'), undefined);
  });

  it('keeps the jobs of one project from the other', async () => {
    const [jobId] = column((await restart([idOf('web-001')])).body, ['jobs'], 'job_id');
    const lab = client.cloud.directory[0]?.projects[1]?.projectId ?? '';
    client.headers['x-auth-token'] = client.cloud.issueToken({ projectId: lab });
    assert.equal((await client.get(`/v1/${lab}/cloud-phone/jobs/${String(jobId)}`)).code, 'CPS.0011');
  });

  it('fails and refuses about the share that was asked for, the same ones for the same seed', async () => {
    const outcome = async () => {
      const unlucky = await Client.start({ servers: 100, failureShare: 0.3, refusalShare: 0.2, postStatus: 201 });
      try {
        const ids = [...unlucky.cloud.fleet.servers.values()].map((server) => {
          server.status = 5;
          return server.serverId;
        });
        const answer = await unlucky.post(`${unlucky.cph}/servers/batch-restart`, { server_ids: ids });
        assert.equal(answer.status, 201);
        unlucky.wait(10_000);
        const requestId = textAt(answer.body, 'request_id') ?? '';
        const jobs = await unlucky.get(`${unlucky.cph}/jobs?request_id=${requestId}`);
        return [column(answer.body, ['jobs'], 'error_code'), column(jobs.body, ['jobs'], 'status')] as const;
      } finally {
        await unlucky.close();
      }
    };
    const [codes, states] = await outcome();
    const refused = codes.filter((code) => code === 'CPS.0158').length;
    const failed = states.filter((state) => state === -1).length;
    assert.ok(refused > 8 && refused < 35, `${refused} refused`);
    assert.ok(failed > 10 && failed < 40, `${failed} failed`);
    assert.deepEqual(await outcome(), [codes, states]);
  });
});
