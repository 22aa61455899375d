import * as vscode from 'vscode';
import { type Scope } from '../inventory/inventory';
import { setContextKey } from '../ui/contextKeys';
import { groupId, groupNodes, type Node, nodeId, projectId, scopeNodeId } from './nodes';
import { ProjectsTree, type ProjectsTreeParts } from './projectsTree';

const { t } = vscode.l10n;

/** What this needs of VS Code's view. */
type ViewPart = Pick<
  vscode.TreeView<Node>,
  | 'visible'
  | 'selection'
  | 'message'
  | 'reveal'
  | 'onDidChangeVisibility'
  | 'onDidExpandElement'
  | 'onDidCollapseElement'
>;

/** The Projects view: the tree in its window, with the filter, and what of it is open to be seen. */
export class ProjectsView implements vscode.Disposable {
  readonly tree: ProjectsTree;
  private readonly view: ViewPart;
  /** Rows that a person opened, or closed, by id. */
  private readonly opened = new Map<string, boolean>();
  private filterText = '';
  private readonly subscriptions: { dispose(): unknown }[];

  /** Fires when the view is shown or hidden, or a row is opened or closed. */
  readonly onDidChangeSeen: vscode.Event<void>;

  constructor(
    shell: { readonly view: ViewPart; readonly nodesChanged: vscode.EventEmitter<Node[] | undefined> },
    parts: ProjectsTreeParts & { readonly settings: { onDidChangeProjects: vscode.Event<void> } },
  ) {
    this.tree = new ProjectsTree(parts, (nodes) => {
      shell.nodesChanged.fire(nodes);
    });
    this.view = shell.view;
    const seen = new vscode.EventEmitter<void>();
    this.onDidChangeSeen = seen.event;
    this.subscriptions = [
      this.tree,
      seen,
      this.view.onDidChangeVisibility(() => {
        seen.fire();
      }),
      this.view.onDidExpandElement(({ element }) => {
        this.opened.set(nodeId(element), true);
        seen.fire();
      }),
      this.view.onDidCollapseElement(({ element }) => {
        this.opened.set(nodeId(element), false);
        seen.fire();
      }),
      parts.settings.onDidChangeProjects(() => {
        this.tree.redraw();
      }),
      parts.inventory.onDidChange(() => {
        this.showMessage();
      }),
    ];
  }

  /** The rows that a person selected. */
  get selection(): readonly Node[] {
    return this.view.selection;
  }

  /** The listings that were read and are open to be seen; none when the view is hidden. */
  get seen(): readonly Scope[] {
    const isSeen = (scope: Scope): boolean => this.isOpen(scope) && this.tree.isShown(scope);
    return this.view.visible ? this.tree.readScopes().filter(isSeen) : [];
  }

  /** The filter in force; empty when there is none. */
  get filter(): string {
    return this.filterText;
  }

  /** Shows a project's row and selects it; of one that is signed in, opens the first group. */
  async show(name: string): Promise<void> {
    const node = (await this.tree.projectNodes()).find(({ project }) => project.name === name);
    if (node === undefined) {
      return;
    }
    await this.view.reveal(node, { select: true, focus: true, expand: true });
    const [group] = node.signIn === 'signedIn' ? groupNodes(node.project) : [];
    if (group) {
      await this.view.reveal(group, { select: false, focus: false, expand: true });
    }
  }

  setFilter(filter: string): void {
    this.filterText = filter.trim();
    setContextKey('cloudPhone.isFiltered', this.filterText !== '');
    this.tree.setFilter(this.filterText);
    this.showMessage();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  /** A project is open until it is closed, a group or a server closed until it is opened. */
  private isOpen(scope: Scope): boolean {
    const above = [
      projectId(scope.project),
      groupId(scope.project, scope.kind === 'instances' ? 'instances' : 'servers'),
    ];
    return this.opened.get(scopeNodeId(scope)) === true && above.every((id) => this.opened.get(id) !== false);
  }

  private showMessage(): void {
    const message =
      this.filterText === '' ? undefined : t('Filter “{0}”: {1} found', this.filterText, this.tree.hits());
    if (this.view.message !== message) {
      // An absent message and an undefined one are not the same to the type, but are to the view.
      this.view.message = message ?? '';
    }
  }
}
