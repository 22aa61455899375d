import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { type Operation, type TargetState } from '../../../../../src/model/operation';
import { type Journal, readJournal } from '../../../../../src/operations/journal/format/readJournal';
import {
  beginJournal,
  type Change,
  encodeChange,
  wholeJournal,
} from '../../../../../src/operations/journal/format/writeJournal';

const operationOf = (...targets: readonly TargetState[]): Operation => ({
  number: 1,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 100,
  targets,
});
const BEGUN = beginJournal(
  operationOf({ id: 'a', name: 'web-1', phase: 'waiting' }, { id: 'b', name: 'web-2', phase: 'waiting' }),
  'window-1',
);

const sent = (place: number, at = 200): Change => ({ at, set: [[place, { phase: 'sent', sentAt: at }]] });
const takenBack = (place: number): Change => ({ at: 300, set: [[place, { phase: 'waiting' }]] });
const settled = (place: number, at: number): Change => ({ at, set: [[place, { result: 'succeeded' }]] });

/** A line with the right checksum, whatever is in it. */
function lineOf(line: number, epoch: number, json: string): string {
  const rest = `${line} ${epoch} ${json}`;
  return `${crc32(rest).toString(16).padStart(8, '0')} ${rest}\n`;
}

function journalOf(file: string): Journal {
  const journal = readJournal(file);
  assert.ok(typeof journal === 'object');
  return journal;
}

/** @returns what a journal with these lines says of its two targets, and the number of its next line */
function read(...lines: readonly string[]): readonly [a: string, b: string, nextLine: number] {
  const { operation, nextLine } = journalOf(BEGUN + lines.join(''));
  const [a, b] = operation.targets.map(({ phase, result }) => result ?? phase);
  return [a ?? '', b ?? '', nextLine];
}

describe('a line of a journal', () => {
  it('counts only with its checksum: one digit that changed puts in doubt what waits', () => {
    const line = encodeChange(sent(0), 1, 1);
    assert.deepEqual(read(line), ['sent', 'waiting', 2]);
    assert.deepEqual(read(line.replace('"at":200', '"at":201')), ['sent', 'sent', 1]);
    assert.equal(readJournal(BEGUN.replace('Staging', 'Stagind')), undefined);
  });

  it('is not searched for in the middle of another one', () => {
    assert.deepEqual(read(`0123 ${encodeChange(settled(0, 300), 1, 1)}`), ['sent', 'sent', 1]);
  });

  it('that cannot be read costs nothing when it was written again', () => {
    assert.deepEqual(read('c0ffee00 1 1 {"at\n', encodeChange(sent(0), 1, 1)), ['sent', 'waiting', 2]);
    assert.deepEqual(read('c0ffee00 1 1 {"at\n', encodeChange(sent(0), 2, 1)), ['sent', 'sent', 3]);
  });

  it('that is no change puts in doubt what waits', () => {
    assert.deepEqual(read(lineOf(1, 1, '{"neither":1}')), ['sent', 'sent', 1]);
  });

  it('may be empty, which means nothing', () => {
    assert.deepEqual(read('\n', encodeChange(sent(0), 1, 1), '\n'), ['sent', 'waiting', 2]);
  });

  it('counts once that was written twice, also when its target was taken back since', () => {
    const line = encodeChange(sent(0), 1, 1);
    assert.deepEqual(read(line, encodeChange(takenBack(0), 2, 1), line), ['waiting', 'waiting', 3]);
  });

  it('of a window that has lost the operation does not count', () => {
    const taken = encodeChange(takenBack(0), 2, 2);
    const late = encodeChange(sent(1), 3, 1);
    assert.deepEqual(read(encodeChange(sent(0), 1, 1), taken, late), ['waiting', 'waiting', 3]);
  });

  it('counts where the window that took over did not see the last one of the other window', () => {
    const lines = [encodeChange(sent(0), 1, 1), encodeChange(sent(1), 2, 1), encodeChange(settled(0, 300), 2, 2)];
    assert.deepEqual(read(...lines), ['succeeded', 'sent', 3]);
  });

  it('counts of the twelfth window too', () => {
    assert.deepEqual(read(encodeChange(sent(0), 1, 12)), ['sent', 'waiting', 2]);
  });

  it('changes nothing of a target that has settled, nor of one that there is not', () => {
    const lines = [sent(0), settled(0, 300), settled(0, 400), settled(7, 500)];
    const file = BEGUN + lines.map((change, index) => encodeChange(change, index + 1, 1)).join('');
    const { operation } = journalOf(file);
    assert.equal(operation.targets.length, 2);
    assert.deepEqual([operation.targets[0]?.settledAt, operation.targets[1]?.phase], [300, 'waiting']);
  });
});

describe('the first line of a journal', () => {
  const begun = { number: 1, verb: 'restart', project: 'Staging', requests: 1, startedAt: 100, window: 'w' };
  const targets = [{ id: 'a', name: 'web-1' }];

  it('of this version that lacks something is damaged, and not of a later version', () => {
    assert.equal(readJournal(lineOf(0, 1, JSON.stringify({ ...begun, format: 2 }))), undefined);
    assert.equal(readJournal(lineOf(0, 1, JSON.stringify({ ...begun, targets }))), undefined);
    assert.equal(readJournal(lineOf(0, 1, JSON.stringify({ ...begun, format: 3 }))), 'newer');
  });

  it('of a later version gives the operation as far as it is understood, each target as sent', () => {
    const { operation, isNewer } = journalOf(lineOf(0, 1, JSON.stringify({ ...begun, format: 3, targets })));
    const { window, ...known } = begun;
    assert.equal(window, 'w');
    assert.deepEqual([operation, isNewer], [{ ...known, targets: [{ ...targets[0], phase: 'sent' }] }, true]);
  });
});

describe('a whole journal', () => {
  it('tells the operation from which it was made, whatever the order in which its targets ended', () => {
    const operation = operationOf(
      { id: 'a', name: 'web-1', phase: 'settled', sentAt: 110, result: 'failed', code: 'CPS.0054', settledAt: 190 },
      { id: 'b', name: 'web-2', phase: 'settled', sentAt: 110, result: 'succeeded', jobId: 'j2', settledAt: 150 },
      { id: 'c', name: 'web-3', phase: 'settled', result: 'not sent', text: 'no connection', settledAt: 120 },
    );
    const ended = { ...operation, endedAt: 190 };
    assert.deepEqual(journalOf(wholeJournal(ended, 'window-1')).operation, ended);
  });

  it('has a line of what was sent, one for each time at which something ended, and one of the progress', () => {
    const operation: Operation = {
      ...operationOf(
        { id: 'a', name: 'web-1', phase: 'settled', sentAt: 110, result: 'failed', code: 'CPS.0054', settledAt: 190 },
        { id: 'b', name: 'web-2', phase: 'settled', result: 'not sent', settledAt: 120 },
        { id: 'c', name: 'web-3', phase: 'sent', sentAt: 110, jobId: 'j3' },
        { id: 'd', name: 'web-4', phase: 'waiting' },
        { id: 'e', name: 'web-5', phase: 'settled', sentAt: 110, result: 'succeeded', settledAt: 120 },
      ),
      hold: { why: 'paused', since: 130 },
    };
    const changes: readonly Change[] = [
      {
        at: 100,
        set: [
          [0, { sentAt: 110, phase: 'sent' }],
          [2, { sentAt: 110, jobId: 'j3', phase: 'sent' }],
          [4, { sentAt: 110, phase: 'sent' }],
        ],
      },
      {
        at: 120,
        set: [
          [1, { result: 'not sent' }],
          [4, { sentAt: 110, result: 'succeeded' }],
        ],
      },
      { at: 190, set: [[0, { sentAt: 110, result: 'failed', code: 'CPS.0054' }]] },
      { at: 100, progress: { hold: { why: 'paused', since: 130 } } },
    ];
    const lines = changes.map((change, index) => encodeChange(change, index + 1, 1));
    assert.equal(wholeJournal(operation, 'window-1'), beginJournal(operation, 'window-1') + lines.join(''));
  });

  it('tells what was sent and what waits, and why it is held', () => {
    const operation: Operation = {
      ...operationOf(
        { id: 'a', name: 'web-1', phase: 'sent', sentAt: 110, jobId: 'j1' },
        { id: 'b', name: 'web-2', phase: 'waiting' },
        { id: 'c', name: 'web-3', phase: 'settled', sentAt: 110, result: 'succeeded', settledAt: 150 },
      ),
      hold: { why: 'paused', since: 120 },
    };
    assert.deepEqual(journalOf(wholeJournal(operation, 'window-1')).operation, operation);
  });
});
