import assert from 'node:assert/strict';
import { type Operation } from '../../../../../src/model/operation';
import {
  inDoubt,
  packOperationV1,
  readJournalV1,
  unpackOperationV1,
} from '../../../../../src/operations/journal/format/formatV1';

const BEGUN = { number: 3, verb: 'restart', project: 'Staging', requests: 1, startedAt: 100, window: 'w' };
const TARGETS = ['a', 'b', 'c'].map((id) => ({ id, name: `web-${id}` }));
const PLAN = { policy: { waves: [] }, waves: [1, 1, 1], mostDown: 1 };
const FIRST = { ...BEGUN, targets: TARGETS };
const ROLLED = { ...FIRST, rollout: { ...PLAN, wave: 0, step: 'reading', heldMs: 0 } };

const read = (...lines: readonly unknown[]) => readJournalV1(lines.map((line) => JSON.stringify(line)).join('\n'));
const phasesOf = ({ targets }: Pick<Operation, 'targets'>) => targets.map(({ phase, result }) => result ?? phase);

describe('a journal of version 0.1', () => {
  it('is none without its first line', () => {
    assert.equal(readJournalV1('{"number":3,'), undefined);
    assert.equal(readJournalV1(''), undefined);
  });

  it('tells what was sent and what has ended, and skips what cannot be read or has a result', () => {
    const known = read(
      FIRST,
      { at: 200, set: [[{ phase: 'sent', sentAt: 200 }, [0, 1]]] },
      'no line',
      { at: 300, set: [[{ result: 'failed' }, [0, 9]]] },
      { at: 400, set: [[{ result: 'succeeded' }, [0]]] },
    );
    assert.deepEqual(known && phasesOf(known.operation), ['failed', 'sent', 'waiting']);
    assert.deepEqual([known?.operation.targets[0]?.settledAt, known?.operation.endedAt], [300, undefined]);
    assert.deepEqual([known?.window, known?.operation.rollout], ['w', undefined]);
  });

  it('has ended with the last result, when each target has one', () => {
    const known = read(
      FIRST,
      { at: 300, set: [[{ result: 'succeeded' }, [0, 1]]] },
      { at: 400, set: [[{ result: 'unknown' }, [2]]] },
      { at: 900, set: [[{ result: 'failed' }, [2]]] },
    );
    assert.deepEqual(known && phasesOf(known.operation), ['succeeded', 'succeeded', 'unknown']);
    assert.equal(known?.operation.endedAt, 400);
  });

  it('tells how far its rollout is, and why it is held, as versions from 2 on have it', () => {
    const progress = { wave: 1, step: 'resting', heldMs: 5, hold: 'canary', heldSince: 300 };
    const { operation } = read(ROLLED, { at: 300, set: [], rollout: progress }, { at: 310, set: [] }) ?? {};
    assert.deepEqual(operation?.rollout, { ...PLAN, wave: 1, step: 'resting', heldMs: 5 });
    assert.deepEqual(operation.hold, { why: 'canary', since: 300 });
    const begun = read(ROLLED)?.operation;
    assert.deepEqual([begun?.rollout, begun?.hold], [ROLLED.rollout, undefined]);
    const odd = read(FIRST, { at: 300, set: [], rollout: progress })?.operation;
    assert.deepEqual([odd?.rollout, odd?.hold], [undefined, undefined], 'without a plan there is no rollout');
  });
});

describe('an operation of version 0.1 that is taken over', () => {
  const phases = (step: 'reading' | 'acting', wave: number, hold?: 'paused') => {
    const rollout = { ...PLAN, wave, step, heldMs: 0, ...(hold === undefined ? {} : { hold, heldSince: 200 }) };
    const known = read({ ...FIRST, rollout });
    assert.ok(known);
    return phasesOf(inDoubt(known.operation));
  };

  it('may have sent the wave in hand, and no later one', () => {
    assert.deepEqual(phases('acting', 1), ['sent', 'sent', 'waiting']);
    assert.deepEqual(phases('reading', 1), ['sent', 'sent', 'waiting'], 'it may have begun since');
    assert.deepEqual(phases('acting', 1, 'paused'), ['sent', 'sent', 'waiting']);
  });

  it('has not sent a wave before which it is held', () => {
    assert.deepEqual(phases('reading', 1, 'paused'), ['sent', 'waiting', 'waiting']);
  });

  it('may have sent all of it where it has no waves', () => {
    const known = read(FIRST);
    assert.deepEqual(known && phasesOf(inDoubt(known.operation)), ['sent', 'sent', 'sent']);
  });
});

describe('a packed operation of version 0.1', () => {
  const operation: Operation = {
    number: 3,
    verb: 'restart',
    project: 'Staging',
    requests: 1,
    startedAt: 100,
    targets: [{ id: 'a', name: 'web-a', phase: 'settled', result: 'unknown', settledAt: 300 }],
  };

  it('is the operation as it was, without what version 0.1 does not know', () => {
    const packed = packOperationV1({ ...operation, endedAt: 300, host: 'cloud.example' });
    assert.deepEqual(unpackOperationV1(packed), { ...operation, endedAt: 300 });
    assert.equal(unpackOperationV1(packed.slice(1)), undefined);
  });

  it('has ended, for version 0.1, when it was held or when it began', () => {
    const held = packOperationV1({ ...operation, hold: { why: 'paused', since: 200 } });
    assert.equal(unpackOperationV1(held)?.endedAt, 200);
    assert.equal(unpackOperationV1(packOperationV1(operation))?.endedAt, 100);
  });
});
