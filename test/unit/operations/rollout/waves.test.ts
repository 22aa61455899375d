import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { resultsOf, firstWhole, whole } from '../../../support/operations/harness';
import { endOf, first, Fleet, phasesOf } from '../../../support/operations/rolloutFleet';

describe('the canary of a rollout', () => {
  for (const [fate, result] of [
    ['failed', 'failed'],
    ['refused', 'rejected'],
    ['running', 'timed out'],
  ] as const) {
    it(`stops it when it is ${result}, however many failures are borne`, async () => {
      for (const asksAfterFirst of [true, false]) {
        const fleet = new Fleet(20);
        fleet.fates.set(1, fate);
        const harness = fleet.open();
        const operation = await harness.end(harness.operations.start(fleet.plan([1, 19], { asksAfterFirst })));
        assert.deepEqual([operation.targets[0]?.result, endOf(operation)], [result, 'canaryFailed']);
        assert.deepEqual(fleet.posts, [[1]]);
        const [, ...others] = operation.targets;
        assert.ok(others.every((target) => target.result === 'not sent'));
        assert.match(inEnglish(others[0]?.text ?? ''), /the canary could not be verified$/);
        assert.match(harness.lines.join('\n'), /stopped, for the canary was not proved well, in wave 1 of 2/);
      }
    });
  }

  for (const [fate, result] of [
    ['unwell', 'unverified'],
    ['lost', 'unknown'],
  ] as const) {
    it(`waits for a person when it is ${result}, and only then do the others follow`, async () => {
      for (const asksAfterFirst of [true, false]) {
        const fleet = new Fleet(20);
        fleet.fates.set(1, fate);
        const harness = fleet.open();
        const started = harness.operations.start(fleet.plan([1, 19], { asksAfterFirst }));
        await harness.until(() => started.operation().hold !== undefined);
        assert.equal(started.operation().hold?.why, asksAfterFirst ? 'canary' : 'unverified');
        await harness.pass(3_600_000);
        assert.deepEqual([started.operation().targets[0]?.result, fleet.posts.length], [result, 1]);
        harness.operations.promote(1);
        await harness.until(() => fleet.posts.length === 2);
        harness.operations.cancel(1);
        await harness.end(started);
      }
    });
  }

  it('stops it when only one of its targets failed', async () => {
    const fleet = new Fleet(6);
    fleet.fates.set(2, 'failed');
    const harness = fleet.open();
    const operation = await harness.end(harness.operations.start(fleet.plan([3, 3])));
    assert.deepEqual(resultsOf(operation).slice(0, 3), ['succeeded', 'failed', 'succeeded']);
    assert.deepEqual([fleet.posts, endOf(operation)], [[[1, 2, 3]], 'canaryFailed']);
  });

  it('is none where no wave follows: such a rollout bears as many failures as its policy says', async () => {
    const fleet = new Fleet(3);
    fleet.fates.set(2, 'failed');
    const harness = fleet.open();
    const operation = await harness.end(harness.operations.start(fleet.plan([3])));
    assert.deepEqual([resultsOf(operation), endOf(operation)], [['succeeded', 'failed', 'succeeded'], 'finished']);
  });
});

describe('a wave of a rollout', () => {
  it('is the last one when a request of it could not be sent, be it that no other would follow', async () => {
    for (const wave of [0, 1, 2]) {
      const fleet = new Fleet(4);
      const harness = fleet.open();
      fleet.isLocked = () => {
        const { rollout } = first(harness);
        return rollout?.step === 'acting' && rollout.wave === wave && fleet.posts.length === wave;
      };
      const operation = await harness.end(harness.operations.start(fleet.plan([1, 2, 1])));
      const sent = [[1], [2, 3]].slice(0, wave);
      assert.deepEqual([fleet.posts, endOf(operation)], [sent, 'cannotSend']);
      const expected = Array.from({ length: 4 }, (_, index) => (index < sent.flat().length ? 'succeeded' : 'not sent'));
      assert.deepEqual(resultsOf(operation), expected);
    }
  });

  it('is the last one when the cloud could not be reached for it, and is tried no second time', async () => {
    for (const wave of [1, 2]) {
      const fleet = new Fleet(4);
      fleet.fates.set(wave === 1 ? 1 : 2, 'offline');
      const harness = fleet.open();
      const operation = await harness.end(harness.operations.start(fleet.plan([1, 2, 1])));
      assert.deepEqual([fleet.posts, endOf(operation)], [[[1], [2, 3]].slice(0, wave), 'cannotSend']);
      const sent = wave === 1 ? [] : ['succeeded'];
      assert.deepEqual(resultsOf(operation), [...sent, ...Array.from({ length: 4 - sent.length }, () => 'not sent')]);
    }
  });

  it('does not begin where more would be down than the plan allows, though servers run that did not run then', async () => {
    const fleet = new Fleet(4);
    fleet.fates.set(1, 'unwell');
    const harness = fleet.open();
    const plan = { ...fleet.plan([1, 2, 1]), fleet: { listed: 4, running: 2 } };
    const started = harness.operations.start(plan);
    await harness.until(() => started.operation().hold?.why === 'unverified');
    harness.operations.promote(1);
    const operation = await harness.end(started);
    assert.deepEqual([fleet.posts, endOf(operation)], [[[1]], 'tooFewRunning']);
    assert.deepEqual(resultsOf(operation), ['unverified', 'not sent', 'not sent', 'not sent']);
  });

  it('counts those as down that failed before, and not those that the cloud refused to restart', async () => {
    for (const [fate, posts, end] of [
      ['failed', [[1], [2]], 'tooFewRunning'],
      ['refused', [[1], [2], [3, 4]], 'finished'],
    ] as const) {
      const fleet = new Fleet(4);
      fleet.fates.set(2, fate);
      const harness = fleet.open();
      const plan = { ...fleet.plan([1, 1, 2]), fleet: { listed: 4, running: 2 } };
      const operation = await harness.end(harness.operations.start(plan));
      assert.deepEqual([fleet.posts, endOf(operation)], [posts, end]);
    }
  });

  it('counts those as down that it has sent already, when the rest of it has its turn', async () => {
    for (const isOtherDown of [false, true]) {
      const fleet = new Fleet(203);
      const harness = fleet.open();
      harness.settings.guard = {
        ...harness.settings.guard,
        actingRequestsPerMinute: 2,
        minRunningPercentRolling: 1,
      };
      const wave = Array.from({ length: 200 }, (_, index) => index + 2);
      wave.forEach((server) => fleet.fates.set(server, 'running'));
      const started = harness.operations.start(fleet.plan([1, 200, 2]));
      await harness.until(() => fleet.posts.length === 2);
      harness.operations.pause(1);
      await harness.pass(120_000);
      if (isOtherDown) {
        fleet.fates.set(202, 'unwell');
      }
      harness.operations.resume(1);
      await harness.pass(120_000);
      assert.deepEqual(
        [fleet.posts.length, endOf(started.operation())],
        isOtherDown ? [2, 'tooFewRunning'] : [3, undefined],
      );
      harness.operations.dispose();
    }
  });

  it('goes out again after a reload that took it back from the queue of its host, and the next one waits for it', async () => {
    const fleet = new Fleet(4);
    const harness = fleet.open();
    fleet.isThrottled = true;
    harness.operations.start(fleet.plan([2, 2]));
    await harness.rest();
    assert.deepEqual(phasesOf(whole(first(harness))), ['sent', 'sent', 'waiting', 'waiting']);
    harness.operations.dispose();
    await harness.rest();
    fleet.isThrottled = false;
    const next = fleet.open();
    await next.operations.load();
    assert.deepEqual(phasesOf(whole(first(next))), ['waiting', 'waiting', 'waiting', 'waiting']);
    assert.ok(whole(first(next)).targets.every(({ sentAt }) => sentAt === undefined));
    await next.pass(600_000);
    assert.deepEqual([fleet.posts, first(next).hold?.why], [[], 'reload']);
    const wellBefore: number[] = [];
    fleet.left = () => wellBefore.push(resultsOf(whole(first(next))).filter((result) => result === 'succeeded').length);
    next.operations.resume(1);
    await next.until(() => first(next).endedAt !== undefined);
    assert.deepEqual(
      [fleet.posts, wellBefore],
      [
        [
          [1, 2],
          [3, 4],
        ],
        [0, 2],
      ],
    );
    assert.deepEqual([resultsOf(await firstWhole(next)), endOf(first(next))], [Array(4).fill('succeeded'), 'finished']);
  });

  it('is unknown after a reload when it may have left, and does not go out again', async () => {
    const fleet = new Fleet(4);
    const harness = fleet.open();
    fleet.answers = new Promise(() => undefined);
    harness.operations.start(fleet.plan([2, 2]));
    await harness.until(() => fleet.posts.length === 1);
    harness.operations.dispose();
    await harness.rest();
    fleet.answers = Promise.resolve();
    const next = fleet.open();
    await next.operations.load();
    await next.until(() => first(next).hold?.why === 'reload');
    next.operations.resume(1);
    await next.until(() => first(next).hold?.why === 'unverified');
    assert.deepEqual(phasesOf(whole(first(next))), ['unknown', 'unknown', 'waiting', 'waiting']);
    assert.deepEqual(fleet.posts, [[1, 2]]);
  });
});
