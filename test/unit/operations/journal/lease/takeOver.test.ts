import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { beginJournal, wholeJournal } from '../../../../../src/operations/journal/format/writeJournal';
import { ended, heartbeatOf, type LeaseHolder, leases, waiting } from '../../../../support/operations/leaseHolder';
import { diskError } from '../../../../support/replaced';

describe('the lease of another window', () => {
  it('is taken over after the third heartbeat that is missed, and not before', async () => {
    const { open } = leases();
    open('there').begin();
    const heir = open();
    await heir.lease.load();
    await heir.pass(14_999);
    assert.deepEqual(heir.news(), ['shown 1']);
    await heir.pass(1);
    assert.deepEqual(heir.news(), ['acquired 1 in epoch 2, next line 1']);
  });

  it('counts from the last heartbeat that was new, be it another one or none', async () => {
    const { folder, open, beat } = leases();
    const owner = open('there');
    owner.begin();
    beat(owner, '7');
    const heir = open();
    await heir.lease.load();
    for (let times = 0; times < 5; times += 1) {
      await heir.pass(15_000);
      beat(owner, String(times));
    }
    folder.files.delete(heartbeatOf(owner.window.id));
    await heir.pass(15_000);
    beat(owner, 'again');
    assert.deepEqual(heir.news(), ['shown 1'], 'it was silent twice each time');
    await heir.pass(19_999);
    assert.deepEqual(heir.news(), []);
    await heir.pass(1);
    assert.deepEqual(heir.news(), ['acquired 1 in epoch 2, next line 1']);
    assert.ok(!folder.files.has(heartbeatOf(owner.window.id)), 'its heartbeat goes with it');
  });

  it('lasts for sixty heartbeats that are missed where its process runs', async () => {
    const { open } = leases();
    open().begin();
    const heir = open();
    await heir.lease.load();
    await heir.pass(299_999);
    assert.deepEqual(heir.news(), ['shown 1']);
    await heir.pass(1);
    assert.deepEqual(heir.news(), ['acquired 1 in epoch 2, next line 1']);
  });

  it('is taken over at once where it was released, or where its process has ended', async () => {
    for (const end of [
      (owner: LeaseHolder) => {
        owner.journals.writer(1, 1, 1).release();
      },
      (owner: LeaseHolder) => {
        owner.window.kill();
      },
    ]) {
      const { open } = leases();
      const owner = open();
      owner.begin();
      end(owner);
      const heir = open();
      await heir.lease.load();
      assert.deepEqual(heir.news(), ['shown 1', 'acquired 1 in epoch 2, next line 1']);
    }
  });

  it('is not released by a mark of an owner before it', async () => {
    const { folder, open } = leases();
    const owner = open();
    owner.begin();
    owner.journals.writer(1, 1, 1).release();
    folder.files.set('op-000001.lease-2', owner.window.id);
    const heir = open();
    await heir.lease.load();
    assert.deepEqual(heir.news(), ['shown 1']);
  });

  it('goes to the window that was first: the other one shows on', async () => {
    const { open } = leases();
    const owner = open();
    owner.begin();
    owner.window.kill();
    const heir = open();
    heir.window.create = () => false;
    await heir.lease.load();
    assert.deepEqual(heir.news(), ['shown 1']);
  });

  it('comes with all that its owner wrote before it was taken over', async () => {
    const { folder, open } = leases();
    const owner = open();
    owner.begin();
    owner.window.kill();
    const heir = open();
    const create = heir.window.create.bind(heir.window);
    heir.window.create = (name, text) => {
      folder.files.set('op-000001.jsonl', wholeJournal(ended(1), owner.window.id));
      return create(name, text);
    };
    await heir.lease.load();
    assert.deepEqual(heir.news(), ['shown 1', 'acquired 1 in epoch 2, next line 4']);
  });

  it('comes also where the heartbeat or a request cannot be removed: that is told', async () => {
    const { folder, open, beat } = leases();
    const owner = open();
    owner.begin();
    beat(owner, '1');
    owner.journals.request(1, 'resume', { at: 0 });
    owner.window.kill();
    const heir = open();
    heir.window.remove = () => Promise.reject(diskError('EPERM'));
    await heir.lease.load();
    assert.deepEqual(heir.news(), ['shown 1', 'acquired 1 in epoch 2, next line 1']);
    assert.deepEqual(
      heir.log.map((line) => line.split(':')[0]),
      ['warn A heartbeat cannot be removed', 'warn A request cannot be removed'],
    );
    assert.ok(folder.files.has('op-000001.resume'));
  });

  it('comes without the requests to go on, and with the others', async () => {
    const { clock, folder, open, change } = leases();
    const owner = open();
    owner.begin();
    const all = ['resume', 'promote', 'pause', 'stopAfterWave', 'stop', 'stopWatching'] as const;
    all.forEach((what) => {
      owner.journals.request(1, what, { at: clock.now() });
    });
    owner.window.kill();
    const heir = open();
    await heir.lease.load();
    assert.deepEqual(folder.names('op-'), [
      'op-000001.jsonl',
      'op-000001.lease-2',
      ...['pause', 'stop', 'stopAfterWave', 'stopWatching'].map((what) => `op-000001.${what}`),
    ]);
    heir.news();
    assert.deepEqual(await change(heir), ['pause 1', 'stopAfterWave 1', 'stop 1', 'stopWatching 1']);
  });

  it('is never taken over where a later version of the extension wrote the journal', async () => {
    const { folder, open } = leases();
    const line = beginJournal(waiting(1), 'gone').slice(9, -1).replace('"format":2', '"format":3');
    folder.files.set('op-000001.jsonl', `${crc32(line).toString(16).padStart(8, '0')} ${line}\n`);
    folder.files.set('op-000001.released-1', '');
    const heir = open();
    await heir.lease.load();
    await heir.pass(60_000);
    assert.deepEqual([heir.news(), heir.log], [['shown 1'], []]);
    assert.deepEqual(folder.names('.lease-'), []);
  });

  it('is held again by a window that acquired it and could not read the journal then', async () => {
    const { folder, open } = leases();
    open('there').begin();
    const heir = open();
    folder.files.set('op-000001.lease-2', heir.window.id);
    await heir.lease.load();
    assert.deepEqual(heir.news(), ['shown 1', 'acquired 1 in epoch 2, next line 1']);
    assert.deepEqual(folder.names('.lease-'), ['op-000001.lease-2'], 'it is not acquired once more');
  });

  it('is not acquired by a window that closes while it looks', async () => {
    const { folder, open } = leases();
    const owner = open();
    owner.begin();
    owner.window.kill();
    const heir = open();
    const read = heir.window.read.bind(heir.window);
    heir.window.read = (name) => {
      heir.lease.dispose();
      return read(name);
    };
    await heir.lease.load();
    assert.deepEqual([heir.news(), folder.names('.lease-')], [[], []]);
  });
});
