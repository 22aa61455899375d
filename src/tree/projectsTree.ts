import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import { type Sessions, type SignInState } from '../auth/sessions';
import { type AnyScope, type Inventory, type Scope } from '../inventory/inventory';
import { type Clock } from '../model/clock';
import { type Log } from '../model/log';
import { type Project } from '../model/project';
import { type Verb } from '../model/status';
import { type Settings } from '../ui/settings';
import { ChangeQueue } from './changeQueue';
import { Listings } from './listings';
import {
  groupNodes,
  type Node,
  nodeId,
  type Notice,
  notice,
  parentId,
  projectId,
  type ProjectNode,
  scopeNodeId,
  scopeOf,
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

/** For so long a row waits for the secret store; then it is shown without. */
const PATIENCE_MS = 500;

/** The Projects view: project › Servers and Instances › rows; a server opens to its phones. */
export class ProjectsTree implements vscode.Disposable {
  private readonly parts: ProjectsTreeParts;
  /** The objects that VS Code was given, by id: it knows a node by its object, and only that one can be fired. */
  private readonly given = new Map<string, Node>();
  /** The newest form of each node, by id: what is drawn. */
  private readonly latest = new Map<string, Node>();
  private readonly listings: Listings;
  /** As they stood when anything could last be read of them, whether or not anybody looks at the view. */
  private projects: readonly Project[];
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
    this.listings = new Listings(parts.inventory, parts.log, (scope) => {
      this.queue.add([scopeNodeId(scope)]);
    });
    this.projects = parts.settings.projects().projects;
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

  /** The list of projects changed: everything is drawn anew, and what was read of a project that is another now is forgotten. */
  redraw(): void {
    const { projects } = this.parts.settings.projects();
    for (const before of this.projects) {
      const now = projects.find(({ name }) => name === before.name);
      if (!isSame(before, now)) {
        this.parts.inventory.forget(before.name);
        this.listings.forgetFailuresBelow(projectId(before.name));
      }
    }
    this.projects = projects;
    this.given.clear();
    this.latest.clear();
    this.draw(undefined);
  }

  /** Shows only rows in which every word is found; empty shows all. */
  setFilter(filter: string): void {
    this.listings.filter = filter;
    this.queue.add([...this.given.values()].filter(({ kind }) => kind === 'group').map(nodeId));
  }

  /** @returns how many of the rows read so far match the filter. */
  hits(): number {
    const groups = [...this.given.values()].filter((node) => node.kind === 'group').map(scopeOf);
    return groups.reduce((hits, scope) => hits + ((scope && this.listings.count(scope)?.shown) ?? 0), 0);
  }

  /** @returns the listings that were read, or tried, so far: of one project, or of all. */
  readScopes(project?: string): readonly Scope[] {
    const { projects } = this.parts.settings.projects();
    return projects
      .filter(({ name }) => project === undefined || name === project)
      .flatMap(({ name }) => this.scopesOf(name))
      .filter((scope) => this.listings.wasAskedFor(scope));
  }

  /** @returns whether the listing was read, or tried, so far. */
  wasAskedFor(scope: Scope): boolean {
    return this.listings.wasAskedFor(scope);
  }

  /** @returns whether the filter lets the row show that opens to this listing. */
  isShown(scope: Scope): boolean {
    return this.listings.isShown(scope);
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
      count: newest.kind === 'group' ? this.listings.count({ kind: newest.group, project: newest.project }) : undefined,
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
    if (node) {
      this.forgetOthers(nodeId(node), new Set(children.map(nodeId)));
    }
    for (const child of children) {
      this.given.set(nodeId(child), child);
      this.latest.set(nodeId(child), child);
    }
    return children;
  }

  /** @returns the rows of the projects, as they stand now. */
  projectNodes(): Promise<readonly ProjectNode[]> {
    return Promise.all(this.parts.settings.projects().projects.map((project) => this.projectNode(project)));
  }

  /** Reads a listing again; a failed reading becomes a row, and is thrown for the person who asked. */
  refresh(scope: Scope): Promise<void> {
    return this.listings.refresh(scope);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private scopesOf(project: string): readonly Scope[] {
    const servers = this.parts.inventory.known({ kind: 'servers', project })?.rows ?? [];
    return [
      { kind: 'servers', project },
      ...servers.map(({ id }): Scope => ({ kind: 'phones', project, serverId: id })),
      { kind: 'instances', project },
    ];
  }

  private async children(node?: Node): Promise<Node[]> {
    switch (node?.kind) {
      case undefined:
        return this.topRows();
      case 'project':
        return this.projectChildren(this.newest(node) as ProjectNode);
      case 'group':
        return this.listings.nodes({ kind: node.group, project: node.project });
      case 'server':
        return this.listings.nodes({ kind: 'phones', project: node.project, serverId: node.server.id });
      case 'phone':
      case 'instance':
      case 'notice':
        return [];
    }
  }

  private async topRows(): Promise<Node[]> {
    const { problems } = this.parts.settings.projects();
    return [
      ...(await this.projectNodes()),
      ...problems.filter((p) => p.project === undefined).map((problem) => notice('', { kind: 'problem', problem })),
    ];
  }

  /** A secret store that takes its time keeps no row from being shown. */
  private projectNode(project: Project): Promise<ProjectNode> {
    return new Promise((resolve) => {
      let isLate = false;
      const timer = this.parts.clock.setTimeout(() => {
        isLate = true;
        resolve({ kind: 'project', project, signIn: 'checking' });
      }, PATIENCE_MS);
      void this.signInState(project).then((signIn) => {
        timer.cancel();
        const node: ProjectNode = { kind: 'project', project, signIn };
        resolve(node);
        if (isLate) {
          this.signInChanged(node);
        }
      });
    });
  }

  private async signInState(project: Project): Promise<SignInState> {
    try {
      return await this.parts.sessions.state(project);
    } catch (error) {
      this.parts.log.error(`the sign-in of ${project.name} could not be read: ${String(error)}`);
      return 'signInAgain';
    }
  }

  private projectChildren({ project, signIn }: ProjectNode): Node[] {
    const below = projectId(project.name);
    const problems = this.parts.settings.projects().problems.filter((problem) => problem.project === project.name);
    const wrong = problems.map((problem) => notice(below, { kind: 'problem', problem }));
    if (signIn !== 'signedIn') {
      return [notice(below, signInNotice(project.name, signIn)), ...wrong];
    }
    return [...groupNodes(project), ...wrong];
  }

  private listingChanged(scope: AnyScope, ids?: readonly string[]): void {
    if (scope.kind === 'allPhones') {
      const servers = [...this.given.values()].filter((node) => node.kind === 'server');
      this.queue.add(servers.filter(({ project }) => project === scope.project).map(nodeId));
      return;
    }
    this.listings.forgetFailure(scope);
    if (ids === undefined) {
      this.queue.add([scopeNodeId(scope)]);
      return;
    }
    const nodes = this.listings.nodesOf(scope, ids);
    for (const node of nodes.filter((changed) => this.given.has(nodeId(changed)))) {
      this.latest.set(nodeId(node), node);
    }
    // Where a row is gone, what stands above it has to be drawn.
    this.queue.add(nodes.length < ids.length ? [scopeNodeId(scope)] : nodes.map(nodeId));
  }

  private async accountChanged(account: string): Promise<void> {
    for (const project of this.parts.settings.projects().projects) {
      if (project.account === account) {
        this.signInChanged(await this.projectNode(project));
      }
    }
  }

  private signInChanged(node: ProjectNode): void {
    const { name } = node.project;
    if (node.signIn !== 'signedIn' && node.signIn !== 'checking') {
      this.parts.inventory.forget(name);
    }
    this.listings.forgetFailuresBelow(projectId(name));
    this.latest.set(nodeId(node), node);
    this.queue.add([nodeId(node)]);
  }

  /** What no longer stands below a node, and all below that, is not drawn any more. */
  private forgetOthers(below: string, children: ReadonlySet<string>): void {
    for (const id of [...this.given.keys()]) {
      if (id.startsWith(`${below}/`) && !children.has(childOn(below, id))) {
        this.given.delete(id);
        this.latest.delete(id);
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

/** @returns the id of the child of `below` on the way down to `id`. */
function childOn(below: string, id: string): string {
  const end = id.indexOf('/', below.length + 1);
  return end < 0 ? id : id.slice(0, end);
}

/** A project id that a sign-in filled in is the one that was used all along. */
function isSame(before: Project, now: Project | undefined): boolean {
  const projectId = before.projectId ?? now?.projectId;
  return isDeepStrictEqual(projectId === undefined ? before : { ...before, projectId }, now);
}

/** @returns what stands below a project that is not signed in. */
function signInNotice(project: string, signIn: Exclude<ProjectNode['signIn'], 'signedIn'>): Notice {
  switch (signIn) {
    case 'checking':
      return { kind: 'loading' };
    case 'storeSilent':
      return { kind: 'storeSilent', project };
    case 'signedOut':
    case 'signInAgain':
      return { kind: 'signedOut', project, again: signIn === 'signInAgain' };
  }
}
