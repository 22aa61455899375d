import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { type Log } from '../../../../src/base/log';
import { message } from '../../../../src/base/message';
import { type Operation, type TargetState } from '../../../../src/model/operation';
import { summaryOf } from '../../../../src/model/operationSummary';
import { DEFAULT_POLICY, type Rollout } from '../../../../src/model/rollout';
import { readSummary, unpackOperation } from '../../../../src/operations/journal/format/packed';
import { type Journal, readJournal } from '../../../../src/operations/journal/format/readJournal';
import { type Change, wholeJournal } from '../../../../src/operations/journal/format/writeJournal';
import { inDoubt, readJournalV1 } from '../../../../src/operations/journal/format/formatV1';
import { JournalStore } from '../../../../src/operations/journal/journalStore';
import { fakes, Harness, servers } from '../../../support/operations/harness';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';

const folder = path.join(import.meta.dirname, 'golden');
const golden = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
/** A packed operation is in the repository without its compression, so that a change of it can be read. */
const WHOLE = golden('version-2-packed.json');

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function journalOf(text: string): Journal {
  const journal = readJournal(text);
  assert.ok(typeof journal === 'object' && !journal.isNewer);
  return journal;
}

const waiting = (id: string, name: string): TargetState => ({ id, name, phase: 'waiting' });

/** One that is not a rollout: paused, let go on, and taken over by a second window. */
const BEGUN: Operation = {
  number: 1,
  verb: 'restart',
  project: 'Größe „x“',
  host: 'cph.cn-north-4.myhuaweicloud.com',
  requests: 2,
  startedAt: 1_800_000_000_000,
  targets: [
    waiting('s1', 'web-1'),
    waiting('s2', 'web-2\n"quoted"'),
    waiting('s3', 'web-3'),
    waiting('s4', 'web-4'),
    waiting('s5', 'web-5'),
    { ...waiting('s6', 'web-6'), userId: 'u6' },
  ],
};
const EARLIER = message('operation #{0} has it', 7);
const REFUSED = message('The server is frozen.');
const LOST = message('the window was closed before the answer came');
/** What the first window wrote. */
const FIRST: readonly Change[] = [
  { at: 1_800_000_001_000, set: [[5, { result: 'not sent', heldBy: 7, text: EARLIER }]] },
  {
    at: 1_800_000_002_000,
    set: [
      [0, { phase: 'sent', sentAt: 1_800_000_002_000 }],
      [1, { phase: 'sent', sentAt: 1_800_000_002_000 }],
    ],
  },
  {
    at: 1_800_000_003_000,
    set: [
      [0, { answeredAt: 1_800_000_003_000, requestId: 'r1', jobId: 'j1' }],
      [1, { answeredAt: 1_800_000_003_000, result: 'rejected', code: 'CPS.0005', text: 'frozen', advice: REFUSED }],
    ],
  },
  { at: 1_800_000_004_000, progress: { hold: { why: 'paused', since: 1_800_000_004_000 } } },
  { at: 1_800_000_005_000, set: [[0, { result: 'succeeded' }]] },
  { at: 1_800_000_006_000, progress: {} },
  { at: 1_800_000_007_000, set: [[2, { phase: 'sent', sentAt: 1_800_000_007_000 }]] },
];
/** What the window wrote that took it over. */
const SECOND: readonly Change[] = [
  { at: 1_800_000_060_000, set: [[2, { answeredAt: 1_800_000_007_000, lost: LOST }]] },
  { at: 1_800_000_060_000, progress: { hold: { why: 'reload', since: 1_800_000_060_000 } } },
];

const ROLLOUT: Rollout = {
  policy: { ...DEFAULT_POLICY, mostPerZone: 3, wholeMs: 3_600_000 },
  waves: [1, 1],
  mostDown: 1,
  running: 4,
  wave: 0,
  step: 'reading',
  heldMs: 0,
};
const ROLLING: Operation = {
  number: 2,
  verb: 'reboot',
  project: 'Staging',
  host: 'koophone.cn-north-4.myhuaweicloud.com',
  requests: 2,
  startedAt: 1_800_000_100_000,
  rollout: ROLLOUT,
  targets: [waiting('i1', 'phone-1'), waiting('i2', 'phone-2')],
};
const ROLLED: readonly Change[] = [
  { at: 1_800_000_101_000, set: [[0, { phonesBefore: { count: 1, running: ['p1'], notRunning: {} } }]] },
  { at: 1_800_000_101_000, progress: { rollout: { wave: 0, step: 'acting', heldMs: 0 } } },
  { at: 1_800_000_102_000, set: [[0, { phase: 'sent', sentAt: 1_800_000_102_000 }]] },
  { at: 1_800_000_103_000, set: [[0, { answeredAt: 1_800_000_103_000 }]] },
  { at: 1_800_000_104_000, set: [[0, { hasLeft: true }]] },
  { at: 1_800_000_105_000, set: [[0, { jobDoneAt: 1_800_000_105_000 }]] },
  { at: 1_800_000_106_000, set: [[0, { wellSince: 1_800_000_106_000 }]] },
  { at: 1_800_000_121_000, set: [[0, { result: 'succeeded' }]] },
  {
    at: 1_800_000_122_000,
    progress: { rollout: { wave: 0, step: 'resting', heldMs: 0, restsUntil: 1_800_000_152_000 } },
  },
  {
    at: 1_800_000_122_000,
    progress: {
      rollout: { wave: 0, step: 'resting', heldMs: 0, restsUntil: 1_800_000_152_000 },
      hold: { why: 'canary', since: 1_800_000_122_000 },
    },
  },
];

const ENDED: Operation = {
  ...ROLLING,
  number: 3,
  rollout: { ...ROLLOUT, wave: 1, step: 'over', heldMs: 30_000, end: 'finished' },
  targets: [
    {
      id: 'i1',
      name: 'phone-1',
      phase: 'settled',
      sentAt: 1_800_000_102_000,
      answeredAt: 1_800_000_103_000,
      hasLeft: true,
      result: 'succeeded',
      settledAt: 1_800_000_121_000,
    },
    {
      id: 'i2',
      name: 'phone-2',
      phase: 'settled',
      sentAt: 1_800_000_202_000,
      answeredAt: 1_800_000_203_000,
      lost: LOST,
      result: 'unknown',
      text: message('{0}: {1}', LOST, message('it may or may not have been started')),
      settledAt: 1_800_000_300_000,
    },
  ],
  endedAt: 1_800_000_300_000,
};

/** Writes changes as a window does. */
async function write(store: JournalStore, number: number, epoch: number, from: number, changes: readonly Change[]) {
  const writer = store.writer(number, epoch, from);
  for (const change of changes) {
    writer.note(change);
    await writer.saved();
  }
  return writer;
}

const storeIn = (window: MemoryWindow): JournalStore => new JournalStore(window, quiet);

describe('the writer of operations', () => {
  it('writes a journal byte for byte as before, and so does the window that takes it over', async () => {
    const memory = new MemoryFolder();
    const store = storeIn(memory.open());
    store.begin(() => BEGUN, 'here/1/first');
    await write(store, 1, 1, 1, FIRST);
    assert.ok(store.acquire([...store.marks().values()][0] ?? assert.fail(), 'here/2/second'));
    await write(store, 1, 2, FIRST.length + 1, SECOND);
    assert.equal(memory.text('op-000001.jsonl'), golden('version-2.jsonl'));
    assert.deepEqual(memory.names('lease'), ['op-000001.lease-2']);
    assert.equal(memory.text('op-000001.lease-2'), 'here/2/second');
  });

  it('writes the journal of a rollout byte for byte as before', async () => {
    const memory = new MemoryFolder();
    memory.files.set('op-000001.gone', '');
    const store = storeIn(memory.open());
    store.begin(() => ROLLING, 'here/1/first');
    await write(store, 2, 1, 1, ROLLED);
    assert.equal(memory.text('op-000002.jsonl'), golden('version-2-rollout.jsonl'));
  });

  it('packs an operation that has ended byte for byte as before', async () => {
    const memory = new MemoryFolder();
    memory.files.set('op-000002.gone', '');
    const store = storeIn(memory.open());
    store.begin(() => ROLLING, 'here/1/first');
    await store.writer(3, 1, 1).pack({ ...ENDED, throttledUntil: 5 });
    assert.deepEqual(memory.names('op-000003'), ['op-000003.json.gz', 'op-000003.summary.json']);
    assert.equal(memory.text('op-000003.summary.json'), golden('version-2-summary.json'));
    assert.equal(gunzipSync(memory.files.get('op-000003.json.gz') ?? '').toString(), WHOLE);
  });
});

describe('a stored journal of version 2', () => {
  it('tells what was sent, answered, settled and held, over two windows', () => {
    const { operation, window, nextLine, size } = journalOf(golden('version-2.jsonl'));
    const [one, two, three, four, five, six] = BEGUN.targets;
    assert.deepEqual(operation, {
      ...BEGUN,
      hold: { why: 'reload', since: 1_800_000_060_000 },
      targets: [
        {
          ...one,
          phase: 'settled',
          sentAt: 1_800_000_002_000,
          answeredAt: 1_800_000_003_000,
          requestId: 'r1',
          jobId: 'j1',
          result: 'succeeded',
          settledAt: 1_800_000_005_000,
        },
        {
          ...two,
          phase: 'settled',
          sentAt: 1_800_000_002_000,
          answeredAt: 1_800_000_003_000,
          result: 'rejected',
          code: 'CPS.0005',
          text: 'frozen',
          advice: REFUSED,
          settledAt: 1_800_000_003_000,
        },
        { ...three, phase: 'sent', sentAt: 1_800_000_007_000, answeredAt: 1_800_000_007_000, lost: LOST },
        four,
        five,
        { ...six, phase: 'settled', result: 'not sent', heldBy: 7, text: EARLIER, settledAt: 1_800_000_001_000 },
      ],
    });
    assert.deepEqual([window, nextLine], ['here/1/first', 10]);
    assert.equal(size, golden('version-2.jsonl').length);
  });

  it('tells how far a rollout is', () => {
    const { operation } = journalOf(golden('version-2-rollout.jsonl'));
    assert.deepEqual(operation, {
      ...ROLLING,
      rollout: { ...ROLLOUT, wave: 0, step: 'resting', heldMs: 0, restsUntil: 1_800_000_152_000 },
      hold: { why: 'canary', since: 1_800_000_122_000 },
      targets: [
        {
          ...waiting('i1', 'phone-1'),
          phase: 'settled',
          sentAt: 1_800_000_102_000,
          answeredAt: 1_800_000_103_000,
          hasLeft: true,
          jobDoneAt: 1_800_000_105_000,
          wellSince: 1_800_000_106_000,
          result: 'succeeded',
          settledAt: 1_800_000_121_000,
        },
        waiting('i2', 'phone-2'),
      ],
    });
  });

  it('loses what follows its last line break, and nothing else', () => {
    const whole = golden('version-2.jsonl');
    const before = journalOf(whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1)).operation;
    for (const cut of [1, 2, 20, 60]) {
      assert.deepEqual(journalOf(whole.slice(0, -cut)).operation, before);
    }
  });

  it('that has lost a line counts what waited as sent', () => {
    const lines = golden('version-2.jsonl').split('\n');
    const changes = lines.flatMap((line, place) => (place > 0 && line !== '' ? [place] : []));
    assert.equal(changes.length, 9);
    for (const lost of changes.slice(0, -1)) {
      const { operation } = journalOf(lines.filter((_, place) => place !== lost).join('\n'));
      assert.ok(operation.targets.every(({ phase }) => phase !== 'waiting'));
      const damaged = lines.map((line, place) => (place === lost ? line.replace('"at"', '"ta"') : line));
      assert.deepEqual(journalOf(damaged.join('\n')).operation, operation, 'a damaged line is a lost one');
    }
  });

  it('counts a line once that was written twice', () => {
    const lines = golden('version-2.jsonl').split('\n');
    const twice = lines.flatMap((line, place) => (place === 0 || line === '' ? [line] : [line, line]));
    assert.deepEqual(journalOf(twice.join('\n')).operation, journalOf(lines.join('\n')).operation);
  });

  it('takes no line of a window that has lost it', () => {
    const whole = golden('version-2.jsonl');
    const late = whole.split('\n')[7] ?? '';
    assert.match(late, / 7 1 /);
    assert.deepEqual(journalOf(`${whole}${late}\n`).operation, journalOf(whole).operation);
  });

  it('without its first line is none: nothing was sent', () => {
    const whole = golden('version-2.jsonl');
    assert.equal(readJournal(whole.slice(whole.indexOf('\n') + 1)), undefined);
    assert.equal(readJournal(whole.slice(0, 100)), undefined);
    assert.equal(readJournal(''), undefined);
  });
});

describe('a packed operation of version 2', () => {
  it('is the operation as it was', async () => {
    assert.deepEqual(unpackOperation(WHOLE), ENDED);
    const memory = new MemoryFolder();
    memory.files.set('op-000003.json.gz', gzipSync(WHOLE));
    const stored = await new JournalStore(memory.open(), quiet).read({ number: 3, isPacked: true, epoch: 1 });
    assert.deepEqual([stored?.operation, stored?.owner], [ENDED, '']);
  });

  it('that is cut off, or of a later version, is none', () => {
    assert.equal(unpackOperation(WHOLE.slice(0, -1)), undefined);
    assert.equal(unpackOperation(WHOLE.replace('"format":2', '"format":3')), undefined);
  });
});

describe('a summary of version 2', () => {
  const text = golden('version-2-summary.json');

  it('is the summary as it was', async () => {
    assert.deepEqual(readSummary(text), { summary: summaryOf(ENDED), corrections: 0 });
    const memory = new MemoryFolder();
    memory.files.set('op-000003.summary.json', text);
    const store = storeIn(memory.open());
    assert.deepEqual(await store.summary({ number: 3, corrections: 0 }), summaryOf(ENDED));
  });

  it('that is cut off, of a later version, or without a sensible number in it, is none', () => {
    const damaged = [
      text.slice(0, -1),
      text.replace('"format":2', '"format":3'),
      text.replace('"total":2', '"total":-2'),
    ];
    assert.deepEqual(damaged.map(readSummary), [undefined, undefined, undefined]);
  });

  it('of another operation, or older than the last correction, is none', async () => {
    const memory = new MemoryFolder();
    memory.files.set('op-000003.summary.json', text);
    memory.files.set('op-000004.summary.json', text);
    const store = storeIn(memory.open());
    assert.equal(await store.summary({ number: 3, corrections: 1 }), undefined);
    assert.equal(await store.summary({ number: 4, corrections: 0 }), undefined);
    assert.equal(await store.summary({ number: 5, corrections: 0 }), undefined);
  });
});

describe('a journal of a later version', () => {
  it('is known as such, and nothing is read of it', async () => {
    const text = golden('later-version.jsonl');
    assert.equal(readJournal(text), 'newer');
    const memory = new MemoryFolder();
    memory.files.set('op-000009.jsonl', text);
    const store = new JournalStore(memory.open(), quiet);
    await assert.rejects(store.read({ number: 9, isPacked: false, epoch: 1 }), /#9 is of a later version/);
    await store.delete(() => false);
    assert.equal(memory.text('op-000009.jsonl'), text, 'it stays as it is');
  });
});

describe('a journal of a later version that is understood in part', () => {
  const line =
    '0 1 {"format":3,"number":9,"verb":"restart","project":"Staging","requests":1,"host":"cloud.example","startedAt":5,"window":"w","targets":[{"id":"s1","name":"web-1","colour":"red"}],"more":1}';
  const text = `${crc32(line).toString(16).padStart(8, '0')} ${line}\n`;

  it('is shown, and each of its targets counts as sent', () => {
    const journal = readJournal(text);
    assert.ok(typeof journal === 'object');
    assert.deepEqual(
      [journal.isNewer, journal.operation.targets],
      [true, [{ id: 's1', name: 'web-1', phase: 'sent' }]],
    );
  });

  it('is never taken over, and nothing begins on its targets', async () => {
    const memory = new MemoryFolder();
    memory.files.set('op-000009.jsonl', text);
    const harness = new Harness(() => fakes({}), undefined, memory.open().store);
    await harness.operations.load();
    await harness.pass(600_000);
    assert.deepEqual(memory.names('op-'), ['op-000009.jsonl']);
    assert.equal(harness.operations.isOwn(9), false);
    const targets = [{ id: 's1', name: 'web-1' }, ...servers(1)];
    assert.throws(() => harness.start('restart', 'Staging', targets), /in another running operation now, #9/);
    harness.operations.dispose();
  });
});

describe('a journal of version 0.1', () => {
  const at = 1_700_000_000_000;
  const text = golden('version-0.1.jsonl');

  it('is not taken for one of version 2', () => {
    assert.equal(readJournal(text), undefined);
  });

  it('is read by its own rules: the wave in hand may have been sent, the later one waits', () => {
    const read = readJournalV1(text);
    assert.ok(read !== undefined);
    const sent = { sentAt: at + 2_000, answeredAt: at + 3_000 };
    const operation = {
      number: 4,
      verb: 'restart',
      project: 'Staging',
      requests: 2,
      startedAt: at,
      rollout: { policy: DEFAULT_POLICY, waves: [2, 1], mostDown: 2, wave: 0, step: 'acting', heldMs: 0 },
      hold: { why: 'paused', since: at + 4_000 },
      targets: [
        {
          ...waiting('s1', 'web-1'),
          phase: 'sent',
          ...sent,
          requestId: 'r1',
          jobId: 'j1',
          phonesBefore: { count: 2, notRunning: { p2: 3 } },
        },
        {
          ...waiting('s2', 'web-2'),
          phase: 'settled',
          ...sent,
          result: 'rejected',
          code: 'CPS.0005',
          text: 'frozen',
          settledAt: at + 3_000,
        },
        waiting('s3', 'web-3'),
      ],
    };
    assert.deepEqual(read, { operation, window: 'here/1/first' });
    assert.deepEqual(inDoubt(read.operation), operation, 'the only one that waits is in a later wave');
    const cut = readJournalV1(text.split('\n').slice(0, 2).join('\n'));
    assert.ok(cut !== undefined);
    assert.deepEqual(
      inDoubt(cut.operation).targets.map(({ phase }) => phase),
      ['sent', 'sent', 'waiting'],
    );
  });

  it('becomes a journal of version 2 that tells the same', () => {
    const { operation } = readJournalV1(text) ?? assert.fail();
    assert.deepEqual(journalOf(wholeJournal(operation, '')).operation, operation);
  });
});

describe('the stored examples', () => {
  it('are all read by a test', () => {
    assert.deepEqual(readdirSync(folder).sort(), [
      'later-version.jsonl',
      'version-0.1.jsonl',
      'version-2-packed.json',
      'version-2-rollout.jsonl',
      'version-2-summary.json',
      'version-2.jsonl',
    ]);
  });
});
