import assert from 'node:assert/strict';
import { heartbeatOf, LeaseHolder } from '../../../../support/operations/leaseHolder';
import { MemoryFolder } from '../../../../support/operations/memoryFiles';
import { diskError } from '../../../../support/replaced';
import { TestClock } from '../../../../support/testClock';

describe('a heartbeat', () => {
  let folder: MemoryFolder;
  let clock: TestClock;
  let holder: LeaseHolder;
  beforeEach(() => {
    folder = new MemoryFolder();
    clock = new TestClock();
    holder = new LeaseHolder(folder.open(), clock);
  });
  const heartbeats = (): string[] => folder.names('.heartbeat').map((name) => folder.text(name));

  it('comes every five seconds while an operation of the window runs, and has a number', async () => {
    await holder.lease.load();
    assert.deepEqual([heartbeats(), clock.pending], [[], 0], 'nothing runs');
    holder.begin();
    assert.equal(holder.lease.wake(), true);
    await holder.rest();
    assert.deepEqual([heartbeats(), holder.heartbeats], [['1'], 0]);
    await holder.pass(4_999);
    assert.deepEqual([heartbeats(), holder.heartbeats], [['1'], 0]);
    await holder.pass(1);
    assert.deepEqual([heartbeats(), holder.heartbeats], [['2'], 1]);
    assert.equal(holder.lease.wake(), true);
    await holder.pass(10_000);
    assert.deepEqual([heartbeats(), holder.heartbeats], [['4'], 3], 'one more call makes no second one');
  });

  it('is taken away, and none follows, when all operations of the window have ended', async () => {
    await holder.lease.load();
    const number = holder.begin();
    holder.lease.wake();
    await holder.rest();
    await holder.end(number);
    await holder.pass(5_300);
    assert.deepEqual([heartbeats(), clock.pending], [[], 0]);
    const remove = holder.window.remove.bind(holder.window);
    let removals = 0;
    holder.window.remove = (name) => {
      removals += 1;
      return remove(name);
    };
    holder.lease.dispose();
    assert.equal(removals, 0, 'a window without one has none to take away');
  });

  it('is taken away when the window closes, and none follows', async () => {
    holder.begin();
    await holder.lease.load();
    await holder.rest();
    assert.equal(heartbeats().length, 1);
    folder.changed();
    holder.lease.dispose();
    await holder.rest();
    assert.deepEqual([heartbeats(), clock.pending], [[], 0]);
    assert.equal(holder.lease.wake(), false);
    await holder.pass(10_000);
    assert.deepEqual([heartbeats(), clock.pending, holder.heartbeats], [[], 0, 0]);
  });

  it('is not written by a window that only shows what another one does, though that window looks on', async () => {
    const owner = new LeaseHolder(folder.open(), clock);
    owner.begin();
    let removals = 0;
    holder.window.remove = () => {
      removals += 1;
      return Promise.resolve();
    };
    await holder.lease.load();
    await holder.pass(5_000);
    assert.deepEqual([holder.news(), heartbeats(), clock.pending, holder.heartbeats], [['shown 1'], [], 1, 1]);
    holder.lease.dispose();
    assert.equal(removals, 0, 'there is none to take away');
  });

  it('follows as long as an operation runs, is stale, or is left to be stored', () => {
    const running = holder.know(1, { isOwn: false });
    assert.equal(holder.lease.wake(), true);
    for (const [change, follows] of [
      [{ live: { hasEnded: true } }, false],
      [{ live: { hasEnded: true }, isOwn: true }, false],
      [{ live: { hasEnded: true }, isStale: true }, true],
    ] as const) {
      const other = new LeaseHolder(folder.open(), clock);
      other.known.set(1, { ...running, ...change });
      other.known.set(2, { ...running, live: { hasEnded: true } });
      assert.equal(other.lease.wake(), follows);
      other.isLeftBehind = true;
      assert.equal(other.lease.wake(), true);
    }
  });

  it('waits for no look that hangs, and the looks do not pile up', async () => {
    holder.begin();
    await holder.lease.load();
    folder.files.set('window-b3RoZXI.heartbeat', '1');
    let hanging = 0;
    holder.window.read = () => {
      hanging += 1;
      return new Promise(() => undefined);
    };
    await holder.pass(30_000);
    const own = folder.names('.heartbeat').find((name) => name !== 'window-b3RoZXI.heartbeat');
    assert.deepEqual([folder.text(own ?? ''), holder.heartbeats, hanging], ['7', 6, 1]);
  });

  it('that cannot be written is told of once, and again after one that could be', async () => {
    holder.begin();
    await holder.lease.load();
    await holder.rest();
    const write = holder.window.write.bind(holder.window);
    const said = () => holder.log.filter((line) => line.startsWith('warn Other windows cannot be told')).length;
    for (const times of [1, 2]) {
      holder.window.write = () => Promise.reject(diskError('EIO'));
      await holder.pass(20_000);
      assert.equal(said(), times);
      holder.window.write = write;
      await holder.pass(5_000);
    }
    assert.equal(said(), 2);
    assert.deepEqual(heartbeats(), ['11'], 'the ones that were lost count');
  });

  it('of another window is read, and of those that are gone it is removed; nothing else is read for it', async () => {
    await holder.lease.load();
    holder.begin();
    holder.lease.wake();
    await holder.rest();
    const { id: living } = folder.open();
    const { id: gone } = folder.open();
    folder.files.set(heartbeatOf(living), '1');
    folder.files.set(heartbeatOf(gone), '1');
    folder.files.set('something else', '');
    folder.end(gone);
    holder.window.reads.length = 0;
    await holder.pass(5_000);
    assert.deepEqual(holder.window.reads, [heartbeatOf(living), heartbeatOf(gone)]);
    assert.deepEqual(folder.names('.heartbeat'), [heartbeatOf(holder.window.id), heartbeatOf(living)].sort());
  });
});

describe('a watch on the folder', () => {
  let folder: MemoryFolder;
  let clock: TestClock;
  let holder: LeaseHolder;
  let looks: number;
  let watches: number;
  let changed: () => void;
  beforeEach(() => {
    folder = new MemoryFolder();
    clock = new TestClock();
    const window = folder.open();
    holder = new LeaseHolder(window, clock);
    const names = window.names.bind(window);
    looks = 0;
    window.names = () => {
      looks += 1;
      return names();
    };
    const watch = window.watch.bind(window);
    watches = 0;
    window.watch = (callback) => {
      watches += 1;
      changed = callback;
      return watch(callback);
    };
  });

  it('begins when the stored operations are read first, once', async () => {
    holder.lease.wake();
    assert.equal(watches, 0);
    await holder.lease.load();
    holder.lease.wake();
    assert.deepEqual([watches, looks], [1, 1]);
  });

  it('makes one look of a swarm of changes, a moment later', async () => {
    await holder.lease.load();
    looks = 0;
    new LeaseHolder(folder.open(), clock).begin();
    folder.changed();
    folder.changed();
    await holder.pass(299);
    assert.deepEqual([holder.news(), looks, clock.pending], [[], 0, 1]);
    await holder.pass(1);
    assert.deepEqual([holder.news(), looks], [['shown 1'], 1]);
    assert.equal(clock.pending, 1, 'there is something to look after now');
    folder.changed();
    await holder.pass(300);
    assert.equal(looks, 2, 'the next swarm makes the next look');
  });

  it('that tells of a change after the window has closed makes no look', async () => {
    await holder.lease.load();
    holder.lease.dispose();
    changed();
    assert.equal(clock.pending, 0);
    folder.changed();
    assert.equal(clock.pending, 0);
  });

  it('that is not possible is told of once, and tried again', async () => {
    holder.window.fault = diskError('EMFILE');
    await holder.lease.load();
    holder.lease.wake();
    const said = holder.log.filter((line) => line.startsWith('warn The history cannot be watched: '));
    assert.deepEqual([said.length, watches], [1, 3]);
    holder.window.fault = undefined;
    holder.lease.wake();
    folder.changed();
    assert.equal(clock.pending, 1);
  });

  it('leads to a look after the one under way, not to a second one beside it', async () => {
    new LeaseHolder(folder.open(), clock).begin();
    const read = holder.window.read.bind(holder.window);
    let goOn = (): void => undefined;
    holder.window.read = async (name) => {
      holder.window.read = read;
      await new Promise<void>((resolve) => (goOn = resolve));
      return read(name);
    };
    const loading = holder.lease.load();
    await holder.rest();
    new LeaseHolder(folder.open(), clock).begin();
    await holder.pass(300);
    assert.deepEqual([holder.news(), looks], [[], 1]);
    goOn();
    await loading;
    await holder.rest();
    assert.deepEqual([holder.news(), looks], [['shown 1', 'shown 2'], 2]);
  });
});
