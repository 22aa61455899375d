import assert from 'node:assert/strict';
import { type Operation, type TargetState } from '../../../../src/model/operation';
import { type AnyOperation, summaryOf } from '../../../../src/model/operationSummary';
import { OperationKeys } from '../../../../src/ui/tell/operationKeys';
import { TestClock } from '../../../support/testClock';

const operation = (more: Partial<Operation>, ...targets: readonly Partial<TargetState>[]): Operation => ({
  number: 1,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 0,
  targets: targets.map((target) => ({ id: 'a', name: 'a', phase: 'waiting', ...target })),
  ...more,
});
const FAILED = summaryOf(operation({ endedAt: 1 }, { phase: 'settled', result: 'failed' }));
const GOOD = summaryOf(operation({ endedAt: 1 }, { phase: 'settled', result: 'succeeded' }));

describe('the context keys of the operations', () => {
  let known: readonly AnyOperation[];
  let keys: Map<string, boolean>;
  let times: number;
  let clock: TestClock;
  let shown: OperationKeys;

  beforeEach(() => {
    known = [];
    keys = new Map();
    times = 0;
    clock = new TestClock();
    shown = new OperationKeys({
      list: () => known,
      clock,
      set: (key, value) => {
        times += 1;
        keys.set(key.replace('cloudPhone.', ''), value);
      },
    });
  });
  afterEach(() => {
    shown.dispose();
  });

  function on(now: readonly AnyOperation[]): string[] {
    known = now;
    shown.follow();
    clock.advance(200);
    return [...keys].flatMap(([key, value]) => (value ? [key] : [])).sort();
  }

  it('say that there is nothing to copy, clear or retry only when the stored operations were read', () => {
    assert.deepEqual(on([]), []);
    shown.loaded();
    assert.deepEqual(on([]), ['nothingToClear', 'nothingToCopy', 'nothingToRetry']);
    assert.deepEqual(on([GOOD]), ['nothingToRetry']);
    assert.deepEqual(on([GOOD, FAILED]), []);
  });

  it('say what can be done to what runs', () => {
    assert.deepEqual(on([operation({}, {})]), ['canPause', 'canStop', 'isOperating']);
    const held = { hold: { why: 'reload', since: 0 } } as const;
    assert.deepEqual(on([operation(held, {})]), ['canResume', 'canStop', 'isOperating']);
    assert.deepEqual(on([operation({}, { phase: 'sent', answeredAt: 1 })]), ['isOperating']);
    assert.deepEqual(on([FAILED]), []);
  });

  it('are set once for many changes, and not when they stay the same', () => {
    on([operation({}, {})]);
    const before = times;
    known = [operation({ hold: { why: 'paused', since: 0 } }, {})];
    for (let nth = 0; nth < 50; nth += 1) {
      shown.follow();
    }
    clock.advance(1_000);
    assert.equal(times, before + 2, 'Pause and Resume');
  });
});
