import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import { type AccountChange } from '../auth/keyring';
import { type AnyScope, type Inventory, type Scope } from '../inventory/inventory';
import { type Project } from '../model/project';
import { type Verb } from '../model/status';
import { inEnglish } from '../model/text';
import { inWords } from '../ui/words';
import { Arrangements, type Choice } from './arrangements';
import { ChangeQueue } from './changeQueue';
import { type Hits } from './filterMessage';
import { GivenNodes } from './givenNodes';
import { Listings } from './listings';
import { groupId, type Node, nodeId, projectId, type ProjectNode, rowNode, scopeNodeId } from './nodes';
import { type Overlays } from './overlays';
import { Pages } from './pages';
import { isSameProject, ProjectRows, type ProjectRowsParts } from './projectRows';
import { type Look, render } from './render';
import { subgroupKey } from './subgroups';
import { tooltip } from './tooltip';

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

/** Marks, in the queue of what changed, a node whose children are to be looked at; others are to be drawn themselves. */
const BELOW = '>';

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
  /** How each group and sub-group was last drawn, by its id. */
  private readonly looks = new Map<string, string>();
  private readonly asked = new Map<string, () => void>();
  private readonly queue: ChangeQueue<string>;
  private readonly subscriptions: { dispose(): void }[];

  constructor(
    private readonly parts: ProjectsTreeParts,
    private readonly events: ProjectsTreeEvents,
  ) {
    const { inventory, overlays, clock, log } = parts;
    this.queue = new ChangeQueue(clock, (ids) => {
      this.drawWhatChanged(ids);
    });
    this.arrangements = new Arrangements(inventory, (word) => [inEnglish(word), inWords(word)]);
    const changed = (scope: Scope): void => {
      this.queue.add([BELOW + scopeNodeId(scope)]);
    };
    const { arrangements, pages } = this;
    this.listings = new Listings({ inventory, arrangements, pages, overlays, log, changed });
    this.rows = new ProjectRows(parts, (node) => {
      this.signInChanged(node);
    });
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
    this.looks.clear();
    this.events.draw(undefined);
  }

  /** Looks for other rows, or puts them in another order. */
  choose(choice: Choice): void {
    this.arrangements.choice = choice;
    const groups = this.nodes.ofKind('group').map(nodeId);
    const servers = this.nodes.ofKind('server').map(nodeId);
    this.queue.add([...groups, ...servers].map((id) => BELOW + id));
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
    if (newest.kind === 'group' || newest.kind === 'subgroup') {
      this.looks.set(nodeId(newest), lookOf(item));
    }
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const newest = this.newest(node);
    item.tooltip = tooltip(newest, this.look(newest));
    return item;
  }

  getParent(node: Node): Node | undefined {
    const parent = this.parent(node);
    return parent && (this.nodes.get(nodeId(parent)) ?? parent);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const below = node === undefined ? '' : nodeId(node);
    const children = node === undefined ? await this.rows.top() : this.below(this.newest(node));
    this.nodes.adopt(below, children);
    this.asked.get(below)?.();
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
    this.queue.add([BELOW + below]);
  }

  /**
   * Loads the pages that hold a row of a listing that was read, and those above it.
   * @returns the row, once VS Code has asked for what is to be shown; undefined when it is not there, or a filter hides it
   */
  async reach(scope: Scope, id: string): Promise<Node | undefined> {
    if (scope.kind === 'phones' && !(await this.reach({ kind: 'servers', project: scope.project }, scope.serverId))) {
      return undefined;
    }
    const rows = this.arrangements.of(scope)?.rows ?? [];
    const place = rows.findIndex((row) => row.id === id);
    const row = rows[place];
    if (row === undefined) {
      return undefined;
    }
    const node = rowNode(scope, row);
    const parent = this.parent(node);
    if (parent?.kind === 'subgroup') {
      const groups = this.arrangements.subgroups(scope.project);
      await this.loadUpTo(scopeNodeId(scope), [...(groups?.keys() ?? [])].indexOf(parent.key));
      const same = groups?.get(parent.key)?.rows ?? [];
      await this.loadUpTo(
        nodeId(parent),
        same.findIndex((one) => one.id === id),
      );
    } else {
      await this.loadUpTo(scopeNodeId(scope), place);
    }
    return this.nodes.get(nodeId(node)) ?? node;
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

  /** @returns the node above, not always the object that the view was given. */
  private parent(node: Node): Node | undefined {
    switch (node.kind) {
      case 'project':
        return undefined;
      case 'group': {
        const project = this.parts.settings.project(node.project);
        return project && { kind: 'project', project, signIn: 'signedIn' };
      }
      case 'subgroup':
        return { kind: 'group', project: node.project, group: 'instances' };
      case 'server':
        return { kind: 'group', project: node.project, group: 'servers' };
      case 'instance': {
        const by = this.arrangements.choice.groupBy;
        return by === undefined
          ? { kind: 'group', project: node.project, group: 'instances' }
          : { kind: 'subgroup', project: node.project, by, key: subgroupKey(by, node.instance) };
      }
      case 'phone': {
        const { project, serverId } = node;
        const server = this.arrangements.servers(project)?.rows.find(({ id }) => id === serverId);
        return server && { kind: 'server', project, server };
      }
      case 'more':
      case 'notice':
        return this.nodes.get(node.below);
    }
  }

  /** Where VS Code shows the rows already it has to ask for them again before one of a later page can be shown. */
  private async loadUpTo(below: string, place: number): Promise<void> {
    const node = this.nodes.get(below);
    if (!this.pages.reach(below, place) || node === undefined || this.nodes.below(below) === undefined) {
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = this.parts.clock.setTimeout(resolve, ASK_MS);
      this.asked.set(below, () => {
        timer.cancel();
        resolve();
      });
      this.events.draw([node]);
    });
    this.asked.delete(below);
  }

  /** The phones of all servers stand below the servers' rows, and may bring others to be shown. */
  private listingChanged(scope: AnyScope): void {
    if (scope.kind !== 'allPhones') {
      this.listings.forgetFailure(scope);
      this.queue.add([BELOW + scopeNodeId(scope)]);
      return;
    }
    const servers = this.nodes.ofKind('server').filter(({ project }) => project === scope.project);
    this.queue.add([groupId(scope.project, 'servers'), ...servers.map(nodeId)].map((id) => BELOW + id));
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

  private drawWhatChanged(ids: readonly string[]): void {
    const changed = new Set<string>();
    for (const id of ids) {
      if (id.startsWith(BELOW)) {
        this.compareBelow(id.slice(BELOW.length), changed);
      } else {
        changed.add(id);
      }
    }
    for (const group of [...this.nodes.ofKind('group'), ...this.nodes.ofKind('subgroup')]) {
      const id = nodeId(group);
      const look = lookOf(render(group, this.look(group)));
      if (this.looks.has(id) && this.looks.get(id) !== look) {
        this.looks.set(id, look);
        changed.add(id);
      }
    }
    const nodes = this.nodes.smallest(changed);
    if (nodes.length > 0) {
      this.events.draw(nodes);
    }
  }

  /** Where the rows are the same and stand in the same order, only those that changed are drawn. */
  private compareBelow(id: string, changed: Set<string>): void {
    const node = this.nodes.get(id);
    const before = this.nodes.below(id);
    if (node === undefined || before === undefined) {
      return;
    }
    const now = this.below(this.newest(node));
    if (now.length !== before.length || now.some((child, index) => nodeId(child) !== before[index])) {
      changed.add(node.kind === 'subgroup' ? groupId(node.project, 'instances') : id);
      return;
    }
    for (const child of now) {
      if (child.kind === 'subgroup') {
        this.compareBelow(nodeId(child), changed);
      } else if (!isDeepStrictEqual(this.newest(child), child)) {
        this.nodes.update(child);
        changed.add(nodeId(child));
      }
    }
  }
}

/** So long VS Code may take to ask for the children of a node that it was told to draw. */
const ASK_MS = 2000;

/** What of a group's row can change. */
const lookOf = ({ description, contextValue }: vscode.TreeItem): string =>
  `${typeof description === 'string' ? description : ''} ${contextValue ?? ''}`;
