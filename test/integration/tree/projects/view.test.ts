import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type CommandContext } from '../../../../src/commands/context';
import { matchingCommand } from '../../../../src/commands/act/actOnMatching';
import { pickTargets } from '../../../../src/commands/meant/pickTargets';
import { type Scope } from '../../../../src/inventory/inventory';
import { DEFAULT_GUARD } from '../../../../src/model/plan';
import { type Node, nodeId } from '../../../../src/tree/common/projectsNodes';
import { BusyRows } from '../../../../src/tree/live/busyRows';
import { ProjectsView } from '../../../../src/tree/projects/view';
import { ViewChoices } from '../../../../src/tree/projects/viewChoices';
import { PROJECT, projectSetting } from '../../../cloud/project';
import { type House, INSTANCES, openHouse, SERVERS } from '../../../support/house';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';
import { WatchedWindow } from '../../support/window';

/** VS Code's side of a view, which the test controls. */
class Shell {
  /** The ids of the rows that were revealed, and whether each was selected. */
  readonly revealed: (readonly [string, boolean | undefined])[] = [];
  readonly nodesChanged = new vscode.EventEmitter<Node[] | undefined>();
  private readonly visibility = new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>();
  private readonly selected = new vscode.EventEmitter<vscode.TreeViewSelectionChangeEvent<Node>>();
  private readonly expansion = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>();
  private readonly collapse = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>();
  readonly view: ConstructorParameters<typeof ProjectsView>[0]['view'] & { visible: boolean } = {
    visible: true,
    selection: [],
    reveal: (node, options) => Promise.resolve(void this.revealed.push([nodeId(node), options?.select])),
    onDidChangeVisibility: this.visibility.event,
    onDidChangeSelection: this.selected.event,
    onDidExpandElement: this.expansion.event,
    onDidCollapseElement: this.collapse.event,
  };

  show(visible: boolean): void {
    this.view.visible = visible;
    this.visibility.fire({ visible });
  }

  open(element: Node): void {
    this.expansion.fire({ element });
  }

  close(element: Node): void {
    this.collapse.fire({ element });
  }
}

describe('the view of projects', () => {
  let house: House;
  let shell: Shell;
  let view: ProjectsView;
  let projectsChanged: vscode.EventEmitter<void>;
  let seenChanged: number;
  /** The stored choices of the window. */
  let kept: Map<string, unknown>;
  const keep = (key: string, value: unknown): Promise<void> => {
    kept.set(key, value);
    return Promise.resolve();
  };

  beforeEach(async () => {
    house = await openHouse();
    await house.bench.signIn();
    shell = new Shell();
    kept = new Map();
    projectsChanged = new vscode.EventEmitter();
    const { projects, project } = house.setting;
    view = new ProjectsView(shell, {
      settings: { projects, project, onDidChangeProjects: projectsChanged.event },
      sessions: house.bench.sessions,
      inventory: house.inventory,
      busyRows: new BusyRows(),
      choices: new ViewChoices({ get: (key) => kept.get(key), update: keep }),
      clock: new TestClock(),
      log: house.bench.log,
    });
    seenChanged = 0;
    view.onDidChangeSeen(() => (seenChanged += 1));
  });
  afterEach(async () => {
    view.dispose();
    await house.close();
  });

  const child = async (label: string, below?: Node): Promise<Node> => {
    const nodes = await view.tree.getChildren(below);
    const found = nodes.find((node) => view.tree.getTreeItem(node).label === label);
    assert.ok(found, label);
    return found;
  };
  /** Expands a row as VS Code does: asks for its children and fires the event. Waits until its listing was read. */
  const open = async (node: Node, scope: Scope): Promise<void> => {
    shell.open(node);
    await view.tree.getChildren(node);
    await until(() => house.inventory.known(scope) !== undefined, 'the listing');
    await view.tree.getChildren(node);
  };
  const openAll = async () => {
    const project = await child(PROJECT);
    const servers = await child('Servers', project);
    await open(servers, SERVERS);
    const server = await child('web-01', servers);
    assert.ok(server.kind === 'server');
    const phones: Scope = { kind: 'phones', project: PROJECT, serverId: server.server.id };
    await open(server, phones);
    return { project, servers, server, phones };
  };

  it('shows a project when asked, with its first group open when it is signed in', async () => {
    await view.show('no such project');
    assert.deepEqual(shell.revealed, []);
    await view.show(PROJECT);
    const id = nodeId(await child(PROJECT));
    assert.deepEqual(shell.revealed.splice(0), [
      [id, true],
      [`${id}/servers`, false],
    ]);
    await house.bench.sessions.signOut(PROJECT);
    await view.show(PROJECT);
    assert.deepEqual(shell.revealed, [[id, true]]);
  });

  it('does not count a closed row as seen, and says when it is opened', async () => {
    const project = await child(PROJECT);
    await child('Servers', project);
    assert.deepEqual(view.seen, []);
    assert.equal(seenChanged, 0);
  });

  it('counts open listings as seen, but none while the view is hidden', async () => {
    const { phones } = await openAll();
    assert.deepEqual(view.seen, [SERVERS, phones]);
    shell.show(false);
    assert.deepEqual(view.seen, []);
    shell.show(true);
    assert.deepEqual(view.seen, [SERVERS, phones]);
    assert.equal(seenChanged, 4);
  });

  it('counts nothing below a closed row as seen, even if it was open before', async () => {
    const { project, servers, server, phones } = await openAll();
    shell.close(servers);
    assert.deepEqual(view.seen, []);
    shell.open(servers);
    assert.deepEqual(view.seen, [SERVERS, phones]);
    shell.close(project);
    assert.deepEqual(view.seen, []);
    shell.open(project);
    shell.close(server);
    assert.deepEqual(view.seen, [SERVERS]);
  });

  it('counts nothing of a project as seen that was removed from the setting', async () => {
    await openAll();
    house.setting.write([]);
    projectsChanged.fire();
    await view.tree.getChildren();
    assert.deepEqual(view.seen, []);
    assert.equal(house.inventory.known(SERVERS), undefined);
  });

  it('counts nothing of a signed-out project as seen', async () => {
    await openAll();
    await house.bench.sessions.signOut(PROJECT);
    await until(() => house.inventory.known(SERVERS) === undefined, 'the forgetting');
    assert.deepEqual(view.seen, []);
  });

  it('does not count the phones of a server as seen that is gone or that the filter hides', async () => {
    const { servers } = await openAll();
    view.setFilter('web-02');
    await view.tree.getChildren(servers);
    assert.deepEqual(view.seen, [SERVERS]);
    view.setFilter('');
    house.bench.cloud.fleet.servers.delete(house.bench.cloud.fleet.server('web-01').serverId);
    await view.tree.refresh(SERVERS);
    await view.tree.getChildren(servers);
    assert.deepEqual(view.seen, [SERVERS]);
  });

  /** Sets a filter, and waits until all lists that it must search were read. */
  const filterBy = async (filter: string): Promise<string | undefined> => {
    view.setFilter(filter);
    await until(() => !/More is being read|Reading:/.test(shell.view.message ?? ''), 'the reading');
    return shell.view.message;
  };

  it('reads for a filter the lists that were not read yet, says what it found, and stores the filter for the window', async () => {
    await openAll();
    assert.equal(shell.view.message, undefined);
    assert.equal(await filterBy(' web-02 '), 'Filter “web-02”: 3 found (servers: 1, phones: 2, instances: 0).');
    assert.equal(kept.get('filter'), 'web-02');
    assert.equal(await filterBy('0'), 'Filter “0”: 13 found (servers: 3, phones: 6, instances: 4).');
    house.newRequests();
    assert.match((await filterBy('stauts:x')) ?? '', /: 0 found .* Unknown filter key “stauts:”/);
    assert.deepEqual(house.newRequests(), []);
    assert.equal(await filterBy(''), '');
    assert.equal(kept.get('filter'), undefined);
  });

  it('shows under a filter a server when only one of its phones matches, and below it that phone', async () => {
    const { servers } = await openAll();
    await filterBy('web-03-00002');
    const [shown, ...others] = await view.tree.getChildren(servers);
    assert.ok(shown?.kind === 'server' && shown.server.name === 'web-03');
    assert.deepEqual(others, []);
    const phones = await view.tree.getChildren(shown);
    assert.deepEqual(
      phones.map((node) => view.tree.getTreeItem(node).label),
      ['web-03-00002'],
    );
  });

  it('says nothing of a filter while no project is configured, because that would hide the welcome text', async () => {
    view.setFilter('web');
    await until(() => shell.view.message !== '' && shell.view.message !== undefined, 'a message');
    house.setting.write([]);
    projectsChanged.fire();
    assert.equal(shell.view.message, '');
    house.setting.write([projectSetting(house.bench.cloud, PROJECT)]);
    projectsChanged.fire();
    assert.match(shell.view.message ?? '', /web/);
  });

  it('says when not everything could be read for the filter', async () => {
    await openAll();
    const refusal = { status: 403, body: { error_code: 'CPS.0005', error_msg: 'said no' } };
    house.bench.cloud.faults.next({ path: '/phones', times: 99, fault: refusal });
    assert.match((await filterBy('web')) ?? '', /Some lists could not be read/);
  });

  it('filters without reading while the person types, and restores the old filter on a cancel', async () => {
    const { servers } = await openAll();
    house.newRequests();
    view.previewFilter('web-02');
    assert.equal((await view.tree.getChildren(servers)).length, 1);
    assert.match(shell.view.message ?? '', /^Filter “web-02”: 1 found/);
    view.previewFilter(undefined);
    assert.equal((await view.tree.getChildren(servers)).length, 3);
    assert.equal(shell.view.message, '');
    assert.deepEqual(house.newRequests(), []);
  });

  describe('gives the action of a group', () => {
    let window: WatchedWindow;
    let context: CommandContext;
    beforeEach(() => {
      window = new WatchedWindow();
      const { project, projects } = house.setting;
      const settings = { project, projects, guard: () => DEFAULT_GUARD, freshMs: () => 60_000 };
      const operations = { list: () => [], running: () => [] };
      context = { view, settings, operations, inventory: house.inventory } as unknown as CommandContext;
    });
    afterEach(() => {
      window.dispose();
    });

    it('the rows that it shows while a filter is still being typed, and all rows after a cancel', async () => {
      const { servers } = await openAll();
      view.previewFilter('web-02');
      const names = async () =>
        (await pickTargets(context, ['restart'], [servers])).parts.flatMap(({ nodes }) =>
          nodes.map((node) => node.kind === 'server' && node.server.name),
        );
      assert.deepEqual(await names(), ['web-02']);
      await assert.rejects(async () => matchingCommand('restart')(context, servers), vscode.CancellationError);
      assert.deepEqual(
        window.messages.map(({ text }) => text),
        ['Restart 1 server in Simulated cloud?'],
      );
      view.previewFilter(undefined);
      assert.deepEqual(await names(), ['web-01', 'web-02', 'web-03']);
    });

    it('no rows when the filter changes while the list is read', async () => {
      const { servers } = await openAll();
      view.previewFilter('web-02');
      house.inventory.setAside(PROJECT);
      const picking = pickTargets(context, ['restart'], [servers]);
      view.previewFilter(undefined);
      await assert.rejects(picking, vscode.CancellationError);
      assert.deepEqual(
        window.messages.map(({ text }) => text),
        ['The filter was changed meanwhile. Nothing was done.'],
      );
    });
  });

  it('sorts and groups by the stored choices of the window', async () => {
    const { project } = await openAll();
    view.sortBy = 'created';
    view.groupBy = 'state';
    assert.deepEqual([kept.get('sortBy'), kept.get('groupBy')], ['created', 'state']);
    const instances = await child('Instances', project);
    await open(instances, INSTANCES);
    const running = await child('running', instances);
    const below = await view.tree.getChildren(running);
    assert.equal(view.tree.getTreeItem(running).description, String(below.length));
    assert.ok(below.every((node) => node.kind === 'instance'));
    const [first] = below;
    assert.ok(first);
    assert.equal(view.tree.getParent(first), running);
    kept.set('sortBy', 'nonsense');
    assert.equal(view.sortBy, 'name');
  });

  it('reveals a row, and says when there is none or the filter hides it', async () => {
    const { phones } = await openAll();
    const phone = house.bench.cloud.fleet.phone('web-01-00002').phoneId;
    assert.ok(await view.reveal(phones, phone));
    assert.match(String(shell.revealed.at(-1)), new RegExp(`/${phone},true$`));
    assert.ok(!(await view.reveal(SERVERS, 'gone')));
    await filterBy('web-02');
    const before = shell.revealed.length;
    assert.ok(!(await view.reveal(phones, phone)));
    assert.equal(shell.revealed.length, before);
  });

  it('draws everything anew when the setting changes', async () => {
    await child(PROJECT);
    let all = 0;
    shell.nodesChanged.event((nodes) => (all += nodes === undefined ? 1 : 0));
    house.setting.write([projectSetting(house.bench.cloud, PROJECT), { name: 'Other', region: 'cn-north-4' }]);
    projectsChanged.fire();
    assert.equal(all, 1);
    assert.equal((await view.tree.getChildren()).length, 2);
  });
});
