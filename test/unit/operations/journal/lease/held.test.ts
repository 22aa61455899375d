import assert from 'node:assert/strict';
import { type OwnerRequest } from '../../../../../src/operations/journal/fileNames';
import { ended, LeaseHolder, leases } from '../../../../support/operations/leaseHolder';
import { MemoryFolder } from '../../../../support/operations/memoryFiles';
import { diskError } from '../../../../support/replaced';
import { TestClock } from '../../../../support/testClock';
import { until } from '../../../../support/until';

describe('the lease of this window', () => {
  it('is lost to the window that took the operation over; what that one wrote is shown', async () => {
    const { folder, open, change } = leases();
    const owner = open();
    owner.begin();
    await owner.lease.load();
    folder.files.set('op-000001.lease-2', open().window.id);
    assert.deepEqual(await change(owner), ['lost 1', 'shown 1']);
    assert.deepEqual(await change(owner), []);
  });

  it('is lost with the operation that another window has packed', async () => {
    const { open } = leases();
    const owner = open();
    owner.begin();
    await owner.lease.load();
    const heir = open();
    assert.equal(await heir.journals.writer(1, 1, 1).pack(ended(1)), true);
    await owner.pass(300);
    await until(() => owner.told.length === 3);
    assert.deepEqual(owner.news(), ['lost 1', 'shown 1 at its end', 'kept 1, corrected 0 times']);
  });

  it('does what other windows request, with the hold that they saw, each once', async () => {
    const { clock, folder, open, change } = leases();
    const owner = open();
    owner.begin();
    await owner.lease.load();
    const other = open();
    const requests: readonly OwnerRequest[] = ['promote', 'resume'];
    requests.forEach((what) => {
      other.journals.request(1, what, { at: clock.now(), seen: { why: 'canary', since: 1 } });
    });
    assert.deepEqual(await change(owner), ['resume 1, while canary', 'promote 1, while canary']);
    assert.deepEqual(await change(owner), []);
    assert.deepEqual(folder.names('op-'), ['op-000001.jsonl']);
  });

  it('does no request to go on that came with a stop or a pause, or whose time is not known', async () => {
    for (const [text, others, told] of [
      ['{"at":1000}', [], ['resume 1']],
      ['{"at":1000}', ['pause'], ['pause 1']],
      ['{"at":1000}', ['stopAfterWave'], ['stopAfterWave 1']],
      ['{"at":1000}', ['promote'], ['resume 1', 'promote 1']],
      ['damaged', [], []],
    ] as const) {
      const folder = new MemoryFolder();
      const owner = new LeaseHolder(folder.open(), new TestClock(1_000));
      owner.begin();
      await owner.lease.load();
      for (const what of ['resume', ...others]) {
        folder.files.set(`op-000001.${what}`, text);
      }
      folder.changed();
      await owner.pass(300);
      assert.deepEqual([owner.news(), folder.names('op-')], [told, ['op-000001.jsonl']]);
      const isDropped = owner.log.some((line) => line.includes('resume of operation #1 is dropped'));
      assert.equal(isDropped, told[0] !== 'resume 1');
    }
  });

  it('takes all requests back before it does the first one', async () => {
    const { clock, folder, open, change } = leases();
    const owner = open();
    owner.begin();
    await owner.lease.load();
    owner.journals.request(1, 'pause', { at: clock.now() });
    owner.journals.request(1, 'stop', { at: clock.now() });
    const remove = owner.window.remove.bind(owner.window);
    owner.window.remove = (name) => (name.endsWith('.stop') ? Promise.reject(diskError('EPERM')) : remove(name));
    assert.deepEqual(await change(owner), []);
    assert.deepEqual(folder.names('op-'), ['op-000001.jsonl', 'op-000001.stop']);
    owner.window.remove = remove;
    assert.deepEqual(await change(owner), ['stop 1']);
  });

  it('does not hold what is kept in memory only, though a file has the same number', async () => {
    const { open } = leases();
    open('there').begin();
    const holder = open();
    holder.know(1, { isOwn: true, isStored: false });
    await holder.lease.load();
    await holder.pass(60_000);
    assert.deepEqual([holder.news(), holder.known.get(1)?.isOwn], [[], true]);
  });

  it('is not asked for again where the operation has ended, and this window packs it', async () => {
    const { folder, open } = leases();
    const owner = open();
    owner.know(owner.begin(), { isOwn: true }, true);
    folder.files.set('op-000001.lease-2', 'another');
    folder.files.set('op-000001.stop', '{"at":1}');
    await owner.lease.load();
    assert.deepEqual([owner.news(), owner.window.reads], [[], []]);
  });
});
