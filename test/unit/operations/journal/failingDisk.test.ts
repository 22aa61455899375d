import assert from 'node:assert/strict';
import fsPromises, { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { inEnglish } from '../../../../src/base/message';
import { type Job } from '../../../../src/operations/common/projectClients';
import { type StartedOperation } from '../../../../src/operations/operations';
import { NodeSharedFolder, thisWindow } from '../../../../src/storage/nodeSharedFolder';
import { fakes, Harness, onlyTarget, resultsOf, servers, wholeOperations } from '../../../support/operations/harness';
import { MemoryFolder } from '../../../support/operations/memoryFiles';
import { Fleet, phasesOf } from '../../../support/operations/rolloutFleet';
import { diskError, replaced } from '../../../support/replaced';
import { TestClock } from '../../../support/testClock';
import { turnOfTheLoop, until } from '../../../support/until';
import { isWhole } from '../../../../src/model/operationSummary';

const failing = (code: string) => () => Promise.reject(diskError(code));

/** A cloud that takes each restart at once, and whose jobs run until the test ends them. */
class Cloud {
  readonly clock = new TestClock();
  readonly posts: (readonly string[])[] = [];
  job: Job['state'] = 'running';
  readonly clients = fakes({
    cph: {
      restartServers: (ids) => {
        this.posts.push(ids);
        return Promise.resolve({ requestId: 'r', jobs: ids.map((id) => ({ targetId: id, jobId: id })) });
      },
      listJobs: () => Promise.resolve(this.posts.flat().map((id) => ({ jobId: id, state: this.job }))),
    },
  });

  open(store: ConstructorParameters<typeof Harness>[2], clock = this.clock): Harness {
    const harness = new Harness(() => this.clients, clock, store);
    harness.settings.maxConcurrentRequests = 1;
    return harness;
  }
}

describe('a folder on a disk that fails', () => {
  let home: string;
  let cloud: Cloud;
  let files: NodeSharedFolder;
  let harness: Harness;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'failing-'));
    cloud = new Cloud();
    files = new NodeSharedFolder(join(home, 'operations'));
    harness = cloud.open({ files, window: thisWindow() });
    await harness.operations.load();
  });
  afterEach(async () => {
    harness.operations.dispose();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const whyNotSent = ({ operation }: StartedOperation) => inEnglish(operation().targets.at(-1)?.text ?? '');
  /** Advances the clock, while the disk does its work, until the condition holds. */
  const goOnUntil = (condition: () => boolean): Promise<void> =>
    until(() => {
      cloud.clock.advance(condition() ? 0 : 200);
      return condition();
    });
  const isPacked = () =>
    files
      .names()
      .filter((name) => name.startsWith('op-'))
      .join() === 'op-000001.json.gz,op-000001.summary.json';

  it('keeps back the request where the append fails, or where it is not sure to outlast a loss of power', async () => {
    const { open } = fsPromises;
    for (const step of ['appendFile', 'datasync'] as const) {
      const opens: typeof open = async (...given) => Object.assign(await open(...given), { [step]: failing('EIO') });
      const started = harness.start('restart', 'Staging', servers(1));
      await replaced(fsPromises, { open: opens }, () => until(() => started.operation().endedAt !== undefined));
      assert.equal(onlyTarget(started.operation()).result, 'not sent');
      assert.equal(whyNotSent(started), 'it could not be recorded on this machine: the disk has a fault');
    }
    assert.equal(cloud.posts.length, 0);
    await goOnUntil(() => files.names().filter((name) => name.endsWith('.json.gz')).length === 2);
  });

  it('has the whole operation as soon as the file that is replaced is let go of', async () => {
    const { rename } = fsPromises;
    let times = 0;
    const heldOnce: typeof rename = (from, to) =>
      to.toString().endsWith('.json.gz') && ++times === 1 ? Promise.reject(diskError('EPERM')) : rename(from, to);
    cloud.job = 'succeeded';
    const started = harness.start('restart', 'Staging', servers(1));
    await replaced(fsPromises, { rename: heldOnce }, async () => {
      await goOnUntil(() => started.operation().endedAt !== undefined);
      await until(isPacked);
    });
    assert.equal(times, 2);
    assert.ok(!harness.log.some((line) => line.includes('cannot be stored yet')));
  });

  it('keeps the journal as long as no file can be replaced, says so once, and packs it afterwards', async () => {
    const atOnce = (() => turnOfTheLoop()) as typeof timers.setTimeout;
    cloud.job = 'succeeded';
    const started = harness.start('restart', 'Staging', servers(1));
    const said = () => harness.log.filter((line) => line.includes('cannot be stored yet'));
    let refused = 0;
    const refuse = () => {
      refused += 1;
      return failing('EPERM')();
    };
    await replaced(timers, { setTimeout: atOnce }, () =>
      replaced(fsPromises, { rename: refuse }, async () => {
        await goOnUntil(() => started.operation().endedAt !== undefined && said().length > 0);
        const before = refused;
        await goOnUntil(() => refused > before + 40);
      }),
    );
    assert.deepEqual(
      files.names().filter((name) => name.startsWith('op-') && !name.endsWith('.draft')),
      ['op-000001.jsonl'],
    );
    assert.equal(said().length, 1);
    await goOnUntil(isPacked);
    const next = cloud.open({ files, window: thisWindow() });
    await next.operations.load();
    assert.deepEqual(await wholeOperations(next), [started.operation()]);
    next.operations.dispose();
  });

  it('sends nothing more when the folder disappears while an operation runs', async () => {
    harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
    const started = harness.start('restart', 'Staging', servers(101));
    await until(() => cloud.posts.length === 1);
    await rm(join(home, 'operations'), { recursive: true, maxRetries: 5 });
    await goOnUntil(() => started.operation().targets.at(-1)?.result === 'not sent');
    assert.match(inEnglish(started.operation().targets.at(-1)?.text ?? ''), /the folder of the extension is gone$/);
    assert.equal(cloud.posts.length, 1);
    const next = harness.start('restart', 'Staging', servers(102).slice(101));
    assert.equal(next.operation().number, 2, 'no number is given twice');
    await goOnUntil(() => cloud.posts.length === 2);
  });
});

describe('a lease on a disk that fails', () => {
  it('is kept when a heartbeat cannot be written, read or listed once: the next one comes', async () => {
    for (const method of ['write', 'names', 'read'] as const) {
      const cloud = new Cloud();
      const folder = new MemoryFolder();
      const window = folder.open('there');
      window.isWatching = false;
      const harness = cloud.open(window.store);
      const started = harness.start('restart', 'Staging', servers(1));
      const other = cloud.open(folder.open('here').store);
      await other.operations.load();
      await harness.pass(6_000);
      // The other window has a heartbeat too, so there is one to read.
      other.start('restart', 'Staging', servers(2).slice(1));
      await harness.pass(5_000);
      const heartbeat = () => folder.names('.heartbeat').map((name) => folder.text(name));
      const before = heartbeat();
      assert.equal(before.length, 2);
      let faults = 0;
      const whole = Reflect.get(window, method) as (...given: unknown[]) => unknown;
      Reflect.set(window, method, (...given: unknown[]) => {
        const isOfHeartbeats = method === 'names' || String(given[0]).endsWith('.heartbeat');
        if (isOfHeartbeats && faults++ === 0) {
          throw diskError('EIO');
        }
        return whole.apply(window, given);
      });
      await harness.pass(60_000);
      assert.ok(faults > 1, method);
      heartbeat().forEach((count, nth) => {
        assert.ok(Number(count) >= Number(before[nth]) + 10, `${method} ${count}`);
      });
      assert.deepEqual([harness.operations.isOwn(1), other.operations.isOwn(1)], [true, false], method);
      const said = harness.log.filter((line) => line.includes('EIO'));
      assert.equal(said.length, 1, said.join('\n'));
      cloud.job = 'succeeded';
      assert.deepEqual(resultsOf(await harness.end(started)), ['succeeded']);
    }
  });

  it('is kept by a window whose process lives, for five minutes without any heartbeat', async () => {
    const cloud = new Cloud();
    const folder = new MemoryFolder();
    const window = folder.open();
    window.isWatching = false;
    const harness = cloud.open(window.store);
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(6_000);
    window.write = failing('ENOSPC');
    const other = cloud.open(folder.open().store);
    await other.operations.load();
    await harness.pass(4.5 * 60_000);
    assert.deepEqual([harness.operations.isOwn(1), other.operations.isOwn(1)], [true, false]);
    await harness.pass(60_000);
    assert.deepEqual([harness.operations.isOwn(1), other.operations.isOwn(1)], [false, true]);
    assert.equal(cloud.posts.length, 1);
  });

  it('is used at the next look where the journal could not be read when the lease was acquired', async () => {
    const cloud = new Cloud();
    const folder = new MemoryFolder();
    const window = folder.open();
    const harness = cloud.open(window.store);
    harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
    harness.start('restart', 'Staging', servers(101));
    await harness.rest();
    window.kill();
    harness.operations.dispose();
    const heir = folder.open();
    const read = heir.read.bind(heir);
    let faults = 0;
    heir.read = (name) =>
      name === 'op-000001.jsonl' && folder.files.has('op-000001.lease-2') && ++faults === 1
        ? failing('EIO')()
        : read(name);
    const next = cloud.open(heir.store);
    await next.operations.load();
    assert.deepEqual([faults, next.operations.isOwn(1)], [1, false]);
    const third = cloud.open(folder.open().store);
    await third.operations.load();
    await next.pass(6_000);
    assert.deepEqual([next.operations.isOwn(1), third.operations.isOwn(1)], [true, false]);
    next.operations.resume(1);
    cloud.job = 'succeeded';
    await next.until(() => next.operations.list()[0]?.endedAt !== undefined);
    assert.deepEqual(new Set((await wholeOperations(next)).flatMap(resultsOf)), new Set(['succeeded']));
    assert.deepEqual(
      cloud.posts.map(({ length }) => length),
      [100, 1],
    );
  });

  it('is asked for before each request: where the disk does not tell, nothing is sent', async () => {
    const cloud = new Cloud();
    const window = new MemoryFolder().open();
    const harness = cloud.open(window.store);
    const started = harness.start('restart', 'Staging', servers(1));
    window.exists = () => {
      throw diskError('EIO');
    };
    await harness.rest();
    const target = onlyTarget(started.operation());
    assert.equal(target.result, 'not sent');
    assert.equal(inEnglish(target.text ?? ''), 'the disk does not tell whether another window acts for the operation');
    assert.deepEqual(cloud.posts, []);
  });

  it('is lost with the packing that is left to do, when another window has taken the operation over', async () => {
    const cloud = new Cloud();
    const folder = new MemoryFolder();
    const window = folder.open();
    window.isWatching = false;
    const harness = cloud.open(window.store);
    cloud.job = 'succeeded';
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.until(() => started.operation().targets[0]?.jobId !== undefined);
    const write = window.write.bind(window);
    window.write = (name, data) => (name.endsWith('.json.gz') ? failing('ENOSPC')() : write(name, data));
    await harness.end(started);
    await harness.until(() => harness.log.some((line) => line.includes('cannot be stored yet')));
    const judge = folder.open();
    judge.isGone = () => true;
    const heir = cloud.open(judge.store);
    await heir.operations.load();
    assert.equal(heir.operations.isOwn(1), true);
    await harness.until(() => !harness.operations.isOwn(1));
    await heir.until(() => folder.names('op-').join() === 'op-000001.json.gz,op-000001.summary.json');
    const isKept = ({ operations }: Harness) => operations.list().every((one) => !isWhole(one));
    await harness.until(() => isKept(harness) && isKept(heir));
    assert.deepEqual(harness.operations.list(), heir.operations.list());
    await harness.quiet();
  });

  it('does not end with the history that cannot be cut to its length: that is told', async () => {
    const cloud = new Cloud();
    const folder = new MemoryFolder();
    const window = folder.open();
    const harness = cloud.open(window.store);
    cloud.job = 'succeeded';
    const names = window.names.bind(window);
    window.names = () => {
      if (folder.names('op-').join() === 'op-000001.json.gz,op-000001.summary.json') {
        throw diskError('EIO');
      }
      return names();
    };
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.end(started);
    await harness.until(() => harness.log.some((line) => line.includes('could not be cut to its length')));
    assert.deepEqual(await wholeOperations(harness), [started.operation()]);
  });

  it('of what has ended and cannot be packed is looked for no more when it is gone from the folder', async () => {
    const cloud = new Cloud();
    const folder = new MemoryFolder();
    const window = folder.open();
    const harness = cloud.open(window.store);
    cloud.job = 'succeeded';
    const write = window.write.bind(window);
    window.write = (name, data) => (name.endsWith('.json.gz') ? failing('ENOSPC')() : write(name, data));
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    const reader = folder.open();
    reader.isWatching = false;
    // Its time stands still, so that it looks at the folder only when all is gone.
    const other = cloud.open(reader.store, new TestClock());
    await other.operations.load();
    assert.deepEqual(other.operations.list(), harness.operations.list());
    window.write = write;
    await harness.until(() => folder.names('op-').join() === 'op-000001.json.gz,op-000001.summary.json');
    await harness.operations.clear();
    assert.equal(other.operations.list().length, 1);
    await other.until(() => other.operations.list().length === 0);
    await other.quiet();
  });

  it('that loses its folder keeps back what was not sent, and follows what was', async () => {
    const fleet = new Fleet(1);
    const harness = fleet.open();
    fleet.fates.set(1, 'running');
    const started = harness.operations.start(fleet.plan([1]));
    await harness.until(() => started.operation().targets[0]?.jobId !== undefined);
    fleet.folder.files.clear();
    fleet.fates.clear();
    const operation = await harness.end(started);
    assert.deepEqual(phasesOf(operation), ['succeeded']);
    harness.operations.dispose();
  });
});
