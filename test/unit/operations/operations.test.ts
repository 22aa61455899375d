import assert from 'node:assert/strict';
import { PlanRefused } from '../../../src/operations/plan/guard';
import { ApiError } from '../../../src/api/errors/errors';
import { inEnglish, message } from '../../../src/base/message';
import { type CphLike } from '../../../src/operations/common/projectClients';
import { countResults } from '../../../src/model/results';
import { until } from '../../support/until';
import {
  fakes,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  servers,
  withCloud,
  whole,
} from '../../support/operations/harness';
import { planOf } from '../../support/operations/planned';

/** A request whose answer a test gives when it likes. */
function held<T>() {
  const waiting: { resolve: (value: T) => void; reject: (error: Error) => void }[] = [];
  return { waiting, ask: () => new Promise<T>((resolve, reject) => waiting.push({ resolve, reject })) };
}

/** A cloud that takes everything on and whose jobs have ended by the first look. */
const requests = new Map<string, readonly string[]>();
const swift: Partial<CphLike> = {
  restartServers: (ids) => {
    const requestId = `r${ids[0] ?? ''}`;
    requests.set(requestId, ids);
    return Promise.resolve({ requestId, jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })) });
  },
  listJobs: (requestIds, { offset, limit }) => {
    const rows = requestIds.flatMap((id) => requests.get(id) ?? []).slice(offset, offset + limit);
    return Promise.resolve(rows.map((id) => ({ jobId: `job-${id}`, state: 'succeeded' as const })));
  },
};

describe('operations', () => {
  it('are numbered from 1 up and listed newest first', async () => {
    const harness = new Harness(() => fakes({ cph: swift }));
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    await harness.end(harness.start('restart', 'Production', servers(1)));
    assert.deepEqual(
      harness.operations.list().map(({ number, project }) => `${number} ${project}`),
      ['2 Production', '1 Staging'],
    );
  });

  it('need a target', () => {
    const harness = new Harness(() => fakes({}));
    assert.throws(() => harness.start('reboot', 'Staging', []), PlanRefused);
    assert.equal(harness.operations.list().length, 0);
  });

  it('do not begin by a plan that was made for another host or project ID', () => {
    const place = { host: 'cloud.example', projectId: 'a'.repeat(32) };
    let now: { host: string; projectId?: string } = place;
    const harness = new Harness(() => ({ ...fakes({}), host: () => now.host, projectId: () => now.projectId }));
    const plan = { ...planOf('restart', 'Staging', servers(1)), ...place };
    harness.operations.check(plan);
    harness.operations.check({ ...planOf('restart', 'Staging', servers(1)), host: place.host });
    for (const other of [{ ...place, host: 'other.example' }, { ...place, projectId: 'b' }, { host: place.host }]) {
      now = other;
      assert.throws(() => {
        harness.operations.check(plan);
      }, /project Staging was edited after the plan was made/);
    }
    assert.deepEqual(harness.operations.list(), []);
  });

  it('know whether the settings still name the place where one was started', () => {
    let projectId = 'a'.repeat(32);
    const harness = new Harness(() => ({ ...fakes({}), projectId: () => projectId }));
    const { operation } = harness.start('restart', 'Staging', servers(1));
    harness.operations.checkPlace(operation());
    projectId = 'b'.repeat(32);
    assert.throws(() => {
      harness.operations.checkPlace(operation());
    }, /do not name the project ID a{32} any more/);
    harness.operations.dispose();
  });

  it('act once on a target that is named twice, in whatever spelling', async () => {
    const sent: (readonly string[])[] = [];
    const restartServers: CphLike['restartServers'] = (ids) => {
      sent.push(ids);
      return Promise.reject(new ApiError('refused', 'no', { didNotRun: true }));
    };
    const harness = new Harness(() => fakes({ cph: { restartServers } }));
    const id = 'aaaaaaaa000000000000000000000001';
    const twice = [id, 'AAAAAAAA-0000-0000-0000-000000000001'].map((one) => ({ id: one, name: 'web' }));
    const operation = await harness.end(harness.start('restart', 'Staging', twice));
    assert.equal(operation.targets.length, 1);
    assert.equal(sent.flat().length, 1);
  });

  it('tell each change of each target, then the end, and hand out data that stays as it was', async () => {
    const harness = new Harness(() => fakes({ cph: swift }));
    const started = harness.start('restart', 'Staging', servers(2));
    const first = started.operation();
    const copy = structuredClone(first);
    const operation = await harness.end(started);
    assert.deepEqual(first, copy);
    assert.deepEqual(structuredClone(operation), operation, 'it is plain data');
    assert.deepEqual(
      harness.changes.map((change) => (change.kind === 'target' ? change.target.phase : change.kind)),
      ['accepted', 'sent', 'sent', 'sent', 'sent', 'settled', 'settled', 'done'],
    );
    assert.deepEqual(countResults(operation), {
      succeeded: 2,
      failed: 0,
      rejected: 0,
      unverified: 0,
      'timed out': 0,
      unknown: 0,
      'not sent': 0,
    });
    assert.equal(countResults(copy).succeeded, 0);
  });

  it('have no more requests on their way than the setting allows', async () => {
    const { waiting, ask } = held<{ jobs: [] }>();
    const harness = new Harness(() => fakes({ cph: { restartServers: ask } }));
    harness.settings.maxConcurrentRequests = 2;
    const started = harness.start('restart', 'Staging', servers(450));
    let answered = 0;
    while (answered < 5) {
      await harness.rest();
      assert.equal(waiting.length, Math.min(answered + 2, 5));
      waiting[answered++]?.resolve({ jobs: [] });
    }
    assert.equal((await harness.end(started)).requests, 5);
  });

  it('still send where the setting allows nothing at all', async () => {
    const harness = new Harness(() => fakes({ cph: swift }));
    harness.settings.maxConcurrentRequests = 0;
    const operation = await harness.end(harness.start('restart', 'Staging', servers(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
  });

  it('that are stopped send nothing more, and follow what went out to its end', async () => {
    const { waiting, ask } = held<Awaited<ReturnType<CphLike['restartServers']>>>();
    const harness = new Harness(() => fakes({ cph: { ...swift, restartServers: ask } }));
    harness.settings.maxConcurrentRequests = 1;
    const started = harness.start('restart', 'Staging', servers(250));
    await harness.rest();
    started.cancel();
    assert.equal(harness.changes.filter(({ kind }) => kind === 'done').length, 0);
    const jobs = servers(100).map(({ id }) => ({ targetId: id, jobId: `job-${id}` }));
    requests.set(
      'r1',
      servers(100).map(({ id }) => id),
    );
    waiting[0]?.resolve({ requestId: 'r1', jobs });
    const operation = await harness.end(started);
    assert.equal(waiting.length, 1);
    assert.equal(countResults(operation).succeeded, 100);
    assert.equal(countResults(operation)['not sent'], 150);
    assert.ok(harness.lines.at(-1)?.includes('done: 100 succeeded, 150 not sent'));
  });

  it('that are stopped before the first request end at once and send nothing', async () => {
    const { waiting, ask } = held<never>();
    const harness = new Harness(() => fakes({ cph: { restartServers: ask } }));
    const started = harness.start('restart', 'Staging', servers(2));
    started.cancel();
    const operation = await started.done;
    assert.deepEqual(resultsOf(operation), ['not sent', 'not sent']);
    await harness.rest();
    started.cancel();
    assert.equal(waiting.length, 0);
    assert.equal(harness.lines.length, 4);
    assert.equal(harness.clock.pending, 0);
  });

  it('that are stopped while the sign-in fails end once', async () => {
    const { waiting, ask } = held<never>();
    const harness = new Harness(() => ({ ...fakes({}), cph: ask }));
    const started = harness.start('restart', 'Staging', servers(1));
    started.cancel();
    waiting[0]?.reject(new Error('no sign-in'));
    await harness.rest();
    assert.equal(onlyTarget(started.operation()).text, undefined);
    assert.equal(harness.changes.filter(({ kind }) => kind === 'done').length, 1);
  });

  it('of a project that is signed out end as not sent, with the reason', async () => {
    const signedOut = () =>
      Promise.reject(new ApiError('auth', 'Staging is signed out.', { advice: message('Sign in again.') }));
    const harness = new Harness(() => ({
      ...fakes({}),
      cph: signedOut,
      koophone: () => Promise.reject(new Error('gone')),
    }));
    const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
    assert.deepEqual(
      [target.result, target.text, target.advice, target.sentAt],
      ['not sent', 'Staging is signed out.', message('Sign in again.'), undefined],
    );
    const other = onlyTarget(await harness.end(harness.start('reboot', 'Staging', instances(1))));
    assert.deepEqual([other.result, other.text], ['not sent', 'gone']);
    const untold = new Harness(() => ({
      ...fakes({}),
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever is thrown, nothing was sent
      cph: () => Promise.reject('bare words'),
    }));
    const last = onlyTarget(await untold.end(untold.start('restart', 'Staging', servers(1))));
    assert.equal(last.text, 'bare words');
  });

  it('are rejected where the cloud said no, not sent where nothing left, and unknown where it may have run', async () => {
    const errors: [Error, string, RegExp][] = [
      [new ApiError('network', 'connection refused', { didNotRun: true }), 'not sent', /connection refused/],
      [new ApiError('tls', 'not trusted', { didNotRun: true }), 'not sent', /not trusted/],
      [
        new ApiError('auth', 'token expired', { didNotRun: true, cloudSaidNo: true, code: 'APIGW.0301' }),
        'rejected',
        /token expired/,
      ],
      [new ApiError('foreign', 'a proxy', { status: 403 }), 'unknown', /lost \(a proxy\)/],
      [
        new ApiError('timeout', 'no answer within 30 s', { requestId: 'r9' }),
        'unknown',
        /lost \(no answer within 30 s\)/,
      ],
      [new ApiError('server', 'inner', { status: 500 }), 'unknown', /may or may not have been started/],
      [new Error('out of the blue'), 'unknown', /out of the blue/],
    ];
    for (const [error, result, text] of errors) {
      let sent = 0;
      const restartServers: CphLike['restartServers'] = () => {
        sent += 1;
        return Promise.reject(error);
      };
      const harness = new Harness(() => fakes({ cph: { restartServers } }));
      const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
      assert.equal(target.result, result);
      assert.match(inEnglish(target.text ?? ''), text);
      await harness.pass(3_600_000);
      assert.equal(sent, 1);
    }
  });

  it('wait for a sign-in and for Resume where nobody is signed in, and nothing is sent before', async () => {
    let isSignedIn = false;
    let sent = 0;
    const restartServers: CphLike['restartServers'] = (ids) => {
      if (!isSignedIn) {
        return Promise.reject(new ApiError('auth', 'Sign in first.', { didNotRun: true }));
      }
      sent += 1;
      return Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: id })) });
    };
    const listJobs = () => Promise.resolve([{ jobId: servers(1)[0]?.id ?? '', state: 'succeeded' as const }]);
    const harness = new Harness(() => fakes({ cph: { restartServers, listJobs } }));
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.pass(60_000);
    assert.deepEqual([onlyTarget(started.operation()).phase, started.operation().hold?.why], ['waiting', 'signIn']);
    isSignedIn = true;
    await harness.pass(3_600_000);
    assert.equal(sent, 0);
    harness.operations.resume(1);
    assert.equal(onlyTarget(await harness.end(started)).result, 'succeeded');
    assert.equal(sent, 1);
  });

  for (const [fault, result, times] of [
    ['reset', 'unknown', 0],
    ['resetAfter', 'unknown', 1],
    ['truncate', 'unknown', 1],
    ['hangAfter', 'unknown', 1],
    ['html502After', 'unknown', 1],
    ['401', 'rejected', 0],
    [{ redirect: 'http://127.0.0.1:9/' }, 'unknown', 0],
    [{ foreign: 403 }, 'unknown', 0],
    [{ foreignAfter: 401 }, 'unknown', 1],
  ] as const) {
    it(`tell the truth about an answer lost to ${JSON.stringify(fault)}, and send nothing twice`, async () => {
      await withCloud({}, async (harness, cloud) => {
        cloud.faults.next({ method: 'POST', path: '/batch-restart', fault });
        const [server] = [...cloud.fleet.servers.values()];
        assert.ok(server);
        const target = { id: server.serverId, name: server.name };
        const started = harness.start('restart', 'Staging', [target]);
        if (fault === 'hangAfter') {
          await until(() => cloud.requests.length > 0);
          harness.clock.advance(30_000);
        }
        assert.equal(onlyTarget(await harness.end(started)).result, result);
        assert.equal(cloud.actions.restarts.get(server.serverId) ?? 0, times);
      });
    });
  }

  it('go on when a listener fails', async () => {
    const harness = new Harness(() => fakes({ cph: swift }));
    harness.operations.onDidChange(() => {
      throw new Error('listener');
    });
    const heard: string[] = [];
    harness.operations.onDidChange(({ kind }) => heard.push(kind));
    const operation = await harness.end(harness.start('restart', 'Staging', servers(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
    assert.match(harness.log[0] ?? '', /error A listener failed on operation #1: Error: listener/);
    assert.deepEqual(
      heard,
      harness.changes.map(({ kind }) => kind),
    );
    assert.equal(heard.at(-1), 'done');
  });

  it('end with the extension: nothing more is sent, asked or told', async () => {
    const { waiting, ask } = held<Awaited<ReturnType<CphLike['restartServers']>>>();
    const harness = new Harness(() => fakes({ cph: { restartServers: ask } }));
    harness.settings.maxConcurrentRequests = 1;
    harness.start('restart', 'Staging', servers(200));
    await harness.rest();
    harness.operations.dispose();
    const told = harness.changes.length;
    waiting[0]?.resolve({ requestId: 'r1', jobs: servers(100).map(({ id }) => ({ targetId: id, jobId: id })) });
    await harness.rest();
    assert.equal(waiting.length, 1);
    assert.equal(harness.clock.pending, 0);
    assert.equal(harness.changes.length, told);
    assert.equal(whole(harness.operations.list()[0]).targets.filter(({ result }) => result === 'not sent').length, 100);
  });

  it('of 10,000 targets cost little beside their requests', async () => {
    const harness = new Harness(() => fakes({ cph: swift }));
    const began = process.cpuUsage();
    const operation = await harness.end(harness.start('restart', 'Staging', servers(10_000)));
    const { user } = process.cpuUsage(began);
    assert.equal(countResults(operation).succeeded, 10_000);
    assert.equal(harness.lines.length, 10_002);
    assert.ok(user < 5_000_000, `${user} µs`);
  });
});
