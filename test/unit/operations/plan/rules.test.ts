import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { type Instance } from '../../../../src/model/instance';
import { DEFAULT_GUARD, type GuardSettings, type PlanTarget } from '../../../../src/model/plan';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { type Server } from '../../../../src/model/server';
import { type Guarded, refusalsOf } from '../../../../src/operations/plan/guard';
import { isProtected } from '../../../../src/operations/plan/protection';
import { asOneAct, makePlan } from '../../../../src/operations/plan/plan';
import { planJson } from '../../../../src/operations/plan/planJson';
import { dealWaves } from '../../../../src/operations/plan/waves';
import { serverId } from '../../../support/operations/harness';
import { projectNamed } from '../../../support/operations/planned';

const base = { project: projectNamed('Staging'), operations: [], guard: DEFAULT_GUARD, now: 5 };
const restartOf = (rows: readonly Server[]) =>
  makePlan({
    ...base,
    verb: 'restart',
    chosen: rows.map(({ id }) => ({ id, name: id })),
    list: { kind: 'server', rows },
  });
const rebootOf = (rows: readonly Instance[]) =>
  makePlan({
    ...base,
    verb: 'reboot',
    chosen: rows.map(({ id }) => ({ id, name: id })),
    list: { kind: 'instance', rows },
  });

describe('what runs in a project', () => {
  it('are the servers whose status is normal or not known', () => {
    const rows = [5, undefined, 10, 8].map((status, index) => ({
      id: serverId(index + 1),
      ...(status === undefined ? {} : { status }),
    }));
    assert.deepEqual(restartOf(rows).fleet, { listed: 4, running: 2 });
  });

  it('are the instances that run, and those of which that is not known', () => {
    const rows = [2, undefined, 3, 1].map((runningStatus, index) => ({
      id: `kp${index}`,
      ...(runningStatus === undefined ? {} : { runningStatus }),
    }));
    assert.deepEqual(rebootOf(rows).fleet, { listed: 4, running: 2 });
  });
});

describe('an instance of a plan', () => {
  it('has the name that the cloud gives it, otherwise its id', () => {
    const rows = [
      { id: 'kp1', name: 'demo', runningStatus: 2 },
      { id: 'kp2', runningStatus: 2 },
    ];
    assert.deepEqual(
      rebootOf(rows).targets.map(({ name }) => name),
      ['demo', 'kp2'],
    );
  });

  it('was read as soon as the cloud gave any state of it', () => {
    const rows = [{ id: 'kp1' }, { id: 'kp2', runningStatus: 2 }, { id: 'kp3', isAssigned: true }];
    const { targets, blast } = rebootOf(rows);
    assert.deepEqual(
      targets.filter(({ isUnread }) => isUnread === true).map(({ id }) => id),
      ['kp1'],
    );
    assert.equal(blast.unread, 1);
  });
});

describe('a plan that is asked about alone', () => {
  it('stays as it was made', () => {
    const plans = [restartOf([{ id: serverId(1), status: 5 }])];
    assert.equal(asOneAct(plans, DEFAULT_GUARD), plans);
  });
});

describe('the guard rails', () => {
  const targets: PlanTarget[] = [1, 2, 3, 4].map((number) => ({ id: serverId(number), name: `web-${number}` }));
  const refusals = (differs: Partial<Guarded>, guard: Partial<GuardSettings> = {}): string[] =>
    refusalsOf(
      { verb: 'restart', targets, waves: [4], fleet: { listed: 4, running: 4 }, ...differs },
      { ...DEFAULT_GUARD, ...guard },
    ).map(inEnglish);

  it('let more go down than run, where none must go on running', () => {
    assert.deepEqual(refusals({ fleet: { listed: 4, running: 2 } }), []);
    assert.equal(refusals({}, { minRunningPercent: 1 }).length, 1);
  });

  it('do not count for an unassign how many go on running: nothing goes down', () => {
    assert.deepEqual(refusals({ verb: 'unassign' }, { minRunningPercent: 50 }), []);
    assert.equal(refusals({ verb: 'reboot' }, { minRunningPercent: 50 }).length, 1);
  });

  it('want the tags of every server where tags protect some, and of nothing else', () => {
    const guard = { protectedPatterns: ['env=*'] };
    const tagged = targets.map((target) => ({ ...target, tags: [] }));
    const [first, ...others] = targets;
    assert.ok(first);
    assert.deepEqual(refusals({ targets: tagged }, guard), []);
    assert.match(refusals({ targets: [...tagged.slice(1), first] }, guard).join(), /tags .* are not known/);
    assert.equal(refusals({ targets: [first, ...others] }, guard).length, 1);
    assert.deepEqual(refusals({ verb: 'reboot' }, guard), []);
  });
});

describe('a protected target', () => {
  const fitting: [string, string, boolean][] = [
    ['web-1', 'web-1', true],
    [' WEB-1 ', 'web-1', true],
    ['web', 'web-1', false],
    ['web*', 'web-1', true],
    ['*-1', 'web-1', true],
    ['*web*', 'web-1', true],
    ['*', 'web-1', true],
    ['ab*b', 'abb', true],
    ['ab*b', 'ab', false],
    ['*ab*ab*', 'abab', true],
    ['*ab*ab*', 'ab', false],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['', '', false],
    ['  ', 'web-1', false],
  ];
  for (const [pattern, name, fits] of fitting) {
    it(`is ${fits ? '' : 'not '}one that is named "${name}", by the pattern "${pattern}"`, () => {
      assert.equal(isProtected({ id: 's1', name }, [pattern]), fits);
    });
  }

  it('is one whose name looks like a protected one', () => {
    for (const name of ['prod-db ', '\u3000prod-db', 'prod\u200b-db', 'ＰＲＯＤ－ｄｂ']) {
      assert.ok(isProtected({ id: 's1', name }, ['prod-db']), JSON.stringify(name));
      assert.ok(isProtected({ id: 's1', name: 'prod-db' }, [name]), JSON.stringify(name));
    }
    assert.ok(isProtected({ id: 's1', name: 'caf\u00e9' }, ['cafe\u0301']));
    assert.equal(isProtected({ id: 's1', name: 'prod-db' }, ['\u200b']), false);
  });

  it('is one with a tag that fits, by its key or by its key and value', () => {
    const server = { id: 's1', name: 'web-1', tags: [{ key: 'env', value: 'prod' }] };
    assert.deepEqual(
      ['env', 'env=prod', 'env=*', '*=prod', 'prod', 'env=test'].map((pattern) => isProtected(server, [pattern])),
      [true, true, true, true, false, false],
    );
  });

  for (const [what, pattern] of [
    ['name', 'demo*'],
    ['id', 'KP1'],
    ['user', 'user-*'],
  ] as const) {
    it(`can be an instance by its ${what}, for a reboot and for an unassign`, () => {
      const guard = { ...DEFAULT_GUARD, protectedPatterns: [pattern] };
      const instance = { id: 'kp1', name: 'demo-1', userId: 'user-1', runningStatus: 2, isAssigned: true };
      const list = { kind: 'instance', rows: [instance] } as const;
      for (const verb of ['reboot', 'unassign'] as const) {
        const plan = makePlan({ ...base, guard, verb, chosen: [instance], list });
        assert.deepEqual([plan.targets, plan.leftOut.map(({ why }) => why)], [[], ['protected']]);
        const whole = makePlan({ ...base, guard, verb, chosen: [instance], list, includesProtected: true });
        assert.deepEqual(whole.demands, [{ why: 'protected', phrase: '1', count: 1 }]);
      }
    });
  }
});

describe('the waves of a plan', () => {
  const targets: PlanTarget[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ id: name, name }));

  it('have one target each, by a policy that names no wave', () => {
    assert.deepEqual(
      dealWaves(targets, { ...DEFAULT_POLICY, waves: [] }, Infinity),
      targets.map((target) => [target]),
    );
  });

  it('have in JSON the targets in the order in which they are acted on', () => {
    const plan = { ...rebootOf([]), targets, waves: [1, 2, 3] };
    const { waves } = planJson(plan, []) as { waves: PlanTarget[][] };
    assert.deepEqual(
      waves.map((wave) => wave.map(({ name }) => name).join('')),
      ['a', 'bc', 'def'],
    );
  });

  it('have no more of one server than the policy allows, and as many as there are where the server is not known', () => {
    const policy = { ...DEFAULT_POLICY, waves: [{ count: 6 }], mostPerServer: 2 };
    const placed = targets.map((target, index) => ({ ...target, serverId: index < 4 ? 's1' : 's2' }));
    const names = (waves: PlanTarget[][]) => waves.map((wave) => wave.map(({ name }) => name).join(''));
    assert.deepEqual(names(dealWaves(placed, policy, Infinity)), ['abef', 'cd']);
    assert.deepEqual(names(dealWaves(targets, policy, Infinity)), ['abcdef']);
  });

  it('have in JSON their requests, also those without a body', () => {
    const plan = { ...rebootOf([]), requests: [{ wave: 3, ids: ['a'] }] };
    const request = { method: 'POST' as const, url: 'https://kp.example.com/v1', headers: {} };
    const { requests } = planJson(plan, [{ ...request, body: '{"ids":["a"]}' }, request]) as { requests: unknown };
    assert.deepEqual(requests, [
      { wave: 3, ...request, body: { ids: ['a'] } },
      { wave: undefined, ...request },
    ]);
  });
});
