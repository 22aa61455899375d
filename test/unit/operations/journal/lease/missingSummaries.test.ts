import assert from 'node:assert/strict';
import { type LeaseHolder, leases } from '../../../../support/operations/leaseHolder';
import { until } from '../../../../support/until';

const summaryName = (number: number): string => `op-00000${number}.summary.json`;
const packedName = (number: number): string => `op-00000${number}.json.gz`;

/** A window, and packed operations of another one whose summaries are missing. */
async function stage(count: number) {
  const { folder, open } = leases();
  const owner = open();
  const pack = async (): Promise<void> => {
    const number = owner.begin();
    await owner.end(number);
    folder.files.delete(summaryName(number));
  };
  for (let nth = 0; nth < count; nth += 1) {
    await pack();
  }
  return { folder, pack, holder: open() };
}

/** Lets a window do something just before it reads a file for the first time. */
function beforeReading({ window }: LeaseHolder, file: string, happens: () => void): void {
  const read = window.read.bind(window);
  window.read = (name) => {
    if (name === file && !window.reads.includes(file)) {
      happens();
    }
    return read(name);
  };
}

describe('a summary that is missing', () => {
  it('is made again, also when another one is missing later; until then its operation counts as unread', async () => {
    const { folder, pack, holder } = await stage(1);
    await holder.lease.load();
    assert.deepEqual([holder.news(), [...holder.lease.unread]], [[], [1]]);
    for (const number of [1, 2]) {
      await until(() => holder.told.length === 1 && folder.files.has(summaryName(number)));
      await holder.rest();
      assert.deepEqual([holder.news(), [...holder.lease.unread]], [[`kept ${number}, corrected 0 times`], []]);
      if (number === 1) {
        await pack();
        folder.changed();
        await holder.pass(300);
      }
    }
    assert.deepEqual(holder.log, []);
  });

  it('is not made of an operation that was deleted meanwhile, and that is no fault', async () => {
    const { folder, holder } = await stage(1);
    beforeReading(holder, packedName(1), () => folder.files.delete(packedName(1)));
    await holder.lease.load();
    await until(() => [...holder.lease.unread].length === 0);
    assert.deepEqual([holder.news(), holder.log, folder.names('summary')], [[], [], []]);
  });

  it('is neither told nor stored when the window closes while it is made', async () => {
    const { folder, holder } = await stage(2);
    beforeReading(holder, packedName(2), () => {
      holder.lease.dispose();
    });
    await holder.lease.load();
    await until(() => [...holder.lease.unread].length === 0);
    assert.deepEqual([holder.news(), folder.names('summary')], [[], []]);
    assert.ok(!holder.window.reads.includes(packedName(1)), 'the others are not begun');
  });
});
