import assert from 'node:assert/strict';
import { type Operation, type Target } from '../../../../src/model/operation';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { type RunnablePlan, type StartedOperation } from '../../../../src/operations/operations';
import { type CloudOptions } from '../../../cloud/options';
import { Harness, resultsOf } from '../../../support/operations/harness';
import { LocalCloud } from '../../../support/operations/localCloud';
import { planOf } from '../../../support/operations/planned';
import { TestClock } from '../../../support/testClock';
import { isWhole } from '../../../../src/model/operationSummary';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

interface Disturbance {
  readonly what: string;
  readonly disturb: (clock: TestClock) => void;
  /** It is a sleep, or looks like one. */
  readonly isSleep?: boolean;
}

const DISTURBANCES: readonly Disturbance[] = [
  { what: 'none', disturb: () => undefined },
  {
    what: 'wall −8 h',
    disturb: (clock) => {
      clock.jump(-8 * HOUR_MS);
    },
  },
  {
    what: 'wall +30 s',
    disturb: (clock) => {
      clock.jump(30_000);
    },
  },
  {
    what: 'wall +2 h',
    isSleep: true,
    disturb: (clock) => {
      clock.jump(2 * HOUR_MS);
    },
  },
  {
    what: 'sleep of 8 h',
    isSleep: true,
    disturb: (clock) => {
      clock.sleep(8 * HOUR_MS);
    },
  },
  {
    what: 'sleep of 8 h, counted',
    isSleep: true,
    disturb: (clock) => {
      clock.sleep(8 * HOUR_MS, { countsSleep: true });
    },
  },
];

/** A cloud whose servers all run, and one window with the real transport. */
class Stage {
  readonly clock = new TestClock();
  readonly cloud: LocalCloud;
  readonly harness: Harness;
  readonly targets: Target[];
  /** When a request to restart was served; in the time of `elapsedMs`. */
  readonly posts: number[] = [];

  constructor(options: Partial<CloudOptions>) {
    this.cloud = new LocalCloud(this.clock, { instances: 0, jobMs: 8_000, ...options });
    const rows = [...this.cloud.fleet.servers.values()];
    rows.forEach((server) => (server.status = 5));
    this.targets = rows.map(({ serverId: id, name }) => ({ id, name }));
    this.cloud.arrived = (request) => {
      if (request.endsWith('/batch-restart')) {
        this.posts.push(this.clock.elapsedMs());
      }
    };
    const beforeActing = (): void => {
      this.harness.operations.beforeLeaving();
    };
    this.harness = new Harness(() => this.cloud.clients(undefined, { beforeActing }), this.clock);
  }

  roll(steadyMs: number, pauseMs: number): RunnablePlan {
    const policy = { ...DEFAULT_POLICY, asksAfterFirst: false, waves: [{ count: 1 }], steadyMs, pauseMs };
    return { ...planOf('restart', 'Staging', this.targets), waves: [1, 1], policy };
  }
}

interface Scene {
  readonly what: string;
  readonly options: Partial<CloudOptions>;
  readonly start: (stage: Stage) => StartedOperation;
  /** The disturbance comes 20 s after this, or half a second before its end: then a timer is due before the next tick. */
  readonly isUnderWay: (operation: Operation, stage: Stage) => boolean;
  /** What is timed. */
  readonly hasHappened: (operation: Operation, stage: Stage) => boolean;
  /** How long that takes in all, in milliseconds, while nothing disturbs it. */
  readonly tookMs: number;
  /** After a sleep it takes at least so long from then on, in milliseconds. */
  readonly anewMs?: number;
  /** Nothing is left to be sent, so nothing is held. */
  readonly isAllSent?: boolean;
}

const SCENES: readonly Scene[] = [
  {
    what: 'a request that waits for its turn of the minute',
    options: { servers: 101 },
    start: ({ harness, targets }) => {
      harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 1 };
      return harness.start('restart', 'Staging', targets);
    },
    isUnderWay: (_operation, { posts }) => posts.length === 1,
    hasHappened: (_operation, { posts }) => posts.length === 2,
    tookMs: MINUTE_MS,
  },
  {
    what: 'a request in the queue of a paused host',
    options: { servers: 1 },
    start: ({ cloud, harness, targets }) => {
      let isFirst = true;
      cloud.fault = () => {
        const fault = isFirst ? ({ throttle: 48 } as const) : undefined;
        isFirst = false;
        return fault;
      };
      return harness.start('restart', 'Staging', targets);
    },
    isUnderWay: (_operation, { posts }) => posts.length === 1,
    hasHappened: (_operation, { posts }) => posts.length === 2,
    tookMs: 48_000,
  },
  {
    what: 'the pause between two waves',
    options: { servers: 2 },
    start: (stage) => stage.harness.operations.start(stage.roll(10_000, 598_000)),
    isUnderWay: ({ rollout }) => rollout?.step === 'resting',
    hasHappened: (_operation, { posts }) => posts.length === 2,
    tookMs: 618_000,
  },
  {
    what: 'the steady time of a health check',
    options: { servers: 2 },
    start: (stage) => stage.harness.operations.start(stage.roll(10 * MINUTE_MS, 1_000)),
    isUnderWay: ({ targets }) => (targets[0]?.wellSince ?? 0) > 0,
    hasHappened: ({ targets }) => targets[0]?.result === 'succeeded',
    tookMs: 610_000,
    anewMs: 10 * MINUTE_MS,
  },
  {
    what: 'a job that is followed',
    options: { servers: 1, jobMs: 20 * MINUTE_MS },
    start: ({ harness, targets }) => harness.start('restart', 'Staging', targets),
    isUnderWay: ({ targets }) => targets[0]?.jobId !== undefined,
    hasHappened: ({ endedAt }) => endedAt !== undefined,
    tookMs: 20 * MINUTE_MS,
    isAllSent: true,
  },
];

/** @returns after how many milliseconds it happened, in the time of `elapsedMs` */
async function time(scene: Scene, { disturb, isSleep = false, what }: Disturbance, isLate: boolean) {
  const stage = new Stage(scene.options);
  const { clock, harness } = stage;
  const began = clock.elapsedMs();
  let happenedAt: number | undefined;
  harness.operations.onDidChange(({ operation }) => {
    happenedAt ??= isWhole(operation) && scene.hasHappened(operation, stage) ? clock.elapsedMs() : undefined;
  });
  const started = scene.start(stage);
  const now = started.operation;
  await harness.until(() => scene.isUnderWay(now(), stage));
  await harness.pass(isLate ? scene.tookMs - 500 - (clock.elapsedMs() - began) : 20_000);
  const sent = stage.posts.length;
  disturb(clock);
  const disturbedAt = clock.elapsedMs();
  if (isSleep && scene.isAllSent !== true) {
    await harness.pass(5_000);
    assert.equal(now().hold?.why, 'sleep', what);
    await harness.pass(HOUR_MS);
    assert.equal(stage.posts.length, sent, `${what}: nothing is sent before it is resumed`);
    assert.equal(now().hold?.why, 'sleep', what);
    assert.ok(
      now().targets.every(({ result = 'succeeded' }) => result === 'succeeded'),
      `${what}: nothing is given up: ${resultsOf(now()).join()}`,
    );
    harness.operations.resume(1);
  }
  const operation = await harness.end(started);
  assert.deepEqual(new Set(resultsOf(operation)), new Set(['succeeded']), what);
  assert.ok(stage.targets.every(({ id }) => stage.cloud.acts('restart', id) === 1, what));
  harness.operations.dispose();
  assert.ok(happenedAt !== undefined);
  assert.ok(!isSleep || happenedAt - disturbedAt >= (scene.anewMs ?? 0), `${what}: it takes its whole time anew`);
  return happenedAt - began;
}

describe('a wall clock that jumps, and a machine that sleeps', () => {
  const table: string[] = [];

  for (const scene of SCENES) {
    it(`neither hurry nor delay ${scene.what}; after a sleep only Resume lets something leave`, async () => {
      table.push(`${scene.what}:`);
      const plain = await time(scene, { what: 'none', disturb: () => undefined }, false);
      assert.ok(plain >= scene.tookMs && plain < scene.tookMs * 1.2, `${plain} ms`);
      for (const disturbance of DISTURBANCES) {
        const isHeld = disturbance.isSleep === true && scene.isAllSent !== true;
        const times: string[] = [];
        for (const isLate of [false, true]) {
          const tookMs = await time(scene, disturbance, isLate);
          times.push(isHeld ? 'held, nothing is sent before Resume' : `${Math.round(tookMs / 1000)} s`);
          if (disturbance.isSleep !== true) {
            assert.equal(tookMs, plain, disturbance.what);
          }
        }
        table.push(`  ${disturbance.what.padEnd(24)}${[...new Set(times)].join(' or ')}`);
      }
    });
  }

  after(() => {
    console.log(table.map((line) => `      ${line}`).join('\n'));
  });
});
