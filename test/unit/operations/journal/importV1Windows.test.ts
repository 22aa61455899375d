import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { ImportV1 } from '../../../../src/operations/journal/importV1';
import { JournalStore } from '../../../../src/operations/journal/journalStore';
import { logInto, servers } from '../../../support/operations/harness';
import { waiting } from '../../../support/operations/leaseHolder';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { diskError } from '../../../support/replaced';
import { TestClock } from '../../../support/testClock';

const OWNER = 'here/old';
const OTHER = 'here/other old';

const head = (number: number): object => ({
  number,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 1_000,
});
const running = (number: number): string =>
  `${JSON.stringify({ ...head(number), window: OWNER, targets: servers(1) })}\n` +
  JSON.stringify({ at: 2_000, set: [[{ phase: 'sent', sentAt: 1_500 }, [0]]] });
const ended = (number: number): Uint8Array => {
  const targets = servers(1).map((one) => ({ ...one, phase: 'settled', result: 'succeeded', settledAt: 5_000 }));
  return gzipSync(JSON.stringify({ ...head(number), endedAt: 5_000, targets }));
};

/** Windows of this version that take over from version 0.1, one at a time or several at once. */
function stage() {
  const old = new MemoryFolder();
  const folder = new MemoryFolder();
  const clock = new TestClock();
  clock.advance(1_000_000);
  const open = (machine = 'here') => {
    const log: string[] = [];
    const window = folder.open(machine);
    const oldWindow = old.open(machine);
    const journals = new JournalStore(window, logInto(log));
    const hostOf = () => 'cloud.example';
    const deps = { filesV1: oldWindow, files: window, journals, window, clock, log: logInto(log), hostOf };
    return { importer: new ImportV1(deps), journals, window, oldWindow, log };
  };
  return { old, folder, clock, open };
}

/** @returns the numbers of version 0.1 of what is stored, in the order of the new numbers */
async function imported(journals: JournalStore): Promise<(number | undefined)[]> {
  const stored = await Promise.all([...journals.marks().values()].map((marks) => journals.read(marks)));
  return stored.map((one) => one?.operation.importedFrom);
}

/** @returns the names of the files that a window makes from now on */
function made(window: MemoryWindow): readonly string[] {
  const names: string[] = [];
  const create = window.create.bind(window);
  window.create = (name, text) => {
    names.push(name);
    return create(name, text);
  };
  return names;
}

describe('a window of version 0.1 that runs something', () => {
  it('keeps it: this is told with its number and host, lowest number first, until the window is gone', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000012.jsonl', running(12)).set('op-000003.jsonl', running(3));
    old.files.set('window-aGVyZS9vbGQ.beat', '1');
    const { importer, journals, oldWindow } = open();
    // A disk tells the names in any order.
    oldWindow.names = () => old.names().reverse();
    assert.deepEqual(importer.running, []);
    assert.equal(await importer.takeOver(), true);
    assert.deepEqual(
      importer.running.map(({ number, host }) => [number, host]),
      [
        [3, 'cloud.example'],
        [12, 'cloud.example'],
      ],
    );
    folder.end(OWNER);
    assert.equal(await importer.takeOver(), false);
    assert.deepEqual([importer.running, await imported(journals)], [[], [3, 12]]);
  });

  it('is gone when its heartbeat was the same for a minute, or for half an hour where its process runs', async () => {
    for (const [machine, longestMs] of [
      ['there', 60_000],
      ['here', 30 * 60_000],
    ] as const) {
      const { old, clock, open } = stage();
      old.files.set('op-000003.jsonl', running(3));
      const { importer } = open(machine);
      const isKept = async (afterMs: number): Promise<boolean> => {
        clock.advance(afterMs);
        return await importer.takeOver();
      };
      assert.equal(await isKept(0), true);
      assert.equal(await isKept(longestMs - 1), true);
      old.files.set('window-aGVyZS9vbGQ.beat', '2');
      assert.equal(await isKept(1), true, 'it shows that it lives');
      assert.equal(await isKept(longestMs - 1), true);
      assert.equal(await isKept(1), false);
    }
  });

  it('has what it claimed from another one, and no more what was claimed from it', async () => {
    for (const [gone, isKept] of [
      [OWNER, true],
      [OTHER, false],
    ] as const) {
      const { old, folder, open } = stage();
      old.files.set('op-000003.jsonl', running(3)).set('op-000003.claim-2', OTHER);
      folder.end(gone);
      assert.equal(await open().importer.takeOver(), isKept);
      assert.equal(old.files.has('op-000003.claim-3'), !isKept);
    }
  });

  it('loses at once what it has freed, and keeps what only the one before it had freed', async () => {
    for (const [claims, isKept] of [
      [['free-1'], false],
      [['free-1', 'claim-2'], true],
      [['free-1', 'claim-2', 'free-2', 'claim-10', 'free-10'], false],
    ] as const) {
      const { old, open } = stage();
      old.files.set('op-000003.jsonl', running(3));
      claims.forEach((kind) => old.files.set(`op-000003.${kind}`, OTHER));
      assert.equal(await open().importer.takeOver(), isKept, claims.join());
    }
  });

  it('finds its claim and the packed operation after it was taken over, and nothing else of it', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000003.jsonl', running(3));
    for (const kind of ['claim-2', 'claim-10', 'free-1', 'stop', 'resume']) {
      old.files.set(`op-000003.${kind}`, OTHER);
    }
    old.files.set('op-000004.jsonl', 'of another operation');
    folder.end(OTHER);
    const { importer, window } = open();
    assert.equal(await importer.takeOver(), false);
    assert.deepEqual(
      old.names(),
      ['000003.claim-10', '000003.claim-11', '000003.claim-2', '000003.json.gz', '000004.jsonl'].map((n) => `op-${n}`),
    );
    assert.equal(old.text('op-000003.claim-11'), window.id);
  });

  it('keeps what another window of this version claims at the same time: it is told as running', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000003.jsonl', running(3));
    folder.end(OWNER);
    const { importer, oldWindow, journals } = open();
    oldWindow.create = () => false;
    assert.equal(await importer.takeOver(), true);
    assert.deepEqual(
      importer.running.map(({ number, host }) => [number, host]),
      [[3, 'cloud.example']],
    );
    assert.deepEqual(await imported(journals), []);
  });

  it('may end it at the moment of the claim: nothing is taken over then, and that is no fault', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000003.jsonl', running(3));
    folder.end(OWNER);
    const { importer, oldWindow, journals } = open();
    const create = oldWindow.create.bind(oldWindow);
    oldWindow.create = (name, text) => {
      old.files.delete('op-000003.jsonl');
      return create(name, text);
    };
    assert.equal(await importer.takeOver(), false);
    assert.deepEqual([importer.running, await imported(journals)], [[], []]);
  });

  it('has nothing where a journal cannot be read, or was left beside the packed file', async () => {
    const { old, open } = stage();
    old.files.set('op-000001.jsonl', '{"number":1').set('op-000002.claim-2', OTHER);
    old.files.set('op-000003.jsonl', running(3)).set('op-000003.json.gz', ended(3)).set('op-000003.claim-2', OTHER);
    const { importer, oldWindow } = open();
    const claims = made(oldWindow);
    assert.equal(await importer.takeOver(), false);
    assert.deepEqual([importer.running, claims], [[], []]);
    await importer.takeOverEnded();
    assert.deepEqual(claims, []);
  });

  it('is not known while its folder cannot be read: that is told until it can', async () => {
    const { open } = stage();
    const { importer, oldWindow } = open();
    const names = oldWindow.names.bind(oldWindow);
    oldWindow.names = () => {
      throw diskError('EIO');
    };
    await assert.rejects(importer.takeOver(), { code: 'EIO' });
    assert.throws(() => importer.running, { code: 'EIO' });
    oldWindow.names = names;
    assert.equal(await importer.takeOver(), false);
    assert.deepEqual(importer.running, []);
  });

  it('is looked for once where two ask at the same time', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000003.jsonl', running(3));
    folder.end(OWNER);
    const { importer, oldWindow, journals } = open();
    assert.deepEqual(await Promise.all([importer.takeOver(), importer.takeOver()]), [false, false]);
    assert.deepEqual(oldWindow.reads.filter((name) => name.endsWith('.jsonl')).length, 2);
    assert.deepEqual(await imported(journals), [3]);
    old.files.set('op-000004.jsonl', running(4));
    assert.equal(await importer.takeOver(), false);
    assert.deepEqual(await imported(journals), [3, 4]);
  });
});

describe('a window that crashed while it took over from version 0.1', () => {
  it('had stored it, with or without the mark: the next one stores it no second time, and ends it there', async () => {
    for (const isMarked of [true, false]) {
      const { old, folder, open } = stage();
      old.files.set('op-000003.jsonl', running(3));
      folder.end(OWNER);
      const crashed = open();
      crashed.oldWindow.write = () => new Promise(() => undefined);
      void crashed.importer.takeOver();
      for (let turns = 0; turns < 5; turns += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(folder.files.has('v1-000003'));
      crashed.window.kill();
      if (!isMarked) {
        folder.files.delete('v1-000003');
      }
      const { importer, journals } = open();
      assert.equal(await importer.takeOver(), false);
      assert.deepEqual(await imported(journals), [3]);
      assert.deepEqual(folder.names('v1-'), ['v1-000003']);
      assert.deepEqual(old.names('.json'), ['op-000003.json.gz']);
    }
  });

  it('had not stored it: the next one does', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000003.jsonl', running(3)).set('op-000003.claim-2', OTHER);
    folder.end(OTHER);
    const { importer, journals } = open();
    journals.adopt(waiting(7));
    assert.equal(await importer.takeOver(), false);
    assert.deepEqual(await imported(journals), [7, 3]);
  });
});

describe('the history of version 0.1', () => {
  it('is copied without what was copied before: of that no file is made and none is read', async () => {
    const { old, open } = stage();
    old.files.set('op-000001.json.gz', ended(1)).set('op-000002.json.gz', ended(2));
    const first = open();
    await first.importer.takeOverEnded();
    assert.deepEqual(await imported(first.journals), [1, 2]);
    assert.deepEqual(first.window.reads.filter((name) => name.startsWith('op-')).length, 2, 'only by this test');
    const { importer, window, oldWindow } = open();
    const files = made(window);
    await importer.takeOverEnded();
    assert.deepEqual([files, window.reads, oldWindow.reads], [[], [], []]);
  });

  it('is copied but for what is damaged, which is told once', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000001.json.gz', 'damaged').set('op-000002.json.gz', gzipSync('{}'));
    old.files.set('op-000003.json.gz', ended(3)).set('op-000003.claim-2', OTHER).set('notes', '');
    for (const count of [2, 0]) {
      const { importer, journals, log } = open();
      await importer.takeOverEnded();
      assert.deepEqual(await imported(journals), [3]);
      assert.equal(log.length, count, log.join('\n'));
    }
    assert.deepEqual(folder.names('v1-'), ['v1-000001', 'v1-000002', 'v1-000003']);
  });
});
