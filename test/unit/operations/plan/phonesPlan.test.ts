import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { type Phone } from '../../../../src/model/phone';
import { DEFAULT_GUARD, type GuardSettings } from '../../../../src/model/plan';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { type Server } from '../../../../src/model/server';
import { makePlan, type PlanInput } from '../../../../src/operations/plan/plan';
import { serverId } from '../../../support/operations/harness';
import { phoneId, phones } from '../../../support/operations/phones';
import { projectNamed } from '../../../support/operations/planned';

const rows = (count: number, perServer = count, differs: Partial<Phone> = {}): Phone[] =>
  phones(count, perServer).map((one) => ({ ...one, status: 2, ...differs }));

const planOf = (list: readonly Phone[], differs: Partial<PlanInput> = {}) =>
  makePlan({
    verb: 'restartPhones',
    project: projectNamed('Staging'),
    chosen: list.map(({ id, name = id }) => ({ id, name })),
    list: { kind: 'phone', rows: list },
    operations: [],
    guard: DEFAULT_GUARD,
    now: 5,
    ...differs,
  });

const servers: ReadonlyMap<string, Server> = new Map([
  [serverId(1), { id: serverId(1), name: 'web-1', zone: 'az1' }],
  [serverId(2), { id: serverId(2) }],
]);
const serverOf = (id: string): Server | undefined => servers.get(id);

describe('a plan of phones', () => {
  it('knows of each its server, the name and the zone of that, and the state that was seen', () => {
    const list = rows(3, 1).map((row, place) => (place === 1 ? { ...row, zone: 'az2' } : row));
    assert.deepEqual(planOf(list, { serverOf }).targets, [
      {
        id: phoneId(1),
        name: 'phone-1',
        serverId: serverId(1),
        serverName: 'web-1',
        zone: 'az1',
        confirmed: { status: 2 },
      },
      { id: phoneId(2), name: 'phone-2', serverId: serverId(2), zone: 'az2', confirmed: { status: 2 } },
      { id: phoneId(3), name: 'phone-3', serverId: serverId(3), confirmed: { status: 2 } },
    ]);
  });

  it('has the phones of all listed servers as its fleet, and those that run or may run as running', () => {
    const [one, two, three, four] = rows(4);
    assert.ok(one && two && three && four);
    const list = [one, two, { ...three, status: 8 }, { id: four.id, serverId: serverId(1) }];
    const plan = planOf(list, { chosen: phones(1) });
    assert.deepEqual(plan.fleet, { listed: 4, running: 3 });
    assert.deepEqual([plan.blast.phones, plan.blast.servers, plan.blast.instances], [1, 0, 0]);
  });

  it('says of each that it leaves out why', () => {
    const list = rows(6).map((row, place) => ({ ...row, status: [2, 8, -7, 4, 6, 77][place] ?? 2 }));
    const plan = planOf(list, { chosen: [...phones(6), { id: phoneId(9), name: 'gone' }] });
    assert.deepEqual(
      plan.leftOut.map(({ name, why, status }) => `${name}: ${why}, ${status === undefined ? '' : inEnglish(status)}`),
      [
        'phone-2: notRunning, shut down',
        'phone-3: abnormal, abnormal',
        'phone-4: underWay, restarting',
        'phone-5: frozen, frozen',
        'phone-6: notRunning, status 77',
        'gone: notListed, ',
      ],
    );
    assert.deepEqual(plan.requests, [{ wave: 0, ids: [phoneId(1)] }]);
  });

  it('has a phone without an id of a phone in no request', () => {
    const list = [...rows(1), { id: 'no/id', serverId: serverId(1), status: 2 }];
    assert.deepEqual(
      planOf(list).leftOut.map(({ id, why }) => [id, why]),
      [['no/id', 'flawed']],
    );
  });

  describe('with protected ones', () => {
    const guard = (...protectedPatterns: string[]): GuardSettings => ({ ...DEFAULT_GUARD, protectedPatterns });
    const tags = new Map([
      [serverId(1), [{ key: 'stage', value: 'production' }]],
      [serverId(2), []],
    ]);
    const leftOut = (...patterns: string[]) =>
      planOf(rows(2, 1), { serverOf, tags, guard: guard(...patterns) }).leftOut.map(({ name, why }) => [name, why]);

    it('leaves them out by their own name or id', () => {
      assert.deepEqual(leftOut('*-2'), [['phone-2', 'protected']]);
      assert.deepEqual(leftOut(phoneId(2)), [['phone-2', 'protected']]);
    });

    it('leaves them out by the name, the id or a tag of their server', () => {
      for (const pattern of ['web-*', serverId(1), 'stage', 'stage=prod*']) {
        assert.deepEqual(leftOut(pattern), [['phone-1', 'protected']], pattern);
      }
    });

    it('refuses all while the tags of one server are not known', () => {
      const known = new Map([...tags].slice(0, 1));
      const plan = planOf(rows(2, 1), { serverOf, tags: known, guard: guard('nothing') });
      assert.deepEqual(plan.refusals.map(inEnglish), [
        'The tags of the servers are not known, so the setting cloudPhone.guard.protectedPatterns cannot be applied.',
      ]);
    });

    it('refuses all while their server is not listed: it is not known what protects it', () => {
      const known = new Map([[serverId(1), []]]);
      const plan = planOf(rows(1, 1), { serverOf: () => undefined, tags: known, guard: guard('prod-*') });
      assert.match(plan.refusals.map(inEnglish).join(), /The tags of the servers are not known/);
      assert.deepEqual(planOf(rows(1, 1), { serverOf: () => undefined, guard: guard() }).refusals, []);
    });

    it('leaves them out by the id of their server as the list of servers spells it', () => {
      const spelled = `spelled-${serverId(1)}`;
      const known = new Map([[serverId(1), []]]);
      const plan = planOf(rows(1, 1), { serverOf: () => ({ id: spelled }), tags: known, guard: guard(spelled) });
      assert.deepEqual(
        plan.leftOut.map(({ why }) => why),
        ['protected'],
      );
    });
  });

  it('is dealt out so that no wave has more of a server than the policy allows', () => {
    const policy = { ...DEFAULT_POLICY, waves: [{ count: 4 }], mostPerServer: 2 };
    const plan = planOf(rows(9, 3), { policy, guard: { ...DEFAULT_GUARD, minRunningPercentRolling: 0 } });
    const waves = plan.waves.map((_, wave) =>
      plan.requests
        .filter((request) => request.wave === wave)
        .flatMap(({ ids }) => ids.map((id) => Number.parseInt(id.slice(1), 16))),
    );
    for (const wave of waves) {
      const most = Math.max(...[1, 2, 3].map((nth) => wave.filter((one) => Math.ceil(one / 3) === nth).length));
      assert.ok(most <= 2, wave.join());
    }
    assert.deepEqual(waves.flat().sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(plan.refusals, []);
  });

  it('goes a hundred to a request, and what erases ten to a request', () => {
    const sizes = (differs: Partial<PlanInput>) => planOf(rows(201), differs).requests.map(({ ids }) => ids.length);
    assert.deepEqual(sizes({}), [100, 100, 1]);
    assert.deepEqual(sizes({ verb: 'resetPhones' }), [...Array<number>(20).fill(10), 1]);
  });
});
