import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { type Log } from '../../../../src/base/log';
import { type Operation, type Result } from '../../../../src/model/operation';
import { type AnyOperation, isWhole, summaryOf } from '../../../../src/model/operationSummary';
import { type CphLike, type Job } from '../../../../src/operations/common/projectClients';
import { packOperation, readSummary, writeSummary } from '../../../../src/operations/journal/format/packed';
import { wholeJournal } from '../../../../src/operations/journal/format/writeJournal';
import { JournalStore } from '../../../../src/operations/journal/journalStore';
import { fakes, firstWhole, Harness, resultsOf, serverId, servers } from '../../../support/operations/harness';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';
import { NotRecorded } from '../../../../src/operations/journal/notRecorded';

const ended = (number: number, results: readonly Result[] = ['succeeded', 'failed']): Operation => ({
  number,
  verb: 'restart',
  project: 'Staging',
  host: 'cloud.example',
  requests: 1,
  startedAt: 1_000,
  endedAt: 5_000,
  targets: servers(results.length).map((one, nth) => ({
    ...one,
    phase: 'settled',
    result: results[nth] ?? 'unknown',
    sentAt: 2_000,
    answeredAt: 3_000,
    settledAt: 5_000,
    jobId: `job-${one.id}`,
  })),
});
const packedName = (number: number): string => `op-00000${number}.json.gz`;
const summaryName = (number: number): string => `op-00000${number}.summary.json`;

/** A cloud in which each job has one state, and windows over one folder with what is stored there. */
function house(...stored: readonly Operation[]) {
  const folder = new MemoryFolder();
  const clock = new TestClock();
  const state: { job: Job['state'] } = { job: 'succeeded' };
  const cph: Partial<CphLike> = {
    restartServers: (ids) =>
      Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })) }),
    listJobs: (_, { offset }) =>
      Promise.resolve(
        offset > 0 ? [] : servers(3).map(({ id }) => ({ jobId: `job-${id}`, targetId: id, state: state.job })),
      ),
    getJob: (jobId) => Promise.resolve({ jobId, state: state.job }),
  };
  for (const operation of stored) {
    folder.files.set(packedName(operation.number), gzipSync(packOperation(operation)));
    folder.files.set(summaryName(operation.number), writeSummary(summaryOf(operation), 0));
  }
  const open = (): { window: MemoryWindow; harness: Harness } => {
    const window = folder.open();
    return { window, harness: new Harness(() => fakes({ cph }), clock, window.store) };
  };
  return { folder, state, open };
}

const NO_LOG: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const kindsOf = (harness: Harness): string[] => harness.changes.map(({ kind }) => kind);
const areSummaries = ({ operations }: Harness, count: number): boolean =>
  operations.list().length === count && operations.list().every((operation) => !isWhole(operation));
const readsOfPacked = ({ reads }: MemoryWindow): string[] => reads.filter((name) => name.endsWith('.json.gz'));

describe('the history in memory', () => {
  it('has the summary of each operation, and no packed file is read for it', async () => {
    const { open } = house(ended(1), ended(2), ended(3, ['unknown']));
    const { window, harness } = open();
    await harness.operations.load();
    const expected: AnyOperation[] = [summaryOf(ended(3, ['unknown'])), summaryOf(ended(2)), summaryOf(ended(1))];
    assert.deepEqual(harness.operations.list(), expected);
    assert.deepEqual(harness.operations.running(), []);
    assert.deepEqual(kindsOf(harness), ['shown', 'shown', 'shown']);
    assert.deepEqual(readsOfPacked(window), []);
  });

  it('is not read again when something else in the folder changes', async () => {
    const { folder, open } = house(ended(1));
    const { window, harness } = open();
    await harness.operations.load();
    const { length } = window.reads;
    folder.changed();
    await harness.pass(1_000);
    assert.equal(window.reads.length, length);
  });

  it('opens an operation whole, and reads it once while no other one is opened', async () => {
    const { open } = house(ended(1), ended(2));
    const { window, harness } = open();
    await harness.operations.load();
    assert.deepEqual(await Promise.all([1, 1].map((number) => harness.operations.open(number))), [ended(1), ended(1)]);
    assert.deepEqual(readsOfPacked(window), [packedName(1)]);
    assert.deepEqual(await harness.operations.open(2), ended(2));
    assert.deepEqual(await harness.operations.open(1), ended(1));
    assert.deepEqual(readsOfPacked(window), [packedName(1), packedName(2), packedName(1)]);
    assert.ok(areSummaries(harness, 2), 'what was opened does not stay in the list');
  });

  it('opens nothing that is not there, or cannot be read; the log tells of it, and the next try reads again', async () => {
    const { open } = house(ended(1));
    const { window, harness } = open();
    await harness.operations.load();
    assert.equal(await harness.operations.open(7), undefined);
    window.readFault = new Error('held by another program');
    assert.equal(await harness.operations.open(1), undefined);
    assert.deepEqual(harness.log, ['warn Operation #1 of the history cannot be read: Error: held by another program']);
    window.readFault = undefined;
    assert.deepEqual(await harness.operations.open(1), ended(1));
  });

  it('takes in an operation of this window when it is packed; before that its promise has given the whole one', async () => {
    const { open } = house();
    const { harness } = open();
    const started = harness.start('restart', 'Staging', servers(2));
    const operation = await harness.end(started);
    assert.deepEqual(resultsOf(operation), ['succeeded', 'succeeded']);
    await harness.until(() => areSummaries(harness, 1));
    assert.deepEqual(harness.operations.list(), [summaryOf(operation)]);
    assert.deepEqual(kindsOf(harness).slice(-2), ['done', 'packed']);
    assert.deepEqual(await firstWhole(harness), operation);
    assert.equal(started.operation(), operation, 'who started it has it still');
  });

  it('takes in an operation of another window when that one has packed it, and tells each end before', async () => {
    const { open, state } = house();
    state.job = 'running';
    const one = open().harness;
    const two = open().harness;
    await two.operations.load();
    const started = one.start('restart', 'Staging', servers(2));
    await two.until(() => two.operations.running()[0]?.targets.every(({ phase }) => phase === 'sent') === true);
    state.job = 'succeeded';
    const operation = await one.end(started);
    await two.until(() => areSummaries(one, 1) && areSummaries(two, 1));
    assert.deepEqual(two.operations.list(), one.operations.list());
    const [shown, packed] = two.changes.slice(-2);
    assert.deepEqual([shown?.kind, shown?.operation], ['shown', operation]);
    assert.deepEqual([packed?.kind, packed?.operation], ['packed', summaryOf(operation)]);
    await two.quiet();
  });

  it('shows what ended while a window was not told of changes', async () => {
    const { open } = house();
    const one = open().harness;
    await one.end(one.start('restart', 'Staging', servers(1)));
    await one.until(() => areSummaries(one, 1));
    const { window, harness: two } = open();
    await two.operations.load();
    assert.deepEqual(two.operations.list(), one.operations.list());
    assert.deepEqual(readsOfPacked(window), []);
  });

  it('forgets an operation that another window removed', async () => {
    const { open } = house(ended(1), ended(2));
    const one = open().harness;
    const two = open().harness;
    await Promise.all([one.operations.load(), two.operations.load()]);
    await one.operations.clear();
    await two.until(() => two.operations.list().length === 0);
    assert.deepEqual(kindsOf(two).slice(-2), ['removed', 'removed']);
    assert.equal(await two.operations.open(1), undefined);
  });
});

describe('the packing', () => {
  it('is left to the window that has taken the operation over, and that shows in both', async () => {
    const { folder, open } = house();
    const { window, harness } = open();
    const write = window.write.bind(window);
    window.write = (name, data) =>
      name.startsWith('op-') ? Promise.reject(new Error('no space left')) : write(name, data);
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    await harness.until(() => harness.log.some((line) => line.includes('cannot be stored yet: #1')));
    const judge = folder.open();
    judge.isGone = () => true;
    const heir = new Harness(() => fakes({}), harness.clock, judge.store);
    await heir.operations.load();
    await harness.until(() => areSummaries(heir, 1) && areSummaries(harness, 1));
    assert.deepEqual(harness.operations.list(), heir.operations.list());
    assert.equal(harness.operations.isOwn(1), false);
    assert.deepEqual(folder.names('op-'), [packedName(1), summaryName(1)]);
  });

  it('counts also when the oldest operations cannot be deleted: the log tells of it', async () => {
    const { folder, open } = house();
    for (let number = 1; number <= 200; number++) {
      folder.files.set(`op-${String(number).padStart(6, '0')}.json.gz`, '');
    }
    const { window, harness } = open();
    window.remove = (name) => (name === packedName(1) ? Promise.reject(new Error('held')) : Promise.resolve());
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    await harness.until(() => harness.log.some((line) => line.startsWith('warn The history could not be cut')));
    assert.deepEqual(harness.operations.list().map(isWhole), [false]);
  });

  it('may happen between the look at the names and the reading', async () => {
    const { folder } = house(ended(1));
    const store = new JournalStore(folder.open(), NO_LOG);
    const stored = await store.read({ number: 1, isPacked: false, epoch: 1 });
    assert.deepEqual(stored?.operation, ended(1));
    assert.equal(await store.read({ number: 2, isPacked: false, epoch: 1 }), undefined);
  });
});

describe('a look at the folder', () => {
  it('forgets an operation of another window whose files are gone', async () => {
    const { folder, state, open } = house();
    state.job = 'running';
    const one = open().harness;
    const two = open().harness;
    await two.operations.load();
    one.start('restart', 'Staging', servers(1));
    await two.until(() => two.operations.list().length === 1);
    one.operations.dispose();
    await one.rest();
    two.operations.dispose();
    const { window, harness: three } = open();
    window.create = () => false;
    await three.operations.load();
    assert.equal(three.operations.list().length, 1);
    folder.names('op-').forEach((name) => folder.files.delete(name));
    folder.changed();
    await three.until(() => three.operations.list().length === 0);
    assert.equal(kindsOf(three).at(-1), 'removed');
  });

  it('takes an operation into the history that was packed since the names were read', async () => {
    const { folder, open } = house(ended(1));
    const { window, harness } = open();
    const names = window.names.bind(window);
    window.names = () => {
      window.names = names;
      return ['op-000001.jsonl'];
    };
    await harness.operations.load();
    assert.deepEqual(harness.operations.list(), [summaryOf(ended(1))]);
    assert.deepEqual(folder.names(), [packedName(1), summaryName(1)]);
    assert.equal(harness.clock.pending, 0);
  });

  it('follows when the window learns only at the packing that another one has packed the operation', async () => {
    const { folder, open } = house();
    const { window, harness } = open();
    window.isWatching = false;
    const write = window.write.bind(window);
    window.write = (name, data) =>
      name.startsWith('op-') ? Promise.reject(new Error('no space left')) : write(name, data);
    const operation = await harness.end(harness.start('restart', 'Staging', servers(1)));
    await harness.until(() => harness.log.some((line) => line.includes('cannot be stored yet: #1')));
    folder.files.set(summaryName(1), writeSummary(summaryOf(operation), 0));
    folder.files.set(packedName(1), gzipSync(packOperation(operation)));
    folder.files.delete('op-000001.jsonl');
    await harness.until(() => areSummaries(harness, 1));
    await harness.quiet();
  });

  it('looks on while an operation that has ended is not packed, and no more when it is gone', async () => {
    const { folder, open } = house();
    folder.files.set('op-000001.jsonl', wholeJournal(ended(1), folder.open().id));
    const { harness } = open();
    await harness.operations.load();
    assert.deepEqual(harness.operations.list().map(isWhole), [true]);
    assert.equal(harness.clock.pending, 1);
    folder.files.delete('op-000001.jsonl');
    await harness.until(() => harness.clock.pending === 0);
    assert.deepEqual(harness.operations.list(), []);
  });

  it('shows nothing more when the window was closed meanwhile', async () => {
    const { open } = house(ended(1));
    const { window, harness } = open();
    const read = window.read.bind(window);
    window.read = (name) => {
      harness.operations.dispose();
      return read(name);
    };
    await harness.operations.load();
    assert.deepEqual(harness.operations.list(), []);
  });
});

describe('a summary', () => {
  it('that is missing or damaged is made again from the packed file, while nobody waits for it', async () => {
    const { folder, open } = house(ended(1), ended(2), ended(3));
    folder.files.delete(summaryName(1));
    folder.files.set(summaryName(2), '{"format":2,');
    const { harness } = open();
    await harness.operations.load();
    assert.deepEqual(harness.operations.list(), [summaryOf(ended(3))]);
    await until(() => areSummaries(harness, 3));
    assert.deepEqual(
      harness.operations.list(),
      [3, 2, 1].map((number) => summaryOf(ended(number))),
    );
    await until(() => folder.files.has(summaryName(1)));
    for (const number of [1, 2]) {
      assert.deepEqual(readSummary(folder.text(summaryName(number)))?.summary, summaryOf(ended(number)));
    }
    const { window, harness: next } = open();
    await next.operations.load();
    assert.ok(areSummaries(next, 3));
    assert.deepEqual(readsOfPacked(window), [], 'the next window finds them');
    assert.deepEqual(harness.log, []);
  });

  it('is made again for one operation at a time', async () => {
    const { folder, open } = house(ended(1), ended(2), ended(3));
    [1, 2, 3].forEach((number) => folder.files.delete(summaryName(number)));
    const { window, harness } = open();
    const read = window.read.bind(window);
    let atOnce = 0;
    let most = 0;
    window.read = async (name) => {
      atOnce += name.endsWith('.json.gz') ? 1 : 0;
      most = Math.max(most, atOnce);
      const data = await read(name);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= name.endsWith('.json.gz') ? 1 : 0;
      return data;
    };
    await harness.operations.load();
    await until(() => areSummaries(harness, 3));
    assert.equal(most, 1);
  });

  it('that another window has made meanwhile is taken from it', async () => {
    const { folder, open } = house(ended(1), ended(2));
    [1, 2].forEach((number) => folder.files.delete(summaryName(number)));
    const { window, harness } = open();
    const read = window.read.bind(window);
    window.read = async (name) => {
      const data = await read(name);
      if (name === packedName(2)) {
        folder.files.set(summaryName(1), writeSummary(summaryOf(ended(1)), 0));
      }
      return data;
    };
    await harness.operations.load();
    await until(() => areSummaries(harness, 2));
    assert.deepEqual(readsOfPacked(window), [packedName(2)]);
  });

  it('that the disk does not take is shown all the same, and the log tells of it once', async () => {
    const { folder, open } = house(ended(1), ended(2));
    [1, 2].forEach((number) => folder.files.delete(summaryName(number)));
    const { window, harness } = open();
    await harness.operations.load();
    window.fault = new Error('no space left');
    await until(() => areSummaries(harness, 2));
    await harness.rest();
    assert.deepEqual(harness.log, ['warn A summary cannot be stored: Error: no space left']);
  });

  it('is not made for a packed file that is damaged: the log names it', async () => {
    const { folder, open } = house(ended(2));
    folder.files.set(packedName(1), 'damaged');
    const { harness } = open();
    await harness.operations.load();
    await until(() => harness.log.length > 0);
    assert.match(
      harness.log.join('\n'),
      /^warn The summary of operation #1 cannot be made: UnreadableJournal: the stored operation #1 is damaged; Clear History removes it\.$/,
    );
    assert.equal(harness.operations.list().length, 1);
  });

  it('is not made any more when the window has closed', async () => {
    const { folder, open } = house(ended(1), ended(2));
    [1, 2].forEach((number) => folder.files.delete(summaryName(number)));
    const { window, harness } = open();
    await harness.operations.load();
    harness.operations.dispose();
    await harness.rest();
    assert.deepEqual(folder.names('summary'), []);
    assert.ok(readsOfPacked(window).length <= 1);
  });

  it('does not come back for an operation that was deleted while it was made', async () => {
    const { folder } = house(ended(1));
    const store = new JournalStore(folder.open(), NO_LOG);
    folder.files.delete(packedName(1));
    folder.files.delete(summaryName(1));
    await store.storeSummary(summaryOf(ended(1)), 0);
    assert.deepEqual(folder.names(), []);
  });

  it('goes with its operation when the history is cleared, also before it was made again', async () => {
    const { folder, open } = house(ended(1), ended(2));
    folder.files.delete(summaryName(1));
    const { window, harness } = open();
    const read = window.read.bind(window);
    window.read = (name) => (name === packedName(1) ? new Promise(() => undefined) : read(name));
    await harness.operations.load();
    assert.equal(harness.operations.list().length, 1);
    await harness.operations.clear();
    assert.deepEqual(folder.names(), ['op-000002.gone']);
  });

  it('goes with the oldest operations, and so does one that was left without its operation', async () => {
    const { folder, open } = house(ended(1), ended(2));
    folder.files.set('op-000003.summary.json', 'left by an earlier version');
    for (let number = 4; number <= 202; number++) {
      const name = `op-${String(number).padStart(6, '0')}`;
      folder.files.set(`${name}.json.gz`, gzipSync(packOperation(ended(number))));
      folder.files.set(`${name}.summary.json`, writeSummary(summaryOf(ended(number)), 0));
    }
    const { harness } = open();
    await harness.operations.load();
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    await until(() => folder.names('summary').length === 200);
    assert.deepEqual(folder.names('op-00000').slice(0, 2), ['op-000004.json.gz', 'op-000004.summary.json']);
    await until(() => areSummaries(harness, 200));
  });
});

describe('a correction', () => {
  it('changes the packed file and the summary, and the other window reads only the summary again', async () => {
    const { folder, open } = house(ended(1, ['timed out', 'failed']));
    const one = open();
    const two = open();
    await Promise.all([one.harness.operations.load(), two.harness.operations.load()]);
    await one.harness.operations.readAgain(1);
    const corrected = await firstWhole(one.harness);
    assert.deepEqual(resultsOf(corrected), ['succeeded', 'failed']);
    assert.deepEqual(one.harness.operations.list(), [summaryOf(corrected)]);
    assert.deepEqual(readSummary(folder.text(summaryName(1))), { summary: summaryOf(corrected), corrections: 1 });
    await two.harness.until(() => kindsOf(two.harness).includes('corrected'));
    assert.deepEqual(two.harness.operations.list(), one.harness.operations.list());
    assert.deepEqual(readsOfPacked(two.window), []);
    assert.deepEqual(await two.harness.operations.open(1), corrected);
    assert.deepEqual(kindsOf(one.harness), ['shown', 'corrected'], 'it is told once');
  });

  it('is seen in what another window had opened before', async () => {
    const { open } = house(ended(1, ['timed out']));
    const one = open().harness;
    const two = open().harness;
    await Promise.all([one.operations.load(), two.operations.load()]);
    assert.deepEqual(resultsOf(await firstWhole(two)), ['timed out']);
    await one.operations.readAgain(1);
    await two.until(() => kindsOf(two).includes('corrected'));
    assert.deepEqual(resultsOf(await firstWhole(two)), ['succeeded']);
  });

  it('that was cut off in the middle leaves no summary with the old results', async () => {
    for (const writes of [0, 1]) {
      const { folder, open } = house(ended(1, ['timed out']));
      const { window, harness } = open();
      await harness.operations.load();
      const write = window.write.bind(window);
      let left = writes;
      window.write = (name, data) => (left-- > 0 ? write(name, data) : Promise.reject(new Error('killed')));
      await assert.rejects(harness.operations.readAgain(1), NotRecorded);
      assert.deepEqual(folder.names('summary'), []);
      harness.operations.dispose();
      const { harness: next } = open();
      await next.operations.load();
      await until(() => areSummaries(next, 1));
      assert.deepEqual(next.operations.list(), [summaryOf(await firstWhole(next))]);
      assert.deepEqual(resultsOf(await firstWhole(next)), [writes === 0 ? 'timed out' : 'succeeded']);
    }
  });

  it('by an earlier version of the extension, which writes no summary, is read from the packed file', async () => {
    const { folder, open } = house(ended(1, ['timed out']));
    folder.files.set(packedName(1), gzipSync(packOperation(ended(1, ['succeeded']))));
    folder.files.set('op-000001.corrected-1', '');
    const { harness } = open();
    await harness.operations.load();
    await until(() => areSummaries(harness, 1));
    assert.deepEqual(harness.operations.list(), [summaryOf(ended(1, ['succeeded']))]);
    assert.equal(readSummary(folder.text(summaryName(1)))?.corrections, 1);
  });

  it('of an operation that is kept in memory only tells its new numbers', async () => {
    const { state } = house();
    state.job = 'running';
    const cph: Partial<CphLike> = {
      restartServers: (ids) =>
        Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })) }),
      listJobs: (_, { offset }) =>
        Promise.resolve(offset > 0 ? [] : [{ jobId: `job-${serverId(1)}`, targetId: serverId(1), state: state.job }]),
    };
    const harness = new Harness(() => fakes({ cph }));
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    state.job = 'succeeded';
    await harness.operations.readAgain(1);
    const [operation] = harness.operations.list();
    assert.ok(operation !== undefined && isWhole(operation));
    assert.deepEqual(resultsOf(operation), ['succeeded']);
    assert.deepEqual(harness.changes.at(-1), { kind: 'corrected', operation: summaryOf(operation) });
    await harness.operations.clear();
    assert.deepEqual(harness.operations.list(), []);
  });
});
