import assert from 'node:assert/strict';
import { type Operation, type Target } from '../../../../src/model/operation';
import { type Node, nodeId } from '../../../../src/tree/common/projectsNodes';
import { serverState } from '../../../cloud/state/fleet';
import { PROJECT, projectSetting } from '../../../cloud/project';
import { INSTANCES, SERVERS } from '../../../support/house';
import { until } from '../../../support/until';
import { openTree, type TreeBench } from '../../support/tree';

describe('the tree of projects', () => {
  let bench: TreeBench;
  const open = async (...args: Parameters<typeof openTree>): Promise<void> => {
    bench = await openTree(...args);
  };
  const openSignedIn = async (...args: Parameters<typeof openTree>): Promise<void> => {
    await open(...args);
    await bench.bench.signIn();
    bench.newRequests();
  };
  afterEach(() => bench.close());

  const project = async () => (await bench.row(PROJECT)).node;
  const servers = async () => (await bench.row('Servers', await project())).node;
  const instances = async () => (await bench.row('Instances', await project())).node;
  /** @returns the ids of the nodes that were drawn after the first `before` redraws */
  const drawnSince = (before: number) => bench.drawn.slice(before).map((nodes) => nodes?.map(nodeId));
  const fail = (path: string, status: number, code: string, times = 1): void => {
    const fault = { status, body: { error_code: code, error_msg: 'said no', request_id: 'r1' } };
    bench.bench.cloud.faults.next({ path, times, fault });
  };

  it('shows a signed-out project with a row to sign in, and sends nothing', async () => {
    await open();
    assert.deepEqual(await bench.texts(), ['Simulated cloud | cn-north-4 · signed out']);
    const row = await bench.row('Sign in…', await project());
    assert.equal(row.item.command?.command, 'cloudPhone.signIn');
    assert.deepEqual(row.item.command.arguments, [{ project: PROJECT }]);
    assert.deepEqual(bench.newRequests(), []);
  });

  it('shows below a signed-in project groups with counts, rows with status and address or user, and phones', async () => {
    await openSignedIn();
    assert.deepEqual(await bench.texts(), ['Simulated cloud | cn-north-4']);
    assert.deepEqual(await bench.texts(await project()), ['Servers', 'Instances']);
    assert.deepEqual(await bench.texts(await servers()), [
      'web-01 | normal · 203.0.113.1',
      'web-02 | normal · 203.0.113.2',
      'web-03 | normal · 192.168.0.3',
    ]);
    const [first] = await bench.rows(await instances());
    const instance = bench.bench.cloud.fleet.instances.values().next().value;
    assert.equal(first?.item.label, instance?.name);
    assert.equal(first?.item.description, `running · ${instance?.assignUser ?? ''}`);
    assert.deepEqual(await bench.texts(await project()), ['Servers | 3', 'Instances | 4']);
    const web = (await bench.row('web-01', await servers())).node;
    assert.deepEqual(await bench.texts(web), ['web-01-00001 | running', 'web-01-00002 | running']);
  });

  it('reads nothing before a group is opened, and then only that group', async () => {
    await openSignedIn();
    const group = await servers();
    assert.deepEqual(bench.newRequests(), []);
    const loading = await bench.tree.getChildren(group);
    assert.deepEqual(
      loading.map((node) => bench.tree.getTreeItem(node).label),
      ['Loading…'],
    );
    await bench.rows(group);
    assert.match(bench.newRequests().join(' '), /^\S+\/servers\S*$/);
  });

  it('shows only the services that a project names', async () => {
    await openSignedIn({}, { services: ['koophone'] });
    assert.deepEqual(await bench.texts(await project()), ['Instances']);
  });

  it('keeps every id over a refresh', async () => {
    await openSignedIn();
    const before = await bench.ids();
    assert.equal(new Set(before).size, before.length);
    assert.equal(before.length, 1 + 2 + 3 + 3 * 2 + 4);
    await bench.tree.refresh(SERVERS);
    await bench.tree.refresh(INSTANCES);
    bench.tree.redraw();
    assert.deepEqual(await bench.ids(), before);
  });

  it('draws only the row that changed, as the same object that the view was given', async () => {
    await openSignedIn();
    const row = await bench.row('web-02', await servers());
    const server = bench.bench.cloud.fleet.server('web-02');
    await bench.settle();
    const before = bench.drawn.length;
    server.publicIp = '203.0.113.99';
    await bench.inventory.refreshRows(PROJECT, 'servers', [server.serverId]);
    assert.equal(bench.drawn.length, before + 1);
    assert.equal(bench.drawn.at(-1)?.length, 1);
    assert.equal(bench.drawn.at(-1)?.[0], row.node);
    assert.equal(bench.tree.getTreeItem(row.node).description, 'normal · 203.0.113.99');
  });

  it('draws nothing when a list was read again and has not changed', async () => {
    await openSignedIn();
    await bench.rows(await servers());
    await bench.texts(await project());
    await bench.settle();
    const before = bench.drawn.length;
    await bench.tree.refresh(SERVERS);
    await bench.settle();
    assert.deepEqual(drawnSince(before), []);
  });

  it('draws the group, and nothing above it, when its counts or its rows changed', async () => {
    await openSignedIn();
    const group = await servers();
    await bench.rows(group);
    await bench.texts(await project());
    await bench.settle();
    const before = bench.drawn.length;
    bench.bench.cloud.fleet.server('web-02').status = serverState.abnormal;
    await bench.tree.refresh(SERVERS);
    await bench.settle();
    assert.deepEqual(drawnSince(before).flat(), [nodeId(group)]);
    assert.equal((await bench.row('Servers', await project())).item.description, '3 · 1 abnormal');
  });

  it('removes a row that does not exist any more', async () => {
    await openSignedIn();
    const group = await servers();
    await bench.rows(group);
    const { serverId } = bench.bench.cloud.fleet.server('web-02');
    bench.bench.cloud.fleet.servers.delete(serverId);
    await bench.settle();
    const before = bench.drawn.length;
    await bench.inventory.refreshRows(PROJECT, 'servers', [serverId]);
    assert.deepEqual(drawnSince(before).flat(), [nodeId(group)]);
    assert.equal((await bench.rows(group)).length, 2);
    assert.equal((await bench.row('Servers', await project())).item.description, '2');
  });

  it('says so when a group or a server is empty', async () => {
    await openSignedIn({ servers: 1, phonesPerServer: 0, instances: 0 });
    assert.deepEqual(await bench.texts(await instances()), ['No instances | click to try again']);
    const server = (await bench.row('web-01', await servers())).node;
    assert.deepEqual(await bench.texts(server), ['No phones on this server | click to try again']);
    assert.equal((await bench.row('Instances', await project())).item.description, '0');
  });

  it('shows a failure below its group, keeps the other group, and removes it with the next reading', async () => {
    await openSignedIn();
    fail('/servers', 403, 'CPS.0005');
    const group = await servers();
    const [failed, ...others] = await bench.rows(group);
    assert.deepEqual(others, []);
    assert.equal(failed?.item.label, 'Could not be read');
    assert.match(String(failed.item.description), /^CPS\.0005 /);
    assert.equal((await bench.rows(await instances())).length, 4);
    assert.match(bench.bench.log.lines.join('\n'), /error servers of Simulated cloud could not be read/);
    await bench.tree.refresh(SERVERS);
    assert.equal((await bench.rows(group)).length, 3);
  });

  it('does not read a failed list again when the failure is only drawn again', async () => {
    await openSignedIn();
    fail('/servers', 403, 'CPS.0005', 5);
    const group = await servers();
    await bench.rows(group);
    await bench.rows(group);
    assert.equal(bench.newRequests().length, 1);
  });

  it('keeps the old rows below the failure of a refresh', async () => {
    await openSignedIn();
    const group = await servers();
    await bench.rows(group);
    fail('/servers', 403, 'CPS.0005');
    await assert.rejects(bench.tree.refresh(SERVERS), /CPS\.0005|said no/);
    assert.deepEqual(
      (await bench.rows(group)).map(({ item }) => item.label),
      ['Could not be read', 'web-01', 'web-02', 'web-03'],
    );
  });

  it('never throws into the view, not even when the secrets cannot be read', async () => {
    await open();
    bench.bench.secrets.failure = { on: 'get', error: new Error('the keyring is locked') };
    assert.deepEqual(await bench.texts(), ['Simulated cloud | cn-north-4 · signed out · sign in again']);
    assert.deepEqual(await bench.texts(await project()), ['Sign in again…']);
  });

  it('finds the parents from a phone up to its project, as the objects that the view was given', async () => {
    await openSignedIn();
    const top = await project();
    const [group] = await bench.rows(top);
    assert.ok(group);
    const [server] = await bench.rows(group.node);
    assert.ok(server);
    const [phone] = await bench.rows(server.node);
    assert.ok(phone);
    assert.equal(bench.tree.getParent(phone.node), server.node);
    assert.equal(bench.tree.getParent(server.node), group.node);
    assert.equal(bench.tree.getParent(group.node), top);
    assert.equal(bench.tree.getParent(top), undefined);
  });

  it('shows under a filter only the rows that match, counts them, and says when none does', async () => {
    await openSignedIn();
    const group = await servers();
    await bench.rows(group);
    bench.setFilter('02');
    assert.deepEqual(await bench.texts(group), ['web-02 | normal · 203.0.113.2']);
    assert.equal((await bench.row('Servers', await project())).item.description, '1 of 3');
    assert.deepEqual(bench.tree.hits(), { servers: 1, phones: 0, instances: 0 });
    bench.setFilter('no such');
    assert.deepEqual(await bench.texts(group), [
      'Nothing found so far: not all phones were read | click to clear the filter',
    ]);
    bench.setFilter('');
    assert.equal((await bench.rows(group)).length, 3);
    assert.equal((await bench.row('Servers', await project())).item.description, '3');
  });

  it('draws the groups again when the filter changes', async () => {
    await openSignedIn();
    await bench.rows(await servers());
    await bench.rows(await instances());
    const groups = [await servers(), await instances()];
    await bench.settle();
    const before = bench.drawn.length;
    bench.setFilter('web');
    await bench.settle();
    assert.deepEqual(drawnSince(before).flat().sort(), groups.map(nodeId).sort());
  });

  it('shows at once what an operation does to a row, also after a refresh, and the status when it is over', async () => {
    await openSignedIn();
    const row = await bench.row('web-01', await servers());
    assert.ok(row.node.kind === 'server');
    const { id } = row.node.server;
    const operation = (phase: 'waiting' | 'settled'): Operation => ({
      number: 1,
      verb: 'restart',
      project: PROJECT,
      requests: 1,
      startedAt: 0,
      targets: [{ id, name: 'web-01', phase }],
    });
    const look = () => bench.tree.getTreeItem(row.node);
    await bench.settle();
    const before = bench.drawn.length;
    bench.busyRows.follow({ kind: 'accepted', operation: operation('waiting') });
    assert.deepEqual(drawnSince(before), [[nodeId(await servers())]]);
    assert.equal((await bench.row('Servers', await project())).item.description, '3 · 1 restarting');
    assert.equal(look().description, 'restarting… · 203.0.113.1');
    await bench.tree.refresh(SERVERS);
    assert.equal(look().description, 'restarting… · 203.0.113.1');
    assert.equal(bench.tree.busy(row.node), 'restart');
    bench.busyRows.follow({ kind: 'done', operation: operation('settled') });
    assert.equal(look().description, 'normal · 203.0.113.1');
    await bench.settle();
    assert.ok(
      drawnSince(before)
        .slice(1)
        .flat()
        .includes(nodeId(await servers())),
    );
  });

  it('shows on a phone what an operation does to it or to its server', async () => {
    await openSignedIn();
    const server = await bench.row('web-01', await servers());
    assert.ok(server.node.kind === 'server');
    const serverId = server.node.server.id;
    const { node } = await bench.row('web-01-00001', server.node);
    assert.ok(node.kind === 'phone');
    const description = () => bench.tree.getTreeItem(node).description;
    const act = (verb: Operation['verb'], target: Pick<Target, 'id' | 'serverId'>) => {
      const operation = (phase: 'sent' | 'settled'): Operation => ({
        number: 1,
        verb,
        project: PROJECT,
        requests: 1,
        startedAt: 0,
        targets: [{ name: 'it', ...target, phase }],
      });
      bench.busyRows.follow({ kind: 'accepted', operation: operation('sent') });
      return () => {
        bench.busyRows.follow({ kind: 'done', operation: operation('settled') });
      };
    };
    await bench.settle();
    const before = bench.drawn.length;
    const ends = act('restart', { id: serverId, serverId });
    assert.equal(description(), 'restarting…');
    await bench.settle();
    // VS Code draws what is below a row with it.
    assert.ok(
      drawnSince(before)
        .flat()
        .includes(nodeId(await servers())),
    );
    ends();
    assert.equal(description(), 'running');
    const isShutDown = act('shutDownPhones', { id: node.phone.id, serverId });
    assert.equal(description(), 'shutting down…');
    isShutDown();
    assert.equal(description(), 'running');
    const tooltip = bench.tree.resolveTreeItem(bench.tree.getTreeItem(node), node).tooltip;
    assert.match(typeof tooltip === 'object' ? tooltip.value : '', /Server:&nbsp;web/);
  });

  it('goes signed out when another window signs out, and forgets what it knew', async () => {
    await openSignedIn();
    await bench.rows(await servers());
    const top = await project();
    await bench.settle();
    await bench.bench.openWindow().sessions.signOut(PROJECT);
    await until(() => bench.tree.getTreeItem(top).description === 'cn-north-4 · signed out', 'the row');
    assert.deepEqual(await bench.texts(top), ['Sign in…']);
    assert.equal(bench.inventory.known(SERVERS), undefined);
    await until(() => bench.drawn.flat().includes(top), 'the drawing');
  });

  it('shows the groups when the person signs in', async () => {
    await open();
    const top = await project();
    assert.deepEqual(await bench.texts(top), ['Sign in…']);
    await bench.bench.signIn();
    await until(() => bench.drawn.flat().includes(top), 'the drawing');
    assert.deepEqual(await bench.texts(top), ['Servers', 'Instances']);
  });

  it('shows an invalid entry of the setting beside the valid ones, and sends nothing for it', async () => {
    await openSignedIn();
    const right = projectSetting(bench.bench.cloud, PROJECT);
    bench.setting.write([
      { ...right, endpoints: { ...right.endpoints, cph: 'http://203.0.113.9' }, name: 'Plain' },
      { name: 'Nowhere', region: 'cn-nowhere-1' },
      'nonsense',
      { ...right, servers: ['a/b'], instances: [{ instanceId: 'i1', userId: '1'.repeat(33) }, { instanceId: 'a/b' }] },
    ]);
    bench.tree.redraw();
    assert.deepEqual(bench.drawn.at(-1), undefined);
    const tops = await bench.rows();
    assert.deepEqual(
      tops.map(({ item }) => item.label),
      [PROJECT, 'Plain', 'Nowhere', '3'],
    );
    for (const { item } of tops.slice(1)) {
      assert.equal(item.command?.command, 'cloudPhone.editProject');
      assert.match(JSON.stringify(item.command.arguments), /"path":"\[\d\]/);
      assert.ok(typeof item.description === 'string' && item.description.length > 10);
    }
    const below = await bench.rows(await project());
    assert.deepEqual(
      below.map(({ item }) => item.label),
      ['Servers', 'Instances', PROJECT, PROJECT, PROJECT],
    );
    assert.equal((await bench.rows(await servers())).length, 3);
    assert.ok(bench.newRequests().every((path) => path.includes('/servers')));
    const ids = await bench.ids();
    assert.equal(new Set(ids).size, ids.length);
  });

  it('reads only the project again whose entry was changed', async () => {
    await openSignedIn();
    const entry = projectSetting(bench.bench.cloud, PROJECT);
    const other = { ...entry, name: 'Other', account: PROJECT };
    bench.setting.write([entry, other]);
    bench.tree.redraw();
    const groupOf = async (name: string): Promise<Node> =>
      (await bench.row('Servers', (await bench.row(name)).node)).node;
    await bench.rows(await groupOf(PROJECT));
    await bench.rows(await groupOf('Other'));
    bench.newRequests();
    bench.setting.write([entry, { ...other, servers: ['f'.repeat(32)] }]);
    bench.tree.redraw();
    assert.equal((await bench.rows(await groupOf(PROJECT))).length, 3);
    assert.deepEqual(bench.newRequests(), []);
    assert.equal((await bench.rows(await groupOf('Other'))).length, 4);
    assert.equal(bench.newRequests().length, 1);
  });

  it('reads no list twice when the first sign-in fills in the project id', async () => {
    await open();
    bench.setting.write([{ ...projectSetting(bench.bench.cloud, PROJECT), projectId: undefined }]);
    bench.tree.redraw();
    await bench.rows();
    const before = bench.setting.project(PROJECT);
    assert.ok(before);
    await bench.bench.signIn(before);
    await bench.rows(await servers());
    bench.newRequests();
    bench.tree.redraw();
    assert.equal((await bench.rows(await servers())).length, 3);
    bench.setting.write([projectSetting(bench.bench.cloud, PROJECT)]);
    bench.tree.redraw();
    assert.equal((await bench.rows(await servers())).length, 3);
    assert.deepEqual(bench.newRequests(), []);
  });

  it('still knows which listings were read while everything is drawn anew', async () => {
    await openSignedIn();
    await bench.rows((await bench.row('web-01', await servers())).node);
    const { serverId = '' } = bench.bench.cloud.fleet.servers.values().next().value ?? {};
    bench.tree.redraw();
    assert.deepEqual(bench.tree.readScopes(), [
      { kind: 'servers', project: PROJECT },
      { kind: 'phones', project: PROJECT, serverId },
    ]);
    assert.deepEqual(bench.tree.readScopes('another'), []);
  });

  it('opens a group of 10,000 with 200 rows, and keeps the loaded pages over a refresh', async () => {
    await openSignedIn({ servers: 0, phonesPerServer: 0, instances: 10_000 });
    await bench.inventory.instances(PROJECT);
    const large = await instances();
    assert.equal((await bench.rows(large)).length, 201);
    const more = (await bench.rows(large)).at(-1);
    assert.equal(more?.item.description, '200 of 10,000');
    bench.tree.loadMore(nodeId(large));
    await bench.tree.refresh(INSTANCES);
    const rows = await bench.rows(large);
    assert.equal(rows.length, 401);
    assert.equal(rows.at(-1)?.item.description, '400 of 10,000');
  });

  it('tells every field of a row when the pointer rests on it', async () => {
    await openSignedIn();
    const { node, item } = await bench.row('web-01', await servers());
    assert.equal(item.tooltip, undefined);
    const { tooltip } = bench.tree.resolveTreeItem(item, node);
    assert.ok(typeof tooltip === 'object' && tooltip.value.includes('203'));
  });
});
