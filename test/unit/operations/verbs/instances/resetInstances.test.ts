import assert from 'node:assert/strict';
import { inEnglish } from '../../../../../src/base/message';
import { type CloudOptions } from '../../../../cloud/options';
import { runState } from '../../../../cloud/state/fleet';
import { TestClock } from '../../../../support/testClock';
import { Harness, resultsOf } from '../../../../support/operations/harness';
import { LocalCloud } from '../../../../support/operations/localCloud';

function open(options: Partial<CloudOptions> = {}) {
  const clock = new TestClock();
  const cloud = new LocalCloud(clock, { instances: 60, ...options });
  const harness = new Harness(() => cloud.clients(), clock);
  for (const instance of cloud.fleet.instances.values()) {
    instance.runningStatus = runState.running;
    instance.frozen = false;
  }
  const targets = (count: number) =>
    [...cloud.fleet.instances.values()].slice(0, count).map(({ instanceId: id, name, assignUser, loggedIn }) => ({
      id,
      name,
      ...(assignUser === '' ? {} : { userId: assignUser }),
      confirmed: { runningStatus: runState.running, isAssigned: assignUser !== '', isLoggedIn: loggedIn },
    }));
  return { cloud, harness, targets };
}

describe('a reset of instances', () => {
  it('of 25 goes out in three requests of at most 10, and is followed by its tasks', async () => {
    const { cloud, harness, targets } = open();
    const operation = await harness.end(harness.start('resetInstances', 'Staging', targets(25)));
    assert.equal(operation.requests, 3);
    assert.deepEqual(new Set(resultsOf(operation)), new Set(['succeeded']));
    assert.deepEqual(new Set(cloud.world.actions.instanceResets.values()), new Set([1]));
  });

  it('has a result for each: where the job of one fails, the others succeed', async () => {
    const { cloud, harness, targets } = open();
    const [one] = targets(1);
    assert.ok(one);
    cloud.fleet.instance(one.id).nextReset = { failed: { code: 'CPS.0005', message: 'no such phone' } };
    const operation = await harness.end(harness.start('resetInstances', 'Staging', targets(3)));
    assert.deepEqual(resultsOf(operation), ['failed', 'succeeded', 'succeeded']);
  });

  for (const [resetAnswer, tasksAnswer] of [
    ['none', true],
    ['data', false],
  ] as const) {
    it(`is unverified, and says how to check, where nothing tells its end (${resetAnswer}, ${tasksAnswer})`, async () => {
      const { cloud, harness, targets } = open({ resetAnswer, tasksAnswer });
      const operation = await harness.end(harness.start('resetInstances', 'Staging', targets(2)));
      assert.deepEqual(
        operation.targets.map(({ result, text = '', advice = '' }) => [result, inEnglish(text), inEnglish(advice)]),
        Array(2).fill([
          'unverified',
          'accepted, and the cloud does not tell its end',
          'Check whether the data on the instance is gone before you reset it again.',
        ]),
      );
      assert.deepEqual(new Set(cloud.world.actions.instanceResets.values()), new Set([1]));
    });
  }

  it('is followed to its end where the task has no rows at first', async () => {
    const { cloud, harness, targets } = open();
    const [one] = targets(1);
    assert.ok(one);
    cloud.fleet.instance(one.id).nextReset = { failed: { code: 'CPS.0005', message: 'no such phone' } };
    let looks = 0;
    cloud.fault = (request) => {
      if (!/^GET .*task/.test(request)) {
        return undefined;
      }
      looks += 1;
      return looks === 1 ? { status: 200, body: { jobs: [] } } : undefined;
    };
    const operation = await harness.end(harness.start('resetInstances', 'Staging', [one]));
    assert.deepEqual(resultsOf(operation), ['failed']);
    assert.ok(looks > 1);
  });

  it('is unknown where its answer was lost: no state shows whether it was reset, and it is not sent again', async () => {
    const { cloud, harness, targets } = open();
    cloud.fault = (request) => (/batch-reset$/.test(request) ? 'resetAfter' : undefined);
    const operation = await harness.end(harness.start('resetInstances', 'Staging', targets(1)));
    assert.deepEqual(resultsOf(operation), ['unknown']);
    assert.deepEqual([...cloud.world.actions.instanceResets.values()], [1]);
  });

  it('is not sent for an instance that changed since it was confirmed', async () => {
    const { cloud, harness, targets } = open();
    const chosen = targets(4);
    const [off, passed, gone] = chosen;
    assert.ok(off && passed && gone);
    cloud.fleet.instance(off.id).runningStatus = runState.poweredOff;
    cloud.fleet.instance(passed.id).assignUser = 'someone-else';
    cloud.fleet.instances.delete(gone.id);
    const operation = await harness.end(harness.start('resetInstances', 'Staging', chosen));
    assert.deepEqual(
      operation.targets.map(({ result, text = '' }) => [result, inEnglish(text)]),
      [
        ['not sent', 'changed since you confirmed: it has another status'],
        ['not sent', 'changed since you confirmed: it has another user'],
        ['not sent', 'changed since you confirmed: it is no longer listed'],
        ['succeeded', ''],
      ],
    );
    assert.deepEqual([...cloud.world.actions.instanceResets.keys()], [chosen[3]?.id]);
  });
});
