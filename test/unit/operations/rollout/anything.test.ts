import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiError } from '../../../../src/api/errors/errors';
import { type Operation, type Target } from '../../../../src/model/operation';
import { DEFAULT_GUARD, type Plan } from '../../../../src/model/plan';
import { amountOf, DEFAULT_POLICY } from '../../../../src/model/rollout';
import { couldNotBeSent, hasFailed, listsOf, targetsOfWave } from '../../../../src/model/rolloutTargets';
import { type OperationsClients } from '../../../../src/operations/common/projectClients';
import { type PlanList } from '../../../../src/operations/plan/candidates';
import { VERB_IDS } from '../../../../src/model/verbs';
import { VERBS } from '../../../../src/operations/verbs/registry';
import { VERB_CASES } from '../../../support/operations/verbCases';
import { makePlan } from '../../../../src/operations/plan/plan';
import { Outages } from '../../../cloud/wire/outages';
import { TestClock } from '../../../support/testClock';
import { Harness, firstWhole } from '../../../support/operations/harness';
import { LocalCloud, ORIGIN } from '../../../support/operations/localCloud';
import { MemoryFolder } from '../../../support/operations/memoryFiles';
import { projectNamed } from '../../../support/operations/planned';
import { type AnyOperation, isWhole } from '../../../../src/model/operationSummary';

/** CI makes 2,000 runs (.ci/run). */
const RUNS = Number(process.env['CLOUD_PHONE_RUNS'] ?? 100);

const amount = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ percent: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ count: fc.integer({ min: 1, max: 8 }), percent: fc.integer({ min: 1, max: 100 }) }),
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 120_000 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('promote' as const, 'resume' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'pause',
        'pause',
        'pause',
        'reload',
        'reload',
        'crash',
        'stopAfterWave',
        'cancel',
        'stopWatching',
      ),
    }),
  },
  fc.record({ do: fc.constant('crashAt' as const), request: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ do: fc.constantFrom('failDisk' as const, 'tearDisk' as const, 'mendDisk' as const) }),
  fc.record({ do: fc.constant('setClock' as const), ms: fc.constantFrom(-8 * 3_600_000, 30_000, 2 * 3_600_000) }),
  fc.record({ do: fc.constant('sleepMachine' as const), countsSleep: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The verbs that can be rolled out. */
const ROLLED = VERB_IDS.filter((verb) => VERBS[verb].health !== undefined);

/** One request carries at most 100: a large fleet has waves of several. */
const fleetSize = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 300 }) },
);

const scenario = fc.record({
  verb: fc.constantFrom(...ROLLED),
  cloud: fc.record({
    seed: fc.nat(1_000),
    servers: fleetSize,
    instances: fleetSize,
    phonesPerServer: fc.integer({ min: 0, max: 4 }),
    failureShare: fc.constantFrom(0, 0, 0.1, 0.4),
    refusalShare: fc.constantFrom(0, 0.1),
    latePhoneShare: fc.constantFrom(0, 0.3),
    lostPhoneShare: fc.constantFrom(0, 0.1),
    restartCapacity: fc.constantFrom(0, 0, 4),
    jobMs: fc.integer({ min: 0, max: 90_000 }),
    phoneJobMs: fc.integer({ min: 0, max: 90_000 }),
    rebootMs: fc.integer({ min: 0, max: 90_000 }),
    rebootLeaveMs: fc.integer({ min: 0, max: 10_000 }),
  }),
  chosen: fc.integer({ min: 1, max: 100 }),
  zones: fc.integer({ min: 1, max: 4 }),
  minRunning: fc.constantFrom(0, 0, 30, 75),
  perMinute: fc.constantFrom(1, 6_000, 6_000),
  policy: fc.record({
    waves: fc.array(amount, { minLength: 1, maxLength: 3 }),
    asksAfterFirst: fc.boolean(),
    mostPerServer: fc.constantFrom(1, 2, 10),
    mostPerZone: fc.constantFrom(1, 3, 100),
    pauseMs: fc.constantFrom(0, 30_000),
    steadyMs: fc.constantFrom(0, 15_000),
    mostFailed: amount,
    mostInARow: fc.integer({ min: 1, max: 5 }),
    wholeMs: fc.constantFrom(120_000, 100 * 3_600_000),
  }),
  faults: fc.array(
    fc.constantFrom(
      undefined,
      undefined,
      undefined,
      { status: 503 } as const,
      'resetAfter' as const,
      {
        throttle: 20,
      } as const,
    ),
    { maxLength: 40 },
  ),
  /** Whether the keyring is locked, each time that a client is made. */
  locks: fc.array(fc.constantFrom(false, false, false, false, true), { maxLength: 30 }),
  steps: fc.array(step, { maxLength: 12 }),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

/** One rolling operation, and whatever happens to it. */
class Rollout {
  readonly clock = new TestClock();
  readonly cloud: LocalCloud;
  readonly plan: Plan;
  private readonly folder = new MemoryFolder();
  private window = this.folder.open();
  private harness: Harness;
  private readonly locks: Iterator<boolean>;
  private countdown = 0;
  /** What was wrong when an acting request came. */
  private readonly faultsSeen = new Set<string>();

  constructor(private readonly setting: Scenario) {
    const { cloud, verb, policy, minRunning: minRunningPercentRolling, faults, locks } = setting;
    this.locks = locks.values();
    this.cloud = new LocalCloud(this.clock, cloud);
    const plan = faults.values();
    this.cloud.fault = () => plan.next().value;
    this.cloud.arrived = (request) => {
      if (/^POST .*\/(batch-restart|reboot)$/.test(request)) {
        this.judge();
      }
      if (this.countdown > 0 && --this.countdown === 0) {
        this.window.kill();
      }
    };
    const guard = { ...DEFAULT_GUARD, minRunningPercentRolling, actingRequestsPerMinute: setting.perMinute };
    this.harness = this.open();
    const list = this.list();
    const chosen: Target[] = list.rows.slice(0, Math.ceil((list.rows.length * setting.chosen) / 100)).map((row) => ({
      id: row.id,
      name: row.name ?? row.id,
      ...('serverId' in row ? { serverId: row.serverId } : {}),
    }));
    this.plan = makePlan({
      verb,
      chosen,
      list,
      guard,
      operations: [],
      now: this.clock.now(),
      project: projectNamed('Staging', ORIGIN),
      policy: { ...DEFAULT_POLICY, ...policy },
    });
  }

  private list(): PlanList {
    const { servers, phones, instances } = this.cloud.fleet;
    const zone = (index: number) => `az${index % this.setting.zones}`;
    const ofServers = [...servers.values()].map(({ serverId: id, name, status }, index) => {
      return { id, name, status, zone: zone(index) };
    });
    const ofInstances = [...instances.values()].map(({ instanceId: id, name, runningStatus, frozen: isFrozen }) => {
      return { id, name, runningStatus, isFrozen };
    });
    const ofPhones = [...phones.values()].map(({ phoneId: id, serverId, name, status }) => {
      return { id, serverId, name, status };
    });
    switch (VERBS[this.setting.verb].on) {
      case 'server':
        return { kind: 'server', rows: ofServers };
      case 'phone':
        return { kind: 'phone', rows: ofPhones };
      case 'instance':
        return { kind: 'instance', rows: ofInstances };
    }
  }

  private open(): Harness {
    const { window } = this;
    const clients = this.cloud.clients(() => window.isDead);
    const unlocked = (project: string): string => {
      if (this.locks.next().value === true) {
        throw new ApiError('auth', 'The keyring is locked.');
      }
      return project;
    };
    const locking: OperationsClients = {
      ...clients,
      cph: async (project) => clients.cph(unlocked(project)),
      koophone: async (project) => clients.koophone(unlocked(project)),
    };
    const harness = new Harness(() => locking, this.clock, window.store);
    harness.mostSteps = 100_000;
    const { minRunning: minRunningPercentRolling, perMinute: actingRequestsPerMinute } = this.setting;
    harness.settings.guard = { ...DEFAULT_GUARD, minRunningPercentRolling, actingRequestsPerMinute };
    return harness;
  }

  get operation(): AnyOperation | undefined {
    return this.harness.operations.list()[0];
  }

  private get acts(): number {
    return this.plan.targets.reduce((sum, { id }) => sum + this.cloud.acts(this.setting.verb, id), 0);
  }

  /** Looks at the operation while an acting request of it is on its way. */
  private judge(): void {
    const { operation } = this;
    const { rollout } = operation ?? {};
    if (operation === undefined || !isWhole(operation) || rollout === undefined) {
      this.faultsSeen.add('it is not known');
      return;
    }
    const before = Array.from({ length: rollout.wave }, (_, wave) => targetsOfWave(operation, wave));
    const failed = before.flat().filter(hasFailed).length;
    const rules = {
      'it is held': operation.hold !== undefined,
      'it is over': rollout.step !== 'acting',
      'a wave before is not over': before.flat().some(({ phase }) => phase !== 'settled'),
      'a wave before was not sent': before.flat().some(couldNotBeSent),
      'the canary failed': before[0]?.some(hasFailed) === true,
      'too many failed': failed > amountOf(rollout.policy.mostFailed, operation.targets.length),
    };
    Object.entries(rules).forEach(([rule, isBroken]) => isBroken && this.faultsSeen.add(rule));
  }

  start(): void {
    this.harness.operations.start(this.plan);
  }

  async take(taken: Step): Promise<void> {
    const { operations } = this.harness;
    switch (taken.do) {
      case 'pass':
        await this.harness.pass(taken.ms);
        break;
      case 'crashAt':
        this.countdown = taken.request;
        break;
      case 'reload':
        operations.dispose();
        await this.reopen();
        break;
      case 'crash':
        this.window.kill();
        break;
      case 'failDisk':
      case 'tearDisk':
        this.window.fault = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        this.window.isTearing = taken.do === 'tearDisk';
        break;
      case 'mendDisk':
        this.window.fault = undefined;
        break;
      case 'setClock':
        this.clock.jump(taken.ms);
        break;
      case 'sleepMachine':
        this.clock.sleep(8 * 3_600_000, { countsSleep: taken.countsSleep });
        this.clock.advance(0);
        break;
      default:
        operations[taken.do](1);
    }
    await this.harness.rest();
    if (this.window.isDead) {
      await this.reopen();
    }
  }

  /** The next window sends nothing before a person says so. */
  private async reopen(): Promise<void> {
    this.countdown = 0;
    await this.harness.rest();
    this.harness.operations.dispose();
    this.folder.end(this.window.id);
    this.window = this.folder.open();
    this.harness = this.open();
    const { acts } = this;
    await this.harness.operations.load();
    const { endedAt, rollout, hold, targets = [] } = this.operation ?? {};
    const isWaiting = targets.some(({ phase }) => phase === 'waiting');
    assert.ok(endedAt !== undefined || rollout?.step === 'over' || hold !== undefined || !isWaiting, 'it asks');
    await this.harness.pass(90_000);
    assert.equal(this.acts, acts, 'nothing is sent before it is resumed');
  }

  async end(): Promise<Operation> {
    this.countdown = 0;
    this.window.fault = undefined;
    for (;;) {
      const isWaiting = () => this.operation?.hold?.why !== undefined;
      await this.harness.until(() => isWaiting() || this.operation?.endedAt !== undefined);
      if (this.operation?.endedAt !== undefined) {
        const operation = await firstWhole(this.harness);
        this.harness.operations.dispose();
        return operation;
      }
      this.harness.operations.resume(1);
      this.harness.operations.promote(1);
      await this.harness.rest();
    }
  }

  check(operation: Operation): void {
    const { verb } = this.setting;
    assert.deepEqual([...this.faultsSeen], [], 'a request leaves only while its wave may go');
    const { succeeded, failed, unproved, untouched, open } = listsOf(operation);
    assert.deepEqual(open, []);
    assert.deepEqual(
      [...succeeded, ...failed, ...unproved, ...untouched].map(({ id }) => id).sort(),
      this.plan.targets.map(({ id }) => id).sort(),
      'every target is in exactly one list',
    );
    assert.ok(
      untouched.every(({ id }) => this.cloud.acts(verb, id) === 0),
      'the untouched got no request',
    );
    assert.ok(succeeded.every(({ id }) => this.cloud.acts(verb, id) === 1));
    assert.ok(
      [...failed, ...unproved].every(({ id }) => this.cloud.acts(verb, id) <= 1),
      'nothing is done twice',
    );
    const all = [...this.cloud.world.actions[VERB_CASES[verb].counter].keys()];
    assert.ok(
      all.every((id) => this.plan.targets.some((target) => target.id === id)),
      'only what is in the plan',
    );
    const { outages, phoneOutages } = this.cloud.world;
    const most = VERBS[verb].on === 'phone' ? phoneOutages.mostAtOnce() : outages.mostAtOnce();
    assert.ok(most <= this.plan.mostDown, `${most} down at once, ${this.plan.mostDown} allowed`);
    this.checkWaves(unproved.length);
  }

  /** Those that are made to act at once are those of one wave, and those that nobody knows of any more. */
  private checkWaves(lost: number): void {
    const acting = new Outages();
    for (const { targetId: id, beginAt: from, endAt: to } of this.cloud.jobs) {
      acting.add({ id, from, to });
    }
    assert.ok(acting.mostAtOnce() <= Math.max(0, ...this.plan.waves) + lost, 'no more than one wave acts at once');
    if (VERBS[this.setting.verb].on === 'phone') {
      for (const { phoneIds } of this.cloud.fleet.servers.values()) {
        const ofServer = new Outages();
        const jobs = this.cloud.jobs.filter(({ targetId }) => phoneIds.includes(targetId));
        jobs.forEach(({ targetId: id, beginAt: from, endAt: to }) => {
          ofServer.add({ id, from, to });
        });
        const allowed = this.setting.policy.mostPerServer + lost;
        assert.ok(ofServer.mostAtOnce() <= allowed, 'no more of one server act at once than a wave may have');
      }
    }
  }
}

describe('whatever happens to a rollout', () => {
  it(`nothing leaves while it is held or the waves before are not proved, never more are down than the plan allows, and each target is in one list (${RUNS} runs)`, async function () {
    this.timeout(RUNS * 200 + 60_000);
    let targets = 0;
    await fc.assert(
      fc.asyncProperty(scenario, async (setting) => {
        const rollout = new Rollout(setting);
        if (rollout.plan.refusals.length > 0 || rollout.plan.targets.length === 0) {
          assert.throws(() => {
            rollout.start();
          });
          return;
        }
        rollout.start();
        for (const taken of setting.steps) {
          await rollout.take(taken);
        }
        rollout.check(await rollout.end());
        targets += rollout.plan.targets.length;
      }),
      { numRuns: RUNS },
    );
    console.log(`      ${RUNS} random rollouts, ${targets} targets, never more down than allowed`);
  });
});
