import assert from 'node:assert/strict';
import { resultsOf } from '../../../support/operations/harness';
import { endOf, first, Fleet } from '../../../support/operations/rolloutFleet';

describe('Stop After Wave', () => {
  it('lets the requests of the wave leave that still wait for their turn', async () => {
    const fleet = new Fleet(300);
    const harness = fleet.open();
    harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
    const started = harness.operations.start(fleet.plan([150, 150]));
    await harness.until(() => fleet.posts.length === 1);
    harness.operations.stopAfterWave(1);
    const operation = await harness.end(started);
    const expected = [...Array<string>(150).fill('succeeded'), ...Array<string>(150).fill('not sent')];
    assert.deepEqual([resultsOf(operation), endOf(operation)], [expected, 'stoppedAfterWave']);
  });
});

describe('Stop', () => {
  it('while the fleet is read before a wave ends the rollout, and nothing is wrong with the reading', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    fleet.isLocked = () => {
      harness.operations.cancel(1);
      return false;
    };
    const operation = await harness.end(harness.operations.start(fleet.plan([1, 1])));
    assert.deepEqual([resultsOf(operation), endOf(operation)], [['not sent', 'not sent'], 'stopped']);
    await harness.pass(60_000);
    assert.deepEqual([fleet.posts, harness.log], [[], []]);
  });
});

describe('Resume', () => {
  for (const why of ['canary', 'unverified'] as const) {
    it(`does not answer the question after a wave, nor ask it anew: ${why}`, async () => {
      const fleet = new Fleet(2);
      fleet.fates.set(1, 'unwell');
      const harness = fleet.open();
      const started = harness.operations.start(fleet.plan([1, 1], { asksAfterFirst: why === 'canary' }));
      await harness.until(() => started.operation().hold !== undefined);
      const asked = started.operation().hold;
      assert.equal(asked?.why, why);
      await harness.pass(60_000);
      harness.operations.resume(1);
      await harness.pass(60_000);
      assert.deepEqual([started.operation().hold, fleet.posts], [asked, [[1]]]);
      harness.operations.dispose();
    });
  }

  it('asks nothing of a rollout that goes on', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    const started = harness.operations.start(fleet.plan([1, 1], { asksAfterFirst: true }));
    await harness.until(() => started.operation().hold?.why === 'canary');
    harness.operations.promote(1);
    harness.operations.resume(1);
    assert.equal(started.operation().hold, undefined);
    assert.equal(endOf(await harness.end(started)), 'finished');
  });

  it('does nothing for a rollout that was stopped, while what was sent goes on', async () => {
    const fleet = new Fleet(2);
    fleet.fates.set(1, 'running');
    const harness = fleet.open();
    const started = harness.operations.start(fleet.plan([1, 1]));
    await harness.until(() => fleet.posts.length === 1);
    harness.operations.cancel(1);
    harness.operations.resume(1);
    harness.operations.pause(1);
    fleet.fates.clear();
    const operation = await harness.end(started);
    assert.deepEqual([resultsOf(operation), endOf(operation)], [['succeeded', 'not sent'], 'stopped']);
    assert.deepEqual([fleet.posts, operation.hold], [[[1]], undefined]);
  });
});

describe('a machine that sleeps', () => {
  for (const countsSleep of [true, false]) {
    const words = countsSleep ? 'counts' : 'does not count';
    it(`uses up nothing of the time for all waves, where monotonic time ${words} the sleep`, async () => {
      const fleet = new Fleet(2);
      fleet.fates.set(1, 'running');
      const harness = fleet.open();
      harness.operations.start(fleet.plan([1, 1], { wholeMs: 100_000, targetMs: 24 * 3_600_000 }));
      await harness.pass(20_000);
      fleet.clock.sleep(3_600_000, { countsSleep });
      harness.operations.beforeLeaving();
      assert.equal(first(harness).hold?.why, 'sleep');
      harness.operations.resume(1);
      await harness.pass(79_000);
      assert.equal(endOf(first(harness)), undefined);
      await harness.pass(21_000);
      assert.equal(endOf(first(harness)), 'overTime');
      harness.operations.dispose();
    });

    it(`counts for the pause between two waves, where monotonic time ${words} it`, async () => {
      const fleet = new Fleet(2);
      const harness = fleet.open();
      harness.operations.start(fleet.plan([1, 1], { pauseMs: 600_000 }));
      await harness.until(() => first(harness).rollout?.step === 'resting');
      await harness.pass(100_000);
      fleet.clock.sleep(300_000, { countsSleep });
      harness.operations.beforeLeaving();
      harness.operations.resume(1);
      await harness.pass(199_000);
      assert.equal(fleet.posts.length, 1);
      await harness.pass(1_000);
      assert.equal(fleet.posts.length, 2);
      harness.operations.dispose();
    });
  }
});
