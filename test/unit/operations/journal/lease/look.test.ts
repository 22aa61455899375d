import assert from 'node:assert/strict';
import { wholeJournal } from '../../../../../src/operations/journal/format/writeJournal';
import { ended, leases } from '../../../../support/operations/leaseHolder';
import { diskError } from '../../../../support/replaced';
import { until } from '../../../../support/until';

describe('a look at the stored operations', () => {
  it('removes what is gone, unless this window still runs it or has to store it', async () => {
    const { open } = leases();
    for (const [known, hasEnded, isLeftBehind, removed] of [
      [{}, false, false, true],
      [{}, true, true, true],
      [{ isOwn: true }, false, false, false],
      [{ isOwn: true }, true, false, true],
      [{ isOwn: true }, true, true, false],
      [{ isOwn: true, isStored: false }, true, false, false],
    ] as const) {
      const holder = open();
      holder.know(1, known, hasEnded);
      holder.isLeftBehind = isLeftBehind;
      await holder.lease.load();
      assert.deepEqual(holder.news(), removed ? ['removed 1'] : [], JSON.stringify([known, hasEnded, isLeftBehind]));
      holder.lease.dispose();
    }
  });

  it('removes what is gone from the history, and nothing that is there', async () => {
    const { open } = leases();
    const holder = open();
    await holder.journals.writer(holder.begin(), 1, 1).pack(ended(1));
    holder.known.clear();
    holder.history.set(1, { corrections: 0 }).set(2, { corrections: 0 });
    holder.know(3, {}, true);
    holder.window.create('op-000003.jsonl', wholeJournal(ended(3), holder.window.id));
    await holder.lease.load();
    assert.deepEqual(
      holder.news().filter((line) => line.startsWith('removed')),
      ['removed 2'],
    );
  });

  it('shows the newest first, and goes on after one that cannot be read', async () => {
    const { folder, open } = leases();
    const owner = open();
    [1, 2, 3].forEach(() => owner.begin());
    folder.files.set('op-000002.jsonl', 'damaged\n');
    const holder = open();
    await holder.lease.load();
    assert.deepEqual(holder.news(), ['shown 3', 'shown 1']);
    assert.match(holder.log.join('\n'), /^warn Operation #2 cannot be read: .*damaged[^\n]*$/);
  });

  it('shows what another window has written on, or what is stale, and nothing else again', async () => {
    const { folder, open, change } = leases();
    const owner = open();
    owner.begin();
    const holder = open();
    await holder.lease.load();
    assert.deepEqual(holder.news(), ['shown 1']);
    assert.deepEqual(await change(holder), []);
    folder.files.set('op-000001.jsonl', `${folder.text('op-000001.jsonl')}half a line`);
    assert.deepEqual(await change(holder), ['shown 1']);
    holder.know(1, { isStale: true });
    assert.deepEqual(await change(holder), ['shown 1']);
    assert.deepEqual(await change(holder), []);
  });

  it('shows nothing of an operation that became one of this window while it was read', async () => {
    const { open } = leases();
    const owner = open();
    owner.begin();
    owner.window.kill();
    const holder = open();
    const read = holder.window.read.bind(holder.window);
    holder.window.read = (name) => {
      holder.know(1, { isOwn: true });
      return read(name);
    };
    await holder.lease.load();
    assert.deepEqual(holder.news(), []);
  });

  it('goes on while an operation of another window has ended and is not packed, until it is', async () => {
    const { folder, clock, open } = leases();
    const owner = open();
    folder.files.set('op-000001.jsonl', wholeJournal(ended(1), owner.window.id));
    const holder = open();
    holder.window.isWatching = false;
    await holder.lease.load();
    await holder.pass(20_000);
    assert.deepEqual([holder.news(), clock.pending], [['shown 1 at its end'], 1]);
    assert.equal(await owner.journals.writer(1, 1, 1).pack(ended(1)), true);
    clock.advance(5_000);
    await until(() => holder.told.length === 2);
    assert.deepEqual(holder.news(), ['shown 1 at its end', 'kept 1, corrected 0 times']);
    await holder.pass(5_000);
    assert.equal(clock.pending, 0);
  });

  it('goes on also after some at which the disk failed, until the window that packs is gone', async () => {
    const { folder, clock, open } = leases();
    folder.files.set('op-000001.jsonl', wholeJournal(ended(1), open('there').window.id));
    const holder = open();
    await holder.lease.load();
    holder.window.readFault = diskError('EIO');
    await holder.pass(10_000);
    holder.window.readFault = undefined;
    assert.equal(clock.pending, 1);
    await holder.pass(5_000);
    assert.deepEqual(holder.news(), ['shown 1 at its end', 'acquired 1 in epoch 2, next line 4']);
  });

  it('finds with the last heartbeat what another window has begun, and is followed by the next one', async () => {
    const { open } = leases();
    const holder = open();
    holder.window.isWatching = false;
    holder.know(holder.begin(), { isOwn: true });
    await holder.lease.load();
    await holder.end(1);
    const other = open();
    other.begin();
    await holder.pass(5_000);
    assert.deepEqual(holder.news(), ['shown 2']);
    await other.end(2);
    holder.clock.advance(5_000);
    await until(() => holder.told.length === 2);
    assert.deepEqual(holder.news(), ['shown 2 at its end', 'kept 2, corrected 0 times']);
  });

  it('has nothing to tell of a journal that is not begun, nor of one that goes while it is taken over', async () => {
    const { folder, open } = leases();
    folder.files.set('op-000001.jsonl', 'c0ffee00 0 1 {"form');
    const owner = open();
    owner.begin();
    owner.window.kill();
    const holder = open();
    const create = holder.window.create.bind(holder.window);
    holder.window.create = (name, text) => {
      folder.files.delete('op-000002.jsonl');
      return create(name, text);
    };
    await holder.lease.load();
    assert.deepEqual([holder.news(), holder.log], [['shown 2'], []]);
  });

  it('takes in a packed operation with its summary alone, and again when it was corrected since', async () => {
    const { folder, open, change } = leases();
    const owner = open();
    await owner.end(owner.begin());
    const holder = open();
    await holder.lease.load();
    assert.deepEqual(holder.news(), ['kept 1, corrected 0 times']);
    assert.deepEqual(holder.window.reads, ['op-000001.summary.json']);
    assert.deepEqual(await change(holder), []);
    await owner.journals.correct(1, (stored) => ({ ...stored, project: 'Elsewhere' }));
    assert.deepEqual(await change(holder), ['kept 1, corrected 1 times']);
    assert.deepEqual(new Set(holder.window.reads), new Set(['op-000001.summary.json']));
    assert.deepEqual(await change(holder), []);
    assert.equal(holder.window.reads.length, 2);
    assert.ok(folder.files.has('op-000001.corrected-1'));
  });

  it('shows the end of each target of a packed operation that was shown while it ran', async () => {
    const { open } = leases();
    const owner = open();
    const number = owner.begin();
    const holder = open();
    await holder.lease.load();
    await owner.end(number);
    await until(() => {
      holder.clock.advance(holder.clock.nextDelayMs ?? 0);
      return holder.told.length === 3;
    });
    assert.deepEqual(holder.news(), ['shown 1', 'shown 1 at its end', 'kept 1, corrected 0 times']);
  });

  it('that cannot read the folder is told of once, and costs nothing else', async () => {
    const { open, change } = leases();
    const owner = open();
    owner.begin();
    await owner.lease.load();
    const names = owner.window.names.bind(owner.window);
    owner.window.names = () => {
      throw diskError('EIO');
    };
    assert.deepEqual([await change(owner), await change(owner)], [[], []]);
    assert.equal(owner.log.filter((line) => line.startsWith('warn The history cannot be read')).length, 1);
    owner.window.names = names;
    owner.journals.request(1, 'stop', { at: 0 });
    assert.deepEqual(await change(owner), ['stop 1']);
  });
});
