import assert from 'node:assert/strict';
import { gunzipSync, gzipSync } from 'node:zlib';
import { inEnglish } from '../../../../src/base/message';
import { type CphLike } from '../../../../src/operations/common/projectClients';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';
import {
  fakes,
  Harness,
  serverId,
  servers,
  firstWhole,
  whole,
  wholeOperations,
} from '../../../support/operations/harness';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { phasesOf } from '../../../support/operations/rolloutFleet';

const OWNER = 'there/1';
const line = (change: object): string => `\n${JSON.stringify({ at: 2_000, set: [], ...change })}`;

/** The first line that version 0.1 wrote. */
const begun = (number: number, count: number, more: object = {}): string =>
  JSON.stringify({
    number,
    verb: 'restart',
    project: 'Staging',
    requests: 1,
    startedAt: 1_000,
    ...more,
    window: OWNER,
    targets: servers(count),
  });

/** A journal of version 0.1: one succeeded, one has a job, one has no response yet, one was not recorded as sent. */
const RUNNING =
  begun(3, 4) +
  line({ set: [[{ phase: 'sent', sentAt: 1_500 }, [0, 1, 2]]] }) +
  line({ set: [[{ answeredAt: 1_600, requestId: 'r1', jobId: 'j' }, [0, 1]]] }) +
  line({ at: 3_000, set: [[{ result: 'succeeded' }, [0]]] });

const rollout = (progress: object): object => ({
  policy: { ...DEFAULT_POLICY, asksAfterFirst: false },
  waves: [1, 2, 1],
  mostDown: 4,
  wave: 0,
  step: 'reading',
  heldMs: 0,
  ...progress,
});

const ended = (number: number): Uint8Array =>
  gzipSync(
    JSON.stringify({
      ...(JSON.parse(begun(number, 1)) as object),
      endedAt: 5_000,
      targets: servers(1).map((one) => ({
        ...one,
        phase: 'settled',
        result: 'failed',
        code: 'CPS.0158',
        settledAt: 5_000,
      })),
    }),
  );

/** Windows of this version beside the folder of version 0.1. */
function stage() {
  const clock = new TestClock();
  const old = new MemoryFolder();
  const folder = new MemoryFolder();
  const posts: (readonly string[])[] = [];
  const cph: Partial<CphLike> = {
    restartServers: (ids) => {
      posts.push(ids);
      return Promise.resolve({ requestId: 'r9', jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })) });
    },
    listJobs: () =>
      Promise.resolve([
        { jobId: 'j', targetId: serverId(2), state: 'succeeded' },
        ...servers(5).map(({ id }) => ({ jobId: `job-${id}`, targetId: id, state: 'succeeded' as const })),
      ]),
    listServers: () =>
      Promise.resolve({ total: 4, received: 4, servers: servers(4).map(({ id, name }) => ({ id, name, status: 5 })) }),
    listPhones: () => Promise.resolve({ total: 0, received: 0, phones: [] }),
  };
  const open = (machine = 'here'): { harness: Harness; window: MemoryWindow; oldWindow: MemoryWindow } => {
    const window = folder.open(machine);
    const oldWindow = old.open(machine);
    const store = { ...window.store, filesV1: oldWindow };
    return { harness: new Harness(() => fakes({ cph }), clock, store), window, oldWindow };
  };
  return { clock, old, folder, posts, open };
}

describe('an operation of version 0.1', () => {
  it('that ran is taken over when its window is gone: what may have been sent is not sent again', async () => {
    const { old, folder, posts, open } = stage();
    old.files.set('op-000003.jsonl', RUNNING);
    folder.end(OWNER);
    const { harness } = open('there');
    await harness.operations.load();
    await harness.until(() => harness.operations.list()[0]?.endedAt !== undefined);
    const operation = await firstWhole(harness);
    assert.deepEqual([operation.number, operation.importedFrom, operation.host], [3, 3, 'cloud.example']);
    assert.deepEqual(phasesOf(operation), ['succeeded', 'succeeded', 'unknown', 'unknown']);
    assert.deepEqual([operation.targets[0]?.sentAt, operation.targets[0]?.settledAt], [1_500, 3_000]);
    assert.deepEqual(posts, []);
    assert.deepEqual(old.names('.json'), ['op-000003.json.gz'], 'it has ended for windows of the old version');
    const left = JSON.parse(gunzipSync(old.files.get('op-000003.json.gz') ?? '').toString()) as {
      targets: { result: string }[];
    };
    assert.deepEqual(
      left.targets.map(({ result }) => result),
      ['succeeded', 'unknown', 'unknown', 'unknown'],
    );
  });

  it('that rolled waits to be resumed: the wave in hand is unknown, the later ones wait', async () => {
    for (const [progress, phases, sent] of [
      [{ step: 'acting' }, ['unknown', 'waiting', 'waiting', 'waiting'], 3],
      [{ step: 'reading' }, ['unknown', 'waiting', 'waiting', 'waiting'], 3],
      [{ step: 'resting', hold: 'paused', heldSince: 1_900 }, ['succeeded', 'waiting', 'waiting', 'waiting'], 3],
    ] as const) {
      const { old, folder, posts, open } = stage();
      const isDone = progress.step === 'resting';
      const first = isDone
        ? line({ set: [[{ phase: 'sent', sentAt: 1_500 }, [0]]] }) + line({ set: [[{ result: 'succeeded' }, [0]]] })
        : '';
      old.files.set(
        'op-000001.jsonl',
        begun(1, 4, { rollout: rollout({}) }) + first + line({ rollout: { wave: 0, heldMs: 0, ...progress } }),
      );
      folder.end(OWNER);
      const { harness } = open('there');
      await harness.operations.load();
      await harness.until(() => harness.operations.list()[0]?.hold !== undefined);
      const now = () => harness.operations.list()[0];
      assert.equal(now()?.hold?.why, isDone ? 'paused' : 'reload');
      await harness.until(() => phasesOf(whole(now())).join() === phases.join());
      assert.equal(posts.length, 0);
      while (now()?.endedAt === undefined) {
        harness.operations.resume(1);
        harness.operations.promote(1);
        await harness.until(() => now()?.endedAt !== undefined || now()?.hold !== undefined);
      }
      assert.equal(posts.flat().length, sent, progress.step);
      assert.equal(new Set(posts.flat()).size, sent, 'each once');
    }
  });

  it('is left to its window while that runs, and its targets are left out of what begins here', async () => {
    const { old, folder, posts, open } = stage();
    old.files.set('op-000003.jsonl', RUNNING);
    const { harness } = open('there');
    await harness.operations.load();
    assert.deepEqual(harness.operations.list(), []);
    const started = harness.start('restart', 'Staging', servers(5));
    await harness.until(() => started.operation().endedAt !== undefined);
    assert.deepEqual(phasesOf(started.operation()), ['succeeded', 'not sent', 'not sent', 'not sent', 'succeeded']);
    assert.match(inEnglish(started.operation().targets[1]?.text ?? ''), /a window with an earlier version/);
    assert.deepEqual(posts, [[serverId(1), serverId(5)]]);
    assert.deepEqual(old.names('op-'), ['op-000003.jsonl']);
    folder.end(OWNER);
    await harness.until(() => old.names('.json').join() === 'op-000003.json.gz');
    await harness.until(() => harness.operations.list().length === 2);
    await harness.until(() => harness.operations.list().every(({ endedAt }) => endedAt !== undefined));
    assert.deepEqual(
      harness.operations.list().map(({ importedFrom }) => importedFrom),
      [3, undefined],
    );
    assert.equal(posts.length, 1);
  });

  it('that is held by a window of another machine is taken over after three looks without its heartbeat', async () => {
    const { old, open } = stage();
    old.files.set('op-000003.jsonl', RUNNING);
    const { harness } = open('here');
    await harness.operations.load();
    await harness.pass(60_000);
    assert.equal(harness.operations.list().length, 0);
    await harness.until(() => harness.operations.list().length === 1);
    await harness.until(() => harness.operations.list()[0]?.endedAt !== undefined);
  });

  it('that has ended is copied once, whatever the number of windows, and keeps its number where that is free', async () => {
    const { old, folder, open } = stage();
    old.files.set('op-000001.json.gz', ended(1));
    old.files.set('op-000002.json.gz', ended(2));
    old.files.set('op-000004.json.gz', 'damaged');
    const one = open().harness;
    const two = open().harness;
    await Promise.all([one.operations.load(), two.operations.load()]);
    await one.until(() => one.operations.list().length === 2 && two.operations.list().length === 2);
    await until(() => folder.names('.json.gz').length === 2, 'the packing');
    assert.deepEqual(
      (await wholeOperations(one)).map(({ number, endedAt, targets }) => [number, endedAt, targets[0]?.code]),
      [
        [2, 5_000, 'CPS.0158'],
        [1, 5_000, 'CPS.0158'],
      ],
    );
    const lines = [...one.log, ...two.log].filter((text) => text.includes('cannot be read: op-000004.json.gz'));
    assert.equal(lines.length, 1);
    assert.equal(old.names('.json.gz').length, 3, 'the old folder stays as it is');
    const third = open().harness;
    await third.operations.load();
    await third.rest();
    assert.equal(third.operations.list().length, 2);
  });

  it('gets another number where its own is taken', async () => {
    const { old, folder, open } = stage();
    const { harness } = open();
    await harness.end(harness.start('restart', 'Staging', servers(1)));
    await until(() => folder.names('.json.gz').length === 1, 'the packing');
    old.files.set('op-000001.json.gz', ended(1));
    const next = open().harness;
    await next.operations.load();
    await next.until(() => next.operations.list().length === 2);
    assert.deepEqual(
      next.operations.list().map(({ number, importedFrom }) => [number, importedFrom]),
      [
        [2, 1],
        [1, undefined],
      ],
    );
  });

  it('is not taken over twice by a window that follows one that crashed in the middle', async () => {
    const { old, folder, posts, open } = stage();
    old.files.set('op-000003.jsonl', RUNNING);
    folder.end(OWNER);
    const crashed = open('there');
    crashed.oldWindow.write = () => new Promise(() => undefined);
    void crashed.harness.operations.load();
    await until(() => folder.names('op-000003').length > 0, 'the operation in the new folder');
    crashed.window.kill();
    crashed.oldWindow.kill();
    crashed.harness.operations.dispose();
    const { harness } = open('there');
    await harness.operations.load();
    await harness.until(() => old.names('.json').join() === 'op-000003.json.gz');
    await harness.until(() => harness.operations.list()[0]?.endedAt !== undefined);
    assert.equal(harness.operations.list().length, 1);
    assert.deepEqual(posts, []);
  });

  it('whose beginning is damaged is left alone', async () => {
    const { old, open } = stage();
    old.files.set('op-000001.jsonl', '{"number":1');
    old.files.set('op-000002.jsonl', '{"number":2}');
    const { harness } = open();
    await harness.operations.load();
    await harness.rest();
    assert.deepEqual([harness.operations.list(), old.names()], [[], ['op-000001.jsonl', 'op-000002.jsonl']]);
  });

  it('is left to the window that got it a moment earlier, and its targets are left out meanwhile', async () => {
    const { old, folder, posts, open } = stage();
    old.files.set('op-000003.jsonl', RUNNING);
    folder.end(OWNER);
    const { harness, oldWindow } = open('there');
    oldWindow.create = () => false;
    await harness.operations.load();
    const started = harness.start('restart', 'Staging', servers(4).slice(1));
    await harness.rest();
    assert.deepEqual([phasesOf(started.operation()), posts], [['not sent', 'not sent', 'not sent'], []]);
    harness.operations.dispose();
  });

  it('that was being copied by a window that crashed is copied once', async () => {
    for (const [isGone, isStored, count] of [
      [true, false, 1],
      [true, true, 1],
      [false, false, 0],
    ] as const) {
      const { old, folder, open } = stage();
      old.files.set('op-000002.json.gz', ended(2));
      if (isStored) {
        const before = open().harness;
        await before.operations.load();
        await before.until(() => folder.files.has('v1-000002') && folder.names('.json.gz').length === 1);
        before.operations.dispose();
        folder.files.delete('v1-000002');
      }
      folder.files.set('v1-000002.begun', 'here/other');
      if (isGone) {
        folder.end('here/other');
      }
      const { harness } = open();
      const other = open().harness;
      await Promise.all([harness, other].map(({ operations }) => operations.load()));
      await harness.until(() => !isGone || folder.files.has('v1-000002'));
      await harness.pass(1_000);
      assert.deepEqual(
        harness.operations.list().map(({ importedFrom }) => importedFrom),
        Array<number>(count).fill(2),
      );
      const marks = folder.names('v1-000002').filter((name) => name !== 'v1-000002');
      assert.deepEqual(marks, isGone ? [] : ['v1-000002.begun'], 'the copying leaves no mark behind');
      harness.operations.dispose();
      other.operations.dispose();
    }
  });

  it('that its own window packs at the moment of the claim is left to it', async () => {
    const { old, folder, posts, open } = stage();
    old.files.set('op-000003.jsonl', RUNNING);
    folder.end(OWNER);
    const { harness, oldWindow } = open('there');
    const create = oldWindow.create.bind(oldWindow);
    oldWindow.create = (name, text) => {
      old.files.delete('op-000003.jsonl');
      return create(name, text);
    };
    await harness.operations.load();
    await harness.pass(60_000);
    assert.deepEqual([harness.operations.list(), posts], [[], []]);
  });

  it('keeps back what begins here while its folder cannot be read', async () => {
    const { posts, open } = stage();
    const { harness, oldWindow } = open();
    oldWindow.names = () => {
      throw new Error('locked');
    };
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.until(() => started.operation().endedAt !== undefined);
    assert.deepEqual([phasesOf(started.operation()), posts], [['not sent'], []]);
    assert.match(harness.log.join('\n'), /The operations of an earlier version cannot be read: Error: locked/);
    harness.operations.dispose();
    assert.equal(harness.clock.pending, 0);
  });
});
