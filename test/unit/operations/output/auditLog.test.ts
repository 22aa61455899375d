import assert from 'node:assert/strict';
import { type Operation } from '../../../../src/model/operation';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { Audit } from '../../../../src/operations/output/auditLog';
import { fakes, Harness, logInto, serverId, servers } from '../../../support/operations/harness';
import { MemoryFolder } from '../../../support/operations/memoryFiles';
import { planOf } from '../../../support/operations/planned';

function auditOf(harness: Harness, who: string | null = 'dev1 (acct1)') {
  const folder = new MemoryFolder();
  const window = folder.open();
  const log: string[] = [];
  const audit = new Audit({
    files: window,
    window: window.id,
    log: logInto(log),
    keepDays: () => 400,
    who: () => Promise.resolve(who ?? undefined),
    clean: (line) => line.replaceAll('hunter2', '<redacted>'),
    now: harness.clock.now,
  });
  harness.operations.onDidChange((change) => {
    audit.follow(change);
  });
  const entries = async () =>
    (await audit.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  return { audit, folder, window, log, entries };
}

const restarting = fakes({
  cph: {
    restartServers: (ids) =>
      Promise.resolve({
        requestId: 'r1',
        jobs: ids.map((id, index) =>
          index === 0 ? { targetId: id, jobId: 'j1' } : { targetId: id, code: 'CPS.0158', text: 'hunter2' },
        ),
      }),
    listJobs: () => Promise.resolve([{ jobId: 'j1', targetId: serverId(1), state: 'succeeded' }]),
    listPhones: () => Promise.resolve({ total: 0, received: 0, phones: [] }),
    listServers: () => Promise.resolve({ total: 1, received: 1, servers: [{ id: serverId(1), status: 5 }] }),
  },
});

describe('the audit log', () => {
  it('says who did what to which ids, when, under which request, with each result', async () => {
    const harness = new Harness(() => restarting);
    const { entries } = auditOf(harness);
    const began = new Date(harness.clock.now()).toISOString();
    await harness.end(harness.start('restart', 'Staging', servers(2)));
    const about = { operation: 1, verb: 'restart', project: 'Staging' };
    const [started, rejected, succeeded, ended, ...rest] = await entries();
    assert.deepEqual(started, {
      at: began,
      line: 1,
      ...about,
      who: 'dev1 (acct1)',
      event: 'started',
      ids: servers(2).map(({ id }) => id),
    });
    assert.deepEqual(rejected, {
      at: began,
      line: 2,
      ...about,
      event: 'result',
      id: serverId(2),
      name: 'web-2',
      result: 'rejected',
      code: 'CPS.0158',
      requestId: 'r1',
    });
    const at = new Date(harness.clock.now()).toISOString();
    assert.deepEqual(succeeded, {
      at,
      line: 3,
      ...about,
      event: 'result',
      id: serverId(1),
      name: 'web-1',
      result: 'succeeded',
      jobId: 'j1',
      requestId: 'r1',
    });
    assert.equal(JSON.stringify(ended).includes('"event":"ended"'), true);
    assert.deepEqual(rest, []);
  });

  it('tells of the waves of a rollout, and of who let it go on', async () => {
    const harness = new Harness(() => restarting);
    const { entries } = auditOf(harness);
    const policy = { ...DEFAULT_POLICY, waves: [{ count: 1 }] };
    const started = harness.operations.start({ ...planOf('restart', 'Staging', servers(3)), waves: [1, 1, 1], policy });
    await harness.until(() => started.operation().hold?.why === 'canary');
    harness.operations.promote(1);
    await harness.until(() => started.operation().rollout?.wave === 1);
    await harness.until(() => started.operation().rollout?.step === 'acting');
    harness.operations.stopAfterWave(1);
    await harness.end(started);
    const events = (await entries()).map((entry) => (entry as { event: string }).event);
    assert.deepEqual(
      events.filter((event) => event !== 'result'),
      ['started', 'wave', 'held', 'let go on', 'wave', 'stops after wave', 'stopped', 'ended'],
    );
  });

  it('keeps secrets out, and says nobody where nobody is known', async () => {
    const harness = new Harness(() => restarting);
    const { entries, audit } = auditOf(harness, null);
    await harness.end(harness.start('restart', 'hunter2', servers(1)));
    assert.equal((await entries()).length, 3);
    assert.ok(!(await audit.text()).includes('hunter2'));
    assert.match(await audit.text(), /"who":null/);
  });

  it('says that an operation was taken over, and nothing of what only a view needs', async () => {
    const { audit, entries } = auditOf(new Harness(() => fakes({})));
    const targets = servers(1).map((one) => ({ ...one, phase: 'sent' as const }));
    const about = { verb: 'restart', project: 'Staging' } as const;
    const operation: Operation = { ...about, number: 1, requests: 1, startedAt: 1, targets };
    audit.follow({ kind: 'resumed', operation });
    audit.follow({ kind: 'shown', operation });
    audit.follow({ kind: 'progressed', operation, before: {} });
    const [taken, ...rest] = await entries();
    assert.deepEqual([(taken as { event: string }).event, rest], ['taken over', []]);
  });

  it('says once that it cannot be written, and stops nothing', async () => {
    const harness = new Harness(() => restarting);
    const { window, log, audit } = auditOf(harness);
    window.fault = new Error('the disk is full');
    await harness.end(harness.start('restart', 'Staging', servers(2)));
    await audit.saved();
    assert.deepEqual(log, ['error The audit log cannot be written: Error: the disk is full']);
  });
});
