import assert from 'node:assert/strict';
import { Inventory, type InventoryChange } from '../../../src/inventory/inventory';
import { type Project } from '../../../src/model/project';
import { type CloudOptions } from '../../cloud/options';
import { PROJECT } from '../../cloud/project';
import { apiError } from '../../support/api';
import { inventoryOver } from '../../support/house';
import { type Bench, openBench } from '../../support/signIn';
import { until } from '../../support/until';

describe('the inventory', () => {
  let bench: Bench;
  let inventory: Inventory;
  let projects: Project[];
  let changes: InventoryChange[];

  const open = async (options: Partial<CloudOptions> = {}, differs: Readonly<Record<string, unknown>> = {}) => {
    bench = await openBench(options);
    projects = [bench.project(differs)];
    await bench.signIn();
    inventory = inventoryOver(bench, (name) => projects.find((project) => project.name === name));
    changes = [];
    inventory.onDidChange((change) => changes.push(change));
    bench.cloud.clearRequests();
  };
  const asked = (part: string): number => bench.cloud.requests.filter(({ path }) => path.includes(part)).length;
  const serverIds = (): readonly string[] => [...bench.cloud.fleet.servers.keys()];
  const instanceIds = (): readonly string[] => [...bench.cloud.fleet.instances.keys()];
  const first = (ids: readonly string[], count: number): readonly string[] => ids.slice(0, count);
  afterEach(async () => {
    inventory.dispose();
    await bench.close();
  });

  it('reads on when a listener fails, and tells the others', async () => {
    await open();
    inventory.onDidChange(() => {
      throw new Error('listener');
    });
    const heard: string[] = [];
    inventory.onDidChange(({ scope }) => heard.push(scope.kind));
    assert.equal((await inventory.servers(PROJECT)).rows.length, bench.cloud.fleet.servers.size);
    assert.deepEqual(
      heard,
      changes.map(({ scope }) => scope.kind),
    );
    assert.ok(heard.length > 0);
    assert.ok(bench.log.lines.some((line) => line.includes('A listener failed on the servers of Simulated cloud')));
  });

  it('reads one phone alone, with its address, and keeps nothing of it', async () => {
    await open();
    const [phone] = bench.cloud.fleet.phones.values();
    assert.ok(phone);
    const { id, name, serverId } = (await inventory.phone(PROJECT, phone.phoneId)) ?? {};
    assert.deepEqual([id, name, serverId], [phone.phoneId, phone.name, phone.serverId]);
    assert.deepEqual(changes, []);
    assert.equal(await inventory.phone(PROJECT, '0'.repeat(32)), undefined);
    assert.equal(bench.cloud.requests.length, 2);
    bench.cloud.deny('cph:phones:get');
    assert.equal((await apiError(inventory.phone(PROJECT, phone.phoneId))).kind, 'forbidden');
  });

  it('is marked as cached once it was set aside, and is read again before it counts', async () => {
    await open();
    const [servers, phones, instances] = await Promise.all([
      inventory.servers(PROJECT),
      inventory.phonesOf(PROJECT),
      inventory.instances(PROJECT),
    ]);
    const scopes = (['servers', 'allPhones', 'instances'] as const).map((kind) => ({ kind, project: PROJECT }));
    assert.deepEqual(
      scopes.map((scope) => inventory.isRead(scope)),
      [true, true, true],
    );
    inventory.setAside(PROJECT);
    assert.deepEqual(
      scopes.map((scope) => inventory.known(scope)),
      [servers, phones, instances].map((listing) => ({ ...listing, isCached: true })),
    );
    assert.ok(!scopes.some((scope) => inventory.isRead(scope)));
    bench.cloud.fleet.server('web-01').status = 10;
    bench.cloud.clearRequests();
    const now = await inventory.servers(PROJECT);
    assert.deepEqual([now.rows[0]?.status, now.isCached, asked('/servers')], [10, false, 1]);
    assert.equal((await inventory.phones(PROJECT, serverIds()[0] ?? '')).isCached, false);
    assert.equal((await inventory.phonesOf(PROJECT)).isCached, false);
  });

  it('lists all servers, phones and instances over all pages', async () => {
    await open({ servers: 250, phonesPerServer: 3, instances: 450 });
    const servers = await inventory.servers(PROJECT);
    assert.deepEqual(
      servers.rows.map((row) => row.id),
      serverIds(),
    );
    assert.equal(servers.total, 250);
    assert.equal(servers.readAt, bench.clock.now());
    const instances = await inventory.instances(PROJECT);
    assert.deepEqual(
      instances.rows.map((row) => row.id),
      instanceIds(),
    );
    const [server] = bench.cloud.fleet.servers.values();
    assert.ok(server);
    const phones = await inventory.phones(PROJECT, server.serverId);
    assert.deepEqual(
      phones.rows.map((row) => row.id),
      server.phoneIds,
    );
    assert.equal(bench.cloud.requests.length, 3 + 3 + 1);
  });

  it('reads a list once for all simultaneous callers, and then not again', async () => {
    await open({ servers: 150 });
    const [one, two] = await Promise.all([inventory.servers(PROJECT), inventory.servers(PROJECT)]);
    assert.equal(one, two);
    assert.equal(await inventory.servers(PROJECT), one);
    assert.equal(inventory.known({ kind: 'servers', project: PROJECT }), one);
    assert.equal(asked('/servers'), 2);
    const scope = { kind: 'servers', project: PROJECT };
    assert.deepEqual(changes, [{ scope, isPartial: true }, { scope }]);
  });

  it('goes on reading for the others when one caller gives up', async () => {
    await open();
    const stop = new AbortController();
    const impatient = inventory.servers(PROJECT, stop.signal);
    const patient = inventory.servers(PROJECT);
    stop.abort(new Error('given up'));
    await assert.rejects(impatient, /given up/);
    assert.equal((await patient).rows.length, 12);
    assert.equal(asked('/servers'), 1);
  });

  it('keeps the old rows when a refresh fails, and shows the new ones when it does not', async () => {
    await open();
    const scope = { kind: 'servers', project: PROJECT } as const;
    const before = await inventory.servers(PROJECT);
    bench.cloud.fleet.servers.delete(first(serverIds(), 1)[0] ?? '');
    bench.cloud.deny('cph:servers:list');
    assert.equal((await apiError(inventory.refresh(scope))).kind, 'forbidden');
    assert.equal(inventory.known(scope), before);
    bench.cloud.directory[0]?.users[0]?.denied.clear();
    await inventory.refresh(scope);
    assert.equal(inventory.known(scope)?.rows.length, 11);
    assert.equal(changes.length, 2);
  });

  it('shows nothing of a list whose first reading failed halfway', async () => {
    await open({ servers: 250, latencyMs: 5 });
    const scope = { kind: 'servers', project: PROJECT } as const;
    bench.cloud.faults.next({ path: '/servers', after: 2, fault: { status: 400, body: {} } });
    await apiError(inventory.servers(PROJECT));
    assert.deepEqual(changes, [{ scope, isPartial: true }]);
    assert.equal(inventory.known(scope), undefined);
    assert.equal((await inventory.servers(PROJECT)).rows.length, 250);
  });

  it('forgets a project and its readings under way', async () => {
    await open();
    await inventory.instances(PROJECT);
    const reading = inventory.servers(PROJECT);
    inventory.forget(PROJECT);
    assert.equal(inventory.known({ kind: 'instances', project: PROJECT }), undefined);
    assert.equal((await reading).rows.length, 12);
    assert.equal(inventory.known({ kind: 'servers', project: PROJECT }), undefined);
    await inventory.servers(PROJECT);
    inventory.forget('Another');
    assert.ok(inventory.known({ kind: 'servers', project: PROJECT }));
    inventory.forget();
    assert.equal(inventory.known({ kind: 'servers', project: PROJECT }), undefined);
  });

  it('says that a project does not exist', async () => {
    await open();
    projects = [];
    const { cph, koophone } = bench.clients(bench.project());
    const another = new Inventory({
      // Clients that would answer: it is the inventory itself that says so.
      clients: { cph: () => Promise.resolve(cph), koophone: () => Promise.resolve(koophone) },
      project: () => undefined,
      clock: bench.clock,
      log: bench.log,
      maxConcurrent: () => 1,
    });
    assert.equal((await apiError(another.servers('Nowhere'))).kind, 'config');
    assert.equal(bench.cloud.requests.length, 0);
    another.dispose();
  });

  describe('with rows named in the settings', () => {
    const ALONE = 'ffffffffffffffffffffffffffffffff';

    it('adds those that are not listed, and names none twice', async () => {
      await open({ servers: 3, instances: 3 });
      const [server = ''] = serverIds();
      const [instance = ''] = instanceIds();
      projects = [
        bench.project({
          servers: [server.toUpperCase(), ALONE],
          instances: [{ instanceId: instance }, { instanceId: 'kpalone', userId: '77', name: 'alone' }],
        }),
      ];
      const servers = await inventory.servers(PROJECT);
      assert.deepEqual(
        servers.rows.map((row) => row.id),
        [...serverIds(), ALONE],
      );
      assert.equal(servers.total, 4);
      const instances = await inventory.instances(PROJECT);
      assert.deepEqual(instances.rows.slice(3), [{ id: 'kpalone', userId: '77', name: 'alone' }]);
      assert.equal(instances.total, 4);
    });

    it('shows them alone where listing is not permitted', async () => {
      await open({}, { servers: [ALONE], instances: [{ instanceId: 'kpalone' }] });
      bench.cloud.deny('cph:servers:list', 'koophone:cloudphoneResource:queryInstanceBatch');
      assert.deepEqual((await inventory.servers(PROJECT)).rows, [{ id: ALONE }]);
      assert.deepEqual((await inventory.instances(PROJECT)).rows, [{ id: 'kpalone' }]);
      await inventory.refreshRows(PROJECT, 'servers', [ALONE]);
      await inventory.refreshRows(PROJECT, 'instances', ['kpalone']);
      assert.deepEqual((await inventory.servers(PROJECT)).rows, [{ id: ALONE }]);
      assert.deepEqual((await inventory.instances(PROJECT)).rows, [{ id: 'kpalone' }]);
    });

    it('fails where listing is not permitted and the settings name none', async () => {
      await open();
      bench.cloud.deny('cph:servers:list');
      const error = await apiError(inventory.servers(PROJECT));
      assert.equal(error.kind, 'forbidden');
    });

    it('fails on any other error, whatever the settings name', async () => {
      await open({}, { servers: [ALONE] });
      bench.cloud.faults.next({ path: '/servers', fault: { status: 400, body: {} } });
      await apiError(inventory.servers(PROJECT));
    });

    it('fills in the user where the cloud names none, but not where it says that there is none', async () => {
      await open({ instances: 8 });
      const [taken, free] = [...bench.cloud.fleet.instances.values()];
      assert.ok(taken && free);
      taken.assignUser = '1008600000000000001';
      free.assignUser = '';
      projects = [
        bench.project({
          instances: [
            { instanceId: taken.instanceId, userId: '5' },
            { instanceId: free.instanceId, userId: '6' },
          ],
        }),
      ];
      const { rows } = await inventory.instances(PROJECT);
      const userOf = (id: string) => rows.find((row) => row.id === id)?.userId;
      assert.equal(userOf(taken.instanceId), '1008600000000000001');
      assert.equal(userOf(free.instanceId), undefined);
    });
  });

  describe('after an operation', () => {
    it('reads a few rows one by one, and says which', async () => {
      await open({ servers: 450, instances: 900 });
      await inventory.servers(PROJECT);
      await inventory.instances(PROJECT);
      bench.cloud.clearRequests();
      changes.length = 0;
      const ids = serverIds().slice(200, 203);
      const [server] = ids;
      assert.ok(server !== undefined);
      bench.cloud.fleet.server(server).status = 10;
      await inventory.refreshRows(PROJECT, 'servers', ids);
      assert.equal(bench.cloud.requests.length, 3);
      assert.equal((await inventory.servers(PROJECT)).rows[200]?.status, 10);
      assert.deepEqual(changes, [{ scope: { kind: 'servers', project: PROJECT }, ids }]);
      const some = instanceIds().slice(5, 7);
      for (const id of some) {
        bench.cloud.fleet.instance(id).runningStatus = 5;
      }
      await inventory.refreshRows(PROJECT, 'instances', some);
      const { rows } = await inventory.instances(PROJECT);
      assert.deepEqual(
        rows.slice(5, 7).map((row) => row.runningStatus),
        [5, 5],
      );
      assert.equal(bench.cloud.requests.length, 5);
    });

    it('reads the pages where that takes fewer requests', async () => {
      await open({ instances: 300 });
      await inventory.instances(PROJECT);
      bench.cloud.clearRequests();
      changes.length = 0;
      const ids = instanceIds().slice(0, 120);
      for (const id of ids) {
        bench.cloud.fleet.instance(id).runningStatus = 1;
      }
      await inventory.refreshRows(PROJECT, 'instances', ids);
      assert.equal(bench.cloud.requests.length, 2);
      const { rows } = await inventory.instances(PROJECT);
      assert.ok(rows.slice(0, 120).every((row) => row.runningStatus === 1));
      assert.deepEqual(changes, [{ scope: { kind: 'instances', project: PROJECT } }]);
    });

    it('removes a row that is gone, unless the settings name it', async () => {
      await open({ servers: 250 });
      const [gone = '', named = ''] = serverIds();
      projects = [bench.project({ servers: [named] })];
      await inventory.servers(PROJECT);
      bench.cloud.fleet.servers.delete(gone);
      bench.cloud.fleet.servers.delete(named);
      await inventory.refreshRows(PROJECT, 'servers', [gone, named]);
      const { rows, total } = await inventory.servers(PROJECT);
      assert.equal(total, 249);
      assert.ok(rows.every((row) => row.id !== gone));
      assert.deepEqual(rows[0], { id: named });
    });

    it('takes only the instance with exactly this id when the filter matches parts of ids', async () => {
      await open({ instances: 450, instanceIdFilter: 'fuzzy' });
      await inventory.instances(PROJECT);
      const [id = ''] = instanceIds();
      await inventory.refreshRows(PROJECT, 'instances', [id]);
      const { rows, total } = await inventory.instances(PROJECT);
      assert.equal(rows[0]?.id, id);
      assert.equal(total, 450);
    });

    it('reads instances again before an act that erases: one request for each row, or all pages when that is less', async () => {
      await open({ instances: 300 });
      const [id = '', gone = ''] = instanceIds();
      await inventory.readInstancesNow(PROJECT, [id]);
      assert.equal(bench.cloud.requests.length, 2);
      bench.cloud.clearRequests();
      bench.cloud.fleet.instance(id).assignUser = 'someone-else';
      bench.cloud.fleet.instance(id).loggedIn = true;
      bench.cloud.fleet.instances.delete(gone);
      await inventory.readInstancesNow(PROJECT, [id, gone]);
      assert.equal(bench.cloud.requests.length, 2);
      const { rows } = await inventory.instances(PROJECT);
      assert.equal(bench.cloud.requests.length, 2);
      assert.deepEqual([rows[0]?.userId, rows[0]?.isLoggedIn], ['someone-else', true]);
      assert.ok(rows.every((row) => row.id !== gone));
      bench.cloud.fleet.instance(id).loggedIn = false;
      await inventory.readInstancesNow(PROJECT, instanceIds().slice(0, 50));
      assert.equal(bench.cloud.requests.length, 4);
      assert.equal((await inventory.instances(PROJECT)).rows[0]?.isLoggedIn, false);
    });

    it('keeps no old row before an act that erases: what cannot be read is not known any more', async () => {
      await open({ instances: 3 });
      const [id = '', other = ''] = instanceIds();
      projects = [bench.project({ instances: [{ instanceId: id, userId: 'named', name: 'named' }] })];
      await inventory.instances(PROJECT);
      bench.cloud.faults.next({
        path: '/instances/batch-query',
        times: 2,
        fault: { status: 403, body: { error_code: 'KOOPHONE.API.1002' } },
      });
      await inventory.readInstancesNow(PROJECT, [id]);
      const { rows } = await inventory.instances(PROJECT);
      assert.deepEqual(
        rows.find((row) => row.id === id),
        { id, userId: 'named', name: 'named' },
      );
      assert.equal(rows.find((row) => row.id === other)?.runningStatus !== undefined, true);
    });

    it('does not read a list that was never asked for', async () => {
      await open();
      await inventory.refreshRows(PROJECT, 'servers', first(serverIds(), 2));
      assert.equal(bench.cloud.requests.length, 0);
      assert.deepEqual(changes, []);
    });

    it('keeps the old rows when one cannot be read', async () => {
      await open({ servers: 250 });
      const before = await inventory.servers(PROJECT);
      bench.cloud.deny('cph:servers:list');
      await apiError(inventory.refreshRows(PROJECT, 'servers', first(serverIds(), 2)));
      assert.equal(await inventory.servers(PROJECT), before);
    });

    it('is not undone by a reading of the whole list that began earlier', async () => {
      await open({ servers: 250 });
      await inventory.servers(PROJECT);
      const [id = ''] = serverIds();
      bench.cloud.clearRequests();
      bench.cloud.faults.next({ path: '/servers', after: 2, fault: 'html502' });
      const refreshing = inventory.refresh({ kind: 'servers', project: PROJECT });
      await until(() => bench.cloud.requests.length === 3 && bench.clock.nextDelayMs === 2000);
      bench.cloud.fleet.server(id).status = 10;
      await inventory.refreshRows(PROJECT, 'servers', [id]);
      bench.clock.advance(2000);
      await refreshing;
      assert.equal((await inventory.servers(PROJECT)).rows[0]?.status, 10);
      bench.cloud.fleet.server(id).status = 5;
      await inventory.refresh({ kind: 'servers', project: PROJECT });
      assert.equal((await inventory.servers(PROJECT)).rows[0]?.status, 5);
    });
  });
});
