import assert from 'node:assert/strict';
import { type PhonesBefore, type TargetState } from '../../../../src/model/operation';
import { inEnglish } from '../../../../src/base/message';
import { type CphLike, type OperationsClients } from '../../../../src/operations/common/projectClients';
import { instanceHealth } from '../../../../src/operations/health/instanceHealth';
import { type Health, type HealthCheck } from '../../../../src/operations/common/health';
import { withHealthCheck } from '../../../../src/operations/rollout/healthCheck';
import { serverHealth } from '../../../../src/operations/health/serverHealth';
import { type Finding, type ProjectContext, type Watched } from '../../../../src/operations/common/verb';
import { rebootInstances as reboot } from '../../../../src/operations/verbs/instances/rebootInstances';
import { DEFAULT_POLICY } from '../../../../src/model/rollout';
import { TestClock } from '../../../support/testClock';
import { fakes, logInto, serverId } from '../../../support/operations/harness';

const ID = serverId(1);
const context: ProjectContext = {
  project: 'Staging',
  clock: new TestClock(),
  log: logInto([]),
  pollIntervalMs: () => 5_000,
};

/** @returns what a health check says of one target */
async function said(check: HealthCheck, clients: OperationsClients, own: Partial<TargetState> = {}): Promise<string> {
  const told: Health[] = [];
  const looking = { clients, context, signal: new AbortController().signal };
  await check.look(looking, [{ id: ID, name: 'web-1', phase: 'sent', ...own }], (_id, health) => told.push(health));
  assert.equal(told.length, 1);
  const [health = 'healthy'] = told;
  return health === 'healthy' ? health : inEnglish(health);
}

/** A server whose phones are given page by page, at most so many a page whatever is asked for. */
class Phones {
  states: Record<string, number | undefined>;
  readonly offsets: number[] = [];
  most = 200;
  /** How the cloud counts them; undefined: not at all. */
  total: (count: number) => number | undefined = (count) => count;
  /** Gives the first page again and again. */
  isStuck = false;

  constructor(count: number) {
    this.states = Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 2]));
  }

  private readonly listPhones: CphLike['listPhones'] = ({ offset, limit }) => {
    this.offsets.push(offset);
    if (this.offsets.length > 1_000) {
      return Promise.reject(new Error('The list is read for ever.'));
    }
    const all = Object.entries(this.states).map(([id, status]) => ({
      id,
      ...(status === undefined ? {} : { status }),
    }));
    const start = this.isStuck ? 0 : offset;
    const phones = all.slice(start, start + Math.min(limit, this.most));
    const total = this.total(all.length);
    return Promise.resolve({ ...(total === undefined ? {} : { total }), received: phones.length, phones });
  };

  private get clients(): OperationsClients {
    const listServers = () => Promise.resolve({ total: 1, received: 1, servers: [{ id: ID, status: 5 }] });
    return fakes({ cph: { listPhones: this.listPhones, listServers } });
  }

  async before(): Promise<PhonesBefore | undefined> {
    const [noted] = await serverHealth.before(this.clients, context, [ID]);
    return noted?.[1].phonesBefore;
  }

  after(phonesBefore: PhonesBefore | undefined): Promise<string> {
    return said(serverHealth, this.clients, phonesBefore === undefined ? {} : { phonesBefore });
  }
}

describe('the health check of a server', () => {
  for (const counts of [true, false]) {
    it(`compares all its phones where the cloud gives fewer a page, and ${counts ? 'counts' : 'does not count'} them`, async () => {
      const phones = new Phones(150);
      phones.most = 100;
      phones.total = (count) => (counts ? count : undefined);
      const before = await phones.before();
      assert.equal(before?.count, 150);
      assert.deepEqual(phones.offsets, counts ? [0, 100] : [0, 100, 150]);
      assert.equal(await phones.after(before), 'healthy');
      phones.states['p149'] = 8;
      assert.equal(await phones.after(before), 'of its phones are back: 149 of 150');
    });
  }

  it('compares phone by phone: a new one that runs stands for none that does not', async () => {
    const phones = new Phones(3);
    phones.states['p2'] = 8;
    const before = await phones.before();
    phones.states = { p0: 2, p1: 8, p2: 8, new1: 2, new2: 2 };
    assert.equal(await phones.after(before), 'of its phones are back: 2 of 3');
    phones.states = { p0: 2, p2: 8, new1: 2 };
    assert.equal(await phones.after(before), 'of its phones are back: 2 of 3');
    phones.states = { p0: 2, p1: 2, p2: 2, new1: 8 };
    assert.equal(await phones.after(before), 'healthy');
    phones.states = { p0: 2, p1: 2, p2: -9 };
    assert.equal(await phones.after(before), 'of its phones are back: 2 of 3');
  });

  it('asks of a phone that had no state before that it runs', async () => {
    const phones = new Phones(1);
    phones.states = { p0: undefined };
    const before = await phones.before();
    assert.equal(await phones.after(before), 'of its phones are back: 0 of 1');
    phones.states = { p0: 2 };
    assert.equal(await phones.after(before), 'healthy');
  });

  it('is not given where an earlier version noted only how many phones there were', async () => {
    const phones = new Phones(2);
    assert.equal(
      await phones.after({ count: 2, notRunning: {} }),
      'the states of its phones before the restart are not known',
    );
  });

  it('is not begun where a list repeats itself before its end, and does not read for ever', async () => {
    const phones = new Phones(150);
    phones.most = 100;
    phones.isStuck = true;
    await assert.rejects(phones.before(), /cannot be read to its end/);
    phones.total = (count) => count + phones.offsets.length * 1_000;
    await assert.rejects(phones.before(), /cannot be read to its end/);
    phones.total = () => undefined;
    assert.equal((await phones.before())?.count, 100);
    assert.ok(phones.offsets.length < 10, `${phones.offsets.length} requests`);
  });

  it('ends with an empty page where the cloud counts too many', async () => {
    const phones = new Phones(150);
    phones.total = () => 1_000;
    assert.equal((await phones.before())?.count, 150);
    assert.deepEqual(phones.offsets, [0, 150]);
  });
});

describe('the health check of several servers', () => {
  /** A fleet of healthy servers without phones, at most `most` of them a page. @returns what was requested of it */
  async function requests(
    { count, most = 100, isCounted = true }: { count: number; most?: number; isCounted?: boolean },
    ...places: readonly number[]
  ): Promise<readonly string[]> {
    const asked: string[] = [];
    const all = Array.from({ length: count }, (_, index) => ({ id: serverId(index + 1), status: 5 }));
    const clients = fakes({
      cph: {
        listServers: ({ offset, limit, serverId: one }) => {
          asked.push(one === undefined ? `from ${offset}` : `s${Number.parseInt(one, 16)}`);
          const rows = one === undefined ? all : all.filter(({ id }) => id === one);
          const servers = rows.slice(offset, offset + Math.min(limit, most));
          return Promise.resolve({ ...(isCounted ? { total: rows.length } : {}), received: servers.length, servers });
        },
        listPhones: () => Promise.resolve({ total: 0, received: 0, phones: [] }),
      },
    });
    const healthy: string[] = [];
    const looking = { clients, context, signal: new AbortController().signal };
    const targets = places.map((place) => {
      const phonesBefore = { count: 0, running: [], notRunning: {} };
      return { id: serverId(place), name: `web-${place}`, phase: 'sent' as const, phonesBefore };
    });
    await serverHealth.look(looking, targets, (id, health) => {
      assert.equal(health, 'healthy');
      healthy.push(id);
    });
    assert.deepEqual(healthy.sort(), targets.map(({ id }) => id).sort());
    return asked;
  }
  const last = (count: number): number[] => Array.from({ length: count }, (_, index) => 300 - index);

  it('asks for one server by its id', async () => {
    assert.deepEqual(await requests({ count: 300 }, 7), ['s7']);
  });

  it('reads no page after the last server that it looks for', async () => {
    assert.deepEqual(await requests({ count: 300 }, 1, 2), ['from 0']);
  });

  it('reads pages while they are fewer than the servers that are missing', async () => {
    assert.deepEqual(await requests({ count: 300 }, ...last(3)), ['from 0', 'from 100', 'from 200']);
    assert.deepEqual(await requests({ count: 300 }, ...last(2)), ['from 0', 's300', 's299']);
    assert.deepEqual(await requests({ count: 300 }, 1, 101, 300), ['from 0', 's101', 's300']);
  });

  it('counts pages as short as the cloud gives them', async () => {
    const pages = [0, 50, 100, 150, 200, 250].map((offset) => `from ${offset}`);
    assert.deepEqual(await requests({ count: 300, most: 50 }, ...last(6)), pages);
    const ones = [300, 299, 298, 297, 296].map((place) => `s${place}`);
    assert.deepEqual(await requests({ count: 300, most: 50 }, ...last(5)), ['from 0', ...ones]);
  });

  it('asks one by one after a page of a list that is not counted', async () => {
    assert.deepEqual(await requests({ count: 300, isCounted: false }, ...last(3)), ['from 0', 's300', 's299', 's298']);
  });
});

describe('a look at the health of a target', () => {
  it('that was given up begins no steady time with an answer that comes late', async () => {
    const late: { tell: (id: string, health: Health) => void } = { tell: () => undefined };
    const check: HealthCheck = {
      running: () => Promise.resolve([]),
      before: () => Promise.resolve([]),
      look: (_looking, _targets, tell) => {
        late.tell = tell;
        return Promise.resolve();
      },
    };
    const koophone = { listInstances: () => Promise.resolve({ total: 0, received: 0, instances: [] }) };
    const bound = await withHealthCheck(reboot, check, DEFAULT_POLICY).connect(fakes({ koophone }), context);
    const tracking: Watched['tracking'] = { isJobDone: true };
    const watched: Watched = { target: { id: 'kp1', name: 'demo-1', phase: 'sent' }, since: 0, tracking };
    const told: Finding[] = [];
    const givenUp = new AbortController();
    await bound.look([watched], (findings) => told.push(...findings), givenUp.signal);
    givenUp.abort();
    late.tell('kp1', 'healthy');
    assert.deepEqual([told, tracking], [[], { isJobDone: true }]);
  });
});

describe('the health check of an instance', () => {
  it('is that it runs: no other state is good, be it unknown or one that no page describes', async () => {
    for (const [runningStatus, words] of [
      [2, 'healthy'],
      [0, 'it is unknown'],
      [1, 'it is stopped'],
      [9, 'it is status 9'],
    ] as const) {
      const listInstances = () => Promise.resolve({ total: 1, received: 1, instances: [{ id: 'kp1', runningStatus }] });
      assert.equal(await said(instanceHealth, fakes({ koophone: { listInstances } }), { id: 'kp1' }), words);
    }
    const listInstances = () => Promise.resolve({ total: 0, received: 0, instances: [] });
    assert.equal(await said(instanceHealth, fakes({ koophone: { listInstances } }), { id: 'kp1' }), 'it is not listed');
  });
});
