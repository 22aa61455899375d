import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { inEnglish } from '../../../../src/base/message';
import {
  type CphLike,
  type Job,
  type KooPhoneLike,
  type OperationsClients,
} from '../../../../src/operations/common/projectClients';
import { type AnyOperation, isWhole, tallyOf } from '../../../../src/model/operationSummary';
import { NotRecorded } from '../../../../src/operations/journal/notRecorded';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';
import {
  fakes,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  serverId,
  servers,
  firstWhole,
  wholeOperations,
} from '../../../support/operations/harness';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { type Result } from '../../../../src/model/operation';
import { countResults } from '../../../../src/model/results';

type RestartAnswer = Awaited<ReturnType<CphLike['restartServers']>>;

/** A cloud whose answers to restarts a test gives when it likes, and whose jobs run until it says so. */
function cloudOfJobs() {
  const posts: { ids: readonly string[]; answer: () => void }[] = [];
  const requests = new Map<string, readonly string[]>();
  const state: { job: Job['state'] } = { job: 'running' };
  const cph: Partial<CphLike> = {
    restartServers: (ids) =>
      new Promise<RestartAnswer>((resolve) => {
        const requestId = `r${posts.length + 1}`;
        requests.set(requestId, ids);
        const jobs = ids.map((id) => ({ targetId: id, jobId: `job-${id}` }));
        const answer = (): void => {
          resolve({ requestId, jobs });
        };
        posts.push({ ids, answer });
      }),
    listJobs: (requestIds, { offset, limit }) => {
      const rows = requestIds.flatMap((id) => requests.get(id) ?? []).slice(offset, offset + limit);
      return Promise.resolve(rows.map((id) => ({ jobId: `job-${id}`, state: state.job })));
    },
  };
  return { posts, state, clients: fakes({ cph }) };
}

/** Windows over one folder, one clock and one cloud. */
function house(clients: OperationsClients, folder = new MemoryFolder()) {
  const clock = new TestClock();
  const open = (machine?: string): { window: MemoryWindow; harness: Harness } => {
    const window = folder.open(machine);
    return { window, harness: new Harness(() => clients, clock, window.store) };
  };
  return { folder, clock, open };
}

const folderOf = (window: MemoryWindow): readonly string[] => window.names();
const kindsOf = (harness: Harness): string[] => harness.changes.map(({ kind }) => kind);
const first = (harness: Harness) => {
  const [operation] = harness.operations.list();
  assert.ok(operation);
  return operation;
};

const arePacked = (...harnesses: Harness[]): boolean => harnesses.every((harness) => !isWhole(first(harness)));
const countsOf = (operation: AnyOperation): Readonly<Record<Result, number>> => tallyOf(operation).counts;

describe('an operation that outlives its window', () => {
  it('is on the disk as sent before its request leaves', async () => {
    const folder = new MemoryFolder();
    const seen: string[] = [];
    const restartServers: CphLike['restartServers'] = () => {
      seen.push(folder.text('op-000001.jsonl'));
      return Promise.resolve({ jobs: [] });
    };
    const { open } = house(fakes({ cph: { restartServers } }), folder);
    const { harness } = open();
    await harness.end(harness.start('restart', 'Staging', servers(2)));
    assert.match(
      seen[0] ?? '',
      /\n[0-9a-f]{8} 1 1 \{"at":\d+,"set":\[\[\{"phase":"sent","sentAt":\d+\},\[0,1\]\]\]\}\n$/,
    );
  });

  it('is followed to its end by the next window, and what was not sent waits for a person', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const { harness } = open();
    harness.settings.maxConcurrentRequests = 1;
    harness.start('restart', 'Staging', servers(250));
    await harness.rest();
    cloud.posts[0]?.answer();
    await harness.rest();
    cloud.posts[1]?.answer();
    harness.operations.dispose();
    await harness.rest();

    const { harness: next } = open();
    await next.operations.load();
    assert.deepEqual(next.operations.isOwn(1), true);
    cloud.state.job = 'succeeded';
    await next.until(() => countsOf(first(next)).succeeded === 200);
    await next.pass(3_600_000);
    assert.equal(first(next).hold?.why, 'reload');
    assert.equal((await firstWhole(next)).targets.filter(({ phase }) => phase === 'waiting').length, 50);
    assert.equal(cloud.posts.length, 2);
    next.operations.resume(1);
    await next.until(() => cloud.posts.length === 3);
    cloud.posts[2]?.answer();
    await next.until(() => first(next).endedAt !== undefined);
    assert.equal(countsOf(first(next)).succeeded, 250);
    assert.match(next.lines[0] ?? '', /^info Restart #1 Staging: taken up again, \d+ of 250 servers to go$/);
    assert.ok(next.lines.includes('info Restart #1 waits to be resumed'));
    assert.match(next.lines.at(-1) ?? '', /^info Restart #1 done: 250 succeeded in \d+ s$/);
  });

  it('has a true result for each target after a crash, and nothing is sent again', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const { window, harness } = open();
    harness.settings.maxConcurrentRequests = 2;
    harness.start('restart', 'Staging', servers(400));
    await harness.rest();
    cloud.posts[0]?.answer();
    await harness.rest();
    window.kill();
    harness.operations.dispose();

    const { harness: next } = open();
    await next.operations.load();
    cloud.state.job = 'succeeded';
    await next.until(() => countsOf(first(next)).succeeded === 100);
    next.operations.cancel(1);
    await next.until(() => first(next).endedAt !== undefined);
    const counts = countsOf(first(next));
    assert.deepEqual([counts.succeeded, counts.unknown, counts['not sent']], [100, 200, 100]);
    assert.match(
      inEnglish((await firstWhole(next)).targets[100]?.text ?? ''),
      /the window was closed before the answer came: it may or may not/,
    );
    assert.equal(cloud.posts.length, 3);
  });

  it('looks for what was sent without an answer, where that can be seen', async () => {
    let isAssigned = true;
    let status = 2;
    const koophone: Partial<KooPhoneLike> = {
      unassignInstances: () => new Promise(() => undefined),
      rebootInstances: () => new Promise(() => undefined),
      listInstances: () => {
        const rows = ['kp1', 'kp2'].map((id) => ({ id, isAssigned, userId: 'user1', runningStatus: status }));
        return Promise.resolve({ total: 2, received: 2, instances: rows });
      },
    };
    const { open } = house(fakes({ koophone }));
    const { window, harness } = open();
    harness.start('unassign', 'Staging', instances(1));
    harness.start('reboot', 'Staging', instances(2).slice(1));
    await harness.rest();
    window.kill();
    harness.operations.dispose();
    const { harness: next } = open();
    await next.operations.load();
    assert.deepEqual((await wholeOperations(next)).flatMap(resultsOf), [undefined, undefined]);
    await next.pass(6_000);
    isAssigned = false;
    status = 4;
    await next.pass(6_000);
    status = 2;
    await next.until(() => next.operations.list().every(({ endedAt }) => endedAt !== undefined));
    assert.deepEqual((await wholeOperations(next)).flatMap(resultsOf), ['succeeded', 'succeeded']);
  });

  it('remembers that an instance was seen to leave', async () => {
    let status = 3;
    const koophone: Partial<KooPhoneLike> = {
      rebootInstances: () => Promise.resolve(),
      listInstances: () =>
        Promise.resolve({ total: 1, received: 1, instances: [{ id: 'kp1', runningStatus: status }] }),
    };
    const { open } = house(fakes({ koophone }));
    const { window, harness } = open();
    harness.start('reboot', 'Staging', instances(1));
    await harness.pass(6_000);
    window.kill();
    harness.operations.dispose();
    status = 2;
    const { harness: next } = open();
    await next.operations.load();
    await next.until(() => first(next).endedAt !== undefined);
    assert.equal(onlyTarget(await firstWhole(next)).result, 'succeeded');
  });

  it('ends after a day off line', async () => {
    const cloud = cloudOfJobs();
    const { open, clock } = house(cloud.clients);
    const { window, harness } = open();
    harness.start('restart', 'Staging', servers(3));
    await harness.rest();
    cloud.posts[0]?.answer();
    await harness.rest();
    window.kill();
    harness.operations.dispose();
    clock.advance(24 * 3_600_000);
    cloud.state.job = 'failed';
    const { harness: next } = open();
    await next.operations.load();
    await next.until(() => first(next).endedAt !== undefined);
    assert.deepEqual(resultsOf(await firstWhole(next)), ['failed', 'failed', 'failed']);
  });

  it('is taken over after three heartbeats that were missed, where nobody can see whether the window lives', async () => {
    const cloud = cloudOfJobs();
    const { open, folder } = house(cloud.clients);
    const { window, harness } = open('there');
    harness.start('restart', 'Staging', servers(1));
    await harness.rest();
    cloud.posts[0]?.answer();
    await harness.pass(6_000);
    const { harness: other } = open('here');
    await other.operations.load();
    await other.pass(60_000);
    assert.equal(other.operations.isOwn(1), false, 'as long as it lives it is left alone');
    assert.equal(folder.names('.heartbeat').length, 1);
    window.kill();
    harness.operations.dispose();
    await other.pass(14_000);
    assert.equal(other.operations.isOwn(1), false);
    await other.pass(10_000);
    assert.equal(other.operations.isOwn(1), true);
    cloud.state.job = 'succeeded';
    await other.until(() => first(other).endedAt !== undefined);
    await other.pass(20_000);
    assert.deepEqual(folder.names('.heartbeat'), []);
    await other.quiet();
  });

  it('takes the heartbeat of a window that is gone out of the folder, while it has one of its own', async () => {
    const cloud = cloudOfJobs();
    const { open, folder } = house(cloud.clients);
    const { window, harness } = open();
    harness.start('restart', 'Staging', servers(1));
    await harness.until(() => folder.names('.heartbeat').length === 1);
    const [gone = ''] = folder.names('.heartbeat');
    const { harness: other } = open();
    await other.operations.load();
    other.start('restart', 'Staging', [{ id: serverId(2), name: 'web-2' }]);
    await other.until(() => folder.names('.heartbeat').length === 2);
    window.kill();
    harness.operations.dispose();
    await other.until(() => folder.names('.heartbeat').length === 1);
    assert.ok(!folder.names('.heartbeat').includes(gone));
    other.operations.dispose();
  });

  it('ends for whoever crashed between the last result and the packing', async () => {
    const cloud = cloudOfJobs();
    const { open, folder } = house(cloud.clients);
    const { window, harness } = open();
    window.write = () => new Promise(() => undefined);
    cloud.state.job = 'succeeded';
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.rest();
    cloud.posts[0]?.answer();
    await harness.end(started);
    window.kill();
    const { harness: next } = open();
    await next.operations.load();
    await until(() => folder.names('op-').join() === 'op-000001.json.gz,op-000001.summary.json');
    assert.deepEqual(await firstWhole(next), started.operation());
  });
});

describe('two windows', () => {
  it('do not fight: one acts and watches, the other shows, and takes over when the first one closes', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const one = open().harness;
    const two = open().harness;
    await two.operations.load();
    one.start('restart', 'Staging', servers(2));
    await one.rest();
    cloud.posts[0]?.answer();
    await two.pass(1_000);
    assert.deepEqual([one.operations.isOwn(1), two.operations.isOwn(1)], [true, false]);
    assert.deepEqual(first(two), first(one));
    assert.ok((await firstWhole(two)).targets.every(({ jobId }) => jobId !== undefined));
    assert.deepEqual(new Set(kindsOf(two)), new Set(['shown']));
    assert.deepEqual(two.lines, []);

    one.operations.dispose();
    await two.pass(1_000);
    assert.equal(two.operations.isOwn(1), true);
    const three = open().harness;
    await three.operations.load();
    two.operations.dispose();
    await three.pass(1_000);
    assert.equal(three.operations.isOwn(1), true, 'and so does the third one');
    cloud.state.job = 'succeeded';
    await three.until(() => first(three).endedAt !== undefined);
    assert.deepEqual(resultsOf(await firstWhole(three)), ['succeeded', 'succeeded']);
    assert.equal(cloud.posts.length, 1);
  });

  it('that could both take over come to terms: exactly one does', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const { window, harness } = open();
    harness.start('restart', 'Staging', servers(1));
    await harness.rest();
    cloud.posts[0]?.answer();
    await harness.rest();
    window.kill();
    harness.operations.dispose();
    const others = [open().harness, open().harness, open().harness];
    await Promise.all(others.map(({ operations }) => operations.load()));
    assert.equal(others.filter(({ operations }) => operations.isOwn(1)).length, 1);
    cloud.state.job = 'succeeded';
    await others[0]?.until(() => others.every((other) => first(other).endedAt !== undefined));
    assert.equal(others.flatMap(({ lines }) => lines).filter((line) => line.includes('done:')).length, 1);
  });

  it('do not both act when one slept and was taken for gone', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const { window, harness: sleeper } = open();
    sleeper.settings.maxConcurrentRequests = 1;
    const started = sleeper.start('restart', 'Staging', servers(300));
    await sleeper.rest();
    const other = open().harness;
    window.isWatching = false;
    const isGone = other.operations;
    other.clock.advance(0);
    open().window.isGone = () => true;
    const { window: judge, harness: heir } = open();
    judge.isGone = () => true;
    await heir.operations.load();
    assert.equal(heir.operations.isOwn(1), true);
    assert.equal(isGone.isOwn(1), false);
    cloud.posts[0]?.answer();
    await sleeper.rest();
    assert.equal(sleeper.operations.isOwn(1), false);
    assert.equal(cloud.posts.length, 1, 'the sleeper sends nothing more');
    assert.equal((await firstWhole(heir)).targets.filter(({ phase }) => phase === 'waiting').length, 200);
    assert.equal(countsOf(first(heir)).unknown, 100);
    heir.operations.cancel(1);
    await sleeper.until(() => first(sleeper).endedAt !== undefined);
    assert.deepEqual(await started.done, await firstWhole(heir), 'and shows what the heir says');
  });

  it('do not both watch: who was taken for gone sees it on the next beat, with nothing else to do', async () => {
    const { open, folder } = house(fakes({ cph: { restartServers: () => new Promise(() => undefined) } }));
    const { window, harness: sleeper } = open();
    window.isWatching = false;
    sleeper.start('restart', 'Staging', servers(1));
    await sleeper.rest();
    const { window: judge, harness: heir } = open();
    judge.isGone = () => true;
    await heir.operations.load();
    assert.equal(onlyTarget(await firstWhole(heir)).result, 'unknown');
    assert.equal(sleeper.operations.isOwn(1), true);
    await sleeper.until(() => first(sleeper).endedAt !== undefined);
    assert.equal(sleeper.operations.isOwn(1), false);
    await sleeper.until(() => arePacked(sleeper, heir));
    assert.deepEqual(first(sleeper), first(heir));
    await until(() => folder.names('.json.gz').length === 1, 'the packing');
    await sleeper.pass(6_000);
    await sleeper.quiet();
  });

  it('do not both act when one was taken for gone before its first request', async () => {
    const cloud = cloudOfJobs();
    const waiting: (() => void)[] = [];
    const folder = new MemoryFolder();
    const window = folder.open();
    window.isWatching = false;
    const sleeper = new Harness(
      () => ({
        ...cloud.clients,
        cph: async (project) => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return cloud.clients.cph(project);
        },
      }),
      undefined,
      window.store,
    );
    sleeper.start('restart', 'Staging', servers(1));
    const judge = folder.open();
    judge.isGone = () => true;
    const heir = new Harness(() => cloud.clients, sleeper.clock, judge.store);
    await heir.operations.load();
    waiting[0]?.();
    await sleeper.rest();
    assert.equal(cloud.posts.length, 0);
    assert.deepEqual([onlyTarget(await firstWhole(heir)).phase, first(heir).hold?.why], ['waiting', 'reload']);
    heir.operations.cancel(1);
    await sleeper.until(() => arePacked(sleeper, heir));
    assert.deepEqual(first(sleeper), first(heir));
  });

  it('that close in the middle of a look leave no timer behind', async () => {
    const cloud = cloudOfJobs();
    const { open, clock } = house(cloud.clients);
    const one = open('there').harness;
    one.start('restart', 'Staging', servers(1));
    one.start('restart', 'Staging', servers(2).slice(1));
    await one.rest();
    const two = open().harness;
    const loading = two.operations.load();
    two.operations.dispose();
    await loading;
    one.operations.dispose();
    await two.rest();
    assert.equal(clock.pending, 0);
    assert.deepEqual(two.changes, []);
  });

  it('hand on what a person asks of an operation of the other one', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const one = open().harness;
    one.settings.maxConcurrentRequests = 1;
    one.start('restart', 'Staging', servers(300));
    await one.rest();
    cloud.posts[0]?.answer();
    await one.rest();
    const two = open().harness;
    await two.operations.load();
    two.operations.cancel(1);
    await two.pass(1_000);
    assert.equal(countsOf(first(one))['not sent'], 100);
    two.operations.stopWatching(1);
    await two.until(() => first(two).endedAt !== undefined);
    assert.equal(countsOf(first(two)).unknown, 200);
    two.operations.cancel(1);
    two.operations.stopWatching(1);
    two.operations.cancel(7);
  });

  it('give no number twice, and each sees what the other one clears', async () => {
    const cloud = cloudOfJobs();
    cloud.state.job = 'succeeded';
    const { open, folder, clock } = house(cloud.clients);
    // Packing and unpacking take real time: were the clock turned faster, a slow window would count as gone.
    const slowly = async (condition: () => boolean): Promise<void> => {
      const end = Date.now() + 15_000;
      while (!condition()) {
        assert.ok(Date.now() < end, 'waited in vain');
        clock.advance(1);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const one = open().harness;
    const two = open().harness;
    const started = [one, two, one, two].map((harness, index) =>
      harness.start('restart', 'Staging', servers(4).slice(index, index + 1)),
    );
    assert.deepEqual(
      started.map(({ operation }) => operation().number),
      [1, 2, 3, 4],
    );
    await until(() => cloud.posts.length === 4);
    const last = cloud.posts.find(({ ids }) => ids.includes(serverId(4)));
    for (const post of cloud.posts) {
      if (post !== last) {
        post.answer();
      }
    }
    await slowly(() => [one, two].every(({ operations }) => operations.list().filter((o) => o.endedAt).length === 3));
    await until(() => folder.names('.json.gz').length === 3);
    const numbers = () => [one, two].map(({ operations }) => operations.list().map(({ number }) => number));
    await one.operations.clear();
    await slowly(() => numbers().join(';') === '4;4');
    assert.equal(kindsOf(two).filter((kind) => kind === 'removed').length, 3);
    last?.answer();
    await slowly(() => [one, two].every(({ operations }) => operations.list()[0]?.endedAt !== undefined));
    await until(() => folder.names('.json.gz').length === 1);
    await two.operations.clear();
    await two.operations.clear();
    assert.deepEqual(folder.names('op-'), ['op-000004.gone']);
    assert.equal(two.start('restart', 'Staging', servers(1)).operation().number, 5);
  }).timeout(30_000);
});

describe('the history', () => {
  it('skips only the line that was cut off at the end; after any other damage what waits may have been sent', async () => {
    for (const [damage, results] of [
      ['12345678 3 1 {"at":12,"se', ['succeeded', 'waiting']],
      ['not a line\n', ['succeeded', 'unknown']],
    ] as const) {
      const cloud = cloudOfJobs();
      const { open, folder } = house(cloud.clients);
      const { window, harness } = open();
      harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
      harness.start('restart', 'Staging', servers(101));
      await harness.rest();
      cloud.posts[0]?.answer();
      await harness.rest();
      window.kill();
      harness.operations.dispose();
      const name = 'op-000001.jsonl';
      folder.files.set(name, `${folder.text(name)}${damage}`);
      const { harness: next } = open();
      await next.operations.load();
      cloud.state.job = 'succeeded';
      await next.until(() => countsOf(first(next)).succeeded === 100);
      const [one] = (await firstWhole(next)).targets;
      const last = (await firstWhole(next)).targets[100];
      assert.deepEqual([one?.result, last?.result ?? last?.phase], results);
      next.operations.dispose();
    }
  });

  it('tells of what it cannot read, once, and goes on with the rest', async () => {
    const cloud = cloudOfJobs();
    const { open, folder } = house(cloud.clients);
    folder.files.set('op-000002.jsonl', '{"number":2,"verb":"resta\n');
    folder.files.set('op-000001.jsonl', 'c0ffee00 0 1 {"begin');
    folder.files.set('op-000003.json.gz', 'not packed');
    folder.files.set('something else', '');
    const { harness } = open();
    await harness.operations.load();
    const started = harness.start('restart', 'Staging', servers(1));
    assert.equal(started.operation().number, 4);
    await until(() => harness.log.some((line) => line.includes('The summary of operation #3')));
    await harness.pass(60_000);
    for (const [number, what] of [
      [2, 'Operation #2 cannot be read'],
      [3, 'The summary of operation #3 cannot be made'],
    ] as const) {
      const lines = harness.log.filter((line) => line.includes(`#${number} cannot`));
      const why = `UnreadableJournal: the stored operation #${number} is damaged; Clear History removes it.`;
      assert.deepEqual(lines, [`warn ${what}: ${why}`]);
    }
    assert.equal(harness.operations.list().length, 1);
  });

  it('comes back as it was, text for text', async () => {
    const cloud = cloudOfJobs();
    const { open, folder } = house(cloud.clients);
    const { harness } = open();
    cloud.state.job = 'failed';
    const started = harness.start('restart', 'Größe „x“', [...servers(2), { id: 'bad', name: 'a\nb' }]);
    await harness.rest();
    cloud.posts[0]?.answer();
    const operation = await harness.end(started);
    await until(() => folder.names('op-').join() === 'op-000001.json.gz,op-000001.summary.json');
    const { harness: next } = open();
    await next.operations.load();
    assert.deepEqual(await firstWhole(next), operation);
    assert.equal(next.operations.isOwn(1), false);
    assert.deepEqual(
      next.operations.retryable(operation),
      operation.targets.map(({ id, name }) => ({ id, name })),
    );
    assert.deepEqual(next.operations.unsureOf(operation), []);
  });

  it('keeps the newest two hundred', async () => {
    const refuse = () => Promise.reject(new Error('no'));
    const { open, folder } = house({ ...fakes({}), cph: refuse });
    const { harness } = open();
    for (let nth = 0; nth < 203; nth++) {
      await harness.start('restart', 'Staging', servers(1)).done;
    }
    await until(() => folder.names('.json.gz').length === 200);
    assert.ok(!folder.files.has('op-000003.json.gz') && folder.files.has('op-000004.json.gz'));
    await until(() => harness.operations.list().length === 200);
  });

  it('of two hundred operations of a thousand targets stays under 20 MB', async () => {
    const random = () => randomBytes(16).toString('hex');
    const restartServers: CphLike['restartServers'] = (ids) =>
      Promise.resolve({ requestId: random(), jobs: ids.map((id) => ({ targetId: id, jobId: random() })) });
    const listJobs = () => Promise.resolve([]);
    const { open, folder } = house(fakes({ cph: { restartServers, listJobs } }));
    const { harness } = open();
    const targets = Array.from({ length: 1_000 }, (_, nth) => ({ id: random(), name: `web-${nth}` }));
    for (let nth = 0; nth < 4; nth++) {
      const { number } = harness.start('restart', 'Staging', targets).operation();
      await harness.rest();
      harness.operations.stopWatching(number);
      await harness.rest();
    }
    await until(() => folder.names('.json.gz').length === 4);
    const wholeBytes = (folder.bytes / 4) * 200;
    assert.ok(wholeBytes > 1_000_000 && wholeBytes < 20_000_000, `${wholeBytes} bytes`);
    console.log(`      200 operations × 1,000 targets: ${(wholeBytes / 1_000_000).toFixed(1)} MB stored`);
  });

  it('of a disk that is full begins nothing, and says why', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const { window, harness } = open();
    window.fault = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    assert.throws(
      () => harness.start('restart', 'Staging', servers(1)),
      (error) => error instanceof NotRecorded && inEnglish(error.said).endsWith('on this machine: the disk is full.'),
    );
    await harness.pass(60_000);
    assert.deepEqual([harness.operations.list(), cloud.posts.length], [[], 0]);
  });

  it('that fails later keeps back each request that cannot be recorded, and follows what was sent', async () => {
    const cloud = cloudOfJobs();
    const { open } = house(cloud.clients);
    const { window, harness } = open();
    harness.settings.maxConcurrentRequests = 1;
    const started = harness.start('restart', 'Staging', servers(250));
    await harness.rest();
    window.fault = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    cloud.posts[0]?.answer();
    await harness.pass(20_000);
    assert.equal(cloud.posts.length, 1);
    const notSent = started.operation().targets.slice(100);
    assert.ok(notSent.every(({ result, sentAt }) => result === 'not sent' && sentAt === undefined));
    assert.equal(inEnglish(notSent[0]?.text ?? ''), 'it could not be recorded on this machine: the disk is full');
    cloud.state.job = 'succeeded';
    const operation = await harness.end(started);
    assert.deepEqual([countResults(operation).succeeded, countResults(operation)['not sent']], [100, 150]);
    assert.equal(harness.log.filter((line) => line.includes('cannot be recorded on the disk')).length, 1);
    window.fault = undefined;
    await harness.until(() => folderOf(window).includes('op-000001.json.gz'));
    await harness.pass(10_000);
    assert.equal(harness.clock.pending, 0);
    const { harness: next } = open();
    await next.operations.load();
    assert.deepEqual(await firstWhole(next), operation, 'what the disk did not take is written when it works again');
  });

  it('that cannot be read begins nothing: whether another operation has the target is not known', async () => {
    const { open } = house({ ...fakes({}), cph: () => Promise.reject(new Error('no')) });
    const { window, harness } = open();
    const names = window.names.bind(window);
    window.names = () => {
      throw new Error('locked');
    };
    assert.throws(() => harness.start('restart', 'Staging', servers(1)), NotRecorded);
    window.names = names;
    const started = harness.start('restart', 'Staging', servers(1));
    window.names = () => {
      throw new Error('locked');
    };
    await harness.rest();
    assert.equal(onlyTarget(started.operation()).result, 'not sent');
    assert.match(inEnglish(onlyTarget(started.operation()).text ?? ''), /^it cannot be told whether another operation/);
    assert.match(harness.log.join('\n'), /The history cannot be read: Error: locked/);
  });
});
