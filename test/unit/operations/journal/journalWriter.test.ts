import assert from 'node:assert/strict';
import { type Change, encodeChange } from '../../../../src/operations/journal/format/writeJournal';
import { JournalStore } from '../../../../src/operations/journal/journalStore';
import { logInto } from '../../../support/operations/harness';
import { ended, waiting } from '../../../support/operations/leaseHolder';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { diskError } from '../../../support/replaced';
import { turnOfTheLoop } from '../../../support/until';

const JOURNAL = 'op-000001.jsonl';
const change = (at: number): Change => ({ at, set: [[0, { phase: 'sent', sentAt: at }]] });
const lines = (...ats: readonly number[]): string => ats.map((at) => encodeChange(change(at), at, 1)).join('');

describe('the journal of an operation', () => {
  let folder: MemoryFolder;
  let window: MemoryWindow;
  let log: string[];
  let journals: JournalStore;
  let begun: string;
  beforeEach(() => {
    folder = new MemoryFolder();
    window = folder.open();
    log = [];
    journals = new JournalStore(window, logInto(log));
    journals.begin(waiting, window.id);
    begun = folder.text(JOURNAL);
  });
  /** @returns what is in the journal after its first line */
  const written = (): string => folder.text(JOURNAL).slice(begun.length);

  it('has each change in its own line, without anybody waiting for it, and each once', async () => {
    const writer = journals.writer(1, 1, 1);
    assert.equal(writer.isBehind, false);
    [1, 2, 3].forEach((at) => {
      writer.note(change(at));
    });
    assert.equal(writer.isBehind, true);
    await turnOfTheLoop();
    assert.deepEqual([written(), writer.isBehind], [lines(1, 2, 3), false]);
    writer.note(change(4));
    await writer.saved();
    assert.equal(written(), lines(1, 2, 3, 4));
  });

  it('gets what the disk did not take with the next try, in a new line; both are told once', async () => {
    const writer = journals.writer(1, 1, 1);
    for (const at of [1, 2]) {
      log.length = 0;
      window.isTearing = at === 1;
      window.fault = diskError('ENOSPC');
      writer.note(change(at));
      await assert.rejects(writer.saved(), { code: 'ENOSPC' });
      await assert.rejects(writer.saved(), { code: 'ENOSPC' });
      assert.deepEqual([log.length, writer.isBehind], [1, true]);
      assert.match(log.join('\n'), /^error The operation cannot be recorded on the disk: #1 .*ENOSPC/);
      const torn = written();
      window.fault = undefined;
      writer.retry();
      await writer.saved();
      assert.equal(written(), `${torn}\n${lines(at)}`);
      assert.deepEqual(log.slice(1), ['info The operation is recorded on the disk again: #1']);
    }
  });

  it('is written by whoever waits for it, where the disk did not take it before', async () => {
    const writer = journals.writer(1, 1, 1);
    window.fault = diskError('ENOSPC');
    writer.note(change(1));
    await assert.rejects(writer.saved(), { code: 'ENOSPC' });
    window.fault = undefined;
    await writer.saved();
    assert.deepEqual([written(), writer.isBehind], [`\n${lines(1)}`, false]);
  });

  it('begins with a line break after its operation was taken over: its end may be a part of a line', async () => {
    folder.files.set('op-000001.lease-2', window.id);
    const writer = journals.writer(1, 2, 1);
    writer.note(change(1));
    writer.note(change(2));
    await writer.saved();
    const [one, two] = [1, 2].map((at) => encodeChange(change(at), at, 2));
    assert.equal(written(), `\n${one}${two}`);
    journals.writer(1, 2, 3).close();
    assert.equal(written(), `\n${one}${two}`, 'nothing is written for nothing');
  });

  it('gets all at once when the window closes, though the disk is slow', async () => {
    const append = window.append.bind(window);
    let goOn = (): void => undefined;
    window.append = async () => {
      await new Promise<void>((resolve) => (goOn = resolve));
    };
    const writer = journals.writer(1, 1, 1);
    writer.note(change(1));
    writer.note(change(2));
    const saved = writer.saved();
    writer.close();
    assert.deepEqual([written(), writer.isBehind], [lines(1, 2), false]);
    writer.note(change(3));
    assert.equal(written(), lines(1, 2, 3));
    goOn();
    await saved;
    window.append = append;
    writer.retry();
    await turnOfTheLoop();
    assert.equal(written(), lines(1, 2, 3));
  });

  it('is not saved when the window closes and the disk does not take it', async () => {
    const writer = journals.writer(1, 1, 1);
    window.fault = diskError('ENOSPC');
    writer.close();
    assert.deepEqual(log, [], 'there was nothing to write');
    writer.note(change(1));
    writer.release();
    await assert.rejects(writer.saved(), { code: 'ENOSPC' });
    assert.equal(log.length, 1);
  });

  it('takes what is noted while the disk is at work with the next append, and nothing twice', async () => {
    const append = window.append.bind(window);
    const appended: string[] = [];
    window.append = async (name, text) => {
      await turnOfTheLoop();
      appended.push(text);
      await append(name, text);
    };
    const writer = journals.writer(1, 1, 1);
    writer.note(change(1));
    await Promise.resolve();
    writer.note(change(2));
    writer.note(change(3));
    await writer.saved();
    assert.deepEqual(appended, [lines(1), lines(2, 3)]);
    assert.equal(written(), lines(1, 2, 3));
  });

  it('is of this window until another one has taken the operation over, packed it, or cleared it', () => {
    const writer = journals.writer(1, 1, 1);
    assert.equal(writer.isOurs(), true);
    for (const taken of ['op-000001.lease-2', 'op-000001.json.gz']) {
      folder.files.set(taken, '');
      assert.equal(writer.isOurs(), false);
      folder.files.delete(taken);
    }
    folder.files.set('op-000001.lease-3', '').set('something else', '').delete(JOURNAL);
    assert.equal(writer.isOurs(), false);
  });

  it('is not known to be lost when the whole folder is gone', () => {
    const writer = journals.writer(1, 1, 1);
    folder.files.clear();
    assert.throws(() => writer.isOurs(), /The folder of the operations is gone/);
    folder.files.set('something else', '');
    assert.throws(() => writer.isOurs(), /The folder of the operations is gone/);
    folder.files.set('op-000002.gone', '');
    assert.equal(writer.isOurs(), false);
  });

  it('is packed with its marks, but for those of corrections, and that of no other operation', async () => {
    journals.begin(waiting, window.id);
    for (const kind of ['stop', 'lease-2', 'released-1', 'corrected-1']) {
      folder.files.set(`op-000001.${kind}`, '');
    }
    assert.equal(await journals.writer(1, 2, 1).pack(ended(1)), true);
    assert.deepEqual(folder.names(), [
      'op-000001.corrected-1',
      'op-000001.json.gz',
      'op-000001.summary.json',
      'op-000002.jsonl',
    ]);
  });

  it('is not packed by a window that has lost the operation', async () => {
    folder.files.set('op-000001.lease-2', '');
    assert.equal(await journals.writer(1, 1, 1).pack(ended(1)), false);
    assert.deepEqual(folder.names(), [JOURNAL, 'op-000001.lease-2']);
  });

  it('is released with a mark of its epoch', () => {
    journals.writer(1, 3, 1).release();
    assert.deepEqual(folder.names('released'), ['op-000001.released-3']);
  });
});
