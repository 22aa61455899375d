import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/errors/errors';
import { inEnglish, message } from '../../../../../src/base/message';
import { type InstanceRow, type KooPhoneLike } from '../../../../../src/operations/common/projectClients';
import { type Cloud } from '../../../../cloud/cloud';
import { type CloudOptions } from '../../../../cloud/options';
import {
  fakes,
  firstWhole,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  withCloud,
} from '../../../../support/operations/harness';
import { TestClock } from '../../../../support/testClock';

const noDevice = (status?: number) =>
  new ApiError('refused', 'No device can be assigned.', {
    code: 'KPAPI.2209',
    requestId: 'r2209',
    advice: message('Ask again.'),
    ...(status === undefined ? {} : { status }),
  });

/** @returns targets that are free in the cloud, each with a user of its own */
function freed(cloud: Cloud, count: number) {
  return [...cloud.fleet.instances.values()]
    .filter(({ frozen }) => !frozen)
    .slice(0, count)
    .map((instance, place) => {
      instance.assignUser = '';
      return { id: instance.instanceId, name: instance.name, userId: `100860000000000${1_000 + place}` };
    });
}

const posts = (cloud: Cloud) => cloud.requests.filter(({ path }) => path.endsWith('/assign'));

/** The assign of kp1 to user1 to its end, before a cloud that shows this row after the request. */
async function assignOne(row: Partial<InstanceRow>, assign: KooPhoneLike['assignInstances'] = () => Promise.resolve()) {
  const clock = new TestClock();
  let isSent = false;
  const koophone: Partial<KooPhoneLike> = {
    assignInstances: (...sent) => {
      isSent = true;
      return assign(...sent);
    },
    listInstances: () => {
      const instance = { id: 'kp1', ...(isSent ? row : { isAssigned: false }) };
      return Promise.resolve({ total: 1, received: 1, instances: [instance] });
    },
  };
  const harness = new Harness(() => fakes({ koophone }), clock);
  const began = clock.elapsedMs();
  const operation = await harness.end(harness.start('assign', 'Staging', instances(1)));
  const target = onlyTarget(operation);
  return { target, text: inEnglish(target.text ?? ''), tookMs: clock.elapsedMs() - began, operation, harness };
}

/** An assign of four, of which the cloud refuses the second. */
const refusedForOne = (
  options: Partial<CloudOptions>,
  check: (cloud: Cloud, results: readonly (string | undefined)[], texts: readonly string[]) => void,
) =>
  withCloud({ instances: 20, ...options }, async (harness, cloud) => {
    const targets = freed(cloud, 4);
    const [, second] = targets;
    assert.ok(second);
    cloud.fleet.instance(second.id).frozen = true;
    const { targets: ended } = await harness.end(harness.start('assign', 'Staging', targets));
    check(
      cloud,
      ended.map(({ result }) => result),
      ended.map(({ text = '' }) => inEnglish(text)),
    );
  });

describe('an assign', () => {
  it('of 120 goes out in two requests of at most 100, each instance with its user', async () => {
    await withCloud({ instances: 200 }, async (harness, cloud) => {
      const targets = freed(cloud, 120);
      const operation = await harness.end(harness.start('assign', 'Staging', targets));
      assert.deepEqual(new Set(resultsOf(operation)), new Set(['succeeded']));
      assert.equal(posts(cloud).length, 2);
      for (const { id, userId } of targets) {
        assert.equal(cloud.fleet.instance(id).assignUser, userId);
        assert.equal(cloud.actions.assigns.get(id), 1);
      }
      assert.match(harness.lines[0] ?? '', /Assign #1 Staging: 120 instances in 2 requests/);
    });
  });

  it('is not sent to an instance that got a user after the person confirmed, or is gone', async () => {
    await withCloud({ instances: 20 }, async (harness, cloud) => {
      const [taken, gone, free] = freed(cloud, 3);
      assert.ok(taken && gone && free);
      cloud.fleet.instance(taken.id).assignUser = '1008600000000000009';
      cloud.fleet.instances.delete(gone.id);
      const operation = await harness.end(harness.start('assign', 'Staging', [taken, gone, free]));
      assert.deepEqual(
        operation.targets.map(({ result, text = '' }) => [result, inEnglish(text)]),
        [
          ['not sent', 'changed since you confirmed: it has another user'],
          ['not sent', 'changed since you confirmed: it is no longer listed'],
          ['succeeded', ''],
        ],
      );
      assert.deepEqual([...cloud.actions.assigns.keys()], [free.id]);
    });
  });

  it('has not succeeded while the instance has no user', async () => {
    await withCloud({ instances: 20, assignMs: 40_000 }, async (harness, cloud) => {
      const began = harness.clock.elapsedMs();
      const operation = await harness.end(harness.start('assign', 'Staging', freed(cloud, 1)));
      assert.deepEqual(resultsOf(operation), ['succeeded']);
      assert.ok(harness.clock.elapsedMs() - began >= 40_000);
    });
  });

  it('that was accepted times out where the instance never shows its user', async () => {
    for (const row of [{ isAssigned: false }, { isAssigned: false, userId: 'user1' }, { isAssigned: true }]) {
      assert.equal((await assignOne(row)).target.result, 'timed out');
    }
  });

  it('that was accepted has failed where another user has the instance, but not before that had time to change', async () => {
    const { target, text, tookMs } = await assignOne({ isAssigned: true, userId: 'user2' });
    assert.equal(target.result, 'failed');
    assert.equal(text, 'accepted, but the instance is assigned to another user');
    assert.ok(tookMs >= 60_000, `${tookMs} ms`);
  });

  it('whose response was lost is unknown where another user has the instance', async () => {
    const { target, text } = await assignOne({ isAssigned: true, userId: 'user2' }, () =>
      Promise.reject(new ApiError('network', 'reset')),
    );
    assert.equal(target.result, 'unknown');
    assert.equal(text, 'the response was lost (reset): the instance is assigned to another user');
  });

  it('of some that the cloud refuses with 2209 ends as unknown where they stay free, and is sent once', async () => {
    await refusedForOne({ assignsPartly: false }, (cloud, results, texts) => {
      assert.deepEqual(results, Array(4).fill('unknown'));
      assert.match(texts[0] ?? '', /^the request was refused \(.*\): the instance does not have its user yet/);
      assert.equal(posts(cloud).length, 1);
      assert.equal(cloud.actions.assigns.size, 0);
    });
  });

  it('that is refused with 2209 and done for some has succeeded for these', async () => {
    await refusedForOne({ assignsPartly: true }, (cloud, results) => {
      assert.deepEqual(results, ['succeeded', 'unknown', 'succeeded', 'succeeded']);
      assert.equal(posts(cloud).length, 1);
    });
  });

  it('that is refused with 2209 has the id of the request, and says how to check', async () => {
    const { target } = await assignOne({ isAssigned: false }, () => Promise.reject(noDevice(400)));
    assert.equal(target.requestId, 'r2209');
    assert.match(inEnglish(target.advice ?? ''), /check to whom the instance is assigned/);
  });

  it('counts its response as lost where 2209 comes with a 5xx', async () => {
    const { text } = await assignOne({ isAssigned: false }, () => Promise.reject(noDevice(500)));
    assert.match(text, /^the response was lost \(No device/);
  });

  it('is rejected where the cloud says so with another code', async () => {
    const { target } = await assignOne({ isAssigned: false }, () =>
      Promise.reject(
        new ApiError('forbidden', 'no', { code: 'KOOPHONE.API.1001', didNotRun: true, cloudSaidNo: true }),
      ),
    );
    assert.equal(target.result, 'rejected');
  });

  it('without a user, or with one that is not well formed, is not sent', async () => {
    const harness = new Harness(() => fakes({}));
    const targets = [
      { id: 'kp1', name: 'demo-1' },
      { id: 'kp2', name: 'demo-2', userId: 'a user' },
    ];
    const { targets: ended } = await harness.end(harness.start('assign', 'Staging', targets));
    assert.deepEqual(
      ended.map(({ result, text = '' }) => [result, inEnglish(text)]),
      [
        ['not sent', 'its user is not known'],
        ['not sent', 'its ID or its user ID is not well formed'],
      ],
    );
  });

  it('is retried with the same user', async () => {
    const { operation, harness } = await assignOne({ isAssigned: false }, () =>
      Promise.reject(new ApiError('network', 'no', { didNotRun: true })),
    );
    assert.deepEqual(
      harness.operations.retryable(operation).map(({ id, userId }) => [id, userId]),
      [['kp1', 'user1']],
    );
  });

  it('that is unknown has succeeded when the instance has its user by the time of the retry', async () => {
    let row: Partial<InstanceRow> = { isAssigned: false };
    const koophone: Partial<KooPhoneLike> = {
      assignInstances: () => Promise.reject(new ApiError('network', 'reset')),
      listInstances: () => Promise.resolve({ total: 1, received: 1, instances: [{ id: 'kp1', ...row }] }),
    };
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('assign', 'Staging', instances(1)));
    assert.deepEqual(resultsOf(operation), ['unknown']);
    row = { isAssigned: true, userId: 'user1' };
    await harness.operations.readAgain(operation.number);
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['succeeded']);
  });
});
