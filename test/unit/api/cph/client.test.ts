import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { apiError, testClients, TokenInHand } from '../../../support/api';
import { json, type RawServer, startRawServer } from '../../../support/rawServer';

const PAGE = { offset: 0, limit: 100 };
const SERVER = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

describe('the CPH client', () => {
  let cloud: Cloud;
  let now: number;

  const open = async (options: Partial<CloudOptions> = {}) => {
    now = Date.now();
    cloud = await startCloud({ now: () => now, ...options });
    return testClients(cloud, new TokenInHand(cloud.issueToken()));
  };

  afterEach(() => cloud.close());

  it('lists servers page by page, with their total', async () => {
    const { cph } = await open({ servers: 5 });
    const first = await cph.listServers({ offset: 0, limit: 3 });
    const second = await cph.listServers({ offset: 3, limit: 3 });
    assert.equal(first.total, 5);
    const ids = [...first.servers, ...second.servers].map((server) => server.id);
    assert.deepEqual(ids, [...cloud.fleet.servers.keys()]);
    const [server] = first.servers;
    assert.ok(server);
    assert.match(server.name ?? '', /^web-/);
    assert.equal(server.status, 5);
    assert.match(server.address ?? '', /^\d+\.\d+\.\d+\.\d+$/);
    assert.equal(cloud.requests[0]?.headers['x-project-id'], cloud.account.projectId);
  });

  it('finds one server by its id', async () => {
    const { cph } = await open();
    const [id] = [...cloud.fleet.servers.keys()].slice(2);
    assert.ok(id !== undefined);
    const { total, servers } = await cph.listServers({ ...PAGE, serverId: id });
    assert.equal(total, 1);
    assert.equal(servers[0]?.id, id);
  });

  it('lists the phones of a server', async () => {
    const { cph } = await open({ phonesPerServer: 4 });
    const [server] = cloud.fleet.servers.values();
    assert.ok(server);
    const { total, phones } = await cph.listPhones({ offset: 0, limit: 200, serverId: server.serverId });
    assert.equal(total, 4);
    assert.deepEqual(
      phones.map((phone) => phone.id),
      server.phoneIds,
    );
    assert.ok(phones.every((phone) => phone.serverId === server.serverId && phone.status === 2));
  });

  for (const postStatus of [200, 201] as const) {
    it(`restarts servers and follows their jobs to the end, with HTTP ${postStatus} for the POST`, async () => {
      const { cph } = await open({ postStatus });
      const [good, failing, refused] = [...cloud.fleet.servers.values()];
      assert.ok(good && failing && refused);
      failing.nextRestart = { failed: { code: 'CPS0005', message: 'The phone does not exist.' } };
      refused.nextRestart = { refused: { code: 'CPS.0158', message: 'Not now.' } };
      const ids = [good, failing, refused].map((server) => server.serverId);
      const { requestId, jobs } = await cph.restartServers(ids);
      assert.ok(requestId !== undefined);
      assert.equal(jobs.length, 3);
      assert.deepEqual(jobs[2], { targetId: refused.serverId, code: 'CPS.0158', text: 'Not now.' });
      const running = await cph.listJobs([requestId], PAGE);
      assert.deepEqual(
        running.map((job) => job.state),
        ['running', 'running'],
      );
      now += 60_000;
      const ended = await cph.listJobs([requestId], PAGE);
      const done = ended.find((job) => job.targetId === good.serverId);
      assert.equal(done?.state, 'succeeded');
      assert.equal(done.jobId, jobs[0]?.jobId);
      assert.equal(done.code, undefined);
      assert.ok((done.endedAt ?? 0) > (done.beganAt ?? Infinity));
      const lost = await cph.getJob(jobs[1]?.jobId ?? '');
      assert.deepEqual(
        [lost.state, lost.code, lost.text],
        ['failed', 'CPS.0005', 'The phone does not exist.'],
        'the code at the top of this response belongs to the job, not to the request',
      );
    });
  }

  it('says that a job which the cloud no longer knows is not found', async () => {
    const { cph } = await open();
    const error = await apiError(cph.getJob('f'.repeat(32)));
    assert.equal(error.kind, 'notFound');
    assert.equal(error.info.code, 'CPS.0011');
    assert.equal(error.info.request, `GET /v1/${cloud.account.projectId}/cloud-phone/jobs/${'f'.repeat(32)}`);
    assert.match(inEnglish(error.info.advice ?? ''), /no longer knows/);
  });

  it('names the IAM action and the request id when the permission is missing', async () => {
    const { cph } = await open();
    cloud.deny('cph:servers:restart', 'cph:jobs:list', 'cph:servers:list', 'cph:phones:list', 'cph:jobs:get');
    const [id = ''] = cloud.fleet.servers.keys();
    const calls: [string, Promise<unknown>][] = [
      ['cph:servers:restart', cph.restartServers([id])],
      ['cph:servers:list', cph.listServers(PAGE)],
      ['cph:phones:list', cph.listPhones(PAGE)],
      ['cph:jobs:list', cph.listJobs([id], PAGE)],
      ['cph:jobs:get', cph.getJob(id)],
    ];
    for (const [action, call] of calls) {
      const { kind, info } = await apiError(call);
      assert.deepEqual([kind, info.code, info.iamAction, info.didNotRun], ['forbidden', 'CPS.0001', action, true]);
      assert.match(info.requestId ?? '', /^[0-9a-f]{32}$/);
    }
  });

  it('sends nothing when an id, a number or the number of ids is invalid', async () => {
    const { cph, transport } = await open();
    const id = [...cloud.fleet.servers.keys()][0] ?? '';
    const calls = [
      () => cph.restartServers(['../../v1/instances']),
      () => cph.restartServers([]),
      () => cph.restartServers(Array.from({ length: 101 }, () => id)),
      () => cph.listServers({ ...PAGE, serverId: 'a/b' }),
      () => cph.listServers({ offset: -1, limit: 10 }),
      () => cph.listServers({ offset: 0, limit: 101 }),
      () => cph.listPhones({ offset: 0, limit: 201 }),
      () => cph.listPhones({ offset: 0.5, limit: 20 }),
      () =>
        cph.listJobs(
          Array.from({ length: 21 }, () => id),
          PAGE,
        ),
      () => cph.listJobs(['a,b'], PAGE),
      () => cph.getJob('..'),
      () => transport.request({ service: 'cph', origin: cloud.origin, method: 'GET', path: ['v1', '..'], acts: false }),
      () =>
        transport.request({ service: 'cph', origin: 'http://example.com', method: 'GET', path: ['v1'], acts: false }),
    ];
    for (const call of calls) {
      const { kind, info } = await apiError(call());
      assert.deepEqual([kind, info.didNotRun], ['config', true], call.toString());
    }
    assert.equal(cloud.requests.length, 0);
  });

  it('restarts a server whose id is written with dashes', async () => {
    const { cph } = await open();
    const error = await apiError(cph.restartServers(['01234567-89ab-cdef-0123-456789abcdef']));
    assert.ok(error.kind !== 'config' && cloud.requests.length === 1, 'it was sent, and the cloud judges');
  });
});

describe('the CPH client with invalid responses', () => {
  let server: RawServer;
  afterEach(() => server.close());

  const answering = async (body: unknown) => {
    server = await startRawServer((response) => {
      json(response, body);
    });
    return testClients(server, new TokenInHand('t'));
  };

  it('keeps the valid rows of a list beside invalid ones, with a warning in the log', async () => {
    const { cph, log } = await answering({
      count: '4',
      servers: [
        { server_id: SERVER, server_name: 5, status: '5', addresses: null, create_time: null, new_field: {} },
        { server_name: 'no id' },
        'no row at all',
        { server_id: 7, status: { odd: true }, addresses: [{ public_ip: '', server_ip: '10.0.0.7' }] },
      ],
    });
    const { total, servers } = await cph.listServers(PAGE);
    assert.equal(total, 4);
    assert.deepEqual(servers, [
      { id: SERVER, name: '5', status: 5 },
      { id: '7', address: '10.0.0.7' },
    ]);
    const warnings = log.lines.filter((line) => line.startsWith('warn'));
    assert.equal(warnings.length, 3);
    assert.match(warnings[2] ?? '', /left out a field .* \[3\] status$/);
  });

  it('names the wrong field of a response, and not its value', async () => {
    const { cph } = await answering({ servers: { secret: 'value' } });
    const error = await apiError(cph.listServers(PAGE));
    assert.equal(error.kind, 'badResponse');
    assert.match(error.message, /servers is not Array/);
    assert.doesNotMatch(error.message, /value/);
  });

  it('reports an empty response to a restart as invalid, and the restart may have run', async () => {
    const { cph } = await answering('');
    const error = await apiError(cph.restartServers([SERVER]));
    assert.deepEqual([error.kind, error.info.didNotRun], ['badResponse', undefined]);
  });

  it('treats a restart as accepted without a list of jobs when the response has a request id', async () => {
    const { cph } = await answering({ request_id: 'r1', jobs: null });
    assert.deepEqual(await cph.restartServers([SERVER]), { requestId: 'r1', jobs: [] });
  });

  it('leaves out a target whose entry in the response cannot be read', async () => {
    const { cph } = await answering({
      jobs: [{ job_id: 'j1' }, { server_id: SERVER, job_id: 'j2', error_code: '0', error_msg: 'OK' }],
    });
    assert.deepEqual(await cph.restartServers([SERVER]), { jobs: [{ targetId: SERVER, jobId: 'j2' }] });
  });

  it('gives the reason when an entry has neither a job nor a code', async () => {
    const { cph } = await answering({ jobs: [{ server_id: SERVER, error_msg: 'later\nplease' }] });
    assert.deepEqual((await cph.restartServers([SERVER])).jobs, [{ targetId: SERVER, text: 'later please' }]);
  });

  it('counts a job with an undocumented status, or without one, as running', async () => {
    const { cph } = await answering({
      jobs: [
        { job_id: 'a', status: 17, begin_time: 'soon' },
        { job_id: 'b', status: null },
        { job_id: 'c', status: -1, error_code: null, execute_msg: 'out of memory', phone_id: 'p' },
      ],
    });
    assert.deepEqual(await cph.listJobs(['r1'], PAGE), [
      { jobId: 'a', state: 'running' },
      { jobId: 'b', state: 'running' },
      { jobId: 'c', targetId: 'p', state: 'failed', text: 'out of memory' },
    ]);
  });

  it('knows a job on a phone by the phone, also when the job names its server', async () => {
    const { cph } = await answering({ job_id: 'a', phone_id: 'p', server_id: SERVER, status: 2 });
    assert.equal((await cph.getJob('a')).targetId, 'p');
  });

  it('treats HTTP 200 with a code as a failure', async () => {
    const { cph } = await answering({ request_id: 'r9', error_code: 'CPS0042', error_msg: 'busy' });
    for (const call of [cph.listServers(PAGE), cph.restartServers([SERVER]), cph.getJob('j1')]) {
      const { kind, message, info } = await apiError(call);
      assert.deepEqual([kind, message, info.code, info.requestId], ['server', 'busy', 'CPS.0042', 'r9']);
    }
  });
});
