import assert from 'node:assert/strict';
import { type Operation, type Result } from '../../../../src/model/operation';
import { summaryOf } from '../../../../src/model/operationSummary';
import { JournalStore } from '../../../../src/operations/journal/journalStore';
import { type SharedFolder } from '../../../../src/storage/sharedFolder';
import { logInto, resultsOf, servers } from '../../../support/operations/harness';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { diskError } from '../../../support/replaced';

const begun = (number: number): Operation => ({
  number,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 1_000,
  targets: servers(2).map((one) => ({ ...one, phase: 'waiting' })),
});

const ended = (number: number): Operation => ({
  ...begun(number),
  endedAt: 2_000,
  targets: servers(2).map((one) => ({ ...one, phase: 'settled', result: 'unknown', settledAt: 2_000 })),
});

/** @returns what corrects one target */
const becomes =
  (nth: number, result: Result) =>
  (stored: Operation): Operation => ({
    ...stored,
    targets: stored.targets.map((target, place) => (place === nth ? { ...target, result } : target)),
  });

describe('the stored operations', () => {
  let folder: MemoryFolder;
  let window: MemoryWindow;
  let lines: string[];
  let journals: JournalStore;
  beforeEach(() => {
    folder = new MemoryFolder();
    window = folder.open();
    lines = [];
    journals = new JournalStore(window, logInto(lines));
  });
  /** Calls `happens` just before the first call of a method. */
  function before(method: 'create' | 'write' | 'read', happens: () => unknown): void {
    const whole = window[method].bind(window) as (...given: unknown[]) => unknown;
    let isFirst = true;
    Reflect.set(window, method, (...given: unknown[]) => {
      if (isFirst) {
        isFirst = false;
        happens();
      }
      return whole(...given);
    });
  }
  const store = async (operation: Operation): Promise<void> => {
    const { number } = journals.begin(() => operation, window.id);
    await journals.writer(number, 1, 1).pack(operation);
  };
  const marksOf = (number: number) => {
    const marks = journals.marks().get(number);
    assert.ok(marks);
    return marks;
  };

  it('give the next number to a window that loses the race for one', () => {
    const other = new JournalStore(folder.open(), logInto([]));
    before('create', () => other.begin(begun, 'other'));
    assert.equal(journals.begin(begun, window.id).number, 2);
    before('create', () => other.begin(begun, 'other'));
    journals.adopt(ended(3));
    assert.deepEqual([...journals.marks().keys()], [1, 2, 3, 4]);
  });

  it('are read as a whole where one was packed since its name was read', async () => {
    journals.begin(begun, window.id);
    const marks = marksOf(1);
    await journals.writer(1, 1, 1).pack(ended(1));
    assert.deepEqual((await journals.read(marks))?.operation, ended(1));
    await journals.delete(() => true);
    assert.equal(await journals.read(marks), undefined);
  });

  it('keep a correction over which another window wrote before it was read again', async () => {
    await store(ended(1));
    const packed = folder.files.get('op-000001.json.gz');
    assert.ok(packed !== undefined);
    const write = window.write.bind(window);
    let times = 0;
    window.write = async (name, data) => {
      await write(name, data);
      if (name.endsWith('.json.gz')) {
        times += 1;
        folder.files.set(name, times === 1 ? packed : data);
      }
    };
    await journals.correct(1, becomes(1, 'failed'));
    assert.equal(times, 2);
    assert.deepEqual(resultsOf((await journals.read(marksOf(1)))?.operation ?? ended(1)), ['unknown', 'failed']);
  });

  it('are left without a summary by a window that loses the operation while it packs it', async () => {
    journals.begin(() => ended(1), window.id);
    before('write', () => folder.files.set('op-000001.lease-2', 'there/2'));
    assert.equal(await journals.writer(1, 1, 1).pack(ended(1)), false);
    assert.deepEqual(folder.names(), ['op-000001.jsonl', 'op-000001.lease-2']);
  });

  it('use no mark of a correction twice', async () => {
    await store(ended(1));
    before('write', () => folder.files.set('op-000001.corrected-1', ''));
    assert.deepEqual(resultsOf((await journals.correct(1, becomes(0, 'failed')))?.operation ?? ended(1)), [
      'failed',
      'unknown',
    ]);
    assert.equal(marksOf(1).corrections, 2);
  });

  it('are not brought back by a correction that comes after they were deleted, nor made whole by one', async () => {
    await store(ended(1));
    await journals.delete(() => true);
    assert.equal(await journals.correct(1, becomes(0, 'failed')), undefined);
    assert.deepEqual(folder.names(), ['op-000001.gone']);
    journals.begin(begun, window.id);
    assert.equal(await journals.correct(2, becomes(0, 'failed')), undefined);
  });

  it('take a request that is made again with its new time, and tell where that fails', async () => {
    journals.begin(begun, window.id);
    journals.request(1, 'resume', { at: 1_000 });
    journals.request(1, 'resume', { at: 2_000 });
    await Promise.resolve();
    assert.equal(folder.text('op-000001.resume'), '{"at":2000}');
    window.write = () => Promise.reject(diskError('EIO'));
    journals.request(1, 'resume', { at: 3_000 });
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(lines.join('\n'), /^warn A request to another window cannot be made anew: op-000001.resume .*EIO$/);
    assert.deepEqual(await journals.takeRequest(1, 'resume'), { at: 2_000 });
    assert.equal(await journals.takeRequest(1, 'resume'), undefined);
  });

  it('know which operations of version 0.1 they have, beside damaged ones, and say so when the disk does not', async () => {
    folder.files.set('op-000001.jsonl', 'damaged\n');
    journals.adopt(ended(7));
    assert.deepEqual([await journals.hasAdopted(7), await journals.hasAdopted(8)], [true, false]);
    await store({ ...ended(9), importedFrom: 5 });
    window.reads.length = 0;
    assert.equal(await journals.hasAdopted(5), true, 'a packed one too');
    assert.ok(!window.reads.includes('op-000008.json.gz'), 'its summary is enough');
    window.read = () => Promise.reject(diskError('EIO'));
    await assert.rejects(journals.hasAdopted(7), { code: 'EIO' });
  });

  it('are kept beyond the newest two hundred as long as they run, and while it is not known that they are damaged', async () => {
    journals.begin(begun, window.id);
    folder.files.set('op-000002.jsonl', 'damaged\n');
    await store(ended(3));
    for (let number = 4; number <= 203; number += 1) {
      folder.files.set(`op-${String(number).padStart(6, '0')}.json.gz`, 'packed');
    }
    assert.deepEqual(await journals.prune(), [3]);
    assert.deepEqual([...journals.marks().keys()].slice(0, 3), [1, 2, 4]);
    await assert.rejects(journals.read(marksOf(2)), { name: 'UnreadableJournal' });
    assert.deepEqual(await journals.prune(), [2]);
    assert.deepEqual([...journals.marks().keys()].slice(0, 2), [1, 4]);
  });

  it('are listed by their numbers, lowest first, whatever the order in which the disk tells the names', () => {
    window.names = () => ['op-000003.jsonl', 'op-000010.jsonl', 'op-000002.lease-2', 'op-000001.json.gz', 'something'];
    assert.deepEqual([...journals.marks().keys()], [1, 3, 10]);
  });

  it('delete nothing where nothing is meant, and the damaged ones with what is meant', async () => {
    journals.begin(begun, window.id);
    await journals.delete(() => false);
    assert.deepEqual(folder.names(), ['op-000001.jsonl']);
    folder.files.set('op-000002.jsonl', 'damaged\n');
    await assert.rejects(journals.read(marksOf(2)), { name: 'UnreadableJournal' });
    await journals.delete(() => false);
    assert.deepEqual(folder.names(), ['op-000001.jsonl', 'op-000002.gone']);
  });

  it('have one mark of the highest number that was deleted, and give no number below it', async () => {
    for (const number of [1, 2]) {
      assert.equal(journals.begin(begun, window.id).number, number);
      await journals.delete(() => true);
      assert.deepEqual(folder.names(), [`op-00000${number}.gone`]);
    }
    await journals.delete(() => true);
    assert.deepEqual(folder.names(), ['op-000002.gone']);
    assert.equal(journals.begin(begun, window.id).number, 3);
  });

  it('forget that one was damaged when it can be read again', async () => {
    journals.begin(begun, window.id);
    const whole = folder.text('op-000001.jsonl');
    folder.files.set('op-000001.jsonl', 'damaged\n');
    await assert.rejects(journals.read(marksOf(1)), { name: 'UnreadableJournal' });
    folder.files.set('op-000001.jsonl', whole);
    assert.deepEqual((await journals.read(marksOf(1)))?.operation, begun(1));
    await journals.delete(() => false);
    assert.deepEqual(folder.names(), ['op-000001.jsonl']);
  });

  it('do not have one whose first line was not written to its end: nothing of it was sent', async () => {
    folder.files.set('op-000001.jsonl', 'c0ffee00 0 1 {"form');
    assert.equal(await journals.read(marksOf(1)), undefined);
  });

  it('keep the number of one of version 0.1 where that is free, and where it can still act only above all others', () => {
    journals.adopt(begun(5));
    journals.adopt(begun(3));
    journals.adopt(ended(2));
    journals.adopt(ended(5));
    journals.adopt(begun(8));
    assert.deepEqual([...journals.marks().keys()], [2, 5, 6, 7, 8]);
  });

  it('of version 0.1 outlast a loss of power before their old files go, and are left to any window', () => {
    const create = window.create.bind(window);
    const durable: string[] = [];
    window.create = (...[name, text, options]: Parameters<SharedFolder['create']>) => {
      durable.push(...(options?.isDurable === true ? [name] : []));
      return create(name, text);
    };
    journals.adopt(begun(3));
    assert.deepEqual(durable, ['op-000003.jsonl']);
    assert.equal(marksOf(3).isReleased, true);
  });

  it('are read with what is needed to go on, and no other file is read for it', async () => {
    journals.begin(begun, 'owner');
    const { operation, ...rest } = (await journals.read(marksOf(1))) ?? {};
    const size = folder.text('op-000001.jsonl').length;
    assert.deepEqual(operation, begun(1));
    assert.deepEqual(rest, { owner: 'owner', nextLine: 1, size, isNewer: false, isPacked: false });
    assert.deepEqual(window.reads, ['op-000001.jsonl']);
    folder.files.set('op-000001.lease-2', 'heir');
    assert.equal((await journals.read(marksOf(1)))?.owner, 'heir');
    await journals.writer(1, 2, 1).pack(ended(1));
    const { operation: packed, ...others } = (await journals.read(marksOf(1))) ?? {};
    assert.deepEqual(packed, ended(1));
    assert.deepEqual(others, { owner: '', nextLine: 0, size: Infinity, isNewer: false, isPacked: true });
  });

  it('are deleted with their summaries first: one that is left without its operation would be of no use', async () => {
    await store(ended(1));
    const remove = window.remove.bind(window);
    const removed: string[] = [];
    window.remove = (name) => {
      removed.push(name);
      return remove(name);
    };
    await journals.delete(() => true);
    assert.deepEqual(removed, ['op-000001.summary.json', 'op-000001.json.gz']);
  });

  it('keep the mark of the highest number that was deleted when a lower one follows', async () => {
    journals.begin(begun, window.id);
    journals.begin(begun, window.id);
    await journals.delete((number) => number === 2);
    assert.deepEqual(folder.names(), ['op-000001.jsonl', 'op-000002.gone']);
    await journals.delete(() => true);
    assert.deepEqual(folder.names(), ['op-000002.gone']);
  });

  it('lose only summaries without their operation when the history is cut: what says that a number is taken stays', async () => {
    const files = ['op-000001.lease-2', 'op-000002.gone', 'op-000003.summary.json', 'op-000004.jsonl'];
    files.forEach((name) => folder.files.set(name, ''));
    assert.deepEqual(await journals.prune(), []);
    assert.deepEqual(folder.names(), ['op-000001.lease-2', 'op-000002.gone', 'op-000004.jsonl']);
  });

  it('are not written again by a correction that another window has made already', async () => {
    await store(ended(1));
    const change = becomes(0, 'failed');
    const made = await journals.correct(1, change);
    const before = new Map(folder.files);
    assert.deepEqual(await journals.correct(1, change), made);
    assert.deepEqual(folder.files, before);
  });

  it('have no mark of a correction but the last one', async () => {
    await store(ended(1));
    await journals.correct(1, becomes(0, 'failed'));
    await journals.correct(1, becomes(1, 'succeeded'));
    assert.deepEqual(folder.names(), ['op-000001.corrected-2', 'op-000001.json.gz', 'op-000001.summary.json']);
  });

  it('are not corrected for ever against another window that does so too', async () => {
    await store(ended(1));
    const packed = folder.files.get('op-000001.json.gz');
    assert.ok(packed !== undefined);
    const write = window.write.bind(window);
    let times = 0;
    window.write = async (name, data) => {
      times += name.endsWith('.json.gz') ? 1 : 0;
      await write(name, name.endsWith('.json.gz') ? Buffer.from(packed) : data);
    };
    await assert.rejects(journals.correct(1, becomes(1, 'failed')), /corrected by another window at the same time/);
    assert.equal(times, 5);
  });

  it('keep the summary that another window has made meanwhile', async () => {
    await store(ended(1));
    const text = folder.text('op-000001.summary.json');
    const named = text.replace('Staging', 'Elsewhere');
    folder.files.set('op-000001.summary.json', named);
    await journals.storeSummary(summaryOf(ended(1)), 0);
    assert.equal(folder.text('op-000001.summary.json'), named);
  });
});
