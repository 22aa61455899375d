import assert from 'node:assert/strict';
import { type TargetState } from '../../../../src/model/operation';
import { message } from '../../../../src/base/message';
import { RESULTS } from '../../../../src/model/results';
import { correctedTarget, isUnsure, nextTarget } from '../../../../src/operations/state/target';

const AT = 900;
const WAITING: TargetState = { id: 'a', name: 'web-1', userId: 'u', phase: 'waiting' };
const SENT: TargetState = { ...WAITING, phase: 'sent', sentAt: 100, answeredAt: 200, jobId: 'j' };
const SETTLED: TargetState = { ...SENT, phase: 'settled', result: 'failed', settledAt: 300 };

describe('a target', () => {
  it('is sent, and keeps what is known of it', () => {
    assert.deepEqual(nextTarget(WAITING, { phase: 'sent', sentAt: 100 }, AT), {
      ...WAITING,
      phase: 'sent',
      sentAt: 100,
    });
  });

  it('takes what becomes known in the phase that it has', () => {
    const phonesBefore = { count: 1, notRunning: {} };
    assert.deepEqual(nextTarget(WAITING, { phonesBefore }, AT), { ...WAITING, phonesBefore });
    assert.deepEqual(nextTarget(SENT, { jobDoneAt: 5 }, AT), { ...SENT, jobDoneAt: 5 });
    assert.deepEqual(nextTarget(SENT, { phase: 'sent' }, AT), SENT, 'a journal may say so a second time');
  });

  it('is settled by a result only', () => {
    assert.equal(nextTarget(SENT, { phase: 'settled' }, AT), undefined);
    assert.equal(nextTarget(WAITING, { phase: 'settled' }, AT), undefined);
  });

  it('waits again when its request was withdrawn, as if that had never been sent', () => {
    const withdrawn = nextTarget({ ...WAITING, phase: 'sent', sentAt: 100, answeredAt: 200 }, { phase: 'waiting' }, AT);
    assert.deepEqual(withdrawn, WAITING);
  });

  for (const result of RESULTS) {
    it(`that was sent can end as ${result}`, () => {
      const { phase, settledAt, ...rest } = nextTarget(SENT, { result }, AT) ?? WAITING;
      assert.deepEqual([phase, settledAt, rest.result], ['settled', AT, result]);
    });
  }

  it('that waits can end as not sent, and as nothing else', () => {
    const possible = RESULTS.filter((result) => nextTarget(WAITING, { result }, AT) !== undefined);
    assert.deepEqual(possible, ['not sent']);
  });

  it('that is not sent has no time at which it was sent', () => {
    const { sentAt, answeredAt, result } = nextTarget(SENT, { result: 'not sent' }, AT) ?? SENT;
    assert.deepEqual([sentAt, answeredAt, result], [undefined, undefined, 'not sent']);
  });

  it('keeps of a request that was sent when that was', () => {
    const { sentAt, answeredAt, jobId } = nextTarget(SENT, { result: 'succeeded' }, AT) ?? WAITING;
    assert.deepEqual([sentAt, answeredAt, jobId], [100, 200, 'j']);
  });

  it('loses with its result what was said of it on the way, and gets what is said now', () => {
    const onTheWay: TargetState = {
      ...SENT,
      text: 'looking',
      code: 'CPS.1',
      advice: message('Wait.'),
      iamAction: 'cph:x',
      phonesBefore: { count: 1, notRunning: {} },
    };
    assert.deepEqual(nextTarget(onTheWay, { result: 'succeeded' }, AT), {
      ...SENT,
      phase: 'settled',
      result: 'succeeded',
      settledAt: AT,
    });
    assert.equal(nextTarget(onTheWay, { result: 'failed', text: 'no' }, AT)?.text, 'no');
  });

  it('has one result, and keeps it', () => {
    const patches = [{ result: 'succeeded' }, { result: 'failed' }, { phase: 'sent' }, { jobId: 'k' }, {}] as const;
    assert.deepEqual(
      patches.map((patch) => nextTarget(SETTLED, patch, AT)),
      patches.map(() => undefined),
    );
  });

  it('can be corrected only where its result was not sure', () => {
    const unsure = RESULTS.filter((result) => isUnsure({ result }));
    assert.deepEqual(unsure.sort(), ['timed out', 'unknown']);
    const corrected = RESULTS.filter(
      (result) => correctedTarget({ ...SETTLED, result }, { result: 'succeeded' }, AT) !== undefined,
    );
    assert.deepEqual(corrected.sort(), unsure);
    assert.equal(isUnsure(SENT), false);
  });

  it('that is corrected has the true result and its time, and loses what was said before', () => {
    const unknown: TargetState = { ...SETTLED, result: 'unknown', text: 'it may have been started' };
    assert.deepEqual(correctedTarget(unknown, { result: 'succeeded' }, AT), {
      ...SETTLED,
      result: 'succeeded',
      settledAt: AT,
    });
  });

  it('is changed in a copy', () => {
    const before = structuredClone(SENT);
    nextTarget(SENT, { result: 'succeeded', text: 'done' }, AT);
    assert.deepEqual(SENT, before);
  });
});
