import assert from 'node:assert/strict';
import { Fleet, endOf, first } from '../../../support/operations/rolloutFleet';

const WHOLE_MS = 100_000;

/** A rollout whose first target never ends, so that only its time ends it. */
function stuck(): Fleet {
  const fleet = new Fleet(2);
  fleet.fates.set(1, 'running');
  return fleet;
}

const planOf = (fleet: Fleet) => fleet.plan([1, 1], { wholeMs: WHOLE_MS, targetMs: 24 * 3_600_000 });

describe('the time for all waves', () => {
  it('ends a rollout that waits for nothing else, when it is over', async () => {
    const fleet = stuck();
    const harness = fleet.open();
    harness.operations.start(planOf(fleet));
    await harness.pass(WHOLE_MS - 1_000);
    assert.equal(endOf(first(harness)), undefined);
    await harness.pass(1_000);
    assert.equal(endOf(first(harness)), 'overTime');
    harness.operations.dispose();
  });

  for (const [isPaused, clockMs, ranMs, words] of [
    [true, 0, 30_000, 'goes on in the next window where it was'],
    [false, 0, 30_000, 'goes on in the next window where it was when the window crashed'],
    [false, -3_600_000, 0, 'begins anew in the next window where the clock was set back before its beginning'],
  ] as const) {
    it(`${words}, and no hold counts`, async () => {
      const fleet = stuck();
      const { window, harness } = fleet.openWindow();
      harness.operations.start(planOf(fleet));
      await harness.pass(20_000);
      harness.operations.pause(1);
      await harness.pass(300_000);
      harness.operations.resume(1);
      await harness.pass(10_000);
      if (isPaused) {
        harness.operations.pause(1);
        await harness.pass(50_000);
      }
      window.kill();
      harness.operations.dispose();
      fleet.clock.jump(clockMs);
      const next = fleet.open();
      await next.operations.load();
      await next.pass(200_000);
      assert.equal(first(next).hold?.why, isPaused ? 'paused' : 'reload');
      next.operations.resume(1);
      await next.pass(WHOLE_MS - ranMs - 1_000);
      assert.equal(endOf(first(next)), undefined);
      await next.pass(1_000);
      assert.equal(endOf(first(next)), 'overTime');
      next.operations.dispose();
    });
  }
});
