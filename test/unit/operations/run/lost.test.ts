import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { inEnglish } from '../../../../src/base/message';
import { type CphLike, type KooPhoneLike } from '../../../../src/operations/common/projectClients';
import {
  boundUntilSent,
  fakes,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  serverId,
  servers,
  withCloud,
} from '../../../support/operations/harness';

const lost = () => new ApiError('timeout', 'no answer within 30 s');

/** A cloud whose acting calls lose their answer, and whose rows change from look to look, the last one for ever. */
function silent(rows: readonly Partial<Awaited<ReturnType<KooPhoneLike['listInstances']>>['instances'][number]>[]) {
  const seen = { looks: 0, acts: 0 };
  const act = () => {
    seen.acts += 1;
    return Promise.reject(lost());
  };
  const koophone: Partial<KooPhoneLike> = {
    rebootInstances: act,
    unassignInstances: act,
    listInstances: () => {
      const row = rows[Math.min(seen.looks++, rows.length - 1)];
      const found = row === undefined ? [] : [{ id: 'kp1', ...row }];
      return Promise.resolve({ total: 1, received: found.length, instances: found });
    },
  };
  return { seen, koophone };
}

const states = (...all: number[]) => all.map((runningStatus) => ({ runningStatus }));

const forbidden = () => Promise.reject(new ApiError('forbidden', 'no', { didNotRun: true }));

describe('an answer that was lost', () => {
  it('says at once in its row that it is looked for', async () => {
    const { koophone } = silent([{ runningStatus: 2 }]);
    const harness = new Harness(() => fakes({ koophone }));
    const started = harness.start('reboot', 'Staging', instances(1));
    await harness.rest();
    const target = onlyTarget(started.operation());
    assert.deepEqual([target.phase, target.result], ['sent', undefined]);
    assert.equal(
      inEnglish(target.text ?? ''),
      'the response was lost (no answer within 30 s): looking whether it was started',
    );
    harness.operations.dispose();
  });

  for (const [verb, what, rows, result, text] of [
    ['reboot', 'leaves and comes back', states(2, 3, 2), 'succeeded', undefined],
    ['reboot', 'comes from another state', states(4, 2), 'unknown', /lost .* not seen to leave/],
    ['reboot', 'is in another state all the time', states(1), 'unknown', /lost .* not seen to leave/],
    ['reboot', 'is never seen to leave', states(2), 'unknown', /lost .* not seen to leave/],
    ['reboot', 'leaves and stays away', states(2, 3), 'timed out', /the cloud continues/],
    [
      'unassign',
      'is no longer bound',
      [{ isAssigned: true, userId: 'user1' }, { isAssigned: false }],
      'succeeded',
      undefined,
    ],
    ['unassign', 'stays bound', [{ isAssigned: true, userId: 'user1' }], 'unknown', /still bound .* under way/],
    ['unassign', 'is not listed', [], 'unknown', /not listed/],
  ] as const) {
    it(`of ${verb} ends as ${result} where the instance ${what}, and nothing is sent again`, async () => {
      const { koophone, seen } = silent(rows);
      const harness = new Harness(() => fakes({ koophone: boundUntilSent(koophone) }));
      const target = onlyTarget(await harness.end(harness.start(verb, 'Staging', instances(1))));
      assert.equal(target.result, result);
      assert.match(inEnglish(target.text ?? ''), text ?? /^$/);
      assert.equal(target.advice !== undefined, result === 'unknown');
      await harness.pass(3_600_000);
      assert.equal(seen.acts, 1);
    });
  }

  for (const verb of ['reboot', 'unassign'] as const) {
    it(`of ${verb} is unknown after the grace time where listing is not permitted`, async () => {
      const { koophone } = silent([]);
      const harness = new Harness(() => fakes({ koophone: { ...koophone, listInstances: forbidden } }));
      const operation = await harness.end(harness.start(verb, 'Staging', instances(1)));
      assert.equal(onlyTarget(operation).result, 'unknown');
      assert.match(inEnglish(onlyTarget(operation).text ?? ''), /not permitted/);
      assert.ok((operation.endedAt ?? 0) - operation.startedAt < 120_000);
    });

    it(`of ${verb} is unknown when the time is over and nothing could be read`, async () => {
      const { koophone } = silent([]);
      const listInstances = () => Promise.reject(new ApiError('server', 'down'));
      const harness = new Harness(() => fakes({ koophone: boundUntilSent({ ...koophone, listInstances }) }));
      const operation = await harness.end(harness.start(verb, 'Staging', instances(1)));
      assert.equal(onlyTarget(operation).result, 'unknown');
    });
  }

  it('of an unassign that the answer leaves out is looked for too', async () => {
    const { koophone } = silent([{ isAssigned: false }]);
    const unassignInstances = () => Promise.resolve({ taskId: 't', jobs: [{ instanceId: 'kp2', jobId: 'j2' }] });
    const getTask = () => Promise.resolve([{ jobId: 'j2', state: 'failed' as const }]);
    const harness = new Harness(() => fakes({ koophone: boundUntilSent({ ...koophone, unassignInstances, getTask }) }));
    const started = harness.start('unassign', 'Staging', instances(2));
    await harness.rest();
    assert.equal(
      inEnglish(started.operation().targets[0]?.text ?? ''),
      'the response of the cloud does not mention it: looking whether it was started',
    );
    assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded', 'failed']);
  });

  it('of a restart without a request id is unknown at once, and says how to check', async () => {
    const harness = new Harness(() => fakes({ cph: { restartServers: () => Promise.reject(lost()) } }));
    const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
    assert.equal(target.result, 'unknown');
    assert.match(inEnglish(target.advice ?? ''), /Check whether the phones/);
    assert.equal(harness.clock.pending, 0);
  });

  /** The answer mentions the first server alone; `rows` are what the cloud shows of the request's jobs. */
  const leavingOut = (rows: Awaited<ReturnType<CphLike['listJobs']>> | ApiError): Partial<CphLike> => ({
    restartServers: () => Promise.resolve({ requestId: 'r1', jobs: [{ targetId: serverId(1), jobId: 'j1' }] }),
    listJobs: (_ids, { offset }) =>
      rows instanceof ApiError ? Promise.reject(rows) : Promise.resolve(offset === 0 ? rows : []),
  });

  it('of a restart with a request id is found by the server of a job row', async () => {
    let look = 0;
    const row = () => ({ jobId: 'j2', targetId: serverId(2), state: look++ < 2 ? 'running' : 'failed' }) as const;
    const cph = leavingOut([]);
    const harness = new Harness(() =>
      fakes({ cph: { ...cph, listJobs: () => Promise.resolve([{ jobId: 'j1', state: 'succeeded' }, row()]) } }),
    );
    const operation = await harness.end(harness.start('restart', 'Staging', servers(2)));
    assert.deepEqual(resultsOf(operation), ['succeeded', 'failed']);
    assert.equal(operation.targets[1]?.jobId, 'j2');
    assert.equal(look, 3);
  });

  it('of a restart times out where its job was found and runs on, and is unknown where none was', async () => {
    const found = { jobId: 'j2', targetId: serverId(2), state: 'running' as const };
    const cph = leavingOut([{ jobId: 'j1', state: 'succeeded' }, found]);
    const harness = new Harness(() => fakes({ cph }));
    const operation = await harness.end(harness.start('restart', 'Staging', servers(2)));
    assert.deepEqual(resultsOf(operation), ['succeeded', 'timed out']);
    const down = new Harness(() => fakes({ cph: leavingOut(new ApiError('server', 'down')) }));
    const other = await down.end(down.start('restart', 'Staging', servers(2)));
    assert.deepEqual(resultsOf(other), ['timed out', 'unknown']);
  });

  it('of a restart is unknown after the grace time where the cloud shows no job for it', async () => {
    const harness = new Harness(() => fakes({ cph: leavingOut([{ jobId: 'j1', state: 'succeeded' }]) }));
    const operation = await harness.end(harness.start('restart', 'Staging', servers(2)));
    assert.deepEqual(resultsOf(operation), ['succeeded', 'unknown']);
    assert.match(inEnglish(operation.targets[1]?.text ?? ''), /does not mention it: the cloud shows no job for it/);
  });

  it('of a restart is unknown where the cloud knows nothing of its request', async () => {
    const gone = new ApiError('notFound', 'no jobs', { code: 'CPS.0050', didNotRun: true });
    const harness = new Harness(() => fakes({ cph: leavingOut(gone) }));
    const operation = await harness.end(harness.start('restart', 'Staging', servers(2)));
    assert.deepEqual(resultsOf(operation), ['unknown', 'unknown']);
    assert.match(inEnglish(operation.targets[1]?.text ?? ''), /no job for it was found: no jobs/);
  });

  it('of a whole batch is found out in the simulated cloud', async () => {
    await withCloud({ rebootMs: 30_000 }, async (harness, cloud) => {
      const targets = [...cloud.fleet.instances.values()].slice(0, 3).map(({ instanceId: id, name }) => ({ id, name }));
      cloud.faults.next({ method: 'POST', path: '/reboot', fault: 'resetAfter' });
      const operation = await harness.end(harness.start('reboot', 'Staging', targets));
      assert.deepEqual(resultsOf(operation), ['succeeded', 'succeeded', 'succeeded']);
      assert.deepEqual([...cloud.actions.reboots.values()], [1, 1, 1]);
    });
  });
});
