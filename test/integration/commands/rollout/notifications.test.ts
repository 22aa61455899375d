import assert from 'node:assert/strict';
import { RolloutNotifications } from '../../../../src/commands/rollout/notifications';
import { type HoldReason, type Operation } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout } from '../../../../src/model/rollout';
import { type OperationChange } from '../../../../src/operations/common/events';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';
import { WatchedWindow } from '../../support/window';

const rollout: Rollout = { policy: DEFAULT_POLICY, waves: [1, 1], mostDown: 1, wave: 0, step: 'resting', heldMs: 0 };
const rolling = (why?: HoldReason): Operation => ({
  number: 3,
  verb: 'reboot',
  project: 'Staging',
  requests: 2,
  startedAt: 0,
  targets: [
    { id: 'a', name: 'a', phase: 'settled', result: 'succeeded' },
    { id: 'b', name: 'b', phase: 'waiting' },
  ],
  rollout,
  ...(why === undefined ? {} : { hold: { why, since: 0 } }),
});
const rolled = (why?: HoldReason): OperationChange => ({
  kind: 'progressed',
  operation: rolling(why),
  before: { rollout },
});
const resumed = (why?: HoldReason): OperationChange => ({ kind: 'resumed', operation: rolling(why) });

describe('the questions of a rolling operation', () => {
  let window: WatchedWindow;
  let asked: string[];
  let isOwn: boolean;
  let clock: TestClock;
  let questions: RolloutNotifications;

  beforeEach(() => {
    window = new WatchedWindow();
    asked = [];
    isOwn = true;
    clock = new TestClock();
    const run = (command: string, ...args: readonly object[]): void => {
      asked.push([command.replace('cloudPhone.', ''), ...args.map((arg) => JSON.stringify(arg))].join(' '));
    };
    const operations = { isOwn: () => isOwn, retryable: () => [], unsureOf: () => [] };
    questions = new RolloutNotifications({ operations, clock, run, log: { show: () => undefined } });
  });
  afterEach(() => {
    questions.dispose();
    window.dispose();
  });

  const texts = (): string[] => window.messages.map(({ text }) => text);

  it('are asked once after the canary, also when other changes follow', () => {
    questions.follow(rolled());
    questions.follow(rolled('canary'));
    questions.follow(rolled('canary'));
    questions.follow({ kind: 'waiting', operation: rolling('canary') });
    assert.deepEqual(texts(), [
      'Rolling reboot #3 in Staging: the canary is done (1 succeeded). Let the other waves follow?',
    ]);
  });

  it('are asked once after a reload, also when the rollout was paused or waited for its canary before', () => {
    for (const [changes, said, button] of [
      [[resumed('canary'), rolled('canary')], 'the canary is done', 'Promote'],
      [[resumed(), rolled('reload')], 'was interrupted by a reload', 'Resume'],
      [[resumed('paused')], 'is paused', 'Resume'],
    ] as const) {
      window.messages.length = 0;
      changes.forEach((change) => {
        questions.follow(change);
      });
      assert.deepEqual(texts(), [], 'others may follow');
      clock.advance(500);
      assert.equal(texts().length, 1);
      assert.match(texts()[0] ?? '', new RegExp(`^Rolling reboot #3 in Staging.*${said}`));
      assert.deepEqual(window.messages[0]?.buttons, [button, 'Stop', 'Show Operations']);
      questions.follow(rolled(...changes.slice(-1).flatMap(({ operation }) => operation.hold?.why ?? [])));
      clock.advance(500);
      assert.equal(texts().length, 1, 'told once');
      questions.follow({ kind: 'removed', operation: rolling() });
    }
  });

  it('become one notification that names all operations that were left unfinished, and what they wait for', () => {
    questions.follow(resumed());
    questions.follow(rolled('reload'));
    questions.follow({ kind: 'resumed', operation: { ...rolling(), number: 4, project: 'Production' } });
    questions.follow({ kind: 'resumed', operation: { ...rolling(), number: 5 } });
    questions.follow({ kind: 'done', operation: { ...rolling(), number: 5, endedAt: 1 } });
    window.messages.length = 0;
    clock.advance(500);
    assert.deepEqual(texts(), [
      'These operations were left unfinished: Rolling reboot #3 in Staging (waiting for you after a reload), Rolling reboot #4 in Production (what was sent is followed).',
    ]);
    assert.deepEqual(window.messages[0]?.buttons, ['Show Operations']);
  });

  it('tell also of one operation of which only the results are read', () => {
    questions.follow(resumed());
    clock.advance(500);
    assert.deepEqual(texts(), [
      'This operation was left unfinished: Rolling reboot #3 in Staging (what was sent is followed).',
    ]);
  });

  it('are not asked after a pause by the person, nor in a window that does not act for the rollout', () => {
    questions.follow(rolled('paused'));
    isOwn = false;
    questions.follow(rolled('canary'));
    questions.follow({ kind: 'shown', operation: rolling('reload') });
    questions.follow(resumed('reload'));
    clock.advance(500);
    assert.deepEqual(texts(), []);
  });

  it('run the command that the person answers, about the hold that the person saw', async () => {
    const seen = (why: HoldReason): string => JSON.stringify({ number: 3, seen: { why, since: 0 } });
    for (const [hold, button, done] of [
      ['canary', 'Promote', `promoteRollout ${seen('canary')}`],
      ['canary', 'Stop', 'stopRollout {"number":3}'],
      ['reload', 'Resume', `resumeRollout ${seen('reload')}`],
      ['reload', 'Show Operations', 'operations.focus'],
      ['sleep', 'Resume', `resumeRollout ${seen('sleep')}`],
      ['signIn', 'Resume', `resumeRollout ${seen('signIn')}`],
      ['signIn', 'Sign In…', 'signIn {"project":"Staging"}'],
      ['unverified', 'Promote', `promoteRollout ${seen('unverified')}`],
    ] as const) {
      asked.length = 0;
      window.answer = () => button;
      questions.follow(rolled());
      questions.follow(rolled(hold));
      await until(() => asked.length > 0, `${button} after ${hold}`);
      assert.deepEqual(asked, [done]);
    }
  });
});
