import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { SleepDetector } from '../../../../src/base/sleepDetector';
import { message } from '../../../../src/base/message';
import { type TargetState } from '../../../../src/model/operation';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { type Patch } from '../../../../src/operations/state/target';
import { type CphLike, type KooPhoneLike } from '../../../../src/operations/common/projectClients';
import { type Strategy } from '../../../../src/operations/common/verb';
import { type HealthCheck } from '../../../../src/operations/common/health';
import { withHealthCheck } from '../../../../src/operations/rollout/healthCheck';
import { JobPollers } from '../../../../src/operations/run/jobPollers';
import { VERBS } from '../../../../src/operations/verbs/registry';
import { TestClock } from '../../../support/testClock';
import { fakes, logInto } from '../../../support/operations/harness';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const INTERVAL_MS = 5_000;
const TIMEOUT_MS = 30 * MINUTE_MS;
const POLICY = { ...DEFAULT_POLICY, steadyMs: MINUTE_MS, targetMs: 10 * MINUTE_MS };
const JUMPS = [-8 * HOUR_MS, 30_000, 2 * HOUR_MS];

/** What the poller found out, and after how many milliseconds of monotonic time. */
interface Told extends Patch {
  readonly afterMs: number;
}

/** The following of one project, with the clock in the hand of the test. */
class Following {
  readonly clock = new TestClock();
  readonly log: string[] = [];
  readonly told = new Map<string, Told[]>();
  /** The monotonic times of the looks. */
  readonly looks: number[] = [];
  readonly pollers: JobPollers;
  readonly detector = new SleepDetector(this.clock, (error) => this.log.push(String(error)));
  /** The state of each job. */
  job: () => 'running' | 'succeeded' | Promise<'running' | 'succeeded'> = () => 'running';
  /** The run state of each instance. */
  instance: () => number | Promise<number> = () => 2;
  health: () => 'healthy' | 'down' | Promise<'healthy'> = () => 'healthy';

  constructor() {
    const cph: Partial<CphLike> = {
      listJobs: async (ids) => {
        this.looks.push(this.clock.elapsedMs());
        const state = await this.job();
        return ids.map((id) => ({ jobId: `job-${id}`, state }));
      },
    };
    const koophone: Partial<KooPhoneLike> = {
      listInstances: async () => {
        this.looks.push(this.clock.elapsedMs());
        return {
          total: 1,
          received: 1,
          instances: [{ id: 'i', runningStatus: await this.instance(), isAssigned: true }],
        };
      },
    };
    this.pollers = new JobPollers({
      clients: fakes({ cph, koophone }),
      clock: this.clock,
      log: logInto(this.log),
      settings: { pollIntervalMs: () => INTERVAL_MS, timeoutMs: () => TIMEOUT_MS },
      checkSleep: () => void this.detector.check(),
    });
    this.detector.onDidSleep((ms) => {
      this.pollers.slept(ms);
    });
  }

  /** Follows a target that was answered just now. */
  add(strategy: Strategy, target: Partial<TargetState> = {}): void {
    const { id = 'i' } = target;
    const now = this.clock.now();
    const record = {
      update: (patches: Iterable<readonly [string, Patch]>) => {
        for (const [targetId, patch] of patches) {
          const told = this.told.get(targetId) ?? [];
          this.told.set(targetId, [...told, { ...patch, afterMs: this.clock.elapsedMs() }]);
        }
      },
      waitForSignIn: () => undefined,
    };
    this.pollers
      .of('Staging')
      .poller.add(strategy, record, [{ name: 'i', phase: 'sent', sentAt: now, answeredAt: now, ...target, id }]);
  }

  result(id = 'i'): Told | undefined {
    return this.told.get(id)?.find(({ result }) => result !== undefined);
  }

  /** Waits until nothing is under way. The clock is not advanced. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Advances the clock from timer to timer, by `ms` milliseconds in all. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.elapsedMs() + ms;
    await this.rest();
    while (this.clock.elapsedMs() < end) {
      this.clock.advance(Math.min(this.clock.nextDelayMs ?? Infinity, end - this.clock.elapsedMs()));
      await this.rest();
    }
  }

  /** Advances the clock until the target has a result, for at most two days. */
  async end(id = 'i'): Promise<Told> {
    const limit = this.clock.elapsedMs() + 48 * HOUR_MS;
    for (;;) {
      await this.rest();
      const result = this.result(id);
      if (result !== undefined) {
        return result;
      }
      assert.ok(this.clock.nextDelayMs !== undefined && this.clock.elapsedMs() < limit, 'There is no result.');
      this.clock.advance(this.clock.nextDelayMs);
    }
  }

  dispose(): void {
    this.detector.dispose();
    this.pollers.dispose();
  }
}

const { restart, reboot, unassign } = VERBS;
const RESTART: Partial<TargetState> = { requestId: 'r', jobId: 'job-r' };

const checked = (following: Following, base = restart): Strategy => {
  const check: HealthCheck = {
    running: () => Promise.resolve([]),
    before: () => Promise.resolve([]),
    look: async (_looking, targets, tell) => {
      following.looks.push(following.clock.elapsedMs());
      const health = await following.health();
      targets.forEach(({ id }) => {
        tell(id, health === 'down' ? message('it is down') : health);
      });
    },
  };
  return withHealthCheck(base, check, POLICY);
};

/** A target and its fate, from which one result follows. */
type Story = readonly [words: string, begin: (following: Following) => void];

const after = <T>(following: Following, ms: number, before: T, then: T): T =>
  following.clock.elapsedMs() < ms ? before : then;

const STORIES: readonly Story[] = [
  [
    'timed out: a job that does not end',
    (following) => {
      following.add(restart, RESTART);
    },
  ],
  [
    'succeeded: a job that ends after five minutes',
    (following) => {
      following.job = () => after(following, 5 * MINUTE_MS, 'running', 'succeeded');
      following.add(restart, RESTART);
    },
  ],
  [
    'timed out: a binding that stays',
    (following) => {
      following.add(unassign, { userId: 'u' });
    },
  ],
  [
    'unknown: a lost answer, and a binding that stays',
    (following) => {
      following.add(unassign, { userId: 'u', lost: message('it was lost') });
    },
  ],
  [
    'unverified: an instance that does not leave its running state',
    (following) => {
      following.add(reboot);
    },
  ],
  [
    'unknown: a lost answer, and an instance that does not leave its running state',
    (following) => {
      following.add(reboot, { lost: message('it was lost') });
    },
  ],
  [
    'succeeded: an instance that leaves and comes back',
    (following) => {
      following.instance = () => after(following, 40_000, 2, after(following, 2 * MINUTE_MS, 3, 2));
      following.add(reboot);
    },
  ],
  [
    'succeeded: a target that is seen healthy for the steady time',
    (following) => {
      following.job = () => 'succeeded';
      following.add(checked(following), RESTART);
    },
  ],
  [
    'succeeded: a target that becomes healthy at the end of its time',
    (following) => {
      following.job = () => 'succeeded';
      following.health = () => after(following, POLICY.targetMs - 20_000, 'down', 'healthy');
      following.add(checked(following), RESTART);
    },
  ],
  [
    'unverified: a target that does not become healthy',
    (following) => {
      following.job = () => 'succeeded';
      following.health = () => 'down';
      following.add(checked(following), RESTART);
    },
  ],
];

describe('the time that a target is followed', () => {
  let following: Following;
  beforeEach(() => {
    following = new Following();
  });
  afterEach(() => {
    following.dispose();
  });

  for (const [words, begin] of STORIES) {
    it(`does not change with the wall clock; ${words}`, async () => {
      const told = async (jumpMs: number, atMs: number) => {
        const own = new Following();
        begin(own);
        await own.pass(atMs);
        assert.equal(own.result(), undefined);
        own.clock.jump(jumpMs);
        const { result, afterMs } = await own.end();
        own.dispose();
        return { result, afterMs, looks: own.looks };
      };
      for (const atMs of [0, 11_000, 50_000]) {
        const usual = await told(0, atMs);
        assert.equal(usual.result, words.split(':')[0]);
        for (const jumpMs of JUMPS) {
          assert.deepEqual(await told(jumpMs, atMs), usual, `${jumpMs} ms, after ${atMs} ms`);
        }
      }
    });
  }

  it('stores wall time', async () => {
    following.job = () => 'succeeded';
    following.add(checked(following), RESTART);
    following.clock.jump(2 * HOUR_MS);
    const began = following.clock.now();
    await following.end();
    const stored = following.told.get('i')?.flatMap(({ jobDoneAt, wellSince }) => jobDoneAt ?? wellSince ?? []);
    assert.deepEqual(stored, [began + INTERVAL_MS, began + INTERVAL_MS]);
  });

  describe('of a target that was answered before this window followed it', () => {
    it('begins with its answer, by the wall clock', async () => {
      following.add(restart, { ...RESTART, answeredAt: following.clock.now() - TIMEOUT_MS + 20_000 });
      following.clock.jump(-8 * HOUR_MS);
      assert.equal((await following.end()).afterMs, 20_000);
      assert.deepEqual(following.looks, [5_000, 12_500, 20_000]);
    });

    it('is over with the first look when it is longer ago', async () => {
      following.add(restart, { ...RESTART, answeredAt: following.clock.now() - 24 * HOUR_MS });
      const { result, afterMs } = await following.end();
      assert.deepEqual([result, afterMs], ['timed out', INTERVAL_MS]);
      assert.deepEqual(following.looks, [INTERVAL_MS]);
    });

    it('is the whole time when its answer is later than the wall clock', async () => {
      following.add(restart, { ...RESTART, answeredAt: following.clock.now() + 8 * HOUR_MS });
      const { result, afterMs } = await following.end();
      assert.equal(result, 'timed out');
      assert.ok(afterMs >= TIMEOUT_MS && afterMs <= TIMEOUT_MS + INTERVAL_MS, `${afterMs} ms`);
    });

    for (const error of [new ApiError('network', 'away'), new ApiError('server', 'down')]) {
      it(`is not over while it could not be looked at: ${error.kind}`, async () => {
        following.job = () => (following.looks.length < 10 ? Promise.reject(error) : 'succeeded');
        following.add(restart, { ...RESTART, answeredAt: following.clock.now() - 30 * 24 * HOUR_MS });
        assert.equal((await following.end()).result, 'succeeded');
        assert.equal(following.looks.length, 10);
      });
    }

    it('is not over with a look that had no room for it', async () => {
      const ids = Array.from({ length: 420 }, (_, index) => `s${index}`);
      for (const id of ids) {
        const job = { requestId: `r-${id}`, jobId: `job-r-${id}` };
        following.add(restart, { id, ...job, answeredAt: following.clock.now() - 24 * HOUR_MS });
      }
      // One look asks for 400 requests. The question about the others fails at first.
      const error = new ApiError('server', 'down');
      following.job = () => (following.looks.length === 21 ? Promise.reject(error) : 'succeeded');
      await following.pass(MINUTE_MS);
      assert.deepEqual([...new Set(ids.map((id) => following.result(id)?.result))], ['succeeded']);
      assert.equal(following.looks.length, 22);
    });

    it('is not over with a look that began before it was added', async () => {
      let answer: ((state: 'running') => void) | undefined;
      following.job = () => new Promise((resolve) => (answer = resolve));
      following.add(restart, { ...RESTART, id: 'first' });
      await following.pass(INTERVAL_MS);
      following.add(restart, { requestId: 'q', jobId: 'job-q', answeredAt: following.clock.now() - HOUR_MS });
      following.job = () => 'succeeded';
      answer?.('running');
      assert.equal((await following.end()).result, 'succeeded');
    });

    it('is not over before its health was looked at', async () => {
      following.job = () => 'succeeded';
      following.add(checked(following), { ...RESTART, answeredAt: following.clock.now() - HOUR_MS });
      const { result, afterMs } = await following.end();
      assert.deepEqual([result, afterMs], ['succeeded', INTERVAL_MS + POLICY.steadyMs]);
    });
  });

  for (const countsSleep of [false, true]) {
    const words = countsSleep ? 'goes on in' : 'stands still in';
    const sleep = (ms = 8 * HOUR_MS): void => {
      following.clock.sleep(ms, { countsSleep });
    };
    /** How much monotonic time such a sleep takes. */
    const countedMs = countsSleep ? 8 * HOUR_MS : 0;
    /** The looks and the ticks of the detector are that far from each other. */
    const roomMs = 7 * INTERVAL_MS;

    describe(`when the machine sleeps and monotonic time ${words} it`, () => {
      beforeEach(() => {
        following.detector.start();
      });

      // After 11 s the next look comes before the next tick of the detector, after 13 s it comes after it.
      for (const atMs of [11_000, 13_000, 10 * MINUTE_MS]) {
        it(`goes on where it was; a job that still runs gets the rest of its time, after ${atMs / 1000} s`, async () => {
          following.add(restart, RESTART);
          await following.pass(atMs);
          sleep();
          await following.pass(TIMEOUT_MS - atMs - 1);
          assert.equal(following.result(), undefined);
          const { result, afterMs } = await following.end();
          assert.equal(result, 'timed out');
          assert.ok(afterMs <= countedMs + TIMEOUT_MS + roomMs, `${afterMs} ms`);
        });
      }

      it('goes on where it was, also when the sleep was shorter than the time before it', async () => {
        following.add(restart, RESTART);
        await following.pass(20 * MINUTE_MS);
        sleep(10 * MINUTE_MS);
        const { result, afterMs } = await following.end();
        assert.equal(result, 'timed out');
        const awakeMs = afterMs - (countsSleep ? 10 * MINUTE_MS : 0);
        assert.ok(awakeMs >= TIMEOUT_MS && awakeMs <= TIMEOUT_MS + roomMs, `${awakeMs} ms`);
      });

      it('tells nothing of a target that was not healthy before', async () => {
        following.add(restart, RESTART);
        await following.pass(10 * MINUTE_MS);
        sleep();
        await following.pass(MINUTE_MS);
        assert.deepEqual([...following.told.keys()], []);
      });

      it('brings the next look forward', async () => {
        following.add(restart, RESTART);
        await following.pass(10 * MINUTE_MS);
        const before = following.looks.length;
        sleep();
        const woke = following.clock.elapsedMs();
        following.job = () => 'succeeded';
        const { result, afterMs } = await following.end();
        assert.equal(result, 'succeeded');
        assert.ok(afterMs - woke <= INTERVAL_MS, `${afterMs - woke} ms`);
        assert.equal(following.looks.length, before + 1);
      });

      it('has one look at once, and the next ones soon', async () => {
        following.add(restart, RESTART);
        // The next look is due in 437.5 ms, the next tick of the detector in 4.5 s.
        await following.pass(605_500);
        sleep();
        following.looks.length = 0;
        const woke = following.clock.elapsedMs();
        await following.pass(30_000);
        const [first = Infinity, second = Infinity, third = Infinity] = following.looks;
        assert.ok(first - woke <= INTERVAL_MS, `${first - woke} ms`);
        assert.deepEqual([second - first, third - second], [7_500, 11_250]);
      });

      it('moves nothing of a target that is added after it, before the detector has noticed it', async () => {
        following.add(restart, { ...RESTART, id: 'before' });
        await following.pass(11_000);
        sleep();
        const woke = following.clock.elapsedMs();
        following.add(restart, { requestId: 'q', jobId: 'job-q' });
        const { result, afterMs } = await following.end();
        assert.equal(result, 'timed out');
        const tookMs = afterMs - woke;
        assert.ok(tookMs >= TIMEOUT_MS && tookMs <= TIMEOUT_MS + INTERVAL_MS, `${tookMs} ms`);
      });

      it('does not change when the next target is looked at, when nothing is followed', async () => {
        following.job = () => 'succeeded';
        following.add(restart, { ...RESTART, id: 'before' });
        await following.end('before');
        following.looks.length = 0;
        sleep();
        await following.pass(MINUTE_MS);
        const began = following.clock.elapsedMs();
        following.add(restart, RESTART);
        await following.pass(INTERVAL_MS);
        assert.deepEqual(following.looks, [began + INTERVAL_MS]);
      });

      it('is not over while the look that was under way comes to its end', async () => {
        let answer: ((state: 'running') => void) | undefined;
        following.add(restart, RESTART);
        await following.pass(29 * MINUTE_MS);
        following.job = () => new Promise((resolve) => (answer = resolve));
        while (answer === undefined) {
          following.clock.advance(following.clock.nextDelayMs ?? 0);
          await following.rest();
        }
        sleep();
        following.job = () => 'succeeded';
        answer('running');
        assert.equal((await following.end()).result, 'succeeded');
      });

      it('is not over with the answer to the last question before it', async () => {
        const answers: ((state: number) => void)[] = [];
        following.add(unassign, { userId: 'u' });
        await following.pass(29 * MINUTE_MS);
        following.instance = () => new Promise((resolve) => answers.push(resolve));
        while (answers.length === 0) {
          following.clock.advance(following.clock.nextDelayMs ?? 0);
          await following.rest();
        }
        sleep();
        answers[0]?.(2);
        await following.rest();
        assert.equal(following.result(), undefined);
      });

      it('gives an instance the rest of the time in which it may still leave its running state', async () => {
        following.add(reboot);
        await following.pass(20_000);
        sleep();
        await following.pass(35_000);
        assert.equal(following.result(), undefined);
        assert.equal((await following.end()).result, 'unverified');
      });

      it('begins the steady time of a healthy target anew', async () => {
        following.job = () => 'succeeded';
        following.add(checked(following), RESTART);
        await following.pass(INTERVAL_MS + POLICY.steadyMs - 1_000);
        assert.ok((following.told.get('i')?.at(-1)?.wellSince ?? 0) > 0);
        sleep();
        const woke = following.clock.elapsedMs();
        await following.pass(INTERVAL_MS);
        const news = following.told.get('i')?.map(({ wellSince }) => wellSince) ?? [];
        assert.equal(news.at(-2), 0);
        assert.ok((news.at(-1) ?? 0) >= following.clock.now() - INTERVAL_MS);
        const { result, afterMs } = await following.end();
        assert.equal(result, 'succeeded');
        assert.ok(afterMs - woke >= POLICY.steadyMs, `${afterMs - woke} ms`);
        assert.ok(afterMs - woke <= POLICY.steadyMs + roomMs, `${afterMs - woke} ms`);
      });

      it('does not take the sleep for time in which a target was healthy, when it wakes in a look', async () => {
        following.job = () => 'succeeded';
        following.add(checked(following), RESTART);
        await following.pass(INTERVAL_MS + 1_000);
        const sleeps: number[] = [];
        following.health = () => {
          if (sleeps.length === 0) {
            sleeps.push(following.clock.elapsedMs());
            sleep();
          }
          return 'healthy';
        };
        while (sleeps.length === 0) {
          following.clock.advance(following.clock.nextDelayMs ?? 0);
          await following.rest();
        }
        const woke = following.clock.elapsedMs();
        const { afterMs } = await following.end();
        assert.ok(afterMs - woke >= POLICY.steadyMs, `${afterMs - woke} ms`);
      });

      it('does not succeed with a target that is down afterwards', async () => {
        following.job = () => 'succeeded';
        following.add(checked(following), RESTART);
        await following.pass(INTERVAL_MS + POLICY.steadyMs - 1_000);
        following.health = () => 'down';
        sleep();
        const { result, afterMs } = await following.end();
        assert.equal(result, 'unverified');
        assert.ok(afterMs >= countedMs + POLICY.targetMs, `${afterMs} ms`);
      });

      it('counts the sleep for the pause that the cloud asked for', async () => {
        const error = new ApiError('throttled', 'slow', { retryAfterMs: 10 * MINUTE_MS });
        following.job = () => (following.looks.length === 1 ? Promise.reject(error) : 'succeeded');
        following.add(restart, RESTART);
        await following.pass(INTERVAL_MS + 1_000);
        sleep(HOUR_MS);
        const woke = following.clock.elapsedMs();
        const { result, afterMs } = await following.end();
        assert.equal(result, 'succeeded');
        assert.ok(afterMs - woke <= INTERVAL_MS, `${afterMs - woke} ms`);
      });
    });
  }

  it('hardly changes when the wall clock is set forward by so much that it looks like a sleep', async () => {
    following.detector.start();
    following.add(restart, RESTART);
    await following.pass(10 * MINUTE_MS);
    following.clock.jump(2 * HOUR_MS);
    const { result, afterMs } = await following.end();
    assert.equal(result, 'timed out');
    assert.ok(afterMs >= TIMEOUT_MS && afterMs <= TIMEOUT_MS + INTERVAL_MS, `${afterMs} ms`);
  });
});

describe('a look that never ends', () => {
  it('makes no target healthy with an answer that comes too late', async () => {
    const following = new Following();
    const answers: ((state: 'healthy') => void)[] = [];
    following.job = () => 'succeeded';
    following.health = () => new Promise((resolve) => answers.push(resolve));
    following.add(checked(following), RESTART);
    await following.pass(10 * MINUTE_MS);
    answers[0]?.('healthy');
    await following.rest();
    const stored = following.told.get('i')?.flatMap(({ wellSince }) => wellSince ?? []);
    assert.deepEqual(stored, []);
    following.health = () => 'healthy';
    following.looks.length = 0;
    const { result, afterMs } = await following.end();
    assert.deepEqual([result, afterMs - (following.looks[0] ?? 0)], ['succeeded', POLICY.steadyMs]);
    following.dispose();
  });

  it('asks the cloud nothing when it was given up before it had a client', async () => {
    const following = new Following();
    const waiting: (() => void)[] = [];
    const connect: Strategy['connect'] = async (clients, context) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return restart.connect(clients, context);
    };
    following.add({ ...restart, connect }, RESTART);
    await following.pass(6 * MINUTE_MS);
    waiting[0]?.();
    await following.rest();
    assert.deepEqual([waiting.length, following.looks], [2, []]);
    following.dispose();
  });

  it('costs one look, and does not keep the rest of the project from being followed', async () => {
    const following = new Following();
    let answer: ((state: number) => void) | undefined;
    following.instance = () => new Promise((resolve) => (answer = resolve));
    following.add(reboot, { hasLeft: true });
    following.add(restart, { ...RESTART, id: 's' });
    following.job = () => 'succeeded';
    assert.equal((await following.end('s')).result, 'succeeded');
    assert.match(following.log.join('\n'), /^warn The state of a reboot .*: There was no answer within 300 s\.$/);
    // The answer to the look that was given up is not used.
    answer?.(2);
    await following.rest();
    assert.equal(following.result(), undefined);
    following.instance = () => 2;
    assert.equal((await following.end()).result, 'succeeded');
    assert.equal(following.log.length, 1);
    assert.equal(following.clock.pending, 0);
    following.dispose();
  });

  it('is none while answers come, however long all of them take', async () => {
    const following = new Following();
    const wait = async (): Promise<'running'> => {
      await new Promise<void>((resolve) => void following.clock.setTimeout(resolve, 4 * MINUTE_MS));
      return 'running';
    };
    following.job = wait;
    // Each has to be asked for alone, so this look has many answers.
    for (let request = 0; request < 12; request += 1) {
      following.add(restart, { id: `s${request}`, requestId: `r${request}`, lost: message('it was lost') });
    }
    await following.pass(20 * MINUTE_MS);
    assert.deepEqual(following.log, []);
    assert.ok(following.looks.length >= 12, `${following.looks.length}`);
    following.dispose();
  });

  it('ends no target whose time is over, for the cloud could not be asked', async () => {
    const following = new Following();
    following.job = () => new Promise(() => undefined);
    following.add(restart, RESTART);
    await following.pass(2 * HOUR_MS);
    assert.equal(following.result(), undefined);
    following.job = () => 'succeeded';
    assert.equal((await following.end()).result, 'succeeded');
    following.dispose();
  });
});
