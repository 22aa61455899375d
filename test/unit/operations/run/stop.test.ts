import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { inEnglish } from '../../../../src/base/message';
import { countResults } from '../../../../src/model/results';
import { until } from '../../../support/until';
import {
  fakes,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  serverId,
  servers,
  withCloud,
} from '../../../support/operations/harness';

describe('an operation that is stopped', () => {
  it('takes back what waits in the queue of its host, or for the end of a pause', async () => {
    await withCloud({ servers: 250, phonesPerServer: 0 }, async (harness, cloud) => {
      const targets = [...cloud.fleet.servers.values()].map(({ serverId: id, name }) => ({ id, name }));
      cloud.faults.next({ method: 'POST', path: '/batch-restart', times: 3, fault: { throttle: 20 } });
      const started = harness.start('restart', 'Staging', targets);
      await until(() => started.operation().throttledUntil !== undefined);
      started.cancel();
      const operation = await harness.end(started);
      assert.equal(countResults(operation)['not sent'], 250);
      assert.ok(operation.targets.every(({ sentAt, text }) => sentAt === undefined && text === undefined));
      assert.equal(cloud.actions.restarts.size, 0);
      assert.equal(operation.throttledUntil, undefined);
      await harness.pass(20_000);
      assert.equal(harness.clock.pending, 0);
    });
  });

  it('is released when nobody wants to watch: what went out is unknown, the rest not sent', async () => {
    const posts: (() => void)[] = [];
    const harness = new Harness(() =>
      fakes({
        cph: {
          restartServers: (ids) =>
            new Promise((resolve) => {
              posts.push(() => {
                resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: id })) });
              });
            }),
          listJobs: () => Promise.resolve([{ jobId: serverId(1), state: 'succeeded' }]),
        },
      }),
    );
    harness.settings.maxConcurrentRequests = 2;
    const started = harness.start('restart', 'Staging', servers(300));
    await harness.rest();
    posts[0]?.();
    await harness.until(() => countResults(started.operation()).succeeded === 1);
    harness.operations.stopWatching(1);
    const operation = await harness.end(started);
    const counts = countResults(operation);
    assert.deepEqual([counts.succeeded, counts.unknown, counts['not sent']], [1, 299, 0]);
    assert.match(inEnglish(operation.targets[1]?.text ?? ''), /watching was stopped; the cloud continues/);
    posts[1]?.();
    posts[2]?.();
    await harness.rest();
    assert.equal(harness.clock.pending, 0);
    assert.equal(started.operation(), operation);
    harness.operations.stopWatching(1);
    harness.operations.cancel(1);
    await harness.rest();
    assert.equal(started.operation(), operation);
  });

  it('is released also when nothing of it went out', async () => {
    const harness = new Harness(() => fakes({}));
    const started = harness.start('restart', 'Staging', servers(2));
    harness.operations.pause(1);
    harness.operations.stopWatching(1);
    assert.deepEqual(resultsOf(await harness.end(started)), ['not sent', 'not sent']);
    await harness.rest();
    await harness.quiet();
  });

  it('sends nothing when it is stopped while the sign-in is awaited', async () => {
    const waiting: (() => void)[] = [];
    const harness = new Harness(() => ({
      ...fakes({}),
      cph: () =>
        new Promise((resolve) => {
          waiting.push(() => {
            void fakes({}).cph('Staging').then(resolve);
          });
        }),
    }));
    const started = harness.start('restart', 'Staging', servers(1));
    started.cancel();
    waiting[0]?.();
    await harness.rest();
    assert.equal(onlyTarget(started.operation()).result, 'not sent');
    assert.equal(harness.changes.length, 3);
  });

  it('leaves the others of its project watched', async () => {
    let isUp = false;
    const koophone = {
      rebootInstances: () => Promise.resolve(),
      listInstances: () =>
        Promise.resolve({
          total: 2,
          received: 2,
          instances: ['kp1', 'kp2'].map((id) => ({ id, runningStatus: isUp ? 2 : 3 })),
        }),
    };
    const harness = new Harness(() => fakes({ koophone }));
    const [one, two] = instances(2);
    assert.ok(one && two);
    const first = harness.start('reboot', 'Staging', [one]);
    const second = harness.start('reboot', 'Staging', [two]);
    await harness.pass(6_000);
    harness.operations.stopWatching(1);
    assert.deepEqual(resultsOf(await first.done), ['unknown']);
    isUp = true;
    assert.equal(onlyTarget(await harness.end(second)).result, 'succeeded');
    assert.equal(harness.operations.unsureOf(first.operation()).length, 1);
    assert.deepEqual(harness.operations.retryable(first.operation()), []);
    await harness.operations.clear();
    assert.deepEqual(harness.operations.list(), []);
  });
});

describe('a host that throttles', () => {
  it('is shown on the operations that wait for it, as long as they wait', async () => {
    const hold = () => new Promise<never>(() => undefined);
    const harness: Harness = new Harness(() => ({
      ...fakes({ cph: { restartServers: hold }, koophone: { rebootInstances: hold } }),
      host: (_project, service) => `${service}.example`,
      projectId: () => undefined,
    }));
    harness.start('restart', 'Staging', servers(1));
    harness.start('reboot', 'Staging', instances(1));
    const shown = () => harness.operations.list().map(({ throttledUntil }) => throttledUntil);
    const began = harness.clock.now();
    harness.operations.throttled('cph.example', began + 4_000);
    assert.deepEqual(shown(), [undefined, began + 4_000]);
    harness.operations.throttled('cph.example', began + 9_000);
    await harness.pass(4_000);
    assert.deepEqual(shown(), [undefined, began + 9_000]);
    await harness.pass(5_000);
    assert.deepEqual(shown(), [undefined, undefined]);
    assert.equal(harness.changes.filter(({ kind }) => kind === 'waiting').length, 3);
    assert.equal(harness.lines.length, 2);
    harness.operations.throttled('koophone.example', began + 30_000);
    harness.operations.dispose();
    assert.equal(harness.clock.pending, 0);
  });
});

describe('a gateway with a limit', () => {
  it('delays a large operation, and costs it no target', async () => {
    await withCloud({ servers: 2_000, phonesPerServer: 0, callsPerSecond: 3 }, async (harness, cloud) => {
      const targets = [...cloud.fleet.servers.values()].map((server) => {
        server.status = 5;
        return { id: server.serverId, name: server.name };
      });
      const operation = await harness.end(harness.start('restart', 'Staging', targets));
      assert.equal(countResults(operation).succeeded, 2_000);
      assert.ok([...cloud.actions.restarts.values()].every((acts) => acts === 1));
      const refused = cloud.requests.filter(({ status, method }) => method === 'POST' && status === 429).length;
      assert.ok(refused > 0 && refused <= 40, `${refused} refusals for 20 requests`);
      assert.ok(harness.changes.some(({ kind, operation: shown }) => kind === 'waiting' && shown.throttledUntil));
      assert.equal(operation.throttledUntil, undefined);
    });
  });
});

describe('a cloud that is away', () => {
  it('is waited for beyond the time, and tells what became of it when it is back', async () => {
    await withCloud({}, async (harness, cloud) => {
      const [server] = [...cloud.fleet.servers.values()];
      assert.ok(server);
      cloud.faults.next({ method: 'GET', path: '/jobs', times: 400, fault: 'reset' });
      const started = harness.start('restart', 'Staging', [{ id: server.serverId, name: server.name }]);
      const operation = await harness.end(started);
      assert.equal(onlyTarget(operation).result, 'succeeded');
      assert.ok((operation.endedAt ?? 0) - operation.startedAt > harness.settings.timeoutMs);
      const looks = cloud.requests.filter(({ path }) => path.endsWith('/jobs')).map(({ at }) => at);
      assert.ok(looks.length < 420);
    });
  });

  it('sends nothing that was stopped while its client was made', async () => {
    const own: { harness?: Harness } = {};
    const clients = fakes({});
    const harness = new Harness(() => ({
      ...clients,
      cph: (project) => {
        own.harness?.operations.cancel(1);
        return clients.cph(project);
      },
    }));
    own.harness = harness;
    const operation = await harness.end(harness.start('restart', 'Staging', servers(2)));
    assert.deepEqual(resultsOf(operation), ['not sent', 'not sent']);
  });

  it('is not waited for for ever', async () => {
    const harness = new Harness(() =>
      fakes({
        cph: {
          restartServers: (ids) =>
            Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: id })) }),
          listJobs: () => Promise.reject(new ApiError('network', 'away')),
        },
      }),
    );
    const started = harness.start('restart', 'Staging', servers(1));
    for (let hours = 0; hours < 7 * 24 + 2; hours += 1) {
      await harness.rest();
      harness.clock.advance(3_600_000);
    }
    const operation = started.operation();
    assert.equal(onlyTarget(operation).result, 'timed out');
    const days = ((operation.endedAt ?? 0) - operation.startedAt) / 86_400_000;
    assert.ok(days > 7 && days < 7.1, `${days} days`);
  });
});
