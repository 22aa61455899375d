import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { TestClock } from '../../../support/testClock';
import { fakes, Harness, instances, servers } from '../../../support/operations/harness';
import { LocalCloud } from '../../../support/operations/localCloud';
import { MemoryFolder } from '../../../support/operations/memoryFiles';
import { first, Fleet, phasesOf } from '../../../support/operations/rolloutFleet';

describe('a request to go on', () => {
  it('answers only the question that the person saw', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    const started = harness.operations.start(fleet.plan([1, 1], { asksAfterFirst: true }));
    await harness.until(() => started.operation().hold?.why === 'canary');
    const seen = started.operation().hold;
    assert.ok(seen);
    harness.operations.promote(1, { ...seen, since: seen.since - 1 });
    await harness.pass(600_000);
    assert.deepEqual([started.operation().hold?.why, fleet.posts.length], ['canary', 1]);
    assert.match(harness.log.join('\n'), /promote of operation #1 is dropped/);
    harness.operations.promote(1, seen);
    await harness.end(started);
    assert.equal(fleet.posts.length, 2);
  });

  it('that was made of a window which crashed since is not done by the next one', async () => {
    const fleet = new Fleet(3);
    const owner = fleet.openWindow();
    const heir = fleet.openWindow();
    await owner.harness.operations.load();
    await heir.harness.operations.load();
    owner.harness.start('restart', 'Staging', servers(3));
    owner.harness.operations.pause(1);
    await owner.harness.pass(6_000);
    heir.harness.operations.resume(1);
    owner.window.kill();
    owner.harness.operations.dispose();
    await heir.harness.pass(30_000);
    assert.equal(heir.harness.operations.isOwn(1), true);
    assert.deepEqual([first(heir.harness).hold?.why, fleet.posts], ['paused', []]);
  });
});

describe('the last gate before a request leaves', () => {
  it('is closed where the settings name another host than the one that was confirmed', async () => {
    let host = 'test.example';
    let erased = 0;
    const koophone = {
      unassignInstances: () => {
        erased += 1;
        return Promise.resolve({ jobs: [] });
      },
    };
    const harness = new Harness(() => ({ ...fakes({ koophone }), host: () => host }));
    const started = harness.start('unassign', 'Staging', instances(2));
    harness.operations.pause(1);
    await harness.rest();
    host = 'production.example';
    harness.operations.resume(1);
    const operation = await harness.end(started);
    assert.deepEqual([phasesOf(operation), erased], [['not sent', 'not sent'], 0]);
    assert.match(inEnglish(operation.targets[0]?.text ?? ''), /do not name the host test\.example any more$/);
  });

  it('is closed where the settings name another project ID than the one that was confirmed', async () => {
    let projectId = 'a'.repeat(32);
    const harness = new Harness(() => ({ ...fakes({}), projectId: () => projectId }));
    const started = harness.start('restart', 'Staging', servers(2));
    harness.operations.pause(1);
    await harness.rest();
    projectId = 'b'.repeat(32);
    harness.operations.resume(1);
    const operation = await harness.end(started);
    assert.deepEqual(phasesOf(operation), ['not sent', 'not sent']);
    assert.match(inEnglish(operation.targets[0]?.text ?? ''), /do not name the project ID a{32} any more$/);
  });

  it('is closed while the disk does not tell whether another window acts for the operation', async () => {
    const clock = new TestClock();
    const window = new MemoryFolder().open();
    const cloud = new LocalCloud(clock, { servers: 1, instances: 0, jobMs: 1_000 });
    const harness: Harness = new Harness(
      () =>
        cloud.clients(() => false, {
          beforeActing: () => {
            harness.operations.beforeLeaving();
          },
        }),
      clock,
      window.store,
    );
    let isThrottled = true;
    cloud.fault = (request) => {
      const fault = isThrottled && request.startsWith('POST') ? { throttle: 600 } : undefined;
      isThrottled = false;
      return fault;
    };
    const [server] = cloud.fleet.servers.values();
    assert.ok(server);
    const started = harness.start('restart', 'Staging', [{ id: server.serverId, name: server.name }]);
    await harness.rest();
    const exists = window.exists.bind(window);
    window.exists = () => {
      throw new Error('EIO');
    };
    await harness.pass(700_000);
    assert.equal(cloud.acts('restart', server.serverId), 0);
    assert.equal(started.operation().hold?.why, 'paused');
    window.exists = exists;
    harness.operations.resume(1);
    await harness.end(started);
    assert.equal(cloud.acts('restart', server.serverId), 1);
  });
});
