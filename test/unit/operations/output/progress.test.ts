import assert from 'node:assert/strict';
import { summaryOf } from '../../../../src/model/operationSummary';
import {
  HOLD_REASONS,
  type Operation,
  type OperationProgress,
  type TargetState,
} from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout, ROLLOUT_ENDS } from '../../../../src/model/rollout';
import { type OperationChange } from '../../../../src/operations/common/events';
import { entryOf } from '../../../../src/operations/output/auditLine';
import { linesFor } from '../../../../src/operations/output/logLines';

const rollout = (differs: Partial<Rollout> = {}): Rollout => ({
  policy: DEFAULT_POLICY,
  waves: [1, 3, 2],
  mostDown: 3,
  wave: 1,
  step: 'acting',
  heldMs: 0,
  ...differs,
});
const targets: TargetState[] = (
  ['succeeded', 'succeeded', 'failed', 'unknown', 'not sent', undefined, undefined, undefined] as const
).map((result, index) => ({
  id: `s${index}`,
  name: `web-${index}`,
  phase: result !== undefined ? 'settled' : index === 5 ? 'sent' : 'waiting',
  ...(result === undefined ? {} : { result }),
}));
const operation = (progress: OperationProgress & { rollout?: Rollout } = {}): Operation => ({
  number: 3,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 1,
  targets,
  ...progress,
});
const progressed = (now: OperationProgress & { rollout?: Rollout }, before: OperationProgress): OperationChange => ({
  kind: 'progressed',
  operation: operation(now),
  before,
});

const lineOf = (...change: Parameters<typeof progressed>): string | undefined => {
  const [first, ...rest] = linesFor(progressed(...change));
  assert.deepEqual(rest, []);
  assert.equal(first?.level ?? 'info', 'info');
  return first?.line;
};
const auditOf = (...change: Parameters<typeof progressed>): unknown => entryOf(progressed(...change));

const paused = { why: 'paused', since: 5 } as const;

describe('the progress of an operation, in the output channel and in the audit log', () => {
  it('tells of each wave that begins, once', () => {
    const now = { rollout: rollout() };
    for (const before of [{ rollout: rollout({ step: 'reading' }) }, { rollout: rollout({ step: 'resting' }) }, {}]) {
      assert.equal(lineOf(now, before), 'Restart #3 wave 2 of 3: 3 servers');
      assert.deepEqual(auditOf(now, before), { event: 'wave', wave: 1 });
    }
    assert.equal(lineOf({ rollout: rollout({ wave: 0 }) }, {}), 'Restart #3 wave 1 of 3: 1 server');
    assert.equal(lineOf(now, now), undefined);
    assert.equal(auditOf(now, now), undefined);
  });

  it('says nothing of a wave that is only read for or rested after', () => {
    for (const step of ['reading', 'resting'] as const) {
      assert.equal(lineOf({ rollout: rollout({ step }) }, { rollout: rollout() }), undefined);
      assert.equal(auditOf({ rollout: rollout({ step }) }, { rollout: rollout() }), undefined);
    }
  });

  for (const why of HOLD_REASONS) {
    it(`tells that it is held back: ${why}`, () => {
      const hold = { why, since: 5 };
      const line = lineOf({ rollout: rollout(), hold }, { rollout: rollout() }) ?? '';
      assert.match(line, /^Restart #3 (waits|is paused).* in wave 2 of 3$/);
      assert.doesNotMatch(lineOf({ hold }, {}) ?? '', /wave|undefined/);
      assert.match(lineOf({ hold }, {}) ?? '', /^Restart #3 (waits|is paused)/);
      assert.deepEqual(auditOf({ rollout: rollout(), hold }, { rollout: rollout() }), { event: 'held', wave: 1, why });
    });
  }

  it('tells that it goes on, and what it was held for', () => {
    const held = { rollout: rollout(), hold: paused };
    assert.equal(lineOf({ rollout: rollout() }, held), 'Restart #3 goes on with wave 2 of 3');
    assert.equal(lineOf({}, { hold: paused }), 'Restart #3 goes on');
    assert.deepEqual(auditOf({ rollout: rollout() }, held), { event: 'let go on', wave: 1, was: 'paused' });
    assert.deepEqual(auditOf({}, { hold: paused }), { event: 'let go on', wave: undefined, was: 'paused' });
  });

  it('tells once of a hold that only goes on', () => {
    assert.equal(lineOf({ hold: { ...paused, since: 9 } }, { hold: paused }), undefined);
    assert.equal(auditOf({ hold: { ...paused, since: 9 } }, { hold: paused }), undefined);
  });

  it('keeps in the audit log that it is to stop after a wave', () => {
    const stopping = { rollout: rollout({ stopsAfterWave: true }) };
    assert.deepEqual(auditOf(stopping, { rollout: rollout() }), { event: 'stops after wave', wave: 1 });
    assert.equal(auditOf(stopping, stopping), undefined);
  });

  for (const end of ROLLOUT_ENDS) {
    it(`tells that no wave follows, and how many were touched: ${end}`, () => {
      const over = { rollout: rollout({ step: 'over', end }) };
      const line = lineOf(over, { rollout: rollout() }) ?? '';
      assert.match(
        line,
        /^Restart #3 (finished|stopped).* in wave 2 of 3: 2 succeeded, 1 failed, 1 unverified, 3 untouched$/,
      );
      assert.deepEqual(auditOf(over, { rollout: rollout() }), { event: 'stopped', wave: 1, why: end });
    });
  }
});

describe('an operation, in the output channel and in the audit log', () => {
  const ids = targets.map(({ id }) => id);

  it('tells of its waves when it begins', () => {
    const started = { kind: 'accepted', operation: operation({ rollout: rollout() }) } as const;
    assert.deepEqual(linesFor(started), [{ level: 'info', line: 'Restart #3 Staging: 8 servers in 3 waves' }]);
    assert.deepEqual(entryOf(started), { event: 'started', ids, waves: [1, 3, 2], policy: DEFAULT_POLICY });
    assert.deepEqual(entryOf({ kind: 'accepted', operation: operation() }), { event: 'started', ids });
  });

  it('tells what is left of it when it is taken over', () => {
    const resumed = { kind: 'resumed', operation: operation() } as const;
    assert.deepEqual(linesFor(resumed), [
      { level: 'info', line: 'Restart #3 Staging: taken up again, 3 of 8 servers to go' },
    ]);
    assert.deepEqual(entryOf(resumed), { event: 'taken over', ids });
  });

  it('tells the results anew when they were corrected', () => {
    const corrected = { kind: 'corrected', operation: summaryOf(operation()) } as const;
    assert.deepEqual(linesFor(corrected), [
      { level: 'info', line: 'Restart #3 corrected: 2 succeeded, 1 failed, 1 unknown, 1 not sent' },
    ]);
    const counts = { succeeded: 2, failed: 1, rejected: 0, unverified: 0, 'timed out': 0, unknown: 1, 'not sent': 1 };
    assert.deepEqual(entryOf(corrected), { event: 'corrected', counts });
    assert.deepEqual(entryOf({ kind: 'done', operation: operation() }), { event: 'ended', counts, end: undefined });
  });

  it('says of a target that nobody knows of only what there is to say', () => {
    const [, , , target] = targets;
    assert.ok(target);
    const lines = linesFor({ kind: 'target', operation: operation(), target });
    assert.deepEqual(lines, [{ level: 'error', line: 'Restart #3 web-3 (s3): unknown' }]);
  });

  it('says nothing of what only a view needs', () => {
    for (const kind of ['waiting', 'shown', 'removed'] as const) {
      assert.deepEqual(linesFor({ kind, operation: operation() }), []);
      assert.equal(entryOf({ kind, operation: operation() }), undefined);
    }
  });
});
