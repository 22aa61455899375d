import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { inEnglish } from '../../../../src/base/message';
import { type CphLike, type Job, type KooPhoneLike } from '../../../../src/operations/common/projectClients';
import {
  fakes,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  serverId,
  servers,
  whole,
} from '../../../support/operations/harness';

/** A cloud whose looks are noted by the seconds since the start. */
function watchedCloud(harness: () => Harness, answer: (look: number) => Job['state'] | ApiError) {
  const began: { at?: number } = {};
  const looks: number[] = [];
  const cph: Partial<CphLike> = {
    restartServers: (ids) => {
      began.at ??= harness().clock.elapsedMs();
      return Promise.resolve({
        requestId: 'r1',
        jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })),
      });
    },
    listJobs: () => {
      looks.push((harness().clock.elapsedMs() - (began.at ?? 0)) / 1000);
      const state = answer(looks.length);
      return typeof state === 'string'
        ? Promise.resolve(servers(3).map(({ id }) => ({ jobId: `job-${id}`, state })))
        : Promise.reject(state);
    },
  };
  return { looks, cph };
}

function watched(answer: (look: number) => Job['state'] | ApiError, koophone: Partial<KooPhoneLike> = {}) {
  const cloud = watchedCloud(() => harness, answer);
  const harness: Harness = new Harness(() => fakes({ cph: cloud.cph, koophone }));
  return { harness, looks: cloud.looks };
}

const REFUSED = { didNotRun: true, cloudSaidNo: true };

describe('watching', () => {
  it('looks first after the interval, then less and less often, at most every sixth interval', async () => {
    const { harness, looks } = watched(() => 'running');
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(150_000);
    const gaps = looks.map((at, index) => at - (looks[index - 1] ?? 0));
    assert.deepEqual(gaps, [5, 7.5, 11.25, 16.875, 25.3125, 30, 30]);
    harness.operations.dispose();
  });

  it('looks soon again when something changed or something new came', async () => {
    const states: Record<string, Job['state']> = {};
    const looks: number[] = [];
    const harness: Harness = new Harness(() =>
      fakes({
        cph: {
          restartServers: (ids) =>
            Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: id })) }),
          listJobs: () => {
            looks.push(harness.clock.now());
            return Promise.resolve(servers(3).map(({ id }) => ({ jobId: id, state: states[id] ?? 'running' })));
          },
        },
      }),
    );
    /** @returns how long it takes to the next look, in milliseconds */
    const nextLook = async (): Promise<number> => {
      const before = looks.length;
      const began = harness.clock.now();
      await harness.until(() => looks.length > before);
      return (looks.at(-1) ?? 0) - began;
    };
    harness.start('restart', 'Staging', servers(2));
    await harness.pass(60_000);
    states[serverId(1)] = 'succeeded';
    await harness.until(() => whole(harness.operations.list()[0]).targets[0]?.phase === 'settled');
    assert.equal(await nextLook(), 5_000);
    await harness.pass(60_000);
    await nextLook();
    assert.ok((await nextLook()) > 5_000);
    harness.start('restart', 'Staging', [{ id: serverId(3), name: 'web-3' }]);
    await harness.rest();
    assert.ok((await nextLook()) <= 5_000);
    assert.equal(harness.clock.pending, 2, 'one timer for all operations of a project, and one that notices sleep');
    harness.operations.dispose();
    assert.equal(harness.clock.pending, 0);
  });

  it('is not put off by what comes new', async () => {
    const { harness, looks } = watched(() => 'running');
    for (const nth of [1, 2, 3]) {
      harness.start('restart', 'Staging', [{ id: serverId(nth), name: `web-${nth}` }]);
      await harness.pass(2_000);
    }
    assert.deepEqual(looks, [5]);
    harness.operations.dispose();
  });

  it('is not hurried by an operation of which nothing is to be followed', async () => {
    const refused = { rebootInstances: () => Promise.reject(new ApiError('refused', 'no', REFUSED)) };
    const { harness, looks } = watched(() => 'running', refused);
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(30_000);
    assert.deepEqual(looks, [5, 12.5, 23.75]);
    assert.deepEqual(resultsOf(await harness.end(harness.start('reboot', 'Staging', instances(1)))), ['rejected']);
    await harness.pass(30_000);
    assert.deepEqual(looks, [5, 12.5, 23.75, 40.625]);
    harness.operations.dispose();
  });

  it('waits for an answer before it looks again', async () => {
    let answer: ((jobs: Job[]) => void) | undefined;
    let looks = 0;
    const harness = new Harness(() =>
      fakes({
        cph: {
          restartServers: (ids) =>
            Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: id })) }),
          listJobs: () => {
            looks += 1;
            return new Promise((resolve) => (answer = resolve));
          },
        },
      }),
    );
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(5_000);
    harness.start('restart', 'Staging', [{ id: serverId(2), name: 'web-2' }]);
    await harness.pass(60_000);
    assert.equal(looks, 1);
    answer?.([{ jobId: serverId(1), state: 'succeeded' }]);
    await harness.rest();
    assert.equal(harness.clock.nextDelayMs, 5_000, 'what came meanwhile is looked at after the first interval');
    harness.operations.dispose();
  });

  it('survives a look that fails, waits longer, and leaves no timer when all is over', async () => {
    const { harness, looks } = watched((look) => (look <= 2 ? new ApiError('auth', 'signed out') : 'succeeded'));
    const started = harness.start('restart', 'Staging', servers(1));
    assert.equal(onlyTarget(await harness.end(started)).result, 'succeeded');
    assert.deepEqual(looks, [5, 12.5, 23.75]);
    assert.equal(harness.clock.pending, 0);
    assert.match(
      harness.log[0] ?? '',
      /^warn The state of a restart could not be read, asking again later: signed out$/,
    );
  });

  it('looks less often while looks fail, also in the first minute of a reboot', async () => {
    const looks: number[] = [];
    const koophone: Partial<KooPhoneLike> = {
      rebootInstances: () => Promise.resolve(),
      listInstances: () => {
        looks.push(harness.clock.now());
        return Promise.reject(new ApiError('server', 'down'));
      },
    };
    const harness: Harness = new Harness(() => fakes({ koophone }));
    harness.start('reboot', 'Staging', instances(1));
    await harness.pass(25_000);
    assert.deepEqual(
      looks.map((at) => at - (looks[0] ?? 0)),
      [0, 7_500, 18_750],
    );
    harness.operations.dispose();
  });

  it('waits as long as a throttled answer asks for, also when something new comes', async () => {
    const { harness, looks } = watched((look) =>
      look === 1 ? new ApiError('throttled', 'slow', { retryAfterMs: 50_000 }) : 'succeeded',
    );
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(5_000);
    const second = harness.start('restart', 'Staging', [{ id: serverId(2), name: 'web-2' }]);
    await harness.end(second);
    assert.deepEqual(looks, [5, 55]);
  });

  it('is as often as usual when the wall clock is set', async () => {
    const looksWith = async (jumpMs: number): Promise<readonly number[]> => {
      const { harness, looks } = watched((look) =>
        look === 1 ? new ApiError('throttled', 'slow', { retryAfterMs: 50_000 }) : 'running',
      );
      harness.start('restart', 'Staging', servers(1));
      await harness.pass(5_000);
      harness.clock.jump(jumpMs);
      harness.start('restart', 'Staging', [{ id: serverId(2), name: 'web-2' }]);
      await harness.pass(80_000);
      harness.start('restart', 'Staging', [{ id: serverId(3), name: 'web-3' }]);
      await harness.pass(30_000);
      harness.operations.dispose();
      return looks;
    };
    const usual = await looksWith(0);
    assert.ok(usual.length > 4);
    assert.deepEqual(await looksWith(-8 * 3_600_000), usual);
    assert.deepEqual(await looksWith(30_000), usual);
    assert.deepEqual(await looksWith(-30_000), usual);
  });

  it('survives an error that is none of the client module', async () => {
    const koophone: Partial<KooPhoneLike> = {
      rebootInstances: () => Promise.resolve(),
      listInstances: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever is thrown, the watching goes on
        throw 'bare words';
      },
    };
    const { harness } = watched(() => 'running', koophone);
    const started = harness.start('reboot', 'Staging', instances(1));
    assert.equal(onlyTarget(await harness.end(started)).result, 'unverified');
    assert.match(harness.log[0] ?? '', /later: bare words/);
  });

  it('gives up when the time is over and says that the cloud goes on', async () => {
    const { harness } = watched(() => 'running');
    harness.settings.timeoutMs = 60_000;
    const operation = await harness.end(harness.start('restart', 'Staging', servers(1)));
    assert.equal(onlyTarget(operation).result, 'timed out');
    assert.match(inEnglish(onlyTarget(operation).text ?? ''), /the cloud continues/);
    const took = (operation.endedAt ?? 0) - operation.startedAt;
    assert.ok(took >= 60_000 && took <= 65_000, `${took} ms`);
    assert.equal(harness.clock.pending, 0);
  });

  it('keeps a verb that cannot be asked from holding up another one', async () => {
    const koophone: Partial<KooPhoneLike> = {
      rebootInstances: () => Promise.resolve(),
      listInstances: () => Promise.reject(new ApiError('server', 'down')),
    };
    const { harness } = watched((look) => (look > 2 ? 'succeeded' : 'running'), koophone);
    harness.start('reboot', 'Staging', instances(1));
    const restart = harness.start('restart', 'Staging', servers(1));
    assert.equal(onlyTarget(await harness.end(restart)).result, 'succeeded');
    harness.operations.dispose();
  });

  it('ends quietly in the middle of a look when the extension ends', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const harness = new Harness(() =>
      fakes({
        cph: {
          restartServers: (ids) =>
            Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: id })) }),
          listJobs: (_ids, _page, signal) =>
            new Promise((_resolve, reject) => {
              signals.push(signal);
              signal?.addEventListener('abort', () => {
                reject(new Error('given up'));
              });
            }),
        },
      }),
    );
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(5_000);
    harness.operations.dispose();
    await harness.rest();
    assert.equal(signals[0]?.aborted, true);
    assert.deepEqual(harness.log, []);
    assert.equal(harness.clock.pending, 0);
  });

  it('asks nothing while nobody is signed in, says so once, and goes on after a sign-in', async () => {
    let isSignedIn = true;
    let looks = 0;
    const harness: Harness = new Harness(() =>
      fakes({
        cph: {
          restartServers: (ids) =>
            Promise.resolve({ requestId: 'r1', jobs: ids.map((id) => ({ targetId: id, jobId: id })) }),
          listJobs: () => {
            looks += 1;
            return isSignedIn
              ? Promise.resolve([{ jobId: serverId(1), state: 'succeeded' as const }])
              : Promise.reject(new ApiError('auth', 'Sign in first.', { didNotRun: true }));
          },
        },
      }),
    );
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.rest();
    harness.operations.signedIn();
    await harness.pass(1_000);
    assert.equal(looks, 0, 'it does not look sooner when somebody signs in who was not waited for');
    isSignedIn = false;
    await harness.until(() => started.operation().waitsForSignIn === true);
    await harness.pass(24 * 3_600_000);
    assert.equal(looks, 1);
    assert.equal(harness.log.filter((line) => line.includes('are read again after a sign-in')).length, 1);
    harness.operations.signedIn();
    assert.equal(started.operation().waitsForSignIn, undefined, 'it does not wait while it looks');
    await harness.pass(60_000);
    assert.equal(looks, 2, 'another account signed in');
    assert.equal(started.operation().waitsForSignIn, true);
    isSignedIn = true;
    harness.operations.signedIn();
    await harness.pass(1);
    assert.equal(looks, 3, 'it looks at once');
    const operation = await harness.end(started);
    assert.deepEqual([resultsOf(operation), operation.waitsForSignIn], [['succeeded'], undefined]);
  });
});
