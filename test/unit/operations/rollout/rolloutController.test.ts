import assert from 'node:assert/strict';
import { ProxyAnswer } from '../../../../src/api/http/proxyAnswer';
import { type Operation, type Target } from '../../../../src/model/operation';
import { DEFAULT_GUARD, type GuardSettings } from '../../../../src/model/plan';
import { DEFAULT_POLICY, type RolloutPolicy } from '../../../../src/model/rollout';
import { listsOf, targetsOfWave } from '../../../../src/model/rolloutTargets';
import { inEnglish } from '../../../../src/base/message';
import { serverHealth } from '../../../../src/operations/health/serverHealth';
import { readJournal } from '../../../../src/operations/journal/format/readJournal';
import { encodeChange } from '../../../../src/operations/journal/format/writeJournal';
import { makePlan } from '../../../../src/operations/plan/plan';
import { type CloudOptions } from '../../../cloud/options';
import { TestClock } from '../../../support/testClock';
import { fakes, Harness, logInto, whole } from '../../../support/operations/harness';
import { LocalCloud, ORIGIN } from '../../../support/operations/localCloud';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { projectNamed } from '../../../support/operations/planned';
import { type AnyOperation, listSizes, tallyOf } from '../../../../src/model/operationSummary';

const GUARD: GuardSettings = { ...DEFAULT_GUARD, minRunningPercentRolling: 0 };
const QUICK: RolloutPolicy = { ...DEFAULT_POLICY, asksAfterFirst: false, waves: [{ count: 2 }] };

/** A fleet that all runs, and windows over it. */
class Stage {
  readonly clock = new TestClock();
  readonly folder = new MemoryFolder();
  readonly cloud: LocalCloud;

  constructor(options: Partial<CloudOptions>) {
    this.cloud = new LocalCloud(this.clock, { servers: 6, instances: 6, phonesPerServer: 2, ...options });
    for (const server of this.cloud.fleet.servers.values()) {
      server.status = 5;
    }
    for (const phone of this.cloud.fleet.phones.values()) {
      phone.status = 2;
    }
    for (const instance of this.cloud.fleet.instances.values()) {
      Object.assign(instance, { runningStatus: 2, frozen: false });
    }
  }

  open(): { window: MemoryWindow; harness: Harness } {
    const window = this.folder.open();
    const harness = new Harness(() => this.cloud.clients(() => window.isDead), this.clock, window.store);
    return { window, harness };
  }

  roll(harness: Harness, policy = QUICK, verb: 'restart' | 'reboot' = 'restart', guard = GUARD) {
    const { servers, instances } = this.cloud.fleet;
    const rows = [...servers.values()].map(({ serverId: id, name }) => ({ id, name, status: 5 }));
    const others = [...instances.values()].map(({ instanceId: id, name }) => ({ id, name, runningStatus: 2 }));
    const chosen: Target[] = verb === 'restart' ? rows : others;
    const list =
      verb === 'restart' ? ({ kind: 'server', rows } as const) : ({ kind: 'instance', rows: others } as const);
    const project = projectNamed('Staging', ORIGIN);
    const plan = makePlan({ verb, project, chosen, list, operations: [], guard, policy, now: this.clock.now() });
    harness.settings.guard = guard;
    return harness.operations.start(plan);
  }

  posts(part = '/batch-restart'): number {
    return this.cloud.requests.filter((request) => request.startsWith('POST') && request.includes(part)).length;
  }
}

const counts = (operation: AnyOperation): number[] => {
  const { succeeded, failed, unproved, untouched, open } = listSizes(tallyOf(operation));
  return [succeeded, failed + unproved, untouched, open];
};
const endOf = (operation: AnyOperation): unknown => operation.rollout?.end;
const serversOf = (operation: Operation, wave: number): string[] =>
  targetsOfWave(operation, wave).map(({ name }) => name);

describe('a rolling restart', () => {
  it('sends a wave only when each target of the last is proved well and steady, and the pause is over', async () => {
    const stage = new Stage({ jobMs: 20_000 });
    const { harness } = stage.open();
    const sent: number[] = [];
    harness.operations.onDidChange((change) => {
      if (change.kind === 'target' && change.target.phase === 'sent' && change.target.answeredAt === undefined) {
        sent.push(change.operation.rollout?.wave ?? -1);
        const before = change.operation.targets.filter(({ result }) => result === 'succeeded');
        assert.equal(before.length, (change.operation.rollout?.wave ?? 0) * 2);
      }
    });
    const operation = await harness.end(stage.roll(harness));
    assert.deepEqual(counts(operation), [6, 0, 0, 0]);
    assert.equal(endOf(operation), 'finished');
    assert.deepEqual([...new Set(sent)], [0, 1, 2]);
    assert.equal(stage.cloud.world.outages.mostAtOnce(), 2);
    for (const wave of [1, 2]) {
      const last = Math.max(...targetsOfWave(operation, wave - 1).map(({ settledAt }) => settledAt ?? 0));
      assert.ok(targetsOfWave(operation, wave).every(({ sentAt }) => (sentAt ?? 0) - last >= QUICK.pauseMs));
    }
    for (const { jobDoneAt = 0, wellSince = 0, settledAt = 0 } of operation.targets) {
      assert.ok(jobDoneAt <= wellSince && settledAt - wellSince >= QUICK.steadyMs);
    }
    assert.match(harness.lines.join('\n'), /Restart #1 Staging: 6 servers in 3 waves\n.*wave 1 of 3: 2 servers/);
    await harness.pass(10_000);
    await harness.quiet();
  });

  it('rests neither longer nor shorter between two waves when the wall clock is set, also while it is held', async () => {
    const restWith = async (jumpMs: number, asksAfterFirst: boolean): Promise<number> => {
      const stage = new Stage({ servers: 4 });
      const { harness } = stage.open();
      const started = stage.roll(harness, { ...QUICK, asksAfterFirst });
      await harness.until(() => started.operation().rollout?.step === 'resting');
      const began = stage.clock.elapsedMs();
      stage.clock.jump(jumpMs);
      await harness.pass(1000);
      harness.operations.promote(1);
      await harness.until(() => stage.posts() === 2);
      harness.operations.dispose();
      return stage.clock.elapsedMs() - began;
    };
    for (const asks of [false, true]) {
      assert.equal(await restWith(0, asks), QUICK.pauseMs);
      assert.equal(await restWith(-8 * 3_600_000, asks), QUICK.pauseMs);
      assert.equal(await restWith(QUICK.pauseMs / 2, asks), QUICK.pauseMs);
    }
  });

  it('waits for a person after the first wave, and goes on when it is promoted', async () => {
    const stage = new Stage({});
    const { harness } = stage.open();
    const started = stage.roll(harness, { ...DEFAULT_POLICY, waves: [{ count: 1 }, { count: 5 }] });
    await harness.until(() => started.operation().hold?.why === 'canary');
    await harness.pass(3_600_000);
    assert.equal(stage.posts(), 1);
    harness.operations.resume(1);
    harness.operations.pause(1);
    await harness.pass(60_000);
    assert.equal(stage.posts(), 1, 'only a promotion lets it go on');
    harness.operations.promote(1);
    assert.deepEqual(counts(await harness.end(started)), [6, 0, 0, 0]);
    assert.equal(stage.posts(), 2);
    assert.match(harness.lines.join('\n'), /waits to be promoted in wave 1 of 2\n.*goes on with wave 1 of 2/);
  });

  it('sends nothing while it is paused, and follows what was sent', async () => {
    const stage = new Stage({});
    const { harness } = stage.open();
    const started = stage.roll(harness);
    await harness.until(() => stage.posts() === 1);
    harness.operations.pause(1);
    harness.operations.pause(1);
    await harness.pass(3_600_000);
    assert.deepEqual(counts(started.operation()), [2, 0, 0, 4]);
    assert.equal(stage.posts(), 1);
    harness.operations.promote(1);
    await harness.pass(60_000);
    assert.equal(stage.posts(), 1);
    harness.operations.resume(1);
    assert.deepEqual(counts(await harness.end(started)), [6, 0, 0, 0]);
    assert.ok((started.operation().rollout?.heldMs ?? 0) >= 3_600_000);
  });

  it('sends nothing when it is paused while the states before a wave are read, and reads them again', async () => {
    const stage = new Stage({});
    const { harness } = stage.open();
    stage.cloud.arrived = () => {
      harness.operations.pause(1);
    };
    const started = stage.roll(harness);
    await harness.pass(60_000);
    stage.cloud.arrived = () => undefined;
    const read = stage.cloud.requests.length;
    assert.deepEqual([stage.posts(), started.operation().rollout?.step], [0, 'reading']);
    harness.operations.resume(1);
    await harness.until(() => stage.posts() === 1);
    assert.ok(stage.cloud.requests.length > read + 1);
    assert.deepEqual(counts(await harness.end(started)), [6, 0, 0, 0]);
  });

  it('stops at once, or after the wave, and leaves the rest untouched', async () => {
    for (const [what, at, expected, end] of [
      ['cancel', 'acting', [2, 0, 4, 0], 'stopped'],
      ['stopAfterWave', 'acting', [2, 0, 4, 0], 'stoppedAfterWave'],
      ['stopAfterWave', 'resting', [2, 0, 4, 0], 'stoppedAfterWave'],
      ['cancel', 'resting', [2, 0, 4, 0], 'stopped'],
      ['stopWatching', 'acting', [0, 2, 4, 0], 'stopped'],
    ] as const) {
      const stage = new Stage({});
      const { harness } = stage.open();
      const started = stage.roll(harness);
      await harness.until(() => started.operation().rollout?.step === at && stage.posts() === 1);
      harness.operations[what](1);
      const operation = await harness.end(started);
      assert.deepEqual([counts(operation), endOf(operation)], [expected, end], `${what} ${at}`);
      harness.operations.stopAfterWave(1);
      harness.operations.promote(1);
      await harness.pass(600_000);
      assert.equal(stage.posts(), 1);
      await harness.quiet();
    }
  });

  it('of 400 servers by 10 % stops where one wave fails above the limit: the untouched got no request', async () => {
    const stage = new Stage({ servers: 400, instances: 0 });
    const rows = [...stage.cloud.fleet.servers.values()];
    for (const server of rows.slice(80, 120)) {
      server.nextRestart = { failed: { code: 'CPS.0054', message: 'The job timed out.' } };
    }
    const { harness } = stage.open();
    const policy = { ...QUICK, waves: [{ percent: 10 }], mostFailed: { percent: 5 }, mostInARow: 1_000 };
    const operation = await harness.end(stage.roll(harness, policy));
    assert.deepEqual([counts(operation), endOf(operation)], [[80, 40, 280, 0], 'tooManyFailed']);
    assert.equal(stage.posts(), 3);
    for (const [index, { serverId }] of rows.entries()) {
      assert.equal(stage.cloud.acts('restart', serverId), index < 120 ? 1 : 0);
    }
    assert.match(inEnglish(listsOf(operation).untouched[0]?.text ?? ''), /too many failed$/);
    assert.match(harness.lines.join('\n'), /wave 3 of 10: 80 succeeded, 40 failed, 0 unverified, 280 untouched/);
  });

  it('stops at so many failures one after the other', async () => {
    const stage = new Stage({ servers: 20 });
    const rows = [...stage.cloud.fleet.servers.values()];
    for (const server of rows.slice(1, 4)) {
      server.nextRestart = { refused: { code: 'CPS.0158', message: 'Not now.' } };
    }
    const { harness } = stage.open();
    const policy = { ...QUICK, waves: [{ count: 1 }], mostFailed: { percent: 100 } };
    const operation = await harness.end(stage.roll(harness, policy));
    assert.deepEqual([counts(operation), endOf(operation)], [[1, 3, 16, 0], 'tooManyInARow']);
  });

  it('stops before too few would be left running', async () => {
    const stage = new Stage({ servers: 8 });
    const third = [...stage.cloud.fleet.servers.values()][2];
    assert.ok(third);
    third.nextRestart = { failed: { code: 'CPS.0054', message: 'The job timed out.' } };
    const { harness } = stage.open();
    const policy = { ...QUICK, mostFailed: { percent: 100 } };
    const guard = { ...DEFAULT_GUARD, minRunningPercentRolling: 75 };
    const operation = await harness.end(stage.roll(harness, policy, 'restart', guard));
    assert.deepEqual([counts(operation), endOf(operation)], [[3, 1, 4, 0], 'tooFewRunning']);
    assert.ok(stage.cloud.world.outages.mostAtOnce() <= 2);
  });

  it('stops when the time for all is over, without the time in which it waited', async () => {
    const stage = new Stage({});
    const { harness } = stage.open();
    const started = stage.roll(harness, { ...QUICK, wholeMs: 45_000 });
    await harness.until(() => stage.posts() === 1);
    harness.operations.pause(1);
    await harness.pass(600_000);
    assert.equal(endOf(started.operation()), undefined);
    harness.operations.resume(1);
    const operation = await harness.end(started);
    assert.deepEqual([counts(operation), endOf(operation)], [[4, 0, 2, 0], 'overTime']);
  });

  it('calls unverified what the cloud calls done and whose phones are not all back, and asks whether to go on', async () => {
    const stage = new Stage({});
    const [, , third, fourth] = stage.cloud.fleet.servers.values();
    assert.ok(third && fourth);
    third.nextRestart = { phoneLateMs: Infinity };
    fourth.nextRestart = { phoneLateMs: 60_000 };
    const { harness } = stage.open();
    const started = stage.roll(harness, { ...QUICK, mostFailed: { count: 1 } });
    await harness.until(() => started.operation().hold?.why === 'unverified');
    harness.operations.promote(1);
    const operation = await harness.end(started);
    assert.deepEqual(counts(operation), [5, 1, 0, 0]);
    const [, , lost, late] = operation.targets;
    assert.equal(lost?.result, 'unverified');
    assert.equal(inEnglish(lost.text ?? ''), 'the cloud is done with it, and of its phones are back: 1 of 2');
    assert.ok((late?.wellSince ?? 0) - (late?.jobDoneAt ?? 0) >= 55_000);
  });

  it('accepts a phone that did not run before in its old state, and begins to count anew when one goes down', async () => {
    const stage = new Stage({ jobMs: 10_000 });
    const [first] = stage.cloud.fleet.servers.values();
    const phone = stage.cloud.fleet.phones.get(first?.phoneIds[0] ?? '');
    assert.ok(phone);
    phone.status = 8;
    const { harness } = stage.open();
    const started = stage.roll(harness);
    await harness.until(() => (started.operation().targets[0]?.wellSince ?? 0) > 0);
    const [, other = ''] = first?.phoneIds ?? [];
    const phonesBefore = { count: 2, running: [other], notRunning: { [phone.phoneId]: 8 } };
    assert.deepEqual(started.operation().targets[0]?.phonesBefore, phonesBefore);
    const since = started.operation().targets[0]?.wellSince ?? 0;
    phone.status = -7;
    await harness.until(() => started.operation().targets[0]?.wellSince === 0);
    phone.status = 8;
    const operation = await harness.end(started);
    assert.ok((operation.targets[0]?.wellSince ?? 0) > since);
    assert.equal(operation.targets[0]?.phonesBefore, undefined, 'nobody needs it after the result');
    assert.deepEqual(counts(operation), [6, 0, 0, 0]);
  });

  it('reads the states before a wave once, also when it is paused and resumed meanwhile', async () => {
    const stage = new Stage({ servers: 2 });
    const { harness } = stage.open();
    stage.cloud.arrived = (request) => {
      if (request.endsWith('/phones') && stage.posts() === 0) {
        harness.operations.pause(1);
        harness.operations.resume(1);
      }
    };
    const started = stage.roll(harness);
    await harness.until(() => stage.posts() === 1);
    assert.equal(stage.cloud.requests.filter((request) => request.endsWith('/phones')).length, 2);
    assert.deepEqual(counts(await harness.end(started)), [2, 0, 0, 0]);
  });

  it('proves nothing of a server whose phones were not read before', async () => {
    const clock = new TestClock();
    const listServers = () => Promise.resolve({ total: 1, received: 1, servers: [{ id: 'a', status: 5 }] });
    const listPhones = () => Promise.resolve({ received: 0, phones: [] });
    const clients = fakes({ cph: { listServers, listPhones } });
    const context = { project: 'Staging', clock, log: logInto([]), pollIntervalMs: () => 1 };
    const told: unknown[] = [];
    const looking = { clients, context, signal: new AbortController().signal };
    await serverHealth.look(looking, [{ id: 'a', name: 'a', phase: 'sent' }], (_, health) => told.push(health));
    assert.deepEqual(told, [{ message: 'the states of its phones before the restart are not known', args: [] }]);
  });

  it('tries again to read the states before a wave, and stops where they may not be read', async () => {
    const stage = new Stage({});
    let faults = 30;
    stage.cloud.fault = (request) =>
      request.endsWith('/phones') && faults-- > 0 ? (faults > 15 ? { status: 503 } : { foreign: 403 }) : undefined;
    const { harness } = stage.open();
    assert.deepEqual(counts(await harness.end(stage.roll(harness))), [6, 0, 0, 0]);
    assert.match(harness.log.join('\n'), /states before a wave of #1 could not be read/);
    const forbidden = { status: 403, body: { error_code: 'CPS.0001', error_msg: 'no' } };
    stage.cloud.fault = (request) => (request.endsWith('/phones') ? forbidden : undefined);
    const operation = await harness.end(stage.roll(harness));
    assert.deepEqual([counts(operation), endOf(operation)], [[0, 0, 6, 0], 'cannotProve']);
  });

  it('ends with a wave that could not be sent: no other follows', async () => {
    const stage = new Stage({});
    stage.cloud.fault = (request) => (request.endsWith('/batch-restart') ? { fails: new ProxyAnswer(403) } : undefined);
    const { harness } = stage.open();
    const operation = await harness.end(stage.roll(harness, { ...QUICK, mostFailed: { count: 1 } }));
    assert.deepEqual([counts(operation), endOf(operation)], [[0, 0, 6, 0], 'cannotSend']);
    assert.match(inEnglish(operation.targets[0]?.text ?? ''), /A proxy did not connect/);
    assert.match(inEnglish(operation.targets[5]?.text ?? ''), /before its turn/);
  });

  it('says of a server that is not well what is wrong, and of one that the cloud is not done with that its time is over', async () => {
    const stage = new Stage({ servers: 3 });
    const [first, second, third] = stage.cloud.fleet.servers.values();
    assert.ok(first && second && third);
    third.nextRestart = { durationMs: 3_600_000 };
    const { harness } = stage.open();
    const started = stage.roll(harness, { ...QUICK, waves: [{ count: 3 }], mostFailed: { percent: 100 } });
    await harness.until(() => started.operation().targets[0]?.jobDoneAt !== undefined);
    first.status = 2;
    stage.cloud.fleet.servers.delete(second.serverId);
    const operation = await harness.end(started);
    assert.deepEqual(
      operation.targets.map(({ result, text = '' }) => `${result ?? ''}: ${inEnglish(text)}`),
      [
        'unverified: the cloud is done with it, and it is abnormal',
        'unverified: the cloud is done with it, and it is not listed',
        'timed out: did not end within the time limit; the cloud continues with it',
      ],
    );
  });
});

describe('the time of a rolling restart', () => {
  it('is what its waves need by arithmetic, and at most 1 % more', async () => {
    const pollMs = 5_000;
    for (const jobMs of [8_000, 40_000, 90_000]) {
      const stage = new Stage({ servers: 100, instances: 0, phonesPerServer: 2, jobMs });
      const { harness } = stage.open();
      const policy = { ...DEFAULT_POLICY, asksAfterFirst: false };
      const operation = await harness.end(stage.roll(harness, policy));
      assert.deepEqual(counts(operation), [100, 0, 0, 0]);
      const waves = operation.rollout?.waves ?? [];
      // The longest job of each wave, and the look that sees its end; then steady, and the pause before the next one.
      const needed = waves.map((_, wave) => {
        const ids = new Set(targetsOfWave(operation, wave).map(({ id }) => id));
        const jobs = stage.cloud.jobs.filter(({ targetId }) => ids.has(targetId));
        const longest = Math.max(...jobs.map(({ beginAt, endAt }) => endAt - beginAt));
        return Math.ceil(longest / pollMs) * pollMs + policy.steadyMs;
      });
      const ideal = needed.reduce((sum, ms) => sum + ms, 0) + (waves.length - 1) * policy.pauseMs;
      const took = (operation.endedAt ?? Infinity) - operation.startedAt;
      assert.ok(took <= ideal * 1.01, `${took} ms for ${ideal} ms`);
    }
  });
});

describe('a rolling reboot', () => {
  it('proves each instance by its leaving, its return and its staying', async () => {
    const stage = new Stage({ rebootMs: 20_000 });
    const { harness } = stage.open();
    const third = [...stage.cloud.fleet.instances.values()][2];
    assert.ok(third);
    third.nextReboot = 'neverReturns';
    const started = stage.roll(harness, { ...QUICK, mostFailed: { count: 1 } }, 'reboot');
    const operation = await harness.end(started);
    assert.deepEqual(counts(operation), [5, 1, 0, 0]);
    assert.equal(operation.targets[2]?.result, 'timed out');
    assert.ok(stage.cloud.world.outages.mostAtOnce() <= 3);
  });

  it('counts anew when one leaves again', async () => {
    const stage = new Stage({ rebootMs: 10_000, instances: 3 });
    const { harness } = stage.open();
    const waves = [{ count: 1 }, { count: 2 }];
    const started = stage.roll(harness, { ...QUICK, waves, steadyMs: 60_000, mostFailed: { count: 3 } }, 'reboot');
    await harness.until(() => (started.operation().targets[1]?.wellSince ?? 0) > 0);
    const [, second, third] = stage.cloud.fleet.instances.values();
    assert.ok(second && third);
    second.runningStatus = 3;
    stage.cloud.fleet.instances.delete(third.instanceId);
    await harness.until(() => started.operation().targets[1]?.wellSince === 0);
    second.runningStatus = 2;
    const operation = await harness.end(started);
    assert.deepEqual(
      operation.targets.map(({ result }) => result),
      ['succeeded', 'succeeded', 'unverified'],
    );
  });
});

describe('a rolling restart that outlives its window', () => {
  it('asks, and is resumed in the middle of wave 3: no target twice', async () => {
    for (const end of ['dispose', 'kill'] as const) {
      const stage = new Stage({ servers: 12 });
      const { window, harness } = stage.open();
      const started = stage.roll(harness, { ...QUICK, waves: [{ count: 3 }], mostFailed: { count: 3 } });
      await harness.until(() => stage.posts() === 3);
      await harness.pass(1_000);
      if (end === 'kill') {
        window.kill();
      }
      harness.operations.dispose();
      await harness.rest();
      const wave = serversOf(started.operation(), 2);

      const { harness: next } = stage.open();
      await next.operations.load();
      const taken = () => next.operations.list()[0] ?? started.operation();
      assert.equal(taken().hold?.why, 'reload');
      await next.pass(3_600_000);
      assert.equal(stage.posts(), 3);
      assert.deepEqual([taken().rollout?.wave, counts(taken())], [2, [9, 0, 0, 3]]);
      assert.deepEqual(serversOf(whole(taken()), 2), wave);
      next.operations.resume(1);
      await next.until(() => taken().endedAt !== undefined);
      assert.deepEqual([counts(taken()), endOf(taken())], [[12, 0, 0, 0], 'finished']);
      for (const { serverId } of stage.cloud.fleet.servers.values()) {
        assert.equal(stage.cloud.acts('restart', serverId), 1);
      }
      assert.match(next.lines.join('\n'), /waits to be resumed in wave 3 of 4/);
    }
  });

  it('sends the part of a wave that had not gone out, when it is resumed', async () => {
    const stage = new Stage({ servers: 300, phonesPerServer: 0, instances: 0 });
    const { window, harness } = stage.open();
    harness.settings.maxConcurrentRequests = 1;
    const started = stage.roll(harness, {
      ...QUICK,
      waves: [{ count: 1 }, { count: 250 }],
      mostFailed: { count: 200 },
      mostInARow: 1_000,
    });
    stage.cloud.arrived = (request) => {
      if (request.includes('batch-restart') && stage.posts() === 2) {
        window.kill();
      }
    };
    await harness.until(() => window.isDead);
    harness.operations.dispose();
    stage.cloud.arrived = () => undefined;
    const { harness: next } = stage.open();
    await next.operations.load();
    const taken = () => next.operations.list()[0] ?? started.operation();
    assert.deepEqual([taken().rollout?.step, counts(taken())], ['acting', [1, 100, 0, 199]]);
    next.operations.resume(1);
    await next.until(() => taken().hold?.why === 'unverified');
    next.operations.promote(1);
    await next.until(() => taken().endedAt !== undefined);
    assert.deepEqual(counts(taken()), [200, 100, 0, 0]);
    assert.ok([...stage.cloud.world.actions.restarts.values()].every((times) => times === 1));
  });

  it('obeys another window', async () => {
    const stage = new Stage({});
    const { harness } = stage.open();
    const started = stage.roll(harness, { ...QUICK, asksAfterFirst: true });
    const { harness: other } = stage.open();
    await other.operations.load();
    await harness.until(() => started.operation().hold?.why === 'canary');
    other.operations.promote(1);
    await harness.until(() => stage.posts() === 2);
    other.operations.pause(1);
    await harness.until(() => started.operation().hold?.why === 'paused');
    other.operations.resume(1);
    await harness.until(() => started.operation().hold?.why === undefined);
    other.operations.stopAfterWave(1);
    const operation = await harness.end(started);
    assert.deepEqual([counts(operation), endOf(operation)], [[4, 0, 2, 0], 'stoppedAfterWave']);
    assert.deepEqual(stage.folder.names('pause'), []);
  });

  it('stays stopped when the window ended before it could say so of each target', async () => {
    const stage = new Stage({});
    const { window, harness } = stage.open();
    const started = stage.roll(harness);
    await harness.until(() => stage.posts() === 1);
    await harness.pass(1_000);
    window.kill();
    harness.operations.dispose();
    const journal = 'op-000001.jsonl';
    const known = readJournal(stage.folder.text(journal));
    assert.ok(typeof known === 'object');
    const progress = { rollout: { wave: 0, step: 'over', heldMs: 0, end: 'stopped' } } as const;
    const over = encodeChange({ at: 1, progress }, known.nextLine, 1);
    stage.folder.files.set(journal, `${stage.folder.text(journal)}${over}`);
    const { harness: next } = stage.open();
    await next.operations.load();
    const taken = () => next.operations.list()[0] ?? started.operation();
    await next.until(() => taken().endedAt !== undefined);
    assert.deepEqual([counts(taken()), endOf(taken())], [[2, 0, 4, 0], 'stopped']);
  });

  it('ends with its window where nothing is stored', async () => {
    const stage = new Stage({});
    const harness = new Harness(() => stage.cloud.clients(), stage.clock);
    const started = stage.roll(harness);
    await harness.until(() => stage.posts() === 1);
    harness.operations.dispose();
    assert.deepEqual(counts(started.operation()), [0, 0, 4, 2]);
  });
});
