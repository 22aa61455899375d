import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Scope } from '../../src/inventory/inventory';
import { type Node, nodeId } from '../../src/tree/nodes';
import { Overlays } from '../../src/tree/overlays';
import { ProjectsView } from '../../src/tree/projectsView';
import { projectSetting } from '../cloud/project';
import { type House, INSTANCES, openHouse, PROJECT, SERVERS } from '../unit/support/house';
import { TestClock } from '../unit/support/testClock';
import { until } from '../unit/support/until';

/** VS Code's side of a view, in a test's hands. */
class Shell {
  /** The ids of the rows that were revealed, and whether each was selected. */
  readonly revealed: (readonly [string, boolean | undefined])[] = [];
  readonly nodesChanged = new vscode.EventEmitter<Node[] | undefined>();
  private readonly visibility = new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>();
  private readonly expansion = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>();
  private readonly collapse = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>();
  readonly view: ConstructorParameters<typeof ProjectsView>[0]['view'] & { visible: boolean } = {
    visible: true,
    selection: [],
    reveal: (node, options) => Promise.resolve(void this.revealed.push([nodeId(node), options?.select])),
    onDidChangeVisibility: this.visibility.event,
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

  beforeEach(async () => {
    house = await openHouse();
    await house.bench.signIn();
    shell = new Shell();
    projectsChanged = new vscode.EventEmitter();
    const { projects, project } = house.setting;
    view = new ProjectsView(shell, {
      settings: { projects, project, onDidChangeProjects: projectsChanged.event },
      sessions: house.bench.sessions,
      inventory: house.inventory,
      overlays: new Overlays(),
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
  /** Opens a row as VS Code does: asks for its children and says so; waits until its listing was read. */
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

  it('sees nothing of what is closed, and says when that changes', async () => {
    const project = await child(PROJECT);
    await child('Servers', project);
    assert.deepEqual(view.seen, []);
    assert.equal(seenChanged, 0);
  });

  it('sees what is open, and nothing of it while it is hidden', async () => {
    const { phones } = await openAll();
    assert.deepEqual(view.seen, [SERVERS, phones]);
    shell.show(false);
    assert.deepEqual(view.seen, []);
    shell.show(true);
    assert.deepEqual(view.seen, [SERVERS, phones]);
    assert.equal(seenChanged, 4);
  });

  it('sees nothing below what is closed, though it was open before', async () => {
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

  it('sees nothing of a project that is gone from the setting', async () => {
    await openAll();
    house.setting.write([]);
    projectsChanged.fire();
    await view.tree.getChildren();
    assert.deepEqual(view.seen, []);
    assert.equal(house.inventory.known(SERVERS), undefined);
  });

  it('sees nothing of a project that is signed out', async () => {
    await openAll();
    await house.bench.sessions.signOut(PROJECT);
    await until(() => house.inventory.known(SERVERS) === undefined, 'the forgetting');
    assert.deepEqual(view.seen, []);
  });

  it('sees no phones of a server that is gone, or that a filter hides', async () => {
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

  it('says above the rows which filter is on, and how many rows it found so far', async () => {
    const { project } = await openAll();
    assert.equal(shell.view.message, undefined);
    view.setFilter(' web-02 ');
    assert.equal(view.filter, 'web-02');
    assert.equal(shell.view.message, 'Filter “web-02”: 1 found');
    await open(await child('Instances', project), INSTANCES);
    view.setFilter('0');
    assert.equal(shell.view.message, 'Filter “0”: 7 found');
    view.setFilter('');
    assert.equal(shell.view.message, '');
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
