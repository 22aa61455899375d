import assert from 'node:assert/strict';
import { RolloutNotifications } from '../../../../src/commands/rollout/notifications';
import { type HoldReason, type Operation } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout } from '../../../../src/model/rollout';
import { type OperationChange } from '../../../../src/operations/common/events';
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
  let questions: RolloutNotifications;

  beforeEach(() => {
    window = new WatchedWindow();
    asked = [];
    isOwn = true;
    const note = (what: string) => (number: number) => void asked.push(`${what} ${number}`);
    const controls = { promote: note('promote'), resume: note('resume'), cancel: note('stop') };
    const operations = { isOwn: () => isOwn, retryable: () => [], unsureOf: () => [], ...controls };
    questions = new RolloutNotifications({ operations, log: { show: () => undefined } });
  });
  afterEach(() => {
    window.dispose();
  });

  const texts = (): string[] => window.messages.map(({ text }) => text);

  it('are asked once after the canary, also when other changes follow', () => {
    questions.follow(rolled());
    questions.follow(rolled('canary'));
    questions.follow(rolled('canary'));
    questions.follow({ kind: 'waiting', operation: rolling('canary') });
    assert.deepEqual(texts(), [
      'Rolling reboot #3 in Staging: the canary is done (1 done). Let the other waves follow?',
    ]);
  });

  it('are asked once after a reload, also when the rollout was paused or waited for its canary before', () => {
    questions.follow(resumed('canary'));
    questions.follow(rolled('canary'));
    assert.equal(texts().length, 1);
    assert.match(texts()[0] ?? '', /the canary is done/);
    for (const changes of [[resumed(), rolled('reload')], [resumed('paused')]]) {
      window.messages.length = 0;
      changes.forEach((change) => {
        questions.follow(change);
      });
      assert.deepEqual(texts(), [
        'Rolling reboot #3 in Staging was interrupted by a reload. Nothing more is sent until you resume it.',
      ]);
      assert.deepEqual(window.messages[0]?.buttons, ['Resume', 'Stop', 'Show']);
    }
  });

  it('are not asked after a pause by the person, nor in a window that does not act for the rollout', () => {
    questions.follow(rolled('paused'));
    isOwn = false;
    questions.follow(rolled('canary'));
    questions.follow({ kind: 'shown', operation: rolling('reload') });
    assert.deepEqual(texts(), []);
  });

  it('do what the person answers', async () => {
    for (const [hold, button, done] of [
      ['canary', 'Promote', 'promote 3'],
      ['canary', 'Stop', 'stop 3'],
      ['reload', 'Resume', 'resume 3'],
      ['reload', 'Stop', 'stop 3'],
      ['sleep', 'Resume', 'resume 3'],
      ['signIn', 'Resume', 'resume 3'],
      ['unverified', 'Promote', 'promote 3'],
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
