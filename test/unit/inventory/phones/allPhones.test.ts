import assert from 'node:assert/strict';
import { type Inventory, type InventoryChange } from '../../../../src/inventory/inventory';
import { type Project } from '../../../../src/model/project';
import { type CloudOptions } from '../../../cloud/options';
import { PROJECT } from '../../../cloud/project';
import { apiError, turnOverPauses } from '../../../support/api';
import { inventoryOver } from '../../../support/house';
import { type Bench, openBench } from '../../../support/signIn';
import { until } from '../../../support/until';

describe('all phones of a project', () => {
  let bench: Bench;
  let inventory: Inventory;
  let changes: InventoryChange[];

  const open = async (options: Partial<CloudOptions> = {}) => {
    bench = await openBench(options);
    const project: Project = bench.project();
    await bench.signIn();
    inventory = inventoryOver(bench, (name) => (name === PROJECT ? project : undefined));
    changes = [];
    inventory.onDidChange((change) => changes.push(change));
    bench.cloud.clearRequests();
  };
  const requests = (part: string): number => bench.cloud.requests.filter(({ path }) => path.endsWith(part)).length;
  const phoneIds = (): readonly string[] => [...bench.cloud.fleet.phones.keys()].sort();
  const idsOf = (rows: readonly { id: string }[]): readonly string[] => rows.map(({ id }) => id).sort();
  const whole = { kind: 'allPhones', project: PROJECT } as const;
  const MANY = { servers: 42, phonesPerServer: 200 };
  afterEach(async () => {
    inventory.dispose();
    await bench.close();
  });

  it('are read in one list up to 8,000, and then every server knows its own', async () => {
    await open({ servers: 40, phonesPerServer: 200 });
    const { rows, total, isComplete, failures } = await inventory.phonesOf(PROJECT);
    assert.deepEqual(idsOf(rows), phoneIds());
    assert.deepEqual([total, isComplete, failures], [8000, true, []]);
    assert.equal(bench.cloud.requests.length, 40);
    const [server] = bench.cloud.fleet.servers.values();
    assert.ok(server);
    const phones = await inventory.phones(PROJECT, server.serverId);
    assert.deepEqual(idsOf(phones.rows), [...server.phoneIds].sort());
    assert.equal(
      phones.rows[0],
      rows.find(({ id }) => id === phones.rows[0]?.id),
      'a row is kept once',
    );
    assert.equal(bench.cloud.requests.length, 40);
  });

  it('are known after that, also for a server without phones, until they are read again', async () => {
    await open({ servers: 2, phonesPerServer: 3 });
    const [empty, other] = bench.cloud.fleet.servers.values();
    assert.ok(empty && other);
    empty.phoneIds.splice(0).forEach((id) => bench.cloud.fleet.phones.delete(id));
    const of = { kind: 'phones', project: PROJECT, serverId: empty.serverId } as const;
    assert.equal(inventory.known(of), undefined);
    const all = await inventory.phonesOf(PROJECT);
    assert.equal(await inventory.phonesOf(PROJECT), all);
    assert.deepEqual([inventory.known(of)?.rows, inventory.isRead(of)], [[], true]);
    assert.equal(bench.cloud.requests.length, 1);
    const [gone = ''] = other.phoneIds.splice(0, 1);
    bench.cloud.fleet.phones.delete(gone);
    await inventory.refresh(whole);
    assert.equal(bench.cloud.requests.length, 2);
    assert.deepEqual(idsOf((await inventory.phonesOf(PROJECT)).rows), phoneIds());
    assert.equal(phoneIds().length, 2);
  });

  it('are read by server above 8,000, while the servers are listed, and shown as they come', async () => {
    await open(MANY);
    const grown: number[] = [];
    inventory.onDidChange(({ scope, isPartial }) => {
      const known = inventory.known(whole);
      if (scope.kind === 'allPhones' && isPartial === true) {
        assert.equal(known?.isComplete, false);
        assert.equal(known.total, 8400);
        grown.push(known.rows.length);
      }
      bench.clock.advance(1);
    });
    const [{ rows, total, isComplete, heldStill }, servers] = await Promise.all([
      inventory.phonesOf(PROJECT),
      inventory.servers(PROJECT),
    ]);
    assert.deepEqual(idsOf(rows), phoneIds());
    assert.deepEqual([total, isComplete, heldStill, servers.total], [8400, true, true, 42]);
    assert.deepEqual([requests('/phones'), requests('/servers')], [1 + 42, 1]);
    assert.ok(grown.length > 0);
    assert.deepEqual(changes.at(-1), { scope: whole });
  });

  it('come without those of a server that cannot be read, and say so', async () => {
    await open(MANY);
    await inventory.servers(PROJECT);
    const [, ill] = bench.cloud.fleet.servers.values();
    assert.ok(ill);
    bench.cloud.faults.next({ path: '/phones', after: 5, fault: { status: 500, body: {} } });
    const { rows, total, isComplete, failures } = await inventory.phonesOf(PROJECT);
    assert.deepEqual([rows.length, total, isComplete, failures.length], [8200, 8200, false, 1]);
    const [failure] = failures;
    assert.equal(inventory.known({ kind: 'phones', project: PROJECT, serverId: failure?.serverId ?? '' }), undefined);
    bench.clock.advance(1000);
    await inventory.phonesOf(PROJECT);
    assert.equal(inventory.known(whole)?.isComplete, true);
    assert.equal(inventory.known(whole)?.rows.length, 8400);
  });

  it('cannot be read without permission, which takes one request to find out', async () => {
    await open(MANY);
    bench.cloud.deny('cph:phones:list');
    assert.equal((await apiError(inventory.phonesOf(PROJECT))).kind, 'forbidden');
    assert.equal(bench.cloud.requests.length, 1);
    assert.equal(inventory.known(whole), undefined);
  });

  it('are given up as soon as one server says that permission is missing', async () => {
    await open({ ...MANY, latencyMs: 5 });
    const refused = apiError(inventory.phonesOf(PROJECT));
    await until(() => requests('/phones') > 5);
    bench.cloud.deny('cph:phones:list');
    assert.equal((await refused).kind, 'forbidden');
    assert.ok(requests('/phones') < 35, `${requests('/phones')} requests`);
    assert.equal(inventory.known(whole), undefined);
  });

  it('are not called complete when the cloud counts more than its servers have', async () => {
    await open(MANY);
    const phoneId = 'd'.repeat(32);
    bench.cloud.fleet.phones.set(phoneId, {
      phoneId,
      serverId: 'e'.repeat(32),
      name: 'lost',
      status: 2,
      createdAt: 0,
    });
    const { rows, heldStill } = await inventory.phonesOf(PROJECT);
    assert.deepEqual([rows.length, heldStill], [8400, false]);
    const warnings = bench.log.lines.filter((line) => line.startsWith('warn'));
    assert.deepEqual(warnings, [`warn The cloud counts 8401 and lists 8400 by server: phones of ${PROJECT}`]);
  });

  it('cannot be read above 8,000 when the servers cannot be listed', async () => {
    await open(MANY);
    bench.cloud.deny('cph:servers:list');
    assert.equal((await apiError(inventory.phonesOf(PROJECT))).kind, 'forbidden');
    assert.equal(requests('/phones'), 1);
  });

  it('are given up when server after server cannot be read, and what was read stays', async () => {
    await open(MANY);
    bench.cloud.faults.next({ path: '/phones', after: 1, times: 99, fault: { status: 500, body: {} } });
    assert.equal((await apiError(inventory.phonesOf(PROJECT))).kind, 'server');
    assert.ok(requests('/phones') < 35, `${requests('/phones')} requests`);
    bench.cloud.faults.clear();
    bench.cloud.faults.next({ path: '/phones', after: 11, times: 99, fault: { status: 500, body: {} } });
    const { rows, failures } = await inventory.phonesOf(PROJECT);
    assert.deepEqual([rows.length, failures.length], [10 * 200, 32]);
  });

  it('are not requested any more when the caller gives up or the project is forgotten', async () => {
    await open({ ...MANY, latencyMs: 5 });
    const stop = new AbortController();
    const given = inventory.phonesOf(PROJECT, stop.signal);
    await until(() => requests('/phones') > 10);
    stop.abort(new Error('given up'));
    await assert.rejects(given, /given up/);
    await until(() => inventory.known(whole) === undefined);
    const forgotten = inventory.phonesOf(PROJECT);
    await until(() => requests('/phones') > 40);
    inventory.forget(PROJECT);
    await assert.rejects(forgotten, /not wanted/);
    const [server] = bench.cloud.fleet.servers.values();
    assert.ok(server);
    assert.equal(inventory.known({ kind: 'phones', project: PROJECT, serverId: server.serverId }), undefined);
    assert.ok(requests('/phones') < 70);
  });

  it('follow servers that were added and removed since the last listing', async () => {
    await open(MANY);
    await inventory.servers(PROJECT);
    const { servers, phones } = bench.cloud.fleet;
    const [gone, source] = servers.values();
    assert.ok(gone && source);
    gone.phoneIds.forEach((id) => phones.delete(id));
    servers.delete(gone.serverId);
    const serverId = 'e'.repeat(32);
    const phoneIds = Array.from({ length: 70 }, (_, index) => String(index).padStart(32, 'd'));
    servers.set(serverId, { ...source, serverId, phoneIds });
    for (const phoneId of phoneIds) {
      phones.set(phoneId, { phoneId, serverId, name: phoneId, status: 2, createdAt: 0 });
    }
    const { rows, isComplete } = await inventory.phonesOf(PROJECT);
    assert.deepEqual(idsOf(rows), [...phones.keys()].sort());
    assert.equal(isComplete, true);
    assert.equal(
      inventory.known({ kind: 'servers', project: PROJECT })?.rows.some(({ id }) => id === serverId),
      true,
    );
  });

  describe('behind a gateway with a limit', () => {
    const untilRead = async <T>(work: Promise<T>): Promise<T> => {
      // What is due in 20 s or later is a deadline, perhaps of a request that left some pauses ago.
      await turnOverPauses(bench.clock, work, (ms) => ms < 20_000);
      return work;
    };
    const refusals = (): number => bench.cloud.requests.filter(({ status }) => status === 429).length;

    it('are listed without ever reaching it', async () => {
      await open({ servers: 210, phonesPerServer: 39, instances: 600, callsPerSecond: 200 });
      const reads = [inventory.phonesOf(PROJECT), inventory.servers(PROJECT), inventory.instances(PROJECT)];
      const [phones] = await untilRead(Promise.all(reads));
      assert.equal(phones?.rows.length, 8190);
      assert.deepEqual([refusals(), bench.cloud.requests.length], [0, 1 + 210 + 3 + 3]);
    });

    it('are listed completely above it too, more slowly after a refusal', async () => {
      await open({ servers: 60, phonesPerServer: 140, callsPerSecond: 25 });
      const { rows, isComplete } = await untilRead(inventory.phonesOf(PROJECT));
      assert.deepEqual([rows.length, isComplete], [8400, true]);
      assert.ok(refusals() > 0 && refusals() < 25, `${refusals()} refusals`);
    });
  });
});
