import assert from 'node:assert/strict';
import { inEnglish } from '../../../src/base/message';
import { type Operation, type Target } from '../../../src/model/operation';
import { PlanRefused } from '../../../src/operations/plan/guard';
import { TestClock } from '../../support/testClock';
import { fakes, Harness, onlyTarget, resultsOf, serverId, servers, whole } from '../../support/operations/harness';
import { phoneLister, phones } from '../../support/operations/phones';
import { MemoryFolder, type MemoryWindow } from '../../support/operations/memoryFiles';
import { type AnyOperation, tallyOf } from '../../../src/model/operationSummary';

/** Windows over one folder and one cloud. Its jobs run until the test ends them. */
class House {
  readonly folder = new MemoryFolder();
  readonly clock = new TestClock();
  /** The ids in each request. */
  readonly posts: (readonly string[])[] = [];
  areJobsDone = false;

  open(isWatching = true): { window: MemoryWindow; harness: Harness } {
    const window = this.folder.open();
    window.isWatching = isWatching;
    const clients = fakes({
      cph: {
        restartServers: (ids) => this.take(ids),
        restartPhones: (ids) => this.take(ids),
        listPhones: phoneLister(() => phones(2, 1).map((phone) => ({ ...phone, status: 2 }))),
        listJobs: () => {
          const state = this.areJobsDone ? ('succeeded' as const) : ('running' as const);
          return Promise.resolve(this.posts.flat().map((id) => ({ jobId: id, state })));
        },
      },
    });
    return { window, harness: new Harness(() => clients, this.clock, window.store) };
  }

  private take(ids: readonly string[]) {
    this.posts.push(ids);
    return Promise.resolve({ requestId: 'r', jobs: ids.map((id) => ({ targetId: id, jobId: id })) });
  }

  /** @returns how many requests named this target */
  requestsFor(id: string): number {
    return this.posts.filter((ids) => ids.includes(id)).length;
  }
}

/** These of the servers 1, 2, 3 ... */
const some = (...numbers: number[]): Target[] => numbers.map((nth) => ({ id: serverId(nth), name: `web-${nth}` }));

const operationOf = ({ operations }: Harness, number: number): AnyOperation => {
  const found = operations.list().find((one) => one.number === number);
  assert.ok(found, `operation #${number}`);
  return found;
};
const wholeOf = async (harness: Harness, number: number): Promise<Operation> =>
  whole(await harness.operations.open(number));
const whatIsShown = async (harness: Harness): Promise<unknown> => {
  const shown = await Promise.all([1, 2].map((number) => wholeOf(harness, number)));
  return shown.map(({ targets }) => targets.map(({ result, heldBy }) => [result, heldBy]));
};

/** @returns the sentences of the refusal; '' where it started */
function refusal(start: () => unknown): string {
  try {
    start();
    return '';
  } catch (error) {
    assert.ok(error instanceof PlanRefused);
    return error.reasons.map(inEnglish).join(' ');
  }
}

describe('one target for two windows', () => {
  const table: string[] = [];

  for (const entry of ['Staging', 'Staging (copy)']) {
    for (const isWatching of [true, false]) {
      for (const apartMs of [0, 1, 250, 400, 5_000]) {
        const told = isWatching ? 'told of changes' : 'not told of changes';
        it(`goes to the first one, ${apartMs} ms before the other, ${told}, under the name ${entry}`, async () => {
          const house = new House();
          const one = house.open(isWatching).harness;
          const two = house.open(isWatching).harness;
          await Promise.all([one, two].map(({ operations }) => operations.load()));
          const first = one.start('restart', 'Staging', some(1, 2));
          await two.pass(apartMs);
          const refused = refusal(() => two.start('restart', entry, some(2, 3)));
          table.push(
            `${entry.padEnd(15)} ${told.padEnd(20)} ${String(apartMs).padStart(5)} ms  ${refused || 'left out, the rest goes on'}`,
          );
          // A window that has seen the first operation refuses the plan; one that has not leaves the target out.
          if (isWatching && apartMs > 300) {
            assert.equal(refused, 'web-2 is in another running operation now, #1: make a new plan.');
            await two.pass(6_000);
            assert.deepEqual(house.posts, [some(1, 2).map(({ id }) => id)]);
            return;
          }
          assert.equal(refused, '');
          await two.pass(6_000);
          assert.deepEqual(await whatIsShown(one), await whatIsShown(two));
          const left = whole(operationOf(one, 2)).targets[0];
          assert.deepEqual([left?.result, left?.heldBy], ['not sent', 1]);
          assert.equal(inEnglish(left?.text ?? ''), 'operation #1 has it');
          house.areJobsDone = true;
          await two.until(() => [one, two].every((each) => operationOf(each, 2).endedAt !== undefined));
          assert.deepEqual(resultsOf(await wholeOf(one, 2)), ['not sent', 'succeeded']);
          assert.deepEqual(resultsOf(await one.end(first)), ['succeeded', 'succeeded']);
          assert.deepEqual(
            some(1, 2, 3).map(({ id }) => house.requestsFor(id)),
            [1, 1, 1],
          );
          await two.until(() => tallyOf(operationOf(two, 1)).counts.succeeded === 2);
        });
      }
    }
  }

  after(() => {
    console.log(table.map((line) => `      ${line}`).join('\n'));
  });
});

describe('a server and its phones', () => {
  const [ofFirst, ofSecond] = phones(2, 1);
  assert.ok(ofFirst && ofSecond);
  const cases = [
    { first: 'restart', its: some(1), second: 'restartPhones', both: [ofFirst, ofSecond], refused: 'phone-1' },
    { first: 'restartPhones', its: [ofFirst], second: 'restart', both: some(1, 2), refused: 'web-1' },
  ] as const;
  for (const { first, its, second, both, refused } of cases) {
    it(`are not both acted on in one window: after a ${first} the plan of a ${second} is refused`, async () => {
      const house = new House();
      const { harness } = house.open();
      harness.start(first, 'Staging', its);
      const said = `${refused} is in another running operation now, #1: make a new plan.`;
      assert.equal(
        refusal(() => harness.start(second, 'Staging (copy)', both)),
        said,
      );
      await harness.rest();
      assert.equal(house.posts.length, 1);
    });

    it(`are not both acted on by two windows: a ${second} leaves out what a ${first} of the other has`, async () => {
      const house = new House();
      const one = house.open(false).harness;
      const two = house.open(false).harness;
      const earlier = one.start(first, 'Staging', its);
      await one.rest();
      const later = two.start(second, 'Staging (copy)', both);
      await two.rest();
      const [left, sent] = later.operation().targets;
      assert.deepEqual(
        [left?.result, left?.heldBy, inEnglish(left?.text ?? '')],
        ['not sent', 1, 'operation #1 has it'],
      );
      assert.equal(sent?.phase, 'sent');
      house.areJobsDone = true;
      assert.deepEqual(resultsOf(await two.end(later)), ['not sent', 'succeeded']);
      assert.deepEqual(resultsOf(await one.end(earlier)), ['succeeded']);
      assert.deepEqual(
        both.map(({ id }) => house.requestsFor(id)),
        [0, 1],
      );
      const again = two.start(second, 'Staging', both.slice(0, 1));
      assert.deepEqual(resultsOf(await two.end(again)), ['succeeded']);
    });
  }
});

describe('the lock of a target', () => {
  it('ends with the result', async () => {
    const house = new House();
    const one = house.open(false).harness;
    const two = house.open(false).harness;
    const first = one.start('restart', 'Staging', servers(1));
    await one.rest();
    const early = two.start('restart', 'Staging', servers(1));
    assert.equal(onlyTarget(await two.end(early)).result, 'not sent');
    house.areJobsDone = true;
    await one.end(first);
    const late = two.start('restart', 'Staging', servers(1));
    assert.equal(onlyTarget(await two.end(late)).result, 'succeeded');
    assert.equal(house.requestsFor(serverId(1)), 2);
  });

  it('is kept by what was stopped but left already', async () => {
    const house = new House();
    const one = house.open(false).harness;
    const two = house.open(false).harness;
    one.settings.guard = { ...one.settings.guard, actingRequestsPerMinute: 1 };
    const first = one.start('restart', 'Staging', servers(101));
    await one.rest();
    first.cancel();
    await one.rest();
    const second = two.start('restart', 'Staging', some(1, 101));
    await two.rest();
    assert.deepEqual(
      second.operation().targets.map(({ result, heldBy, phase }) => [result, heldBy, phase]),
      [
        ['not sent', 1, 'settled'],
        [undefined, undefined, 'sent'],
      ],
    );
  });

  it('outlives a crash of the first window: the operation that waits to be resumed has its targets', async () => {
    const house = new House();
    const { window, harness: one } = house.open();
    one.settings.guard = { ...one.settings.guard, actingRequestsPerMinute: 1 };
    one.start('restart', 'Staging', servers(101));
    await one.rest();
    window.kill();
    one.operations.dispose();
    const heir = house.open().harness;
    await heir.operations.load();
    assert.deepEqual([heir.operations.isOwn(1), operationOf(heir, 1).hold?.why], [true, 'reload']);
    const other = house.open(false).harness;
    const second = other.start('restart', 'Staging (copy)', some(1, 101, 102));
    await other.rest();
    assert.deepEqual(
      second.operation().targets.map(({ result, heldBy }) => [result, heldBy]),
      [
        ['not sent', 1],
        ['not sent', 1],
        [undefined, undefined],
      ],
    );
    house.areJobsDone = true;
    await other.end(second);
    heir.operations.resume(1);
    await heir.until(() => operationOf(heir, 1).endedAt !== undefined);
    assert.deepEqual(new Set(resultsOf(await wholeOf(heir, 1))), new Set(['succeeded']));
    assert.deepEqual(new Set(servers(102).map(({ id }) => house.requestsFor(id))), new Set([1]));
  });

  it('is seen at once in the same window: a second operation is refused with the number of the first', async () => {
    const house = new House();
    const { harness } = house.open();
    harness.start('restart', 'Staging', servers(2));
    const start = (entry: string) => () => harness.start('restart', entry, servers(3));
    assert.match(refusal(start('Staging')), /^2 targets are in another running operation now, such as web-1 in #1:/);
    assert.match(refusal(start('Staging (copy)')), /such as web-1 in #1:/);
    await harness.pass(60_000);
    assert.deepEqual([house.posts.length, harness.operations.list().map(({ number }) => number)], [1, [1]]);
  });

  it('is not held by another host, nor by another service', async () => {
    const hosts: Readonly<Record<string, string>> = { Staging: 'one.example', Elsewhere: 'two.example' };
    const posts: string[] = [];
    const clients = fakes({
      cph: {
        restartServers: () => {
          posts.push('restart');
          return new Promise(() => undefined);
        },
      },
      koophone: {
        rebootInstances: () => {
          posts.push('reboot');
          return new Promise(() => undefined);
        },
      },
    });
    const harness = new Harness(() => ({ ...clients, host: (project) => hosts[project] }));
    harness.start('restart', 'Staging', servers(1));
    harness.start('restart', 'Elsewhere', servers(1));
    harness.start('reboot', 'Staging', servers(1));
    await harness.rest();
    assert.deepEqual(posts.sort(), ['reboot', 'restart', 'restart']);
  });

  it('keeps back everything while the folder cannot be read', async () => {
    for (const method of ['names', 'read'] as const) {
      const house = new House();
      const one = house.open(false).harness;
      const { window, harness: two } = house.open(false);
      await two.operations.load();
      one.start('restart', 'Staging', servers(1));
      await one.rest();
      const second = two.start('restart', 'Staging (copy)', some(1, 2));
      window[method] = () => {
        throw Object.assign(new Error('input/output error'), { code: 'EIO' });
      };
      await two.rest();
      assert.deepEqual(resultsOf(second.operation()), ['not sent', 'not sent']);
      assert.equal(
        inEnglish(second.operation().targets[1]?.text ?? ''),
        'it cannot be told whether another operation has it: the disk has a fault',
      );
      assert.equal(house.posts.length, 1);
    }
  });
});
