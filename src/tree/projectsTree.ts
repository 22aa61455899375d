import type * as vscode from 'vscode';
import { type Sessions } from '../auth/sessions';
import { type Inventory, type Scope } from '../inventory/inventory';
import { type Clock } from '../model/clock';
import { type Log } from '../model/log';
import { type Project } from '../model/project';
import { type Verb } from '../model/status';
import { type Settings } from '../ui/settings';
import { ChangeQueue } from './changeQueue';
import { instanceTexts, matches, phoneTexts, serverTexts } from './filter';
import {
  groupId,
  type Group,
  type Node,
  nodeId,
  type Notice,
  parentId,
  projectId,
  type ProjectNode,
  scopeOf,
  serverId,
} from './nodes';
import { type Overlays } from './overlays';
import { render } from './render';
import { tooltip } from './tooltip';

export interface ProjectsTreeParts {
  readonly settings: Pick<Settings, 'projects' | 'project'>;
  readonly sessions: Pick<Sessions, 'state' | 'onDidChange'>;
  readonly inventory: Inventory;
  readonly overlays: Overlays;
  readonly clock: Clock;
  readonly log: Log;
}

/** The Projects view: project › Servers and Instances › rows; a server opens to its phones. */
export class ProjectsTree implements vscode.Disposable {
  private readonly parts: ProjectsTreeParts;
  /** The objects that VS Code was given, by id: it knows a node by its object, and only that one can be fired. */
  private readonly given = new Map<string, Node>();
  /** The newest form of each node, by id: what is drawn. */
  private readonly latest = new Map<string, Node>();
  private readonly failures = new Map<string, unknown>();
  private readonly reading = new Set<string>();
  private filter = '';
  private readonly draw: (nodes: Node[] | undefined) => void;
  private readonly queue: ChangeQueue<string>;
  private readonly subscriptions: { dispose(): void }[];

  /** @param draw has the view draw these nodes again, or all of them */
  constructor(parts: ProjectsTreeParts, draw: (nodes: Node[] | undefined) => void) {
    this.parts = parts;
    this.draw = draw;
    this.queue = new ChangeQueue(parts.clock, (ids) => {
      this.fire(ids);
    });
    this.subscriptions = [
      this.queue,
      parts.inventory.onDidChange(({ scope, ids }) => {
        this.listingChanged(scope, ids);
      }),
      parts.overlays.onDidChange((ids) => {
        this.queue.add(ids);
      }),
      parts.sessions.onDidChange(({ account }) => void this.accountChanged(account)),
    ];
  }

  /** The list of projects changed: everything is drawn anew. */
  redraw(): void {
    this.given.clear();
    this.latest.clear();
    this.draw(undefined);
  }

  /** Shows only rows in which every word is found; empty shows all. */
  setFilter(filter: string): void {
    this.filter = filter;
    this.redraw();
  }

  /** @returns how many of the rows read so far match the filter. */
  hits(): number {
    let hits = 0;
    for (const project of this.parts.settings.projects().projects) {
      hits += this.count({ kind: 'servers', project: project.name })?.shown ?? 0;
      hits += this.count({ kind: 'instances', project: project.name })?.shown ?? 0;
    }
    return hits;
  }

  /** @returns the listings that were read, or tried, so far: of one project, or of all. */
  readScopes(project?: string): readonly Scope[] {
    const scopes = [...this.latest.values()].map(scopeOf).filter((scope) => scope !== undefined);
    return scopes.filter(
      (scope) =>
        (project === undefined || scope.project === project) &&
        (this.parts.inventory.known(scope) !== undefined || this.failures.has(scopeNodeId(scope))),
    );
  }

  /** @returns the node as it was last drawn. */
  newest(node: Node): Node {
    return this.latest.get(nodeId(node)) ?? node;
  }

  /** @returns what an operation does to this node now. */
  busy(node: Node): Verb | undefined {
    return this.parts.overlays.verb(nodeId(node));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const newest = this.newest(node);
    return render(newest, {
      busy: this.busy(newest),
      count: newest.kind === 'group' ? this.count({ kind: newest.group, project: newest.project }) : undefined,
    });
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    item.tooltip = tooltip(this.newest(node));
    return item;
  }

  getParent(node: Node): Node | undefined {
    const id = parentId(node);
    return id === undefined ? undefined : this.given.get(id);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const children = await this.children(node);
    for (const child of children) {
      this.given.set(nodeId(child), child);
      this.latest.set(nodeId(child), child);
    }
    return children;
  }

  /** Reads what a node shows again; a failed reading becomes a row, and is thrown for the person who asked. */
  async refresh(scope: Scope): Promise<void> {
    const id = scopeNodeId(scope);
    try {
      await this.parts.inventory.refresh(scope);
      this.failures.delete(id);
    } catch (error) {
      this.failures.set(id, error);
      throw error;
    } finally {
      this.queue.add([id]);
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private async children(node?: Node): Promise<Node[]> {
    switch (node?.kind) {
      case undefined:
        return this.topRows();
      case 'project':
        return this.projectChildren(this.newest(node) as ProjectNode);
      case 'group':
        return this.groupChildren(node.project, node.group);
      case 'server':
        return this.phones(node.project, node.server.id);
      case 'phone':
      case 'instance':
      case 'notice':
        return [];
    }
  }

  private async topRows(): Promise<Node[]> {
    const { projects, problems } = this.parts.settings.projects();
    const rows = await Promise.all(projects.map((project) => this.projectNode(project)));
    return [
      ...rows,
      ...problems.filter((p) => p.project === undefined).map((problem) => notice('', { kind: 'problem', problem })),
    ];
  }

  private async projectNode(project: Project): Promise<ProjectNode> {
    try {
      return { kind: 'project', project, signIn: await this.parts.sessions.state(project) };
    } catch (error) {
      this.parts.log.error(`the sign-in of ${project.name} could not be read: ${String(error)}`);
      return { kind: 'project', project, signIn: 'signInAgain' };
    }
  }

  private projectChildren({ project, signIn }: ProjectNode): Node[] {
    const below = projectId(project.name);
    const problems = this.parts.settings.projects().problems.filter((problem) => problem.project === project.name);
    const wrong = problems.map((problem) => notice(below, { kind: 'problem', problem }));
    if (signIn !== 'signedIn') {
      return [notice(below, { kind: 'signedOut', project: project.name, again: signIn === 'signInAgain' }), ...wrong];
    }
    const groups = project.services.map((service): Node => ({
      kind: 'group',
      project: project.name,
      group: service === 'cph' ? 'servers' : 'instances',
    }));
    return [...groups, ...wrong];
  }

  private groupChildren(project: string, group: Group): Node[] {
    const below = groupId(project, group);
    return this.listed({ kind: group, project }, below, group, (row) =>
      group === 'servers'
        ? matches(this.filter, serverTexts(row)) && { kind: 'server', project, server: row }
        : matches(this.filter, instanceTexts(row)) && { kind: 'instance', project, instance: row },
    );
  }

  private phones(project: string, server: string): Node[] {
    const below = serverId(project, server);
    return this.listed({ kind: 'phones', project, serverId: server }, below, 'phones', (row) => ({
      kind: 'phone',
      project,
      serverId: server,
      phone: row,
    }));
  }

  /** The rows of a listing; a reading that has not begun is begun, and its end draws the group again. */
  private listed(
    scope: Scope,
    below: string,
    what: Group | 'phones',
    toNode: (row: { readonly id: string }) => Node | false,
  ): Node[] {
    const listing = this.parts.inventory.known(scope);
    const failure = this.failures.get(below);
    if (listing === undefined && failure === undefined) {
      void this.read(scope, below);
      return [notice(below, { kind: 'loading' })];
    }
    const failed = failure === undefined ? [] : [notice(below, { kind: 'failed', error: failure })];
    const rows = (listing?.rows ?? []).map(toNode).filter((node) => node !== false);
    if (rows.length === 0 && failed.length === 0) {
      const filtered = this.filter !== '' && (listing?.rows.length ?? 0) > 0;
      return [notice(below, { kind: 'empty', what, filtered })];
    }
    return [...failed, ...rows];
  }

  private async read(scope: Scope, id: string): Promise<void> {
    if (this.reading.has(id)) {
      return;
    }
    this.reading.add(id);
    try {
      await this.refresh(scope);
    } catch (error) {
      this.parts.log.error(`${scope.kind} of ${scope.project} could not be read: ${String(error)}`);
    } finally {
      this.reading.delete(id);
    }
  }

  private count(scope: Scope): { shown: number; total: number } | undefined {
    const listing = this.parts.inventory.known(scope);
    if (listing === undefined) {
      return undefined;
    }
    const total = listing.rows.length;
    if (this.filter === '') {
      return { shown: total, total };
    }
    const texts = scope.kind === 'servers' ? serverTexts : scope.kind === 'instances' ? instanceTexts : phoneTexts;
    return { shown: listing.rows.filter((row) => matches(this.filter, texts(row))).length, total };
  }

  private listingChanged(scope: Scope, ids?: readonly string[]): void {
    this.failures.delete(scopeNodeId(scope));
    if (ids === undefined || scope.kind === 'phones') {
      this.queue.add([scopeNodeId(scope)]);
      return;
    }
    const changed = new Set(ids);
    const nodeIds: string[] = [];
    for (const row of this.parts.inventory.known(scope)?.rows ?? []) {
      if (changed.has(row.id)) {
        const node: Node =
          scope.kind === 'servers'
            ? { kind: 'server', project: scope.project, server: row }
            : { kind: 'instance', project: scope.project, instance: row };
        this.latest.set(nodeId(node), node);
        nodeIds.push(nodeId(node));
      }
    }
    this.queue.add(nodeIds);
  }

  private async accountChanged(account: string): Promise<void> {
    for (const project of this.parts.settings.projects().projects) {
      if (project.account === account) {
        const node = await this.projectNode(project);
        if (node.signIn !== 'signedIn') {
          this.parts.inventory.forget(project.name);
        }
        this.forgetFailures(project.name);
        this.latest.set(nodeId(node), node);
        this.queue.add([nodeId(node)]);
      }
    }
  }

  private forgetFailures(project: string): void {
    for (const id of [...this.failures.keys()]) {
      if (id.startsWith(`${projectId(project)}/`)) {
        this.failures.delete(id);
      }
    }
  }

  /** Nodes that the view was never given need no drawing. */
  private fire(ids: readonly string[]): void {
    const nodes = ids.map((id) => this.given.get(id)).filter((node) => node !== undefined);
    if (nodes.length > 0) {
      this.draw(nodes);
    }
  }
}

const notice = (below: string, what: Notice): Node => ({ kind: 'notice', below, notice: what });

const scopeNodeId = (scope: Scope): string =>
  scope.kind === 'phones' ? serverId(scope.project, scope.serverId) : groupId(scope.project, scope.kind);
