import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { resultsOf, servers } from '../../../support/operations/harness';
import { endOf, first, Fleet, phasesOf } from '../../../support/operations/rolloutFleet';

describe('Pause', () => {
  it('holds back the requests that wait for their turn, and Resume sends each of them once', async () => {
    const fleet = new Fleet(300);
    const harness = fleet.open();
    harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
    const started = harness.operations.start(fleet.plan([300]));
    await harness.rest();
    assert.equal(fleet.posts.length, 1);
    harness.operations.pause(1);
    await harness.pass(3_600_000);
    assert.equal(fleet.posts.length, 1, 'nothing leaves while it is paused');
    const { hold, targets } = started.operation();
    assert.equal(hold?.why, 'paused');
    assert.equal(targets.filter(({ result }) => result === 'succeeded').length, 100, 'what has left is followed');
    assert.equal(targets.filter(({ phase }) => phase === 'waiting').length, 200);
    harness.operations.resume(1);
    const operation = await harness.end(started);
    assert.ok(operation.targets.every(({ result }) => result === 'succeeded'));
    assert.deepEqual([fleet.acts(), endOf(operation)], [Array(300).fill(1), 'finished']);
  });

  it('outlives the canary: Resume asks whether the others are to follow, and only Promote sends them', async () => {
    const fleet = new Fleet(3);
    const harness = fleet.open();
    let answer = (): void => undefined;
    fleet.answers = new Promise((resolve) => (answer = resolve));
    const started = harness.operations.start(fleet.plan([1, 2], { asksAfterFirst: true }));
    await harness.rest();
    harness.operations.pause(1);
    answer();
    await harness.pass(600_000);
    assert.deepEqual([started.operation().hold?.why, fleet.posts], ['paused', [[1]]]);
    harness.operations.promote(1);
    await harness.pass(600_000);
    assert.deepEqual([started.operation().hold?.why, fleet.posts], ['paused', [[1]]]);
    harness.operations.resume(1);
    await harness.pass(600_000);
    assert.deepEqual([started.operation().hold?.why, fleet.posts], ['canary', [[1]]]);
    harness.operations.promote(1);
    assert.deepEqual(resultsOf(await harness.end(started)), Array(3).fill('succeeded'));
    assert.deepEqual(fleet.posts, [[1], [2, 3]]);
  });

  it('takes back a request that waits in the queue of its host, also when Resume follows at once', async () => {
    for (const isHasty of [true, false]) {
      const fleet = new Fleet(4);
      const harness = fleet.open();
      fleet.isThrottled = true;
      const started = harness.operations.start(fleet.plan([2, 2]));
      await harness.rest();
      fleet.isThrottled = false;
      harness.operations.pause(1);
      if (!isHasty) {
        await harness.pass(600_000);
        assert.deepEqual([fleet.posts, phasesOf(started.operation())], [[], Array(4).fill('waiting')]);
        assert.ok(started.operation().targets.every(({ sentAt }) => sentAt === undefined));
      }
      harness.operations.resume(1);
      const operation = await harness.end(started);
      assert.deepEqual([fleet.acts(), resultsOf(operation)], [Array(4).fill(1), Array(4).fill('succeeded')]);
    }
  });

  it('lets Resume send what was held back only when the answers to what has left are there', async () => {
    const fleet = new Fleet(150);
    const harness = fleet.open();
    harness.settings.maxConcurrentRequests = 1;
    let answer = (): void => undefined;
    fleet.answers = new Promise((resolve) => (answer = resolve));
    const started = harness.operations.start(fleet.plan([150]));
    await harness.rest();
    harness.operations.pause(1);
    harness.operations.resume(1);
    await harness.pass(60_000);
    assert.equal(fleet.posts.length, 1);
    answer();
    const operation = await harness.end(started);
    assert.deepEqual([fleet.acts(), endOf(operation)], [Array(150).fill(1), 'finished']);
  });

  it('lets Stop end what was held back as not sent, and what has left is followed', async () => {
    for (const isThrottled of [true, false]) {
      const fleet = new Fleet(300);
      const harness = fleet.open();
      harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
      const started = harness.operations.start(fleet.plan([300]));
      await harness.rest();
      fleet.isThrottled = isThrottled;
      if (isThrottled) {
        await harness.pass(60_000);
        assert.equal(started.operation().targets[150]?.phase, 'sent');
      }
      harness.operations.pause(1);
      harness.operations.cancel(1);
      const operation = await harness.end(started);
      assert.deepEqual(new Set(resultsOf(operation).slice(0, 100)), new Set(['succeeded']));
      assert.deepEqual(new Set(resultsOf(operation).slice(100)), new Set(['not sent']));
      assert.ok(
        operation.targets.slice(100).every(({ text }) => /was stopped before its turn$/.test(inEnglish(text ?? ''))),
      );
      assert.deepEqual([fleet.posts.length, endOf(operation)], [1, 'stopped']);
    }
  });

  it('sends nothing whose client is made meanwhile, be it that it cannot be made', async () => {
    for (const isLocked of [false, true]) {
      const fleet = new Fleet(2);
      const harness = fleet.open();
      let isFirst = true;
      fleet.isLocked = () => {
        if (!isFirst || first(harness).rollout?.step !== 'acting') {
          return false;
        }
        isFirst = false;
        harness.operations.pause(1);
        return isLocked;
      };
      const started = harness.operations.start(fleet.plan([1, 1]));
      await harness.until(() => !isFirst);
      await harness.pass(60_000);
      assert.deepEqual([fleet.posts, phasesOf(started.operation())], [[], ['waiting', 'waiting']]);
      harness.operations.resume(1);
      const operation = await harness.end(started);
      assert.deepEqual([fleet.posts, endOf(operation)], [[[1], [2]], 'finished']);
    }
  });

  it('outlives the window: what was held back goes out in the next one, once', async () => {
    const fleet = new Fleet(4);
    const harness = fleet.open();
    fleet.isThrottled = true;
    harness.operations.start(fleet.plan([2, 2]));
    await harness.rest();
    harness.operations.pause(1);
    await harness.rest();
    harness.operations.dispose();
    await harness.rest();
    fleet.isThrottled = false;
    const next = fleet.open();
    await next.operations.load();
    await next.pass(60_000);
    assert.deepEqual([fleet.posts, first(next).hold?.why], [[], 'paused']);
    next.operations.resume(1);
    await next.until(() => first(next).endedAt !== undefined);
    assert.deepEqual(fleet.acts(), [1, 1, 1, 1]);
  });

  it('of another operation lets its targets run, so that a rollout beside it goes on', async () => {
    for (const isPaused of [true, false]) {
      const fleet = new Fleet(4);
      const harness = fleet.open();
      fleet.isThrottled = true;
      harness.start('restart', 'Staging', servers(4).slice(0, 1));
      await harness.rest();
      if (isPaused) {
        harness.operations.pause(1);
        await harness.rest();
      }
      fleet.isThrottled = false;
      const plan = fleet.plan([1, 1, 1]);
      harness.settings.guard = { ...harness.settings.guard, minRunningPercentRolling: 75 };
      const rollout = harness.operations.start({ ...plan, targets: servers(4).slice(1) });
      const operation = await harness.end(rollout);
      assert.equal(endOf(operation), isPaused ? 'finished' : 'tooFewRunning');
      assert.deepEqual(fleet.posts, isPaused ? [[2], [3], [4]] : []);
    }
  });

  it('is not needed where nobody is signed in before a wave: it waits for a sign-in, and for Resume', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    fleet.isSignedOut = true;
    const started = harness.operations.start(fleet.plan([1, 1]));
    await harness.pass(60_000);
    assert.deepEqual([started.operation().hold?.why, started.operation().rollout?.step], ['signIn', 'reading']);
    fleet.isSignedOut = false;
    await harness.pass(600_000);
    assert.deepEqual(fleet.posts, []);
    harness.operations.resume(1);
    assert.equal(endOf(await harness.end(started)), 'finished');
    assert.deepEqual(fleet.posts, [[1], [2]]);
  });
});
