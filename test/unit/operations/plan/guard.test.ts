import assert from 'node:assert/strict';
import { DEFAULT_GUARD, type GuardSettings } from '../../../../src/model/plan';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { omit } from '../../../../src/base/omit';
import { inEnglish, message } from '../../../../src/base/message';
import { PlanRefused } from '../../../../src/operations/plan/guard';
import { type RunnablePlan } from '../../../../src/operations/operations';
import { planJson } from '../../../../src/operations/plan/planJson';
import { asOneAct, makePlan } from '../../../../src/operations/plan/plan';
import { runState } from '../../../cloud/state/fleet';
import { TestClock } from '../../../support/testClock';
import { fakes, Harness, instances, servers, withCloud } from '../../../support/operations/harness';
import { LocalCloud } from '../../../support/operations/localCloud';
import { planOf, projectNamed } from '../../../support/operations/planned';

/** @returns why the engine refuses it; '' where it does not */
function refusal(plan: RunnablePlan, typed: readonly string[] = [], guard: GuardSettings = DEFAULT_GUARD): string {
  const harness = new Harness(() => fakes({}));
  harness.settings.guard = guard;
  try {
    harness.operations.start(plan, typed);
    return '';
  } catch (error) {
    assert.ok(error instanceof PlanRefused);
    assert.deepEqual(harness.operations.list(), []);
    return error.reasons.map(inEnglish).join(' ');
  }
}

describe('the guard rails of the engine', () => {
  it('refuse more targets than the setting allows, whatever was asked', () => {
    const plan = planOf('restart', 'Staging', servers(501));
    assert.equal(
      refusal(plan),
      'The plan has 501 targets, and the setting cloudPhone.guard.maxTargets allows 500 at a time.',
    );
    assert.equal(refusal(plan, [], { ...DEFAULT_GUARD, maxTargets: 501 }), '');
  });

  it('refuse to let too few go on running', () => {
    const plan = { ...planOf('restart', 'Staging', servers(4)), waves: [2, 2], policy: DEFAULT_POLICY };
    assert.match(refusal(plan), /run now \(4\), .* 2 down at once\. .*minRunningPercentRolling asks for 75 percent/);
    assert.equal(refusal({ ...plan, fleet: { listed: 9, running: 8 } }), '');
  });

  it('want what they ask for to be typed', () => {
    const erase = planOf('unassign', 'Staging', instances(11));
    assert.match(refusal(erase, ['10']), /only after you type 11/);
    assert.equal(refusal(erase, ['11']), '');
    const guard = { ...DEFAULT_GUARD, protectedPatterns: ['zz*', 'w*b*1'] };
    const tagged = servers(2).map((one) => ({ ...one, tags: [] }));
    const restart = planOf('restart', 'Staging', tagged);
    assert.match(refusal(restart, [], guard), /type their number, 1/);
    assert.equal(refusal(restart, ['1'], guard), '');
    assert.match(refusal(planOf('restart', 'Staging', servers(2)), ['1'], guard), /tags .* not known/);
  });

  it('refuse every plan while one of their settings cannot be read, and say which', () => {
    const guard = { ...DEFAULT_GUARD, unreadable: ['cloudPhone.guard.protectedPatterns'] };
    const plans = [
      planOf('restart', 'Staging', servers(1)),
      planOf('reboot', 'Staging', instances(1)),
      planOf('unassign', 'Staging', instances(1)),
      { ...planOf('restart', 'Staging', servers(1)), policy: DEFAULT_POLICY, fleet: { listed: 9, running: 9 } },
    ];
    for (const plan of plans) {
      assert.equal(
        refusal(plan, [], guard),
        'The setting cloudPhone.guard.protectedPatterns cannot be read, so nothing is done. Correct it first.',
      );
    }
  });

  it('count over the whole act, whatever number of projects it is in', () => {
    const rows = instances(10).map((one) => ({ ...one, runningStatus: 2, isAssigned: true }));
    const erase = (name: string) =>
      makePlan({
        verb: 'unassign',
        project: projectNamed(name),
        chosen: rows,
        list: { kind: 'instance', rows },
        operations: [],
        guard: DEFAULT_GUARD,
        now: 1,
      });
    const [one] = asOneAct([erase('Staging')], DEFAULT_GUARD);
    assert.ok(one);
    assert.equal(refusal(one), '');
    const both = asOneAct([erase('Staging'), erase('Production')], DEFAULT_GUARD);
    for (const plan of both) {
      assert.deepEqual(plan.demands, [{ why: 'erased', phrase: '20', count: 20 }]);
      assert.match(refusal(plan), /only after you type 20/);
      assert.match(refusal(plan, ['10']), /only after you type 20/);
      assert.equal(refusal(plan, ['20']), '');
      assert.match(refusal(plan, ['20'], { ...DEFAULT_GUARD, maxTargets: 19 }), /has 20 targets, .* allows 19/);
    }
    const few = asOneAct([erase('Staging'), erase('Production')], { ...DEFAULT_GUARD, maxTargets: 19 });
    assert.deepEqual(
      few.map(({ refusals }) => refusals.map(inEnglish).length),
      [1, 1],
    );
  });

  it('want protected servers of several projects to be typed for once, all together', () => {
    const guard = { ...DEFAULT_GUARD, protectedPatterns: ['web-1'] };
    const tagged = servers(2).map((one) => ({ ...one, status: 5 }));
    const tags = new Map(tagged.map(({ id }) => [id, []]));
    const plans = ['Staging', 'Production'].map((name) =>
      makePlan({
        verb: 'restart',
        project: projectNamed(name),
        chosen: tagged,
        list: { kind: 'server', rows: tagged },
        tags,
        operations: [],
        guard,
        includesProtected: true,
        now: 1,
      }),
    );
    for (const plan of asOneAct(plans, guard)) {
      assert.match(refusal(plan, ['1'], guard), /type their number, 2/);
      assert.equal(refusal(plan, ['2'], guard), '');
    }
  });

  it('refuse a plan without targets, one whose waves do not fit, and targets that are busy since', () => {
    assert.match(refusal(planOf('reboot', 'Staging', [])), /The plan has no targets\.$/);
    for (const waves of [[0, 4], [-1, 5], [1.5, 2.5], [4, 1], []]) {
      assert.match(refusal({ ...planOf('reboot', 'Staging', instances(4)), waves }), /waves of the plan/);
    }
    const act = { targets: NaN, protectedTargets: NaN, unreadTargets: NaN };
    assert.match(refusal({ ...planOf('reboot', 'Staging', instances(4)), act }), /has Infinity targets/);
    const plan = { ...planOf('reboot', 'Staging', instances(4)), waves: [1, 1], policy: DEFAULT_POLICY };
    assert.match(refusal(plan), /waves of the plan/);
    const harness = new Harness(() => fakes({}));
    harness.start('reboot', 'Staging', instances(2));
    assert.throws(() => harness.start('unassign', 'Staging', instances(3)), /in another running operation/);
    assert.throws(() => harness.start('unassign', 'Staging', instances(2)), /^PlanRefused: 2 targets are in another/);
    assert.throws(() => harness.start('unassign', 'Staging', instances(1)), /demo-1 is in another .* #1/);
    assert.throws(() => harness.start('reboot', 'Staging (copy)', instances(2)), /in another running operation/);
  });

  it('tell a target by the host of its service, not by the name of the project', () => {
    const clients = fakes({});
    const host = (project: string): string => `${project}.example`;
    const harness = new Harness(() => ({ ...clients, host }));
    harness.start('reboot', 'Staging', instances(2));
    harness.start('reboot', 'Production', instances(2));
    assert.equal(harness.operations.list().length, 2);
  });

  it('let no more requests leave in a minute than the setting allows', async () => {
    const clock = new TestClock();
    const cloud = new LocalCloud(clock, { servers: 700, phonesPerServer: 0, instances: 0, jobMs: 1_000 });
    const harness = new Harness(() => cloud.clients(), clock);
    harness.settings.guard = { ...DEFAULT_GUARD, maxTargets: 1_000, actingRequestsPerMinute: 2 };
    const began = clock.now();
    const times: number[] = [];
    cloud.arrived = (request) => {
      if (request.startsWith('POST')) {
        times.push(clock.now() - began);
      }
    };
    const targets = [...cloud.fleet.servers.values()].map(({ serverId: id, name }) => ({ id, name }));
    const started = harness.start('restart', 'Staging', targets);
    await harness.until(() => times.length >= 5);
    assert.deepEqual(times, [0, 0, 60_000, 60_000, 120_000, 120_000]);
    started.cancel();
    const operation = await harness.end(started);
    assert.equal(operation.targets.filter(({ result }) => result === 'not sent').length, 100);
    harness.settings.guard = { ...harness.settings.guard, actingRequestsPerMinute: 100 };
    await harness.end(harness.start('restart', 'Staging', targets.slice(0, 100)));
    assert.equal(times.length, 7);
  });
});

describe('a plan that is shown', () => {
  it('has the requests as the cloud then gets them', async () => {
    await withCloud({ instances: 12 }, async (harness, cloud) => {
      const rows = [...cloud.fleet.instances.values()].slice(0, 12).map((instance) => {
        instance.runningStatus = runState.running;
        instance.frozen = false;
        instance.loggedIn = false;
        instance.assignUser = `o'user${instance.instanceId.slice(0, 8)}`;
        const { instanceId: id, name, assignUser: userId } = instance;
        return { id, name, userId, runningStatus: 2, isAssigned: true, isLoggedIn: false };
      });
      const project = projectNamed('Staging', cloud.origin);
      const list = { kind: 'instance', rows } as const;
      const plan = makePlan({
        verb: 'unassign',
        project,
        chosen: rows,
        list,
        operations: [],
        guard: DEFAULT_GUARD,
        now: 1,
      });
      const shown = await harness.operations.preview(plan);
      await harness.end(harness.operations.start(plan, ['12']));
      const sent = cloud.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/unassign'));
      assert.deepEqual(
        shown.map(({ url, body = '' }): unknown => [url, JSON.parse(body)]),
        sent.map(({ path, body }) => [`${cloud.origin}${path}`, body]),
      );
      const gone = { id: 'gone', name: 'gone', why: 'frozen', status: message('frozen') } as const;
      const bare = { id: 'bare', name: 'bare', why: 'notListed' } as const;
      const policy = DEFAULT_POLICY;
      const json = planJson({ ...plan, policy, leftOut: [gone, bare] }, shown);
      assert.deepEqual(JSON.parse(JSON.stringify(json)), {
        verb: 'unassign',
        project: 'Staging',
        madeAt: '1970-01-01T00:00:00.001Z',
        refusals: [],
        policy,
        waves: [plan.targets.map((target) => omit(target, ['confirmed']))],
        mostDown: 12,
        fleet: plan.fleet,
        blast: { ...plan.blast, phoneStates: {} },
        leftOut: [{ ...gone, status: 'frozen' }, bare],
        requests: shown.map(({ body = '', ...request }) => ({
          wave: 0,
          ...request,
          body: JSON.parse(body) as unknown,
        })),
      });
    });
  });

  it('leaves out a server whose tags protect it', async () => {
    await withCloud({ servers: 3 }, async (harness, cloud) => {
      const rows = [...cloud.fleet.servers.values()].map(({ serverId: id, name }) => ({ id, name, status: 5 }));
      const [first] = cloud.fleet.servers.values();
      first?.tags.push({ key: 'env', value: 'prod' }, { key: 'keep', value: '' });
      const tags = await harness.operations.tagsOf(
        'Staging',
        rows.map(({ id }) => id),
      );
      assert.deepEqual(tags.get(rows[0]?.id ?? ''), first?.tags);
      const project = projectNamed('Staging', cloud.origin);
      const guard = { ...DEFAULT_GUARD, protectedPatterns: ['env=*'] };
      const list = { kind: 'server', rows } as const;
      const plan = makePlan({ verb: 'restart', project, chosen: rows, list, tags, operations: [], guard, now: 1 });
      assert.deepEqual(plan.leftOut, [
        { id: rows[0]?.id, name: rows[0]?.name, why: 'protected', status: plan.leftOut[0]?.status },
      ]);
      harness.settings.guard = guard;
      await harness.end(harness.operations.start(plan));
      const [sent] = cloud.requests.filter(({ method }) => method === 'POST');
      assert.deepEqual(sent?.body, { server_ids: plan.requests[0]?.ids });
    });
  });
});
