import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { omit } from '../../../src/base/omit';
import { message } from '../../../src/base/message';
import { type Operation, type Result, type TargetState } from '../../../src/model/operation';
import { canRetry, isWhole, listSizes, summaryOf, tallyOf } from '../../../src/model/operationSummary';
import { countResults, RESULTS } from '../../../src/model/results';
import { DEFAULT_POLICY, type Rollout } from '../../../src/model/rollout';
import { couldNotBeSent, listsOf } from '../../../src/model/rolloutTargets';

const ROLLOUT: Rollout = {
  policy: DEFAULT_POLICY,
  waves: [1],
  mostDown: 1,
  wave: 0,
  step: 'over',
  heldMs: 0,
  end: 'finished',
};
const operation = (targets: readonly TargetState[]): Operation => ({
  number: 3,
  verb: 'restart',
  project: 'Staging',
  host: 'cph.example.com',
  importedFrom: 2,
  requests: 1,
  startedAt: 1,
  rollout: ROLLOUT,
  endedAt: 9,
  targets,
});
const settled = (result: Result, more: Partial<TargetState> = {}): TargetState => ({
  id: 'a',
  name: 'a',
  phase: 'settled',
  result,
  ...more,
});
const anyTarget = fc
  .record({ result: fc.option(fc.constantFrom(...RESULTS)), wasSent: fc.boolean(), hasReason: fc.boolean() })
  .map(({ result, wasSent, hasReason }): TargetState => ({
    ...(result === null ? { id: 'a', name: 'a', phase: 'sent' } : settled(result)),
    ...(wasSent ? { sentAt: 5 } : {}),
    ...(hasReason ? { text: message('the sign-in changed meanwhile') } : {}),
  }));

describe('the summary of an operation', () => {
  it('has all that is known of the operation, and its targets in numbers', () => {
    const whole = operation([
      settled('succeeded', { sentAt: 2 }),
      settled('not sent', { text: 'no' }),
      settled('failed', { sentAt: 3 }),
    ]);
    assert.deepEqual(summaryOf(whole), {
      number: 3,
      verb: 'restart',
      project: 'Staging',
      host: 'cph.example.com',
      importedFrom: 2,
      requests: 1,
      startedAt: 1,
      endedAt: 9,
      rollout: ROLLOUT,
      total: 3,
      counts: { succeeded: 1, failed: 1, rejected: 0, unverified: 0, 'timed out': 0, unknown: 0, 'not sent': 1 },
      couldNotBeSent: 1,
      sent: 2,
    });
  });

  it('is not taken for the whole operation', () => {
    const whole = operation([settled('succeeded')]);
    assert.deepEqual([isWhole(whole), isWhole(summaryOf(whole))], [true, false]);
  });

  it('tells the same numbers as the whole operation, whatever the targets are', () => {
    fc.assert(
      fc.property(fc.array(anyTarget), (targets) => {
        const whole = operation(targets);
        const tally = tallyOf(whole);
        assert.deepEqual(tally.counts, countResults(whole));
        assert.equal(tally.couldNotBeSent, targets.filter(couldNotBeSent).length);
        const lists: Record<string, readonly TargetState[]> = { ...listsOf(whole) };
        const lengths = Object.entries(lists).map(([list, { length }]) => [list, length] as const);
        assert.deepEqual(listSizes(tally), Object.fromEntries(lengths));
        const { total, counts, couldNotBeSent: unsent, sent } = tallyOf(summaryOf(whole));
        assert.deepEqual({ total, counts, couldNotBeSent: unsent, sent }, tally);
      }),
    );
  });
});

describe('a retry', () => {
  const CAN_RETRY: readonly Result[] = ['failed', 'rejected', 'timed out', 'unknown', 'not sent'];

  it('is possible for an ended operation with a result that is not good, whole or not', () => {
    for (const result of RESULTS) {
      const whole = operation([settled('succeeded'), settled(result)]);
      assert.deepEqual([canRetry(whole), canRetry(summaryOf(whole))], Array(2).fill(CAN_RETRY.includes(result)));
    }
  });

  it('is not possible while the operation runs', () => {
    assert.equal(canRetry(omit(operation([settled('failed')]), ['endedAt'])), false);
  });
});
