import assert from 'node:assert/strict';
import { resultsOf } from '../../../support/operations/harness';
import { Fleet } from '../../../support/operations/rolloutFleet';

describe('the steady time of a target', () => {
  it('ends when it is over, also between two looks at what is not healthy yet', async () => {
    const fleet = new Fleet(1);
    const harness = fleet.open();
    const { targets } = await harness.end(harness.operations.start(fleet.plan([1], { steadyMs: 7_000 })));
    const [{ settledAt = 0, wellSince = 0 } = {}] = targets;
    assert.equal(settledAt - wellSince, 7_000);
  });

  it('may go on after the time of the target', async () => {
    const fleet = new Fleet(1);
    fleet.fates.set(1, 'unwell');
    const harness = fleet.open();
    const started = harness.operations.start(fleet.plan([1], { steadyMs: 60_000, targetMs: 15_000 }));
    await harness.pass(9_000);
    fleet.fates.clear();
    assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded']);
  });

  it('does not begin, and nothing is told, while the target is not healthy', async () => {
    const fleet = new Fleet(1);
    fleet.fates.set(1, 'unwell');
    const harness = fleet.open();
    const operation = await harness.end(harness.operations.start(fleet.plan([1], { targetMs: 120_000 })));
    assert.deepEqual(resultsOf(operation), ['unverified']);
    const told = harness.changes.flatMap((change) => (change.kind === 'target' ? [change.target] : []));
    // Its phones were read, it was sent, it was answered, its job was done, and the time limit was reached.
    assert.equal(told.length, 5);
    assert.ok(told.every(({ wellSince }) => wellSince === undefined));
    const [{ answeredAt = 0, settledAt = 0 } = {}] = operation.targets;
    assert.equal(settledAt - answeredAt, 120_000, 'it has its time and no more');
  });
});
