import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { type Operation, type Target } from '../../../../src/model/operation';
import { DEFAULT_GUARD, type GuardSettings, type Plan } from '../../../../src/model/plan';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { type Verb, VERB_IDS } from '../../../../src/model/verbs';
import { type PlanList } from '../../../../src/operations/plan/candidates';
import { PlanRefused } from '../../../../src/operations/plan/guard';
import { asOneAct, makePlan, makePlans, type PlanInput } from '../../../../src/operations/plan/plan';
import { erases, VERBS } from '../../../../src/operations/verbs/registry';
import { phoneState, runState } from '../../../cloud/state/fleet';
import { TestClock } from '../../../support/testClock';
import { Harness } from '../../../support/operations/harness';
import { LocalCloud, ORIGIN } from '../../../support/operations/localCloud';
import { projectNamed } from '../../../support/operations/planned';
import { VERB_CASES } from '../../../support/operations/verbCases';
import { tableLines } from '../../../support/table';

const FAILURE = { code: 'CPS.0054', message: 'The job timed out.' };

/** The engine with the guard rails of the default settings, before a cloud on which everything runs and has a user. */
class Stage {
  private readonly clock = new TestClock();
  readonly cloud = new LocalCloud(this.clock, { servers: 3, phonesPerServer: 10, instances: 30 });
  readonly harness = new Harness(() => this.cloud.clients(), this.clock);

  constructor(readonly verb: Verb) {
    this.guard = DEFAULT_GUARD;
    for (const phone of this.cloud.fleet.phones.values()) {
      phone.status = phoneState.running;
    }
    let user = 0;
    for (const instance of this.cloud.fleet.instances.values()) {
      Object.assign(instance, { runningStatus: runState.running, frozen: false, loggedIn: false });
      instance.assignUser = `user-${++user}`;
    }
  }

  set guard(guard: GuardSettings) {
    this.harness.settings.guard = guard;
  }

  /** @returns the rows as the lists show them now */
  private list(): PlanList {
    const { phones, instances } = this.cloud.fleet;
    return VERBS[this.verb].on === 'phone'
      ? {
          kind: 'phone',
          rows: [...phones.keys()].map((key) => {
            const { phoneId: id, name, serverId, status } = this.cloud.fleet.phone(key);
            return { id, name, serverId, status };
          }),
        }
      : {
          kind: 'instance',
          rows: [...instances.keys()].map((key) => {
            const { instanceId: id, name, assignUser, runningStatus, loggedIn } = this.cloud.fleet.instance(key);
            const user = assignUser === '' ? {} : { userId: assignUser };
            return { id, name, ...user, isAssigned: assignUser !== '', isLoggedIn: loggedIn, runningStatus };
          }),
        };
  }

  /** @returns these of the rows, as a person chooses them */
  rows(from: number, to: number): Target[] {
    return this.list()
      .rows.slice(from, to)
      .map((row) => ({ ...row, name: row.name ?? row.id }));
  }

  input(chosen: readonly Target[], differs: Partial<PlanInput> = {}): PlanInput {
    const tags = new Map([...this.cloud.fleet.servers.keys()].map((id) => [id, []]));
    return {
      verb: this.verb,
      project: projectNamed('Staging', ORIGIN),
      chosen,
      list: this.list(),
      tags,
      serverOf: (id) => ({ id }),
      operations: [],
      guard: this.harness.settings.guard,
      now: this.clock.now(),
      ...differs,
    };
  }

  /** The next act on this one does not come to its end: a phone is refused, an instance fails. */
  fail(target: Target): void {
    const { fleet } = this.cloud;
    if (VERBS[this.verb].on === 'phone') {
      fleet.phone(target.id).nextAct = { refused: FAILURE };
    } else {
      Object.assign(fleet.instance(target.id), { nextReset: { failed: FAILURE }, nextUnassign: { failed: FAILURE } });
    }
  }

  /** What every window shows of it is another one from now on. */
  change(target: Target): void {
    const { fleet } = this.cloud;
    if (VERBS[this.verb].on === 'phone') {
      fleet.phone(target.id).name = 'another';
    } else {
      fleet.instance(target.id).assignUser = 'someone-else';
    }
  }

  /** @returns what the engine says against the plans; '' where it takes them */
  refusal(plans: readonly Plan[], typed: readonly string[]): string {
    try {
      plans.forEach((plan) => this.harness.operations.start(plan, typed));
      return '';
    } catch (error) {
      assert.ok(error instanceof PlanRefused);
      return error.reasons.map(inEnglish).join(' ');
    }
  }

  async ended(): Promise<Operation[]> {
    const { operations } = this.harness;
    await this.harness.until(() => operations.list().every(({ endedAt }) => endedAt !== undefined));
    const whole = await Promise.all(operations.list().map(({ number }) => operations.open(number)));
    return whole.map((operation) => operation ?? assert.fail('an operation is gone'));
  }

  /** @returns how many targets the cloud acted on, in how many requests; each once */
  sent(): string {
    const acts = [...this.cloud.world.actions[VERB_CASES[this.verb].counter].values()];
    const requests = this.cloud.requests.filter((request) => VERB_CASES[this.verb].request.test(request));
    return acts.length === 0 ? 'nothing' : `${acts.length} in ${requests.length}`;
  }

  forget(): void {
    this.cloud.world.actions[VERB_CASES[this.verb].counter].clear();
    this.cloud.requests.length = 0;
  }
}

/** One act: what is planned, and what of it is to happen to the cloud before it is sent. */
interface Case {
  readonly what: string;
  /** @returns the plans of the act */
  readonly plans: (stage: Stage) => readonly Plan[] | Promise<readonly Plan[]>;
  /** What happens between the question and the request. */
  readonly meanwhile?: (stage: Stage) => void;
}

const one = (stage: Stage, count: number, differs: Partial<PlanInput> = {}): Plan[] => [
  makePlan(stage.input(stage.rows(0, count), differs)),
];

function withProtected(stage: Stage, includesProtected: boolean): Plan[] {
  const [name = ''] = stage.rows(0, 1).map((row) => row.name);
  stage.guard = { ...DEFAULT_GUARD, protectedPatterns: [name] };
  return one(stage, 3, { includesProtected });
}

/** @returns the plan of the retry, after an act on three of which one failed */
async function retry(stage: Stage): Promise<Plan[]> {
  const chosen = stage.rows(0, 3);
  const [failing] = chosen;
  assert.ok(failing);
  stage.fail(failing);
  const [first] = one(stage, 3);
  assert.ok(first);
  stage.harness.operations.start(
    first,
    first.demands.map(({ phrase }) => phrase),
  );
  const [operation] = await stage.ended();
  assert.ok(operation);
  stage.forget();
  return [makePlan(stage.input(stage.harness.operations.retryable(operation)))];
}

function inTwoProjects(stage: Stage, first: number, second: number): readonly Plan[] {
  const inputs = [
    stage.input(stage.rows(0, first)),
    stage.input(stage.rows(first, first + second), { project: projectNamed('Production', ORIGIN) }),
  ];
  return asOneAct(makePlans(inputs), DEFAULT_GUARD);
}

const CASES: readonly Case[] = [
  ...[1, 10, 11, 20, 21].map((count) => ({ what: `${count}`, plans: (stage: Stage) => one(stage, count) })),
  { what: '3, 1 protected', plans: (stage) => withProtected(stage, false) },
  { what: '3 with the protected', plans: (stage) => withProtected(stage, true) },
  {
    what: '3, 1 changed since',
    plans: (stage) => one(stage, 3),
    meanwhile: (stage) => {
      stage.rows(0, 1).forEach((target) => {
        stage.change(target);
      });
    },
  },
  { what: 'retry of 1', plans: retry },
  { what: 'rollout of 3', plans: (stage) => one(stage, 3, { policy: DEFAULT_POLICY }) },
  { what: '6 + 6, 2 projects', plans: (stage) => inTwoProjects(stage, 6, 6) },
  { what: '11 + 10, 2 projects', plans: (stage) => inTwoProjects(stage, 11, 10) },
];

/** What must be typed, what is refused, what is sent: for each case in its order. */
type Row = readonly [typed: string, refused: string, sent: string];

const TOO_MANY: Row = ['21', '21 over 20', 'nothing'];
const RESET: readonly Row[] = [
  ['its name', '', '1 in 1'],
  ['10', '', '10 in 1'],
  ['11', '', '11 in 2'],
  ['20', '', '20 in 2'],
  TOO_MANY,
  ['2', '', '2 in 1'],
  ['1 and 3', '', '3 in 1'],
  ['3', '', '2 in 1'],
  ['its name', '', '1 in 1'],
  ['3', 'no waves', 'nothing'],
  ['12', '', '12 in 2'],
  ['21', '21 over 20', 'nothing'],
];
const UNASSIGN: readonly Row[] = [
  ['', '', '1 in 1'],
  ['', '', '10 in 1'],
  ['11', '', '11 in 2'],
  ['20', '', '20 in 2'],
  TOO_MANY,
  ['', '', '2 in 1'],
  ['1', '', '3 in 1'],
  ['', '', '2 in 1'],
  ['', '', '1 in 1'],
  ['', 'no waves', 'nothing'],
  ['12', '', '12 in 2'],
  ['21', '21 over 20', 'nothing'],
];

const EXPECTED: Readonly<Partial<Record<Verb, readonly Row[]>>> = {
  unassign: UNASSIGN,
  resetPhones: RESET,
  resetInstances: RESET,
};

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^The plan erases the data of 21 targets, and .* allows 20 at a time\.$/, '21 over 20'],
  [/^This action cannot be rolled out in waves\.$/, 'no waves'],
];

/** @returns the refusal in short; the whole of it where no other is expected */
const short = (said: string): string => REFUSALS.find(([pattern]) => pattern.test(said))?.[1] ?? said;

describe('an act that erases', () => {
  const table: string[][] = [['verb', 'targets', 'to be typed', 'refused', 'sent']];

  it('is one of these', () => {
    assert.deepEqual(Object.keys(EXPECTED).sort(), VERB_IDS.filter(erases).sort());
  });

  for (const [verb, expected] of Object.entries(EXPECTED) as [Verb, readonly Row[]][]) {
    for (const [place, { what, plans: make, meanwhile }] of CASES.entries()) {
      it(`is typed for, refused and sent as the table says: ${verb} of ${what}`, async () => {
        const stage = new Stage(verb);
        const plans = await make(stage);
        const [{ demands, targets } = assert.fail('no plan')] = plans;
        const phrases = demands.map(({ phrase }) => phrase);
        const shown = phrases.map((phrase) => (phrase === targets[0]?.name ? 'its name' : phrase)).join(' and ');

        // Each phrase is needed, and no other one stands for it.
        const already = stage.harness.operations.list().length;
        for (const missing of phrases) {
          const said = stage.refusal(plans, [...phrases.filter((phrase) => phrase !== missing), `${missing}0`, '']);
          assert.ok(
            said.includes(`only after you type ${missing}`) || said.includes(`type their number, ${missing}`),
            said,
          );
        }
        assert.equal(stage.harness.operations.list().length, already);
        assert.equal(stage.sent(), 'nothing');

        const refused = stage.refusal(plans, phrases);
        assert.deepEqual(
          plans.map((plan) => short(plan.refusals.map(inEnglish).join(' '))),
          plans.map(() => short(refused)),
        );
        meanwhile?.(stage);
        const operations = await stage.ended();
        const row: Row = [shown, short(refused), stage.sent()];
        table.push([verb, what, ...row]);
        assert.deepEqual(row, expected[place]);

        const counters = stage.cloud.world.actions[VERB_CASES[verb].counter];
        assert.ok([...counters.values()].every((times) => times === 1));
        if (meanwhile !== undefined) {
          const notSent = operations.flatMap((operation) =>
            operation.targets.filter(({ result }) => result === 'not sent'),
          );
          assert.deepEqual(
            notSent.map(({ text = '' }) => inEnglish(text).replace(/: .*/, '')),
            ['changed since you confirmed'],
          );
        }
      });
    }
  }

  after(() => {
    tableLines(table).forEach((line) => {
      console.log(line);
    });
  });
});
