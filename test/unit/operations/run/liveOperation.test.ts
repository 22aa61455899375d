import assert from 'node:assert/strict';
import { getMaxListeners } from 'node:events';
import { type Operation, type TargetState } from '../../../../src/model/operation';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { type OperationChange } from '../../../../src/operations/common/events';
import { type Change } from '../../../../src/operations/journal/format/writeJournal';
import { LiveOperation } from '../../../../src/operations/run/liveOperation';

type Phases = Readonly<Record<string, TargetState['phase']>>;

function operationOf(phases: Phases, own: Partial<Operation> = {}): Operation {
  const targets = Object.entries(phases).map(([id, phase]): TargetState => {
    const result = phase === 'settled' ? { result: 'succeeded' as const } : {};
    return { id, name: id, phase, ...(phase === 'waiting' ? {} : { sentAt: 1, answeredAt: 2 }), ...result };
  });
  return { number: 1, verb: 'restart', project: 'Staging', requests: 1, startedAt: 0, targets, ...own };
}

/** An operation under way, with all that it tells and records. */
class Watched {
  readonly told: OperationChange[] = [];
  readonly recorded: Change[] = [];
  isOurs = true;
  readonly live: LiveOperation;

  constructor(phases: Phases, own: Partial<Operation> = {}) {
    this.live = new LiveOperation(operationOf(phases, own), {
      isOurs: () => this.isOurs,
      record: (change) => this.recorded.push(change),
      tell: (change) => this.told.push(change),
    });
  }
}

const ROLLOUT = {
  rollout: { policy: DEFAULT_POLICY, waves: [1], mostDown: 1, wave: 0, step: 'reading', heldMs: 100 },
} as const;

describe('the hold of an operation under way', () => {
  it('is its first reason: a second one changes nothing and is not told', () => {
    const { live, told } = new Watched({ a: 'waiting' });
    assert.equal(live.hold('paused', 10), true);
    const { length } = told;
    assert.equal(live.hold('sleep', 20), false);
    assert.deepEqual([live.operation.hold, told.length], [{ why: 'paused', since: 10 }, length]);
  });

  it('is none where it was stopped, though a request may still be on its way', () => {
    const { live } = new Watched({ a: 'waiting', b: 'waiting' });
    live.update([['a', { phase: 'sent', sentAt: 5 }]], 5);
    live.stop(10);
    assert.equal(live.hold('paused', 20), false);
    assert.equal(live.operation.hold, undefined);
  });

  it('counts its time for a rollout, once and also when another reason took its place', () => {
    const { live } = new Watched({ a: 'waiting' }, ROLLOUT);
    live.hold('paused', 1_000);
    live.replaceHold({ why: 'canary', since: 3_000 }, 3_000);
    assert.equal(live.operation.rollout?.heldMs, 100);
    live.hold('promote', 8_000);
    assert.equal(live.operation.rollout.heldMs, 5_100);
    live.hold('resume', 9_000);
    assert.equal(live.operation.rollout.heldMs, 5_100);
  });

  it('takes no time away where the clock was set back meanwhile', () => {
    const { live } = new Watched({ a: 'waiting' }, ROLLOUT);
    live.hold('paused', 1_000);
    live.hold('resume', 500);
    assert.equal(live.operation.rollout?.heldMs, 100);
  });
});

describe('the gate of an operation under way', () => {
  it('that is opened again while it is open closes for those who asked before', () => {
    const { live } = new Watched({ a: 'waiting' });
    const before = live.stopped;
    live.revive();
    live.holdBack();
    assert.equal(before.aborted, true);
  });

  it('stays closed for those who asked before it was opened again', () => {
    const { live } = new Watched({ a: 'waiting' });
    const before = live.stopped;
    live.holdBack();
    live.revive();
    assert.deepEqual([before.aborted, live.stopped.aborted], [true, false]);
  });
});

describe('an operation of another window', () => {
  it('is what that window recorded last, with other targets and none of the old ones', async () => {
    const { live } = new Watched({ a: 'waiting' });
    assert.equal(live.target('a')?.phase, 'waiting');
    const next = operationOf({ b: 'settled' }, { endedAt: 9 });
    live.replace(next);
    assert.deepEqual([live.target('a'), live.target('b')?.phase], [undefined, 'settled']);
    assert.equal(live.hasEnded, true);
    assert.equal(await live.done, next);
  });

  it('is changed by nothing that is learnt here', () => {
    const watched = new Watched({ a: 'sent' });
    watched.isOurs = false;
    watched.live.update([['a', { result: 'failed' }]], 10);
    watched.live.progress({}, 10);
    assert.equal(watched.live.target('a')?.phase, 'sent');
    assert.deepEqual([watched.told, watched.recorded], [[], []]);
  });

  it('is done for those who wait for it when nothing more becomes known of it', async () => {
    const { live } = new Watched({ a: 'sent' });
    live.forget();
    assert.equal(await live.done, live.operation);
  });
});

describe('what an operation under way waits for', () => {
  it('is the end of a pause of its host, until that is over', () => {
    const { live, told } = new Watched({ a: 'sent' });
    live.throttle(500);
    assert.equal(live.operation.throttledUntil, 500);
    live.throttle(undefined);
    assert.ok(!('throttledUntil' in live.operation));
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['waiting', 'waiting'],
    );
  });

  it('is a sign-in, which is told once when it begins and once when it is over', () => {
    const { live, told } = new Watched({ a: 'sent' });
    live.waitForSignIn(false);
    assert.equal(told.length, 0);
    live.waitForSignIn(true);
    live.waitForSignIn(true);
    assert.deepEqual([live.operation.waitsForSignIn, told.length], [true, 1]);
    live.waitForSignIn(false);
    live.waitForSignIn(false);
    assert.ok(!('waitsForSignIn' in live.operation));
    assert.equal(told.length, 2);
  });

  it('is no sign-in when it has ended', () => {
    const { live, told } = new Watched({ a: 'settled' }, { endedAt: 9 });
    live.waitForSignIn(true);
    assert.deepEqual([told, live.operation.waitsForSignIn], [[], undefined]);
  });
});

describe('what is learnt of an operation under way', () => {
  it('has at least the time of the last change, also after the clock was set back', () => {
    const { live, recorded } = new Watched({ a: 'sent', b: 'sent' });
    live.update([['a', { result: 'succeeded' }]], 1_000);
    live.update([['b', { result: 'succeeded' }]], 400);
    assert.deepEqual(
      recorded.map(({ at }) => at),
      [1_000, 1_000],
    );
    assert.equal(live.operation.endedAt, 1_000);
  });

  it('of a target that it does not have, or that has settled, is neither recorded nor told', () => {
    const { live, told, recorded } = new Watched({ a: 'settled', b: 'sent' });
    live.update(
      [
        ['a', { result: 'failed' }],
        ['other', { result: 'failed' }],
      ],
      10,
    );
    assert.deepEqual([told, recorded, live.hasEnded], [[], [], false]);
  });

  it('is told target by target, and then the end, which those who wait for it get too', async () => {
    const { live, told } = new Watched({ a: 'sent', b: 'sent' });
    live.update(
      [
        ['a', { jobId: 'j1' }],
        ['b', { result: 'failed' }],
      ],
      10,
    );
    live.update([['a', { result: 'succeeded' }]], 20);
    assert.deepEqual(
      told.map((change) => (change.kind === 'target' ? `${change.kind} ${change.target.id}` : change.kind)),
      ['target a', 'target b', 'target a', 'done'],
    );
    assert.equal((await live.done).endedAt, 20);
  });

  it('tells with other progress what the progress was before', () => {
    const { live, told } = new Watched({ a: 'waiting' }, ROLLOUT);
    live.hold('paused', 10);
    live.hold('resume', 30);
    const before = told.map((change) => (change.kind === 'progressed' ? change.before : undefined));
    const paused = { hold: { why: 'paused', since: 10 }, rollout: ROLLOUT.rollout };
    assert.deepEqual(before, [{ rollout: ROLLOUT.rollout }, paused]);
  });

  it('changes no progress when it has ended', () => {
    const { live, told } = new Watched({ a: 'settled' }, { endedAt: 9 });
    live.progress({ hold: { why: 'paused', since: 1 } }, 10);
    assert.deepEqual([told, live.operation.hold], [[], undefined]);
  });
});

describe('the gate of an operation', () => {
  it('takes as many requests as wait for their turn, also after it was closed and opened again', () => {
    const { live } = new Watched({ a: 'waiting' });
    assert.equal(getMaxListeners(live.stopped), 0);
    live.holdBack();
    live.revive();
    assert.deepEqual([live.stopped.aborted, getMaxListeners(live.stopped)], [false, 0]);
  });
});
