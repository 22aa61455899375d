import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProxyAnswer } from '../../../../src/api/http/proxyAnswer';
import { type Operation, type Result, type Target, type TargetState } from '../../../../src/model/operation';
import { type Verb, VERB_IDS } from '../../../../src/model/verbs';
import { NotRecorded } from '../../../../src/operations/journal/notRecorded';
import { PlanRefused } from '../../../../src/operations/plan/guard';
import { jobStatus } from '../../../cloud/state/jobs';
import { isDone, mixStates, targetsFor } from '../../../support/operations/verbCases';
import { TestClock } from '../../../support/testClock';
import { Harness, wholeOperations } from '../../../support/operations/harness';
import { LocalCloud, type LocalFault } from '../../../support/operations/localCloud';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { isWhole } from '../../../../src/model/operationSummary';

/** CI makes 2,000 runs (.ci/run); `CLOUD_PHONE_RUNS=20000 npm run test:unit` tries harder. */
const RUNS = Number(process.env['CLOUD_PHONE_RUNS'] ?? 100);

/** Everything that loses, refuses or delays; an answer that lies about what ran is not among them. */
const faults: LocalFault[] = [
  ...(['reset', 'resetAfter', 'hang', 'hangAfter', 'truncate', 'html502', 'html502After', '401'] as const),
  ...(['koophoneError', 'emptyObject', 'notJson'] as const),
  { throttle: null },
  { throttle: 4 },
  { redirect: 'http://127.0.0.1:9/' },
  { status: 500 },
  { status: 503 },
  { status: 403, body: { error_code: 'APIGW.0802' } },
  { status: 404, body: { error_code: 'APIGW.0101' } },
  { status: 500, body: { error_code: 'IAM.0012' } },
  { status: 200, body: { error_code: 'APIGW.0308' } },
  { fails: new ProxyAnswer(407) },
  { fails: Object.assign(new Error('reason'), { code: 'ENOTFOUND' }) },
  { foreign: 401 },
  { foreign: 403 },
  { foreign: 404 },
  { foreignAfter: 403 },
  { slow: 3_000 },
  { slow: 40_000 },
];

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      verb: fc.constantFrom<Verb>(...VERB_IDS),
      count: fc.integer({ min: 1, max: 25 }),
      /** Whether another window starts the same at the same time. */
      isTwin: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constantFrom('retry' as const, 'cancel' as const, 'clear' as const) }),
  fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'stopWatching' as const) }),
  fc.record({ do: fc.constantFrom('failDisk' as const, 'tearDisk' as const, 'mendDisk' as const) }),
  fc.record({ do: fc.constant('setClock' as const), ms: fc.constantFrom(-8 * 3_600_000, 30_000, 2 * 3_600_000) }),
  fc.record({ do: fc.constant('sleepMachine' as const), countsSleep: fc.boolean() }),
  fc.record({ do: fc.constantFrom('open' as const, 'doze' as const, 'close' as const, 'crash' as const) }),
  fc.record({ do: fc.constantFrom('sleep' as const, 'wake' as const) }),
  fc.record({ do: fc.constant('crashAt' as const), request: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ do: fc.constant('jump' as const), hours: fc.integer({ min: 1, max: 24 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const cloudOptions = fc.record({
  seed: fc.nat(1_000),
  failureShare: fc.constantFrom(0, 0.3),
  refusalShare: fc.constantFrom(0, 0.2),
  jobMs: fc.integer({ min: 0, max: 120_000 }),
  rebootLeaveMs: fc.integer({ min: 0, max: 20_000 }),
  rebootMs: fc.integer({ min: 0, max: 120_000 }),
  unassignMs: fc.integer({ min: 0, max: 120_000 }),
  assignMs: fc.integer({ min: 0, max: 120_000 }),
  assignsPartly: fc.boolean(),
  tasksAnswer: fc.boolean(),
  dashedJobServerIds: fc.boolean(),
  instanceIdFilter: fc.constantFrom('exact' as const, 'fuzzy' as const),
  postStatus: fc.constantFrom(200 as const, 201 as const),
  businessStatus: fc.constantFrom(200 as const, 400 as const, 500 as const),
  taskStatuses: fc.constantFrom('pages' as const, 'explorer' as const),
});

const scenario = fc.record({
  cloud: cloudOptions,
  lanes: fc.integer({ min: 1, max: 4 }),
  faults: fc.array(fc.option(fc.constantFrom(...faults), { freq: 2, nil: undefined }), { maxLength: 30 }),
  steps: fc.array(step, { minLength: 1, maxLength: 10 }),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

/** Which results leave it open, or certain, that the cloud was made to act. */
const MAY_HAVE_RUN = new Set<Result | undefined>(['succeeded', 'failed', 'unverified', 'timed out', 'unknown']);
const SURELY_RAN = new Set<Result | undefined>(['succeeded', 'failed', 'unverified', 'timed out']);

const hasEnded = ({ operations }: Harness, count: number): boolean =>
  operations.list().length === count && operations.list().every((operation) => !isWhole(operation));

/** A window whose disk fails begins nothing. @throws any other error */
function notRecorded(error: unknown): void {
  const isExpected =
    error instanceof NotRecorded || error instanceof PlanRefused || (error as Error).message === 'no space left';
  if (!isExpected) {
    throw error;
  }
}

function orNotRecorded(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    notRecorded(error);
  }
}

/** Some windows, a cloud, and whatever happens to them. */
class Play {
  readonly clock = new TestClock();
  readonly folder = new MemoryFolder();
  readonly cloud: LocalCloud;
  /** All operations as they were when they were last seen: some are cleared away. */
  readonly seen = new Map<number, Operation>();
  private readonly windows: { window: MemoryWindow; harness: Harness }[] = [];
  /** When the result of a target was last told, in the time of the cloud, by number and id. */
  private readonly resultAt = new Map<string, number>();
  private readonly acted = new Set<string>();
  private countdown = 0;

  constructor(private readonly setting: Scenario) {
    this.cloud = new LocalCloud(this.clock, { servers: 60, phonesPerServer: 3, instances: 90, ...setting.cloud });
    mixStates(this.cloud);
    const plan = setting.faults.values();
    this.cloud.fault = () => plan.next().value;
    this.cloud.arrived = () => {
      if (this.countdown > 0 && --this.countdown === 0) {
        this.windows.at(-1)?.window.kill();
      }
    };
  }

  open(): Harness {
    const window = this.folder.open();
    const harness = new Harness(() => this.cloud.clients(() => window.isDead), this.clock, window.store);
    harness.mostSteps = 100_000;
    harness.settings.maxConcurrentRequests = this.setting.lanes;
    harness.operations.onDidChange((change) => {
      const { operation } = change;
      if (change.kind === 'target' && change.target.result !== undefined) {
        const key = `${operation.number} ${change.target.id}`;
        this.resultAt.set(key, this.clock.exactNow());
      }
      // A window may show what was before another one cleared it away.
      if (!window.isDead && isWhole(operation) && this.seen.get(operation.number)?.endedAt === undefined) {
        this.seen.set(operation.number, operation);
      }
    });
    this.windows.push({ window, harness });
    void harness.operations.load();
    return harness;
  }

  /** The window that things happen to: the one opened last. */
  get current(): { window: MemoryWindow; harness: Harness } {
    const last = this.windows.at(-1);
    if (last !== undefined && !last.window.isDead) {
      return last;
    }
    this.bury();
    this.open();
    return this.current;
  }

  /** What a process that has ended still has in memory must not go on. */
  bury(): void {
    for (const dead of this.windows.filter(({ window }) => window.isDead)) {
      dead.harness.operations.dispose();
      this.windows.splice(this.windows.indexOf(dead), 1);
    }
  }

  async take(taken: Step): Promise<void> {
    const { window, harness } = this.current;
    const { operations } = harness;
    switch (taken.do) {
      case 'pass':
        await harness.pass(taken.ms);
        break;
      case 'start':
        this.start(harness, taken.verb, taken.count, taken.isTwin);
        break;
      case 'retry':
        await this.retry(harness);
        break;
      case 'cancel':
        operations.list().forEach(({ number }) => {
          orNotRecorded(() => {
            operations.cancel(number);
          });
        });
        break;
      case 'pause':
      case 'resume':
      case 'stopWatching':
        operations.list().forEach(({ number }) => {
          orNotRecorded(() => {
            operations[taken.do](number);
          });
        });
        break;
      case 'failDisk':
      case 'tearDisk':
        window.fault = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        window.isTearing = taken.do === 'tearDisk';
        break;
      case 'mendDisk':
        window.fault = undefined;
        break;
      case 'setClock':
        this.clock.jump(taken.ms);
        break;
      case 'sleepMachine':
        this.clock.sleep(8 * 3_600_000, { countsSleep: taken.countsSleep });
        this.clock.advance(0);
        break;
      case 'clear':
        await operations.clear().catch(notRecorded);
        break;
      case 'open':
        this.open();
        break;
      case 'doze':
        // The others take it for gone, and it goes on all the same.
        this.folder.end(window.id);
        this.open();
        break;
      case 'close':
        operations.dispose();
        // Its process ends too. With a disk that fails nothing else tells the others that it is gone.
        this.folder.end(window.id);
        this.windows.pop();
        break;
      case 'crash':
        window.kill();
        break;
      case 'crashAt':
        this.countdown = taken.request;
        break;
      case 'sleep':
      case 'wake':
        window.isWatching = taken.do === 'wake';
        break;
      case 'jump':
        this.clock.advance(taken.hours * 3_600_000);
    }
    await harness.rest();
    this.bury();
  }

  /** On targets that no earlier operation is about: a second act on one of them would be right. */
  private start(harness: Harness, verb: Verb, count: number, isTwin: boolean): void {
    const fresh = targetsFor(this.cloud, verb)
      .filter(({ id }) => !this.acted.has(id))
      .slice(0, count);
    if (fresh.length > 0) {
      fresh.forEach(({ id }) => this.acted.add(id));
      this.startIn(harness, verb, 'Staging', fresh);
      const twin = isTwin ? this.windows.find((one) => one.harness !== harness) : undefined;
      if (twin !== undefined) {
        this.startIn(twin.harness, verb, 'Staging (copy)', fresh);
      }
    }
  }

  private startIn(harness: Harness, verb: Verb, project: string, targets: readonly Target[]): void {
    orNotRecorded(() => harness.start(verb, project, targets));
  }

  private async retry(harness: Harness): Promise<void> {
    const { operations } = harness;
    const known = await wholeOperations(harness);
    const ended = known.find((operation) => operation.endedAt !== undefined);
    const again = ended === undefined ? [] : operations.retryable(ended);
    const isFree = again.every(({ id }) =>
      known.every((other) => other === ended || !other.targets.some((target) => target.id === id)),
    );
    if (ended !== undefined && again.length > 0 && isFree) {
      this.startIn(harness, ended.verb, ended.project, again);
    }
  }

  /** A last window brings everything to its end. */
  async end(): Promise<void> {
    this.countdown = 0;
    this.windows.forEach(({ window }) => (window.fault = undefined));
    const last = this.open();
    await last.operations.load();
    const isDone = (): boolean => last.operations.list().every(({ endedAt }) => endedAt !== undefined);
    const isHeld = (): boolean => last.operations.list().some(({ hold }) => hold !== undefined);
    for (let times = 0; !isDone(); times++) {
      assert.ok(times < 50, 'what is resumed goes on');
      await last.until(() => isDone() || isHeld());
      last.operations.list().forEach(({ number }) => {
        last.operations.resume(number);
      });
      // The window that owns it can have noticed another sleep since, and holds it again.
      await last.pass(2_000);
      // Stored operations are packed and unpacked in real time, which the clock of the test does not know.
      await new Promise((resolve) => setTimeout(resolve, 4 * times));
    }
    await last.until(() => this.folder.names('.jsonl').length === 0);
    this.bury();
    // A window that is not told of changes in the folder, and that has nothing of its own, does not look.
    const looking = this.windows.filter(
      ({ window, harness }) => window.isTold && !harness.log.some((line) => line.includes('cannot be watched')),
    );
    await last.until(() => looking.every(({ harness }) => hasEnded(harness, last.operations.list().length)));
    for (const { harness } of looking) {
      assert.deepEqual(harness.operations.list(), last.operations.list(), 'all windows show the same');
      this.checkLines(harness);
    }
    (await wholeOperations(last)).forEach((operation) => this.seen.set(operation.number, operation));
    const later = new Harness(() => this.cloud.clients(), this.clock, this.folder.open().store);
    await later.operations.load();
    assert.deepEqual(later.operations.list(), last.operations.list(), 'the history says the same');
    [...this.windows.map(({ harness }) => harness), later].forEach(({ operations }) => {
      operations.dispose();
    });
    await last.rest();
    // The request of a window that crashed has its deadline still.
    this.clock.advance(40_000);
    assert.equal(this.clock.pending, 0, 'nothing ticks when all is over');
  }

  /** @returns what each window shows, and what is stored */
  describe(): string {
    const shown = this.windows.map(({ window, harness }) => {
      const operations = harness.operations.list().map(({ number, endedAt, hold, targets }) => {
        const results = targets?.map(({ result, phase }) => result ?? phase).join();
        return `  #${number} ${endedAt ?? 'open'} ${hold?.why ?? ''} ${results ?? 'in the history'}`;
      });
      return [window.id, ...operations, ...harness.log].join('\n');
    });
    return [...shown, this.folder.names().join(), `timers: ${this.clock.pending}`].join('\n');
  }

  /** The output channel has one line for each end that this window saw, and it says what the view says. */
  private checkLines(harness: Harness): void {
    for (const change of harness.changes) {
      if (change.kind === 'target' && change.target.result !== undefined) {
        const { id, result } = change.target;
        const { number } = change.operation;
        const start = new RegExp(`^\\w+ [\\w ]+ #${number} `);
        const lines = harness.lines.filter((line) => start.test(line) && line.includes(` (${id})`));
        assert.equal(lines.length, 1, lines.join('\n'));
        assert.ok(lines[0]?.includes(`: ${result}`), lines[0]);
      }
    }
  }

  check(): void {
    const stories = new Map<string, { verb: Verb; target: TargetState }[]>();
    for (const { number, verb, targets, endedAt } of this.seen.values()) {
      assert.notEqual(endedAt, undefined, 'every operation ends');
      for (const target of targets) {
        assert.notEqual(target.result, undefined, 'every target has its result');
        this.checkTruth(verb, target, this.resultAt.get(`${number} ${target.id}`) ?? this.clock.exactNow());
        const key = `${verb} ${target.id}`;
        stories.set(key, [...(stories.get(key) ?? []), { verb, target }]);
      }
    }
    for (const story of stories.values()) {
      const [one] = story;
      const acts = one === undefined ? 0 : this.cloud.acts(one.verb, one.target.id);
      const most = story.filter(({ target }) => MAY_HAVE_RUN.has(target.result)).length;
      const least = story.filter(({ target }) => SURELY_RAN.has(target.result)).length;
      const told = story.map(({ target }) => target.result).join();
      assert.ok(least <= acts && acts <= most, `acted ${acts} times: ${told}`);
    }
  }

  /** No result is better than what the cloud itself knows. */
  private checkTruth(verb: Verb, target: TargetState, at: number): void {
    const { id, result } = target;
    const ends = this.cloud.jobs.filter(({ targetId }) => targetId === id).map((job) => jobStatus(job, at));
    if (result === 'failed') {
      assert.ok(ends.includes(-1), `${id} failed: ${ends.join()}`);
    }
    if (result === 'succeeded') {
      assert.ok(isDone(this.cloud, verb, target, at), `${verb} of ${id} succeeded: ${ends.join()}`);
    }
  }
}

describe('whatever happens', () => {
  it(`every target has one true result and nothing is done twice (${RUNS} runs)`, async function () {
    this.timeout(RUNS * 100 + 60_000);
    let targets = 0;
    await fc.assert(
      fc.asyncProperty(scenario, async (setting) => {
        const play = new Play(setting);
        for (const taken of setting.steps) {
          await play.take(taken);
        }
        await play.end().catch((error: unknown) => {
          throw new Error(play.describe(), { cause: error });
        });
        play.check();
        targets += [...play.seen.values()].flatMap((operation) => operation.targets).length;
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    console.log(`      ${RUNS} random runs, ${targets} targets, 0 double actions`);
  });
});
