import type * as vscode from 'vscode';
import { type AccountChange } from '../../auth/store/credentialCache';
import { type AnyScope, type Inventory, type Scope } from '../../inventory/inventory';
import { type Project } from '../../model/project';
import { type Server } from '../../model/server';
import { type Verb } from '../../model/verbs';
import { inEnglish } from '../../base/message';
import { inWords } from '../../ui/words/words';
import { Arrangements, type Choice } from '../../arrange/arrangements';
import { ChangedNodes, rowsBelow } from './changedNodes';
import { ChangeQueue } from '../common/changeQueue';
import { type Hits } from './filterMessage';
import { NodesInView } from './nodesInView';
import { ShownListings } from './listings/shownListings';
import { groupId, type Node, nodeId, projectId, type ProjectNode, scopeNodeId } from '../common/projectsNodes';
import { isTargetNode, rowIn, scopeWith } from '../common/targetNodes';
import { type BusyRows } from '../live/busyRows';
import { Pages } from './listings/pages';
import { isSameProject, ProjectRows, type ProjectRowsParts } from './projectRows';
import { PathToRow } from './pathToRow';
import { render } from './rows/render';
import { type Look } from './rows/row';
import { tooltip } from './rows/tooltip';

export interface ProjectsTreeParts extends ProjectRowsParts {
  readonly inventory: Inventory;
  readonly busyRows: BusyRows;
}

/** The callbacks of the tree. */
export interface ProjectsTreeEvents {
  /** Draws these nodes again; all of them for undefined. */
  readonly draw: (nodes: Node[] | undefined) => void;
  /** Called when VS Code asked for the groups of a project that is signed in. */
  readonly projectOpened?: (project: Project) => void;
  /** @returns whether all phones of the project are being read for the filter */
  readonly isReadingPhones?: (project: string) => boolean;
}

/** The data of the Projects view: project › Servers and Instances › rows. The phones are below their server. */
export class ProjectsTree implements vscode.Disposable {
  readonly arrangements: Arrangements;
  private readonly nodes = new NodesInView();
  private readonly pages = new Pages();
  private readonly listings: ShownListings;
  private readonly rows: ProjectRows;
  /** The projects at the last redraw. The inventory was read with these. */
  private projects: readonly Project[];
  /** The names of the projects that are not signed in. Their rows cannot be seen. */
  private readonly closed = new Set<string>();
  private readonly changed: ChangedNodes;
  private readonly paths: PathToRow;
  private readonly queue: ChangeQueue<string>;
  private readonly subscriptions: { dispose(): void }[];

  constructor(
    private readonly parts: ProjectsTreeParts,
    private readonly events: ProjectsTreeEvents,
  ) {
    const { inventory, busyRows, clock, log } = parts;
    this.queue = new ChangeQueue(clock, (ids) => {
      const nodes = this.changed.of(ids);
      if (nodes.length > 0) {
        this.events.draw(nodes);
      }
    });
    this.arrangements = new Arrangements(inventory, (word) => [inEnglish(word), inWords(word)]);
    const changed = (scope: Scope): void => {
      this.queue.add([rowsBelow(scopeNodeId(scope))]);
    };
    const { arrangements, nodes, pages } = this;
    const isReadingPhones = (project: string): boolean => events.isReadingPhones?.(project) ?? false;
    this.listings = new ShownListings({ inventory, arrangements, pages, busyRows, log, isReadingPhones, changed });
    this.rows = new ProjectRows(parts, (node) => {
      this.signInChanged(node);
    });
    this.changed = new ChangedNodes({
      nodes,
      below: (node) => this.below(node),
      draw: (node) => render(node, this.look(node)),
    });
    const { draw } = events;
    this.paths = new PathToRow({ settings: parts.settings, arrangements, nodes, pages, clock, draw });
    this.projects = parts.settings.projects().projects;
    this.subscriptions = [
      this.queue,
      inventory.onDidChange(({ scope }) => {
        this.listingChanged(scope);
      }),
      busyRows.onDidChange((ids) => {
        this.queue.add(ids);
      }),
      parts.sessions.onDidChange((change) => void this.accountChanged(change)),
    ];
  }

  /** Draws everything anew. Forgets what was read of each project whose entry in the setting changed or is gone. */
  redraw(): void {
    const { projects } = this.parts.settings.projects();
    for (const before of this.projects) {
      const now = projects.find(({ name }) => name === before.name);
      if (!isSameProject(before, now)) {
        this.parts.inventory.forget(before.name);
        this.listings.forgetFailuresBelow(projectId(before.name));
      }
    }
    this.projects = projects;
    this.nodes.clear();
    this.changed.clear();
    this.events.draw(undefined);
  }

  /** Sets the filter, the order and the grouping. */
  choose(choice: Choice): void {
    this.arrangements.choice = choice;
    const groups = this.nodes.ofKind('group').map(nodeId);
    const servers = this.nodes.ofKind('server').map(nodeId);
    this.queue.add([...groups, ...servers].map(rowsBelow));
  }

  /** Call when a reading for the filter began or ended. */
  searchChanged(project: string): void {
    this.queue.add([rowsBelow(groupId(project, 'servers'))]);
  }

  /** @returns how many of the rows read so far match the filter; projects that are signed out do not count */
  hits(): Hits {
    const count = { servers: 0, phones: 0, instances: 0 };
    const { projects } = this.parts.settings.projects();
    for (const { name } of projects.filter((project) => !this.closed.has(project.name))) {
      count.servers += this.arrangements.servers(name)?.hits.length ?? 0;
      count.phones += this.arrangements.phoneCount(name) ?? 0;
      count.instances += this.arrangements.instances(name)?.hits.length ?? 0;
    }
    return count;
  }

  /** @returns the projects that are signed in, among those that VS Code was given */
  openProjects(): readonly Project[] {
    return this.nodes
      .ofKind('project')
      .filter(({ signIn }) => signIn === 'signedIn')
      .map(({ project }) => project);
  }

  /**
   * @param project the name of one project; all projects without it
   * @returns the listings that were read or whose reading failed; those of signed-out projects are left out
   */
  readScopes(project?: string): readonly Scope[] {
    const { projects } = this.parts.settings.projects();
    return projects
      .filter(({ name }) => (project === undefined || name === project) && !this.closed.has(name))
      .flatMap(({ name }) => this.listings.readScopes(name));
  }

  /** @returns whether the listing was read or its reading failed */
  wasAskedFor(scope: Scope): boolean {
    return this.listings.wasAskedFor(scope);
  }

  /** @returns whether the row above the listing is shown: the filter can hide a server */
  isShown(scope: Scope): boolean {
    return this.listings.isShown(scope);
  }

  /** @returns the newest state of the node */
  newest(node: Node): Node {
    return this.nodes.newest(node);
  }

  /** @returns the verb of the operation that acts on this row now; undefined when none does */
  busy(node: Node): Verb | undefined {
    if (!isTargetNode(node)) {
      return undefined;
    }
    const { busyRows } = this.parts;
    const own = busyRows.verbs(scopeWith(node)).get(rowIn(node).id);
    // A server takes its phones with it.
    return own ?? (node.kind === 'phone' ? busyRows.verbs({ ...node, kind: 'servers' }).get(node.serverId) : undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const newest = this.newest(node);
    const item = render(newest, this.look(newest));
    this.changed.note(newest, item);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const newest = this.newest(node);
    item.tooltip = tooltip(newest, { ...this.look(newest), server: this.serverOf(newest) });
    return item;
  }

  getParent(node: Node): Node | undefined {
    const parent = this.paths.parent(node);
    return parent && (this.nodes.get(nodeId(parent)) ?? parent);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const below = node === undefined ? '' : nodeId(node);
    const children = node === undefined ? await this.rows.top() : this.below(this.newest(node));
    this.nodes.adopt(below, children);
    this.paths.given(below);
    if (node?.kind === 'project') {
      const { project, signIn } = this.newest(node) as ProjectNode;
      if (signIn === 'signedIn') {
        this.events.projectOpened?.(project);
      }
    }
    return children;
  }

  /** @returns the nodes of all valid projects, with their current sign-in */
  projectNodes(): Promise<readonly ProjectNode[]> {
    return this.rows.projects();
  }

  /**
   * Reads a listing again. A failure is shown as a row below its node.
   * @throws ApiError when the reading fails
   */
  refresh(scope: Scope, signal?: AbortSignal): Promise<void> {
    return this.listings.refresh(scope, signal);
  }

  /** @param below the id of the node that gets one page more */
  loadMore(below: string): void {
    this.pages.more(below);
    this.queue.add([rowsBelow(below)]);
  }

  /**
   * Shows the pages that hold a row, and those of the nodes above it. The listing must have been read.
   * @returns the row's node, after VS Code has asked for the pages; undefined when the row does not exist or the filter
   * hides it
   */
  reach(scope: Scope, id: string): Promise<Node | undefined> {
    return this.paths.row(scope, id);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  /** @returns the server of a phone */
  private serverOf(node: Node): Server | undefined {
    return node.kind === 'phone'
      ? this.parts.inventory
          .known({ kind: 'servers', project: node.project })
          ?.rows.find(({ id }) => id === node.serverId)
      : undefined;
  }

  private below(node: Node): Node[] {
    switch (node.kind) {
      case 'project':
        return this.rows.below(node);
      case 'group':
        return this.listings.nodes({ kind: node.group, project: node.project });
      case 'subgroup':
        return this.listings.subgroupNodes(node);
      case 'server':
        return this.listings.nodes({ kind: 'phones', project: node.project, serverId: node.server.id });
      case 'phone':
      case 'instance':
      case 'more':
      case 'notice':
        return [];
    }
  }

  private look(node: Node): Look {
    switch (node.kind) {
      case 'group':
        return { group: this.listings.facts(node.project, node.group) };
      case 'subgroup':
        return { subgroup: this.listings.subgroup(node) };
      default:
        return { busy: this.busy(node) };
    }
  }

  /**
   * A change of `allPhones` can change the children of every server. It can also change the servers that are shown: the
   * filter shows a server when one of its phones matches.
   */
  private listingChanged(scope: AnyScope): void {
    if (scope.kind !== 'allPhones') {
      this.listings.forgetFailure(scope);
      this.queue.add([rowsBelow(scopeNodeId(scope))]);
      return;
    }
    const servers = this.nodes.ofKind('server').filter(({ project }) => project === scope.project);
    this.queue.add([groupId(scope.project, 'servers'), ...servers.map(nodeId)].map(rowsBelow));
  }

  private async accountChanged({ account, isOther }: AccountChange): Promise<void> {
    const projects = this.parts.settings.projects().projects.filter((project) => project.account === account);
    for (const { name } of isOther === true ? projects : []) {
      this.parts.inventory.forget(name);
    }
    for (const project of projects) {
      this.signInChanged(await this.rows.node(project));
    }
  }

  /**
   * When a project is signed out, what was read is forgotten. When it must be signed in again, it is kept but read again
   * before it counts. Without a project id it is forgotten then too: the next sign-in can be for another project.
   */
  private signInChanged(node: ProjectNode): void {
    const { name, projectId: id } = node.project;
    const isOpen = node.signIn === 'signedIn' || node.signIn === 'checking';
    if (isOpen) {
      this.closed.delete(name);
    } else {
      this.closed.add(name);
    }
    if (node.signIn === 'signedOut' || (!isOpen && id === undefined)) {
      this.parts.inventory.forget(name);
    } else if (!isOpen) {
      this.parts.inventory.setAside(name);
    }
    this.listings.forgetFailuresBelow(projectId(name));
    this.nodes.update(node);
    this.queue.add([nodeId(node)]);
  }
}
