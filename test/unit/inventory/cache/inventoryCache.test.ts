import assert from 'node:assert/strict';
import { type CacheFiles } from '../../../../src/inventory/cache/inventoryCache';
import { type Inventory, type InventoryChange } from '../../../../src/inventory/inventory';
import { type Project } from '../../../../src/model/project';
import { type CloudOptions } from '../../../cloud/options';
import { PROJECT } from '../../../cloud/project';
import { apiError } from '../../../support/api';
import { inventoryOver } from '../../../support/house';
import { type Bench, openBench } from '../../../support/signIn';
import { until } from '../../../support/until';

/** A folder in memory, which can be made to fail. */
class Folder implements CacheFiles {
  readonly held = new Map<string, Buffer>();
  looks = 0;
  writes = 0;
  isBroken = false;

  names(): readonly string[] {
    this.looks++;
    return [...this.held.keys()];
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return this.isBroken ? Promise.reject(new Error('no disk')) : Promise.resolve(this.held.get(name));
  }

  write(name: string, data: Uint8Array): Promise<void> {
    this.writes++;
    this.held.set(name, Buffer.from(data));
    return this.isBroken ? Promise.reject(new Error('no disk')) : Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.held.delete(name);
    return Promise.resolve();
  }
}

describe('the cached inventory', () => {
  let bench: Bench;
  let folder: Folder;
  let project: Project;
  let others: readonly Project[];
  const windows: Inventory[] = [];

  const openWindow = () => {
    const inventory = inventoryOver(bench, (name) => (name === project.name ? project : undefined), {
      files: folder,
      projects: () => [project, ...others],
    });
    windows.push(inventory);
    const changes: InventoryChange[] = [];
    inventory.onDidChange((change) => changes.push(change));
    return { inventory, changes };
  };
  const open = async (options: Partial<CloudOptions> = {}) => {
    bench = await openBench(options);
    folder = new Folder();
    project = bench.project();
    others = [];
    await bench.signIn();
    bench.cloud.clearRequests();
  };
  /** Reads everything in one window and waits until it is written. */
  const fill = async () => {
    const { inventory } = openWindow();
    const { name } = project;
    const all = await Promise.all([inventory.servers(name), inventory.phonesOf(name), inventory.instances(name)]);
    const before = folder.writes;
    bench.clock.advance(1000);
    await until(() => folder.writes === before + 3);
    inventory.dispose();
    return { servers: all[0], phones: all[1], instances: all[2] };
  };
  const servers = { kind: 'servers', project: PROJECT } as const;
  const first = (): string => [...bench.cloud.fleet.servers.keys()][0] ?? '';
  afterEach(async () => {
    windows.splice(0).forEach((window) => {
      window.dispose();
    });
    await bench.close();
  });

  it('is shown at once by the next window, with its time, and then corrected by one reading', async () => {
    await open({ servers: 150, phonesPerServer: 2, instances: 250, latencyMs: 20 });
    const before = await fill();
    bench.clock.advance(60_000);
    bench.cloud.fleet.server(first()).status = 10;
    bench.cloud.clearRequests();
    const { inventory } = openWindow();
    assert.equal(inventory.known(servers), undefined);
    assert.equal(bench.cloud.requests.length, 0);
    const reading = inventory.servers(PROJECT);
    await until(() => inventory.known(servers) !== undefined);
    const shown = inventory.known(servers);
    assert.deepEqual(shown, { ...before.servers, isCached: true });
    const now = await reading;
    assert.deepEqual([now.isCached, now.rows[0]?.status, now.readAt], [false, 10, bench.clock.now()]);
    assert.equal(bench.cloud.requests.length, 2);
    assert.equal(inventory.known({ kind: 'instances', project: PROJECT }), undefined, 'not before it is looked at');
  });

  it('holds every row of every kind as it was', async () => {
    await open({ servers: 30, phonesPerServer: 4, instances: 40, latencyMs: 20 });
    const before = await fill();
    const { inventory } = openWindow();
    const reads = [inventory.phonesOf(PROJECT), inventory.instances(PROJECT)];
    const phones = { kind: 'allPhones', project: PROJECT } as const;
    const instances = { kind: 'instances', project: PROJECT } as const;
    await until(() => inventory.known(phones) !== undefined && inventory.known(instances) !== undefined);
    assert.deepEqual(inventory.known(phones), { ...before.phones, isCached: true });
    assert.deepEqual(inventory.known(instances), { ...before.instances, isCached: true });
    assert.equal(inventory.known({ kind: 'phones', project: PROJECT, serverId: first() })?.isCached, true);
    await Promise.all(reads);
    assert.equal(inventory.known(phones)?.isCached, false);
    assert.equal(inventory.known({ kind: 'phones', project: PROJECT, serverId: first() })?.isCached, false);
  });

  it('gives a server that is opened its phones, and keeps those of the others', async () => {
    await open({ servers: 3, phonesPerServer: 4, latencyMs: 20 });
    await fill();
    const one = openWindow().inventory;
    await one.phones(PROJECT, first());
    bench.clock.advance(10_000);
    await until(() => folder.writes === 4);
    const { inventory } = openWindow();
    const last = [...bench.cloud.fleet.servers.keys()].at(-1) ?? '';
    const reading = inventory.phones(PROJECT, last);
    const scope = { kind: 'phones', project: PROJECT, serverId: last } as const;
    await until(() => inventory.known(scope) !== undefined);
    assert.deepEqual([inventory.known(scope)?.isCached, inventory.known(scope)?.rows.length], [true, 4]);
    await reading;
  });

  it('stays on the screen when the reading fails', async () => {
    await open({ latencyMs: 20 });
    await fill();
    bench.cloud.deny('cph:servers:list');
    const { inventory } = openWindow();
    assert.equal((await apiError(inventory.servers(PROJECT))).kind, 'forbidden');
    assert.equal(inventory.known(servers)?.isCached, true);
  });

  for (const [what, differs] of [
    ['region', { region: 'cn-south-1' }],
    ['account', { account: 'another' }],
    ['project id', { projectId: 'f'.repeat(32) }],
    ['address', { hosts: { cph: 'https://cph.example.com', koophone: '', iam: '' } }],
  ] as const) {
    it(`is not shown for a project whose ${what} has changed`, async () => {
      await open();
      await fill();
      project = { ...project, ...differs };
      const { inventory, changes } = openWindow();
      await inventory.servers(PROJECT).catch(() => undefined);
      assert.ok(changes.every(() => inventory.known(servers)?.isCached === false));
    });
  }

  for (const [what, text] of [
    ['half a file', '{"version":1,'],
    ['a file of another version', '{"version":2,"isWhole":true}\n["",1,1,1,{"id":"a"}]'],
    ['nothing', ''],
  ] as const) {
    it(`is ignored when there is ${what}`, async () => {
      await open();
      await fill();
      for (const name of folder.held.keys()) {
        folder.held.set(name, Buffer.from(text));
      }
      const { inventory, changes } = openWindow();
      assert.equal((await inventory.servers(PROJECT)).rows.length, 12);
      assert.deepEqual(changes, [{ scope: servers }]);
    });
  }

  for (const line of ['', '{}', '["",1,1,1e9,{"id":"a"}]', '["",1,1,1,{"id":7}]', '["",1,1,1,{"id":{}}]']) {
    it(`is ignored when a line is ${line || 'empty'}`, async () => {
      await open();
      await fill();
      for (const [name, data] of folder.held) {
        folder.held.set(name, Buffer.from(`${data.toString().split('\n')[0] ?? ''}\n${line}`));
      }
      const { inventory, changes } = openWindow();
      assert.equal((await inventory.servers(PROJECT)).rows.length, 12);
      assert.deepEqual(changes, [{ scope: servers }]);
    });
  }

  it('is deleted when the project is forgotten, with the writes that were due', async () => {
    await open();
    await fill();
    const { inventory } = openWindow();
    await inventory.servers(PROJECT);
    inventory.forget(PROJECT);
    await until(() => folder.held.size === 0);
    assert.equal(bench.clock.pending, 0);
    assert.equal(folder.writes, 3);
  });

  for (const [what, now] of [
    ['was removed', () => []],
    ['is in another region', (one: Project) => [{ ...one, region: 'cn-south-1' }]],
    ['is of another account', (one: Project) => [{ ...one, account: 'another' }]],
    ['has another id', (one: Project) => [{ ...one, projectId: 'f'.repeat(32) }]],
    ['has another address', (one: Project) => [{ ...one, hosts: { ...one.hosts, cph: 'https://cph.example.com' } }]],
  ] as const) {
    it(`is deleted once a window uses the folder after its project ${what}, and that of others stays`, async () => {
      await open();
      const one = project;
      await fill();
      const gone = [...folder.held.keys()];
      folder.held.set(`${gone[0] ?? ''}.some-window.draft`, Buffer.from('half a file'));
      others = [one];
      project = { ...one, name: 'Second' };
      await fill();
      others = now(one);
      folder.looks = 0;
      const { inventory } = openWindow();
      assert.deepEqual([folder.looks, folder.held.size], [0, 7]);
      await inventory.servers(project.name);
      assert.deepEqual([folder.looks, folder.held.size], [1, 3]);
      assert.ok(gone.every((name) => !folder.held.has(name)));
      await inventory.instances(project.name);
      assert.equal(folder.looks, 1);
    });
  }

  it('stays as it is when the lists are set aside before they were written', async () => {
    await open();
    await fill();
    const before = new Map(folder.held);
    const { inventory } = openWindow();
    await Promise.all([inventory.servers(PROJECT), inventory.phonesOf(PROJECT), inventory.instances(PROJECT)]);
    inventory.setAside(PROJECT);
    bench.clock.advance(1000);
    await until(() => folder.writes === 6);
    assert.deepEqual(folder.held, before);
  });

  it('is empty for a project without an id, because the sign-in decides which project it is', async () => {
    await open();
    const { projectId, ...rest } = project;
    assert.ok(projectId);
    project = rest;
    const { inventory } = openWindow();
    await inventory.instances(PROJECT);
    bench.clock.advance(1000);
    await until(() => folder.looks === 1);
    assert.deepEqual([folder.writes, bench.clock.pending], [0, 0]);
  });

  it('is written once for readings that end together, and less often when they go on', async () => {
    await open();
    const { inventory } = openWindow();
    await inventory.servers(PROJECT);
    await inventory.refresh(servers);
    assert.equal(bench.clock.nextDelayMs, 1000);
    bench.clock.advance(1000);
    await until(() => folder.writes === 1);
    await inventory.refresh(servers);
    assert.equal(bench.clock.nextDelayMs, 2_000);
    inventory.dispose();
    assert.equal(bench.clock.pending, 0);
  });

  it('is optional: a failing disk is only logged', async () => {
    await open();
    folder.isBroken = true;
    const { inventory } = openWindow();
    assert.equal((await inventory.servers(PROJECT)).rows.length, 12);
    bench.clock.advance(1000);
    await until(() => bench.log.lines.some((line) => line.includes('could not cache the servers')));
    assert.ok(bench.log.lines.some((line) => line.startsWith('warn could not read the cached')));
  });

  it('is small: a value that all rows share is written once', async () => {
    await open({ servers: 30, phonesPerServer: 60, instances: 1 });
    await fill();
    const phones = [...folder.held].find(([name]) => name.endsWith('.phones'))?.[1].length ?? 0;
    assert.ok(phones / 1800 < 80, `${phones / 1800} bytes a phone`);
  });
});
