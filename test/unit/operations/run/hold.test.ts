import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { readJournal } from '../../../../src/operations/journal/format/readJournal';
import { NotRecorded } from '../../../../src/operations/journal/notRecorded';
import { resultsOf, servers, firstWhole } from '../../../support/operations/harness';
import { first, Fleet, phasesOf } from '../../../support/operations/rolloutFleet';

/** @returns what the journal of the only operation says of its targets and its hold */
function stored({ folder }: Fleet): { phases: string[]; why: string | undefined } {
  const journal = readJournal(folder.text('op-000001.jsonl'));
  assert.ok(journal !== undefined && journal !== 'newer');
  return { phases: phasesOf(journal.operation), why: journal.operation.hold?.why };
}

const REQUESTS = ['resume', 'pause', 'stop'] as const;

/** Puts a request into the folder, as another window does. */
function request({ folder, clock }: Fleet, what: (typeof REQUESTS)[number], ageMs: number): void {
  folder.files.set(`op-000001.${what}`, JSON.stringify({ at: clock.now() - ageMs }));
  folder.changed();
}

describe('an operation without waves', () => {
  it('that is paused sends nothing until Resume, and then each batch once', async () => {
    for (const sent of [0, 1]) {
      const fleet = new Fleet(400);
      const harness = fleet.open();
      harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
      const started = harness.start('restart', 'Staging', servers(400));
      if (sent > 0) {
        await harness.rest();
      }
      harness.operations.pause(1);
      await harness.pass(3_600_000);
      assert.equal(fleet.posts.length, sent);
      assert.equal(started.operation().hold?.why, 'paused');
      const phases = [
        ...Array<string>(100 * sent).fill('succeeded'),
        ...Array<string>(400 - 100 * sent).fill('waiting'),
      ];
      assert.deepEqual(phasesOf(started.operation()), phases);
      assert.deepEqual(stored(fleet), { phases, why: 'paused' });
      harness.operations.resume(1);
      assert.deepEqual(new Set(resultsOf(await harness.end(started))), new Set(['succeeded']));
      assert.deepEqual([fleet.posts.length, new Set(fleet.acts())], [4, new Set([1])]);
    }
  });

  it('that is paused withdraws a request that is recorded and waits in the queue', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    fleet.isThrottled = true;
    const started = harness.start('restart', 'Staging', servers(2));
    await harness.rest();
    assert.deepEqual(stored(fleet).phases, ['sent', 'sent']);
    harness.operations.pause(1);
    await harness.rest();
    assert.deepEqual(stored(fleet), { phases: ['waiting', 'waiting'], why: 'paused' });
    assert.ok(started.operation().targets.every(({ sentAt }) => sentAt === undefined));
    fleet.isThrottled = false;
    await harness.pass(600_000);
    assert.deepEqual(fleet.posts, []);
    harness.operations.resume(1);
    assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded', 'succeeded']);
    assert.deepEqual(fleet.posts, [[1, 2]]);
  });

  it('loses a pause that comes after all has left, as soon as that is known', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    let answer = (): void => undefined;
    fleet.answers = new Promise((resolve) => (answer = resolve));
    fleet.fates.set(1, 'running').set(2, 'running');
    const started = harness.start('restart', 'Staging', servers(2));
    await harness.rest();
    harness.operations.pause(1);
    assert.equal(started.operation().hold?.why, 'paused');
    await harness.pass(10_000);
    assert.equal(started.operation().hold?.why, 'paused', 'the request may still wait for its turn');
    answer();
    await harness.rest();
    assert.deepEqual([started.operation().hold, stored(fleet).why], [undefined, undefined]);
    harness.operations.pause(1);
    assert.equal(started.operation().hold, undefined, 'nothing is left to be held');
    fleet.fates.clear();
    assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded', 'succeeded']);
  });

  it('obeys Pause, Resume and Stop of another window', async () => {
    const fleet = new Fleet(300);
    const one = fleet.open();
    const two = fleet.open();
    await two.operations.load();
    one.settings.guard = { ...one.settings.guard, actingRequestsPerMinute: 1 };
    one.start('restart', 'Staging', servers(300));
    await one.pass(1_000);
    two.operations.pause(1);
    await two.pass(120_000);
    assert.deepEqual([fleet.posts.length, first(one).hold?.why, first(two).hold?.why], [1, 'paused', 'paused']);
    two.operations.resume(1);
    await two.pass(1_000);
    assert.deepEqual([fleet.posts.length, first(one).hold, first(two).hold], [2, undefined, undefined]);
    two.operations.cancel(1);
    await two.until(() => first(two).endedAt !== undefined);
    assert.deepEqual(fleet.posts.length, 2);
    assert.deepEqual(new Set(resultsOf(await firstWhole(two)).slice(200)), new Set(['not sent']));
    assert.deepEqual(
      fleet.folder.names('op-').filter((name) => REQUESTS.some((what) => name.endsWith(what))),
      [],
    );
  });

  it('is told where a request cannot be handed to the other window', async () => {
    const fleet = new Fleet(2);
    const one = fleet.open();
    fleet.isThrottled = true;
    one.start('restart', 'Staging', servers(2));
    await one.rest();
    const { window, harness: two } = fleet.openWindow();
    await two.operations.load();
    window.fault = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    assert.throws(
      () => {
        two.operations.pause(1);
      },
      (error) => error instanceof NotRecorded && inEnglish(error.said).endsWith('the disk is full.'),
    );
    await one.pass(6_000);
    assert.equal(first(one).hold, undefined);
  });

  it('drops a request to resume that is older than a minute, by the clock of either window, and no other', async () => {
    for (const [ageMs, why] of [
      [61_000, 'paused'],
      [-61_000, 'paused'],
      [55_000, undefined],
      [-55_000, undefined],
    ] as const) {
      const fleet = new Fleet(101);
      const harness = fleet.open();
      await harness.operations.load();
      harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
      const started = harness.start('restart', 'Staging', servers(101));
      await harness.rest();
      harness.operations.pause(1);
      request(fleet, 'resume', ageMs);
      await harness.pass(1_000);
      assert.equal(started.operation().hold?.why, why, `${ageMs} ms`);
      assert.ok(!fleet.folder.files.has('op-000001.resume'));
      harness.operations.resume(1);
      await harness.rest();
      request(fleet, 'pause', 3_600_000);
      await harness.pass(1_000);
      assert.equal(started.operation().hold?.why, 'paused');
      request(fleet, 'stop', 3_600_000);
      await harness.until(() => started.operation().endedAt !== undefined);
      assert.deepEqual([fleet.posts.length, resultsOf(started.operation()).at(-1)], [1, 'not sent']);
    }
  });

  it('does no request that cannot be taken back: it would be done again and again', async () => {
    const fleet = new Fleet(101);
    const { window, harness } = fleet.openWindow();
    await harness.operations.load();
    harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
    const started = harness.start('restart', 'Staging', servers(101));
    await harness.rest();
    harness.operations.pause(1);
    const remove = window.remove.bind(window);
    window.remove = () => Promise.reject(Object.assign(new Error('held by a scanner'), { code: 'EPERM' }));
    request(fleet, 'resume', 0);
    await harness.pass(30_000);
    assert.equal(started.operation().hold?.why, 'paused');
    assert.equal(harness.log.filter((line) => line.includes('held by a scanner')).length, 1, harness.log.join('\n'));
    window.remove = remove;
    await harness.pass(5_000);
    assert.equal(started.operation().hold, undefined);
    assert.deepEqual(new Set(resultsOf(await harness.end(started))), new Set(['succeeded']));
    assert.deepEqual(fleet.posts.length, 2);
  });

  it('waits for a sign-in and for Resume where its project is signed out', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    fleet.isSignedOut = true;
    const started = harness.start('restart', 'Staging', servers(2));
    await harness.pass(60_000);
    assert.deepEqual(stored(fleet), { phases: ['waiting', 'waiting'], why: 'signIn' });
    harness.operations.resume(1);
    await harness.pass(60_000);
    assert.equal(started.operation().hold?.why, 'signIn', 'still nobody is signed in');
    fleet.isSignedOut = false;
    await harness.pass(3_600_000);
    assert.deepEqual(fleet.posts, []);
    harness.operations.resume(1);
    assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded', 'succeeded']);
    assert.deepEqual(fleet.posts, [[1, 2]]);
  });

  it('that is held ends as not sent when it is stopped, for each reason to hold it', async () => {
    for (const why of ['paused', 'sleep', 'signIn', 'reload'] as const) {
      const fleet = new Fleet(2);
      const { window, harness } = fleet.openWindow();
      fleet.isSignedOut = why === 'signIn';
      harness.start('restart', 'Staging', servers(2));
      let owner = harness;
      if (why === 'paused') {
        harness.operations.pause(1);
      } else if (why === 'sleep') {
        fleet.clock.sleep(3_600_000);
        harness.operations.beforeLeaving();
      } else if (why === 'reload') {
        window.kill();
        harness.operations.dispose();
        owner = fleet.open();
        await owner.operations.load();
      }
      await owner.rest();
      assert.equal(first(owner).hold?.why, why);
      owner.operations.cancel(1);
      await owner.until(() => first(owner).endedAt !== undefined);
      assert.deepEqual([resultsOf(await firstWhole(owner)), fleet.posts], [['not sent', 'not sent'], []]);
      assert.equal(first(owner).hold, undefined);
    }
  });

  it('that is paused stays so in the next window, where Resume sends it', async () => {
    const fleet = new Fleet(2);
    const harness = fleet.open();
    harness.start('restart', 'Staging', servers(2));
    harness.operations.pause(1);
    await harness.rest();
    harness.operations.dispose();
    await harness.rest();
    const next = fleet.open();
    await next.operations.load();
    await next.pass(600_000);
    assert.deepEqual([first(next).hold?.why, fleet.posts], ['paused', []]);
    next.operations.resume(1);
    await next.until(() => first(next).endedAt !== undefined);
    assert.deepEqual(fleet.posts, [[1, 2]]);
  });
});
