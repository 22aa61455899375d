import type * as vscode from 'vscode';
import { type AccountChange } from '../../auth/store/credentialCache';
import { type AnyScope, type Inventory, type Scope } from '../../inventory/inventory';
import { type Project } from '../../model/project';
import { type Verb } from '../../model/status';
import { inEnglish } from '../../base/message';
import { inWords } from '../../ui/words/words';
import { Arrangements, type Choice } from '../../arrange/arrangements';
import { ChangedNodes, rowsBelow } from './changedNodes';
import { ChangeQueue } from '../common/changeQueue';
import { type Hits } from './filterMessage';
import { GivenNodes } from './givenNodes';
import { Listings } from './listings/listings';
import { groupId, type Node, nodeId, projectId, type ProjectNode, scopeNodeId } from '../common/nodes';
import { type Overlays } from '../live/overlays';
import { Pages } from './listings/pages';
import { isSameProject, ProjectRows, type ProjectRowsParts } from './projectRows';
import { Reach } from './reach';
import { type Look, render } from './rows/render';
import { tooltip } from './rows/tooltip';

export interface ProjectsTreeParts extends ProjectRowsParts {
  readonly inventory: Inventory;
  readonly overlays: Overlays;
}

/** What the tree tells the view. */
export interface ProjectsTreeEvents {
  /** Draw these nodes again, or all of them. */
  readonly draw: (nodes: Node[] | undefined) => void;
  /** The groups of a project that is signed in are about to be shown. */
  readonly projectOpened?: (project: Project) => void;
}

/** The Projects view: project › Servers and Instances › rows; a server opens to its phones. */
export class ProjectsTree implements vscode.Disposable {
  readonly arrangements: Arrangements;
  private readonly nodes = new GivenNodes();
  private readonly pages = new Pages();
  private readonly listings: Listings;
  private readonly rows: ProjectRows;
  /** As they stood when anything could last be read of them, whether or not anybody looks at the view. */
  private projects: readonly Project[];
  /** The names of those that nobody is signed in to any more: none of their rows can be seen. */
  private readonly closed = new Set<string>();
  private readonly changed: ChangedNodes;
  private readonly reaching: Reach;
  private readonly queue: ChangeQueue<string>;
  private readonly subscriptions: { dispose(): void }[];

  constructor(
    private readonly parts: ProjectsTreeParts,
    private readonly events: ProjectsTreeEvents,
  ) {
    const { inventory, overlays, clock, log } = parts;
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
    this.listings = new Listings({ inventory, arrangements, pages, overlays, log, changed });
    this.rows = new ProjectRows(parts, (node) => {
      this.signInChanged(node);
    });
    this.changed = new ChangedNodes({
      nodes,
      below: (node) => this.below(node),
      draw: (node) => render(node, this.look(node)),
    });
    const { draw } = events;
    this.reaching = new Reach({ settings: parts.settings, arrangements, nodes, pages, clock, draw });
    this.projects = parts.settings.projects().projects;
    this.subscriptions = [
      this.queue,
      inventory.onDidChange(({ scope }) => {
        this.listingChanged(scope);
      }),
      overlays.onDidChange((ids) => {
        this.queue.add(ids);
      }),
      parts.sessions.onDidChange((change) => void this.accountChanged(change)),
    ];
  }

  /** The list of projects changed: everything is drawn anew, and what was read of a project that is another now is forgotten. */
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

  /** Looks for other rows, or puts them in another order. */
  choose(choice: Choice): void {
    this.arrangements.choice = choice;
    const groups = this.nodes.ofKind('group').map(nodeId);
    const servers = this.nodes.ofKind('server').map(nodeId);
    this.queue.add([...groups, ...servers].map(rowsBelow));
  }

  /** @returns how many rows fit the filter, of those that were read. */
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

  /** @returns the projects that are signed in, as far as the view shows them. */
  openProjects(): readonly Project[] {
    return this.nodes
      .ofKind('project')
      .filter(({ signIn }) => signIn === 'signedIn')
      .map(({ project }) => project);
  }

  /** @returns the listings that were read, or tried, so far: of one project, or of all. */
  readScopes(project?: string): readonly Scope[] {
    const { projects } = this.parts.settings.projects();
    return projects
      .filter(({ name }) => (project === undefined || name === project) && !this.closed.has(name))
      .flatMap(({ name }) => this.listings.readScopes(name));
  }

  /** @returns whether the listing was read, or tried, so far. */
  wasAskedFor(scope: Scope): boolean {
    return this.listings.wasAskedFor(scope);
  }

  /** @returns whether the row is among the shown ones that opens to this listing. */
  isShown(scope: Scope): boolean {
    return this.listings.isShown(scope);
  }

  /** @returns the node as it was last drawn. */
  newest(node: Node): Node {
    return this.nodes.newest(node);
  }

  /** @returns what an operation does to this node now. */
  busy(node: Node): Verb | undefined {
    switch (node.kind) {
      case 'server':
        return this.parts.overlays.verbs(node.project, 'servers').get(node.server.id);
      case 'instance':
        return this.parts.overlays.verbs(node.project, 'instances').get(node.instance.id);
      default:
        return undefined;
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const newest = this.newest(node);
    const item = render(newest, this.look(newest));
    this.changed.note(newest, item);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const newest = this.newest(node);
    item.tooltip = tooltip(newest, this.look(newest));
    return item;
  }

  getParent(node: Node): Node | undefined {
    const parent = this.reaching.parent(node);
    return parent && (this.nodes.get(nodeId(parent)) ?? parent);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const below = node === undefined ? '' : nodeId(node);
    const children = node === undefined ? await this.rows.top() : this.below(this.newest(node));
    this.nodes.adopt(below, children);
    this.reaching.given(below);
    if (node?.kind === 'project') {
      const { project, signIn } = this.newest(node) as ProjectNode;
      if (signIn === 'signedIn') {
        this.events.projectOpened?.(project);
      }
    }
    return children;
  }

  /** @returns the rows of the projects, as they stand now. */
  projectNodes(): Promise<readonly ProjectNode[]> {
    return this.rows.projects();
  }

  /** Reads a listing again; a failed reading becomes a row, and is thrown for the person who asked. */
  refresh(scope: Scope, signal?: AbortSignal): Promise<void> {
    return this.listings.refresh(scope, signal);
  }

  /** Shows one page more below the node of this id. */
  loadMore(below: string): void {
    this.pages.more(below);
    this.queue.add([rowsBelow(below)]);
  }

  /**
   * Loads the pages that hold a row of a listing that was read, and those above it.
   * @returns the row, once VS Code has asked for what is to be shown; undefined when it is not there, or a filter hides it
   */
  reach(scope: Scope, id: string): Promise<Node | undefined> {
    return this.reaching.row(scope, id);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
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

  /** The phones of all servers stand below the servers' rows, and may bring others to be shown. */
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

  /** What was read stays for the person who signs in again; without an id the project may be another one then. */
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
