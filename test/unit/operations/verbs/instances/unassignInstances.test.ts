import assert from 'node:assert/strict';
import { ApiError, type ErrorKind } from '../../../../../src/api/errors/errors';
import { inEnglish } from '../../../../../src/base/message';
import { type InstanceRow, type KooPhoneLike } from '../../../../../src/operations/common/projectClients';
import { type Cloud } from '../../../../cloud/cloud';
import {
  boundUntilSent,
  fakes,
  firstWhole,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  withCloud,
} from '../../../../support/operations/harness';
import { MemoryFolder } from '../../../../support/operations/memoryFiles';
import { planOf } from '../../../../support/operations/planned';
import { TestClock } from '../../../../support/testClock';

/** A cloud that takes every unassign on under task `t`, and has still the old bindings for some looks. */
function unbinding(looks: number, free: Partial<InstanceRow>, own: Partial<KooPhoneLike> = {}) {
  const clock = new TestClock();
  const seen = { looks: 0, tasks: 0 };
  const at: number[] = [];
  const koophone: Partial<KooPhoneLike> = {
    unassignInstances: (entries) =>
      Promise.resolve({
        taskId: 't',
        jobs: entries.map(({ instanceId }) => ({ instanceId, jobId: `job-${instanceId}` })),
      }),
    getTask: () => {
      seen.tasks += 1;
      return Promise.reject(new ApiError('notFound', 'no such task'));
    },
    listInstances: () => {
      at.push(clock.elapsedMs());
      const isFree = seen.looks++ >= looks;
      const row: InstanceRow = isFree ? { id: 'kp1', ...free } : { id: 'kp1', isAssigned: true, userId: 'user1' };
      return Promise.resolve({ total: 1, received: 1, instances: [row] });
    },
    ...own,
  };
  return { seen, at, koophone: boundUntilSent(koophone), clock };
}

const failing = (kind: ErrorKind, said: string) => () => Promise.reject(new ApiError(kind, said));

/** The unassign of one instance to its end, before a cloud as `unbinding` gives it. */
async function unassignOne(...shown: Parameters<typeof unbinding>) {
  const { seen, at, koophone, clock } = unbinding(...shown);
  const harness = new Harness(() => fakes({ koophone }), clock);
  const target = onlyTarget(await harness.end(harness.start('unassign', 'Staging', instances(1))));
  return { seen, at, harness, target, text: inEnglish(target.text ?? '') };
}

const assigned = (cloud: Cloud, count: number) =>
  [...cloud.fleet.instances.values()]
    .filter(({ assignUser, frozen }) => assignUser !== '' && !frozen)
    .slice(0, count)
    .map(({ instanceId: id, name, assignUser }) => ({ id, name, userId: assignUser }));

describe('an unassign', () => {
  it('of 25 goes out in three requests of at most 10 and is followed by its tasks', async () => {
    await withCloud({ instances: 60, extraCmdJobs: 2 }, async (harness, cloud) => {
      const targets = assigned(cloud, 25);
      const failing = targets[3];
      assert.ok(failing);
      cloud.fleet.instance(failing.id).nextUnassign = { failed: { code: 'CPS.0005', message: 'no such phone' } };
      const operation = await harness.end(harness.start('unassign', 'Staging', targets));
      assert.equal(operation.requests, 3);
      assert.equal(resultsOf(operation).filter((result) => result === 'succeeded').length, 24);
      assert.equal(operation.targets[3]?.result, 'failed');
      const sent = cloud.requests.findLastIndex(({ path }) => path.endsWith('/unassign'));
      assert.ok(cloud.requests.slice(sent).every(({ path }) => !path.endsWith('batch-query')));
      assert.ok(harness.log.some((line) => /not asked for/.test(line)));
      assert.match(harness.lines[0] ?? '', /Unassign #1 Staging: 25 instances in 3 requests/);
      assert.deepEqual(new Set(cloud.actions.unassigns.values()), new Set([1]));
    });
  });

  it('is followed by the bindings where the cloud does not answer for its task', async () => {
    await withCloud({ tasksAnswer: false }, async (harness, cloud) => {
      const operation = await harness.end(harness.start('unassign', 'Staging', assigned(cloud, 2)));
      assert.deepEqual(resultsOf(operation), ['succeeded', 'succeeded']);
      assert.equal(cloud.requests.filter(({ path }) => path.includes('/tasks/')).length, 1);
    });
  });

  for (const [what, free] of [
    ['is assigned no more', { isAssigned: false }],
    ['belongs to somebody else', { isAssigned: true, userId: 'user2' }],
  ] as const) {
    it(`has succeeded when the instance ${what}, and not while it is still bound`, async () => {
      const { koophone, seen } = unbinding(3, free);
      const harness = new Harness(() => fakes({ koophone }));
      const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
      assert.equal(onlyTarget(operation).result, 'succeeded');
      assert.deepEqual(seen, { looks: 4, tasks: 1 });
    });
  }

  it('times out while the instance stays bound', async () => {
    const { koophone } = unbinding(Infinity, {});
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'timed out');
  });

  it('is followed by the bindings where the answer names no task and no jobs', async () => {
    const { koophone, seen } = unbinding(
      0,
      { isAssigned: false },
      { unassignInstances: () => Promise.resolve({ jobs: [] }) },
    );
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
    assert.equal(seen.tasks, 0);
  });

  it('is followed by the bindings where the task does not tell of a job', async () => {
    const { koophone, seen } = unbinding(1, { isAssigned: false }, { getTask: () => Promise.resolve([]) });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
    assert.equal(seen.looks, 2);
  });

  it('takes a job that is named twice once, keeps its id, and leaves unknown what the answer does not mention', async () => {
    const { koophone } = unbinding(
      0,
      {},
      {
        unassignInstances: () =>
          Promise.resolve({ taskId: 't', jobs: [{ instanceId: 'kp1', jobId: 'j1' }, { instanceId: 'kp1' }] }),
        getTask: () => Promise.resolve([{ jobId: 'j1', state: 'succeeded' }]),
      },
    );
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(2)));
    assert.deepEqual(resultsOf(operation), ['succeeded', 'unknown']);
    assert.equal(operation.targets[0]?.jobId, 'j1');
  });

  it('goes on when the task cannot be asked for a moment', async () => {
    let looks = 0;
    const { koophone } = unbinding(
      0,
      {},
      {
        getTask: () =>
          looks++ === 0
            ? Promise.reject(new ApiError('network', 'away'))
            : Promise.resolve([{ jobId: 'job-kp1', state: looks < 3 ? 'running' : 'succeeded' }]),
      },
    );
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('unassign', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
    assert.match(harness.log.join(), /asking again later: away/);
  });

  it('sends nothing for an instance whose user is not known or whose ids are none, and goes on with the others', async () => {
    await withCloud({}, async (harness, cloud) => {
      const [good] = assigned(cloud, 1);
      assert.ok(good);
      const bad = [
        { id: 'kp1', name: 'nobody' },
        { id: 'kp2', name: 'empty', userId: '' },
        { id: 'kp3', name: 'long', userId: '1'.repeat(33) },
        { id: 'a/b', name: 'slash', userId: 'u' },
      ];
      const operation = await harness.end(harness.start('unassign', 'Staging', [...bad, good]));
      assert.deepEqual(resultsOf(operation), ['not sent', 'not sent', 'not sent', 'not sent', 'succeeded']);
      assert.equal(operation.requests, 1);
      assert.match(harness.lines[1] ?? '', /warn Unassign #1 nobody \(kp1\): not sent its user is not known/);
    });
  });

  it('is rejected with the code when the user is not bound', async () => {
    await withCloud({}, async (harness, cloud) => {
      const [good] = assigned(cloud, 1);
      assert.ok(good);
      const body = { error_code: 'KOOPHONE.API.2210', error_msg: 'The binding of user and instance does not exist.' };
      cloud.faults.next({ path: /\/unassign$/, fault: { status: 400, body } });
      const operation = await harness.end(harness.start('unassign', 'Staging', [good]));
      assert.equal(onlyTarget(operation).result, 'rejected');
      assert.equal(onlyTarget(operation).code, 'KOOPHONE.API.2210');
      assert.match(inEnglish(onlyTarget(operation).advice ?? ''), /not bound/);
    });
  });

  it('says which of its ids is missing or not well formed', async () => {
    const harness = new Harness(() => fakes({}));
    const targets = [
      { id: 'kp1', name: 'empty', userId: '' },
      { id: 'kp2', name: 'long', userId: '1'.repeat(33) },
      { id: 'a/b', name: 'slash', userId: 'u' },
    ];
    const operation = await harness.end(harness.start('unassign', 'Staging', targets));
    assert.deepEqual(
      operation.targets.map(({ text = '' }) => inEnglish(text)),
      ['its user is not known', 'its ID or its user ID is not well formed', 'its ID or its user ID is not well formed'],
    );
  });

  it('is looked at one interval after its answer or the loss of it, and less and less often', async () => {
    for (const own of [{}, { unassignInstances: failing('network', 'broke') }]) {
      const { at, target } = await unassignOne(4, { isAssigned: false }, own);
      assert.deepEqual(at, [5_000, 12_500, 23_750, 40_625, 65_937.5]);
      assert.equal(target.result, 'succeeded');
    }
  });

  it('whose answer was lost is given up after the grace time: the instance is still bound, or not listed', async () => {
    const listed = { isAssigned: true, userId: 'user1' };
    for (const [row, text] of [
      [listed, 'the instance is still bound to its user, and it may still be under way'],
      [{ ...listed, id: 'kp2' }, 'the instance is not listed'],
    ] as const) {
      const { at, target, text: said } = await unassignOne(0, row, { unassignInstances: failing('timeout', 'no') });
      assert.equal(target.result, 'unknown');
      assert.equal(said, `the response was lost (no): ${text}`);
      assert.match(inEnglish(target.advice ?? ''), /^Refresh, and check whether the instance is still assigned/);
      assert.equal(new Set(at).size, 5, 'it was looked at until the grace time was over');
    }
  });

  it('that was accepted goes on, listed or not, until its time is over', async () => {
    const { target, harness, text } = await unassignOne(0, { id: 'kp2' });
    assert.equal(target.result, 'timed out');
    assert.match(text, /the cloud continues with it$/);
    assert.ok(harness.clock.elapsedMs() >= harness.settings.timeoutMs);
  });

  for (const [kind, lost, result, text, isEarly] of [
    ['forbidden', true, 'unknown', 'the response was lost (broke): listing instances is not permitted', true],
    ['server', true, 'unknown', 'the response was lost (broke): its state could not be read', false],
    ['forbidden', false, 'timed out', 'did not end within the time limit; the cloud continues with it', false],
  ] as const) {
    it(`${lost ? 'whose answer was lost' : 'that was accepted'} ends as ${result} ${isEarly ? 'after the grace time' : 'when its time is over'} where listing fails (${kind})`, async () => {
      const {
        target,
        harness,
        text: said,
      } = await unassignOne(
        0,
        {},
        {
          listInstances: failing(kind, 'down'),
          ...(lost ? { unassignInstances: failing('network', 'broke') } : {}),
        },
      );
      assert.deepEqual([target.result, said], [result, text]);
      const tookMs = harness.clock.elapsedMs();
      assert.ok(isEarly ? tookMs >= 60_000 && tookMs < 120_000 : tookMs >= harness.settings.timeoutMs);
      assert.match(harness.log.join('\n'), /The state of a unassign could not be read, asking again later: down/);
    });
  }

  it('is not proved by a row that says nothing of its user', async () => {
    for (const row of [{}, { userId: '' }, { userId: 'user1' }]) {
      const { target } = await unassignOne(0, row);
      assert.equal(target.result, 'timed out');
    }
  });

  it('is proved by another user, also where the row does not say whether it is assigned', async () => {
    assert.equal((await unassignOne(0, { userId: 'user2' })).target.result, 'succeeded');
  });

  it('keeps the task as its request id where the answer names no jobs, and does not ask for it', async () => {
    const { target, seen } = await unassignOne(
      1,
      { isAssigned: false },
      {
        unassignInstances: () => Promise.resolve({ taskId: 't', jobs: [] }),
      },
    );
    assert.deepEqual([target.result, target.requestId, target.jobId, seen.tasks], ['succeeded', 't', undefined, 0]);
    assert.equal(target.lost, undefined, 'it was accepted');
  });

  for (const kind of ['notFound', 'refused', 'forbidden', 'badResponse', 'config'] as const) {
    it(`asks no second time for a task that the cloud does not tell of (${kind})`, async () => {
      let tasks = 0;
      const { target } = await unassignOne(
        2,
        { isAssigned: false },
        {
          getTask: () => {
            tasks += 1;
            return failing(kind, 'no such task')();
          },
        },
      );
      assert.deepEqual([target.result, tasks], ['succeeded', 1]);
    });
  }

  it('asks less and less often for a task whose job runs', async () => {
    const at: number[] = [];
    const clock = new TestClock();
    const { koophone } = unbinding(
      0,
      {},
      {
        getTask: () => {
          at.push(clock.elapsedMs());
          return Promise.resolve([{ jobId: 'job-kp1', state: at.length < 4 ? 'running' : 'failed', code: 'CPS.0005' }]);
        },
      },
    );
    const harness = new Harness(() => fakes({ koophone }), clock);
    const target = onlyTarget(await harness.end(harness.start('unassign', 'Staging', instances(1))));
    assert.deepEqual(at, [5_000, 12_500, 23_750, 40_625]);
    assert.deepEqual([target.result, target.code], ['failed', 'CPS.0005']);
  });

  it('that timed out is read again from the binding', async () => {
    const free: { isAssigned: boolean } = { isAssigned: true };
    const { koophone, clock } = unbinding(0, free);
    const harness = new Harness(() => fakes({ koophone }), clock);
    await harness.end(harness.start('unassign', 'Staging', instances(1)));
    const { running, unread } = await harness.operations.readAgain(1);
    assert.deepEqual([running.map(({ id }) => id), unread], [['kp1'], []]);
    free.isAssigned = false;
    assert.deepEqual(await harness.operations.readAgain(1), { running: [], unread: [] });
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['succeeded']);
  });
});

describe('an unassign, before each of its requests,', () => {
  const confirmed = { runningStatus: 2, isAssigned: true, isLoggedIn: false };
  const asConfirmed: InstanceRow = { id: 'kp1', userId: 'user1', ...confirmed };
  const target = { id: 'kp1', name: 'demo-1', userId: 'user1', confirmed };

  /** @param rows what the cloud lists before the request */
  function unassignAfter(rows: () => Promise<InstanceRow[]>) {
    const seen = { sent: [] as string[][], stops: [] as (AbortSignal | undefined)[] };
    const koophone: Partial<KooPhoneLike> = {
      listInstances: async (_, signal) => {
        seen.stops.push(signal);
        const instances = await rows();
        return { total: instances.length, received: instances.length, instances };
      },
      unassignInstances: (entries) => {
        seen.sent.push(entries.map(({ instanceId }) => instanceId));
        return Promise.resolve({ taskId: 't', jobs: entries.map(({ instanceId }) => ({ instanceId, jobId: 'j' })) });
      },
      getTask: () => Promise.resolve([{ jobId: 'j', state: 'succeeded' }]),
    };
    return { seen, harness: new Harness(() => fakes({ koophone })) };
  }

  for (const [what, row, why] of [
    ['another user', { ...asConfirmed, userId: 'user2' }, 'it has another user'],
    ['no user any more', { id: 'kp1', ...confirmed, isAssigned: false }, 'it has another user'],
    ['a user who has logged in', { ...asConfirmed, isLoggedIn: true }, 'its user has logged in or out'],
    ['another status', { ...asConfirmed, runningStatus: 4 }, 'it has another status'],
    ['a status that says it is not assigned', { ...asConfirmed, isAssigned: false }, 'it has another status'],
    ['no row any more', { ...asConfirmed, id: 'kp9' }, 'it is no longer listed'],
  ] as const) {
    it(`leaves out an instance that has ${what}, and sends the others`, async () => {
      const other = { ...target, id: 'kp2', userId: 'user2' };
      const { seen, harness } = unassignAfter(() =>
        Promise.resolve([row, { ...asConfirmed, id: 'kp2', userId: 'user2' }]),
      );
      const operation = await harness.end(harness.start('unassign', 'Staging', [target, other]));
      assert.deepEqual(seen.sent, [['kp2']]);
      assert.deepEqual(resultsOf(operation), ['not sent', 'succeeded']);
      assert.equal(inEnglish(operation.targets[0]?.text ?? ''), `changed since you confirmed: ${why}`);
    });
  }

  it('reads each batch when its turn has come, not all at the beginning', async () => {
    const targets = instances(20).map((one) => ({ ...one, confirmed }));
    const { seen, harness } = unassignAfter(() =>
      Promise.resolve(
        targets.map(({ id, userId = '' }, place) => {
          const isLast = place === 19 && seen.sent.length > 0;
          return { id, ...confirmed, userId: isLast ? 'another' : userId };
        }),
      ),
    );
    harness.settings.maxConcurrentRequests = 1;
    const operation = await harness.end(harness.start('unassign', 'Staging', targets));
    assert.deepEqual(
      seen.sent.map(({ length }) => length),
      [10, 9],
    );
    assert.match(inEnglish(operation.targets[19]?.text ?? ''), /^changed since you confirmed/);
  });

  it('sends nothing when all of a batch has changed, or the batch cannot be read', async () => {
    for (const rows of [
      () => Promise.resolve([{ ...asConfirmed, isLoggedIn: true }]),
      failing('server', 'down'),
      failing('forbidden', 'not permitted'),
    ]) {
      const { seen, harness } = unassignAfter(rows);
      const operation = await harness.end(harness.start('unassign', 'Staging', [target]));
      assert.deepEqual([resultsOf(operation), seen.sent], [['not sent'], []]);
      assert.match(
        inEnglish(onlyTarget(operation).text ?? ''),
        /^changed since|^it could not be read again before its request: (down|not permitted)$/,
      );
    }
  });

  it('is read again when its request had to wait for its host, and is not sent when it changed meanwhile', async () => {
    for (const hasLoggedIn of [true, false]) {
      await withCloud({ instances: 20 }, async (harness, cloud) => {
        const one = [...cloud.fleet.instances.values()].find((each) => each.assignUser !== '' && !each.loggedIn);
        assert.ok(one);
        const { instanceId: id, name, assignUser: userId, runningStatus } = one;
        cloud.faults.next({ method: 'POST', path: '/unassign', fault: { throttle: 3600 } });
        const confirmedState = { runningStatus, isAssigned: true, isLoggedIn: false };
        const started = harness.start('unassign', 'Staging', [{ id, name, userId, confirmed: confirmedState }]);
        await harness.until(() => started.operation().throttledUntil !== undefined);
        one.loggedIn = hasLoggedIn;
        assert.deepEqual(resultsOf(await harness.end(started)), [hasLoggedIn ? 'not sent' : 'succeeded']);
        assert.equal(cloud.actions.unassigns.size, hasLoggedIn ? 0 : 1);
      });
    }
  });

  it('does not call a user another one whom the cloud does not list', async () => {
    const { seen, harness } = unassignAfter(() => Promise.resolve([{ ...confirmed, id: target.id }]));
    const operation = await harness.end(harness.start('unassign', 'Staging', [target]));
    assert.deepEqual([resultsOf(operation), seen.sent], [['not sent'], []]);
    assert.match(inEnglish(onlyTarget(operation).text ?? ''), /^it cannot be told whether it changed/);
  });

  it('is sent unread only where listing is not permitted and nothing was read for the question either', async () => {
    for (const [kind, sent] of [
      ['forbidden', [['kp1']]],
      ['server', []],
    ] as const) {
      const { seen, harness } = unassignAfter(failing(kind, 'no'));
      await harness.end(harness.start('unassign', 'Staging', instances(1)));
      assert.deepEqual(seen.sent, sent);
    }
    const { seen, harness } = unassignAfter(failing('forbidden', 'no'));
    await harness.end(harness.start('unassign', 'Staging', [target, ...instances(2).slice(1)]));
    assert.deepEqual(seen.sent, [], 'one of them was read for the question');
  });

  it('sends nothing when it is paused or stopped while it reads, and what waits is sent after Resume', async () => {
    let answer = (): void => undefined;
    const { seen, harness } = unassignAfter(
      () =>
        new Promise((resolve) => {
          answer = () => {
            resolve([asConfirmed]);
          };
        }),
    );
    const started = harness.start('unassign', 'Staging', [target]);
    await harness.rest();
    harness.operations.pause(1);
    assert.equal(seen.stops[0]?.aborted, true, 'the reading is given up');
    answer();
    await harness.rest();
    assert.deepEqual([seen.sent, onlyTarget(started.operation()).phase], [[], 'waiting']);
    harness.operations.resume(1);
    await harness.rest();
    answer();
    assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded']);
    assert.deepEqual(seen.sent, [['kp1']]);
  });

  it('leaves no timer behind when its window closes while the request hangs', async () => {
    const rows = { total: 1, received: 1, instances: [asConfirmed] };
    const koophone = {
      listInstances: () => Promise.resolve(rows),
      unassignInstances: () => new Promise<never>(() => undefined),
    };
    const harness = new Harness(() => fakes({ koophone }));
    harness.start('unassign', 'Staging', [target]);
    await harness.rest();
    harness.operations.dispose();
    assert.equal(harness.clock.pending, 0);
  });

  it('is held when nobody is signed in any more', async () => {
    const signedOut = new ApiError('auth', 'Sign in first', { didNotRun: true });
    const { seen, harness } = unassignAfter(() => Promise.reject(signedOut));
    const started = harness.start('unassign', 'Staging', [target]);
    await harness.rest();
    const { hold } = started.operation();
    assert.deepEqual([hold?.why, onlyTarget(started.operation()).phase, seen.sent], ['signIn', 'waiting', []]);
    harness.operations.dispose();
  });

  it('stores what was confirmed, so that it counts in the next window too', async () => {
    const folder = new MemoryFolder();
    const { clock, koophone } = unbinding(0, { isAssigned: false });
    const first = new Harness(() => fakes({ koophone }), clock, folder.open().store);
    first.operations.start(planOf('unassign', 'Staging', [target]));
    first.operations.pause(1);
    await first.rest();
    first.operations.dispose();
    const later = new Harness(() => fakes({ koophone }), clock, folder.open().store);
    await later.operations.load();
    assert.deepEqual((await later.operations.open(1))?.targets[0]?.confirmed, confirmed);
    later.operations.dispose();
  });
});
