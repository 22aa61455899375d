import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import { type Operation } from '../../../../src/model/operation';
import { DEFAULT_GUARD } from '../../../../src/model/plan';
import { DEFAULT_POLICY, readAmounts } from '../../../../src/model/rollout';
import { type Instance } from '../../../../src/model/instance';
import { type Server } from '../../../../src/model/server';
import { asOneAct, makePlan, makePlans, type PlanInput } from '../../../../src/operations/plan/plan';
import { instances, serverId, servers } from '../../../support/operations/harness';
import { projectNamed } from '../../../support/operations/planned';

const project = projectNamed('Staging');
const serverRows = (count: number, differs: Partial<Server> = {}): Server[] =>
  servers(count).map(({ id, name }) => ({ id, name, status: 5, zone: 'az1', ...differs }));
const instanceRows = (count: number, differs: Partial<Instance> = {}): Instance[] =>
  instances(count).map((one) => ({ ...one, runningStatus: 2, isAssigned: true, isLoggedIn: false, ...differs }));
const base = { project, operations: [], guard: DEFAULT_GUARD, now: 5 };

const restartOf = (rows: readonly Server[], differs: Partial<PlanInput> = {}) =>
  makePlan({ ...base, verb: 'restart', chosen: servers(rows.length), list: { kind: 'server', rows }, ...differs });
const ofInstances = (
  verb: 'reboot' | 'unassign' | 'assign',
  rows: readonly Instance[],
  differs: Partial<PlanInput> = {},
): ReturnType<typeof makePlan> =>
  makePlan({ ...base, verb, chosen: instances(rows.length), list: { kind: 'instance', rows }, ...differs });

describe('a plan', () => {
  it('has exactly the chosen ids that are in the list, once each, and the requests for them', () => {
    const rows = serverRows(250);
    const chosen = [...servers(120), ...servers(3), { id: serverId(999), name: 'gone' }];
    const plan = restartOf(rows, { chosen });
    assert.deepEqual(
      plan.targets.map(({ id }) => id),
      servers(120).map(({ id }) => id),
    );
    assert.deepEqual(plan.leftOut, [{ id: serverId(999), name: 'gone', why: 'notListed' }]);
    assert.deepEqual(
      plan.requests.map(({ ids, wave }) => [ids.length, wave]),
      [
        [100, 0],
        [20, 0],
      ],
    );
    assert.deepEqual([plan.fleet, plan.mostDown, plan.waves], [{ listed: 250, running: 250 }, 120, [120]]);
    assert.deepEqual([plan.demands, plan.refusals], [[], []]);
  });

  it('says of each that it leaves out why', () => {
    const rows = serverRows(5).map((row, index) => ({ ...row, status: [5, 8, 10, 13, 5][index] ?? 5 }));
    const running: Operation = {
      number: 7,
      verb: 'restart',
      project: 'Another name',
      host: 'cloud.example',
      requests: 1,
      startedAt: 1,
      targets: [{ id: serverId(5), name: 'web-5', phase: 'sent' }],
    };
    const plan = restartOf(rows, { operations: [running] });
    assert.deepEqual(
      plan.leftOut.map(({ name, why, status, operation }) => [name, why, status?.message, operation]),
      [
        ['web-2', 'frozen', 'frozen', undefined],
        ['web-3', 'notRunning', 'shut down', undefined],
        ['web-4', 'underWay', 'starting', undefined],
        ['web-5', 'otherOperation', 'normal', 7],
      ],
    );
    const unassigned = ofInstances(
      'unassign',
      [
        ...instanceRows(1),
        { id: 'kp2', runningStatus: 2, isAssigned: false },
        { id: 'kp3', runningStatus: 2, isAssigned: true, userId: 'a user' },
      ],
      {
        chosen: [...instances(1), { id: 'kp2', name: 'demo-2' }, { id: 'kp3', name: 'demo-3', userId: 'a user' }],
      },
    );
    assert.deepEqual(
      unassigned.leftOut.map(({ why }) => why),
      ['notAssigned', 'flawed'],
    );
    assert.deepEqual(unassigned.requests, [{ wave: 0, ids: ['kp1'] }]);
  });

  it('unassigns from the user whom the person saw, and leaves out what somebody else has by now', () => {
    const rows = instanceRows(3).map((row, index) => (index === 0 ? { ...row, userId: 'someone-else' } : row));
    const [first, second, third] = instances(3);
    assert.ok(first && second && third);
    const seenFree = { id: third.id, name: third.name };
    const plan = ofInstances('unassign', rows, { chosen: [first, second, seenFree] });
    assert.deepEqual(
      plan.targets.map(({ id, userId }) => [id, userId]),
      [[second.id, second.userId]],
    );
    assert.deepEqual(
      plan.leftOut.map(({ id, why, userId }) => [id, why, userId]),
      [
        [first.id, 'otherUser', 'someone-else'],
        [third.id, 'otherUser', third.userId],
      ],
    );
    assert.equal(ofInstances('reboot', rows).targets.length, 3);
  });

  it('assigns those without a user to the user whom the person said, and says why it leaves others out', () => {
    const free = { runningStatus: 2, isAssigned: false };
    const rows: Instance[] = [
      { id: 'kp1', ...free },
      { id: 'kp2', ...free, userId: '' },
      { id: 'kp3', ...free, isAssigned: true, userId: 'user9' },
      { id: 'kp4' },
      { id: 'kp5', ...free },
      { id: 'kp6', ...free },
      { id: 'kp7', ...free },
    ];
    const chosen = [...instances(5), { id: 'kp6', name: 'demo-6' }, { id: 'kp7', name: 'demo-7', userId: 'a user' }];
    const guard = { ...DEFAULT_GUARD, protectedPatterns: ['user5'] };
    const plan = ofInstances('assign', rows, { chosen, guard });
    assert.deepEqual(
      plan.targets.map(({ id, userId }) => [id, userId]),
      [
        ['kp1', 'user1'],
        ['kp2', 'user2'],
      ],
    );
    assert.deepEqual(
      plan.leftOut.map(({ id, why, userId }) => [id, why, userId]),
      [
        ['kp3', 'assigned', 'user9'],
        ['kp4', 'unknownUser', undefined],
        ['kp5', 'protected', undefined],
        ['kp6', 'flawed', undefined],
        ['kp7', 'flawed', undefined],
      ],
    );
    assert.deepEqual([plan.demands, plan.requests], [[], [{ wave: 0, ids: ['kp1', 'kp2'] }]]);
  });

  it('asks for the number where the users of some are only those of the settings, however few they are', () => {
    const rows = [...instanceRows(1), { id: 'kp9', userId: 'user9' }];
    const chosen = [...instances(1), { id: 'kp9', name: 'kp9', userId: 'user9' }];
    const plan = ofInstances('unassign', rows, { chosen });
    assert.deepEqual(plan.demands, [{ why: 'unread', phrase: '2', count: 2 }]);
    assert.equal(plan.blast.unread, 1);
    const all = asOneAct([plan, ofInstances('unassign', instanceRows(1))], DEFAULT_GUARD);
    assert.deepEqual(
      all.map(({ demands }) => demands.map(({ phrase }) => phrase)),
      [['3'], ['3']],
    );
  });

  it('has a target once that is chosen in two projects of the same host, and the other one says so', () => {
    const input: PlanInput = {
      ...base,
      verb: 'restart',
      chosen: servers(2),
      list: { kind: 'server', rows: serverRows(2) },
      guard: { ...DEFAULT_GUARD, protectedPatterns: ['web-2'] },
      tags: new Map(servers(2).map(({ id }) => [id, []])),
    };
    const elsewhere = { ...input, project: projectNamed('Far', 'https://other.example') };
    const plans = makePlans([input, { ...input, project: projectNamed('Again') }, elsewhere]);
    assert.deepEqual(
      plans.map(({ project: name, targets, leftOut }) => [
        name,
        targets.map((one) => one.name),
        leftOut.map((one) => [one.name, one.why, one.project]),
      ]),
      [
        ['Staging', ['web-1'], [['web-2', 'protected', undefined]]],
        [
          'Again',
          [],
          [
            ['web-1', 'otherProject', 'Staging'],
            ['web-2', 'otherProject', 'Staging'],
          ],
        ],
        ['Far', ['web-1'], [['web-2', 'protected', undefined]]],
      ],
    );
  });

  it('asks for the number for every verb, where some targets could not be read', () => {
    const rows = [...instanceRows(1), { id: 'kp9' }];
    const chosen = [...instances(1), { id: 'kp9', name: 'kp9' }];
    assert.deepEqual(ofInstances('reboot', rows, { chosen }).demands, [{ why: 'unread', phrase: '2', count: 2 }]);
    const [first, ...others] = serverRows(3);
    assert.ok(first);
    const unread = restartOf([{ id: first.id }, ...others]);
    assert.deepEqual(unread.demands, [{ why: 'unread', phrase: '3', count: 3 }]);
    assert.equal(unread.blast.unread, 1);
    assert.deepEqual(restartOf(serverRows(3)).demands, []);
  });

  it('leaves protected servers out, by name or by tag, until a person wants to type for them', () => {
    const tags = new Map([
      [serverId(1), []],
      [serverId(2), [{ key: 'env', value: 'Production' }]],
      [serverId(3), [{ key: 'keep', value: '' }]],
      [serverId(4), []],
    ]);
    const guard = { ...DEFAULT_GUARD, protectedPatterns: ['env=prod*', 'KEEP', 'w*b-4', '*nothing*like*it*'] };
    const plan = restartOf(serverRows(4), { guard, tags });
    assert.deepEqual(
      plan.leftOut.map(({ name, why }) => [name, why]),
      ['web-2', 'web-3', 'web-4'].map((name) => [name, 'protected']),
    );
    assert.deepEqual(plan.demands, []);
    const whole = restartOf(serverRows(4), { guard, tags, includesProtected: true });
    assert.deepEqual(whole.demands, [{ why: 'protected', phrase: '3', count: 3 }]);
    const [refusal] = restartOf(serverRows(4), { guard }).refusals;
    assert.match(refusal?.message ?? '', /tags .* not known.*cloudPhone\.guard\.protectedPatterns/);
  });

  it('tells what is hit, as far as it is known', () => {
    const word = message('running');
    const phones = new Map([
      [serverId(1), [{ word, count: 6 }]],
      [
        serverId(2),
        [
          { word: message('shut down'), count: 1 },
          { word, count: 1 },
        ],
      ],
    ]);
    const { blast } = restartOf(serverRows(3), { phonesUnder: (id) => phones.get(id) });
    assert.deepEqual(blast, {
      servers: 3,
      instances: 0,
      phones: 8,
      phoneStates: [
        { word, count: 7 },
        { word: message('shut down'), count: 1 },
      ],
      serversWithUnknownPhones: 1,
      loggedIn: 0,
      unknownLogins: 0,
      unread: 0,
    });
    const rows = [...instanceRows(2, { isLoggedIn: true }), { id: 'kp3' }];
    assert.deepEqual(ofInstances('reboot', rows).blast, {
      servers: 0,
      instances: 3,
      phones: 0,
      phoneStates: [],
      serversWithUnknownPhones: 0,
      loggedIn: 2,
      unknownLogins: 1,
      unread: 1,
    });
  });

  it('rolls by the defaults: one, then the smaller of a tenth and 20', () => {
    const plan = restartOf(serverRows(43), { policy: DEFAULT_POLICY });
    assert.deepEqual(plan.waves, [1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2]);
    assert.equal(plan.mostDown, 10);
    assert.deepEqual(
      plan.requests.map(({ wave, ids }) => [wave, ids.length]),
      plan.waves.map((size, wave) => [wave, size]),
    );
    assert.deepEqual(restartOf(serverRows(400), { policy: DEFAULT_POLICY }).waves.slice(0, 3), [1, 20, 20]);
  });

  it('has in no wave more of a zone than its policy allows, and none bigger than may be down', () => {
    const rows = serverRows(12).map((row, index) => ({ ...row, zone: index < 8 ? 'az1' : 'az2' }));
    const waves = readAmounts('6') ?? [];
    const { waves: sizes, targets } = restartOf(rows, { policy: { ...DEFAULT_POLICY, waves, mostPerZone: 1 } });
    assert.deepEqual(sizes, [2, 2, 2, 2, 1, 1, 1, 1]);
    assert.deepEqual(
      targets.slice(0, 4).map(({ name }) => name),
      ['web-1', 'web-9', 'web-2', 'web-10'],
    );
    assert.deepEqual(restartOf(rows, { policy: { ...DEFAULT_POLICY, waves } }).waves, [3, 3, 3, 3]);
  });

  it('names the setting that forbids it', () => {
    const refusals = (plan: ReturnType<typeof makePlan>) =>
      plan.refusals.map(({ message, args }) => [/cloudPhone[\w.]*|\{2\}/.exec(message)?.[0], ...args]);
    assert.deepEqual(refusals(restartOf(serverRows(501))), [['cloudPhone.guard.maxTargets', 501, 500]]);
    assert.deepEqual(refusals(restartOf(serverRows(3), { policy: DEFAULT_POLICY })), [
      ['{2}', 1, 3, 'cloudPhone.guard.minRunningPercentRolling', 75],
    ]);
    const guard = { ...DEFAULT_GUARD, minRunningPercent: 50 };
    assert.deepEqual(refusals(restartOf(serverRows(3), { guard })), [
      ['{2}', 3, 3, 'cloudPhone.guard.minRunningPercent', 50],
    ]);
    assert.deepEqual(refusals(ofInstances('unassign', instanceRows(4), { policy: DEFAULT_POLICY, guard })).length, 1);
  });

  it('asks for the number of those whose data is erased when they are more than ten', () => {
    assert.deepEqual(ofInstances('unassign', instanceRows(10)).demands, []);
    assert.deepEqual(ofInstances('unassign', instanceRows(11)).demands, [{ why: 'erased', phrase: '11', count: 11 }]);
  });
});
