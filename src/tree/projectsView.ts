import * as vscode from 'vscode';
import { type Scope } from '../inventory/inventory';
import { setContextKey } from '../ui/contextKeys';
import { type Node, nodeId, scopeOf } from './nodes';
import { ProjectsTree, type ProjectsTreeParts } from './projectsTree';

const { t } = vscode.l10n;

/** The Projects view: the tree in its window, with the filter, and what of it is open to be seen. */
export class ProjectsView implements vscode.Disposable {
  readonly tree: ProjectsTree;
  private readonly view: vscode.TreeView<Node>;
  private readonly open = new Map<string, Scope>();
  private filterText = '';
  private readonly subscriptions: { dispose(): unknown }[];

  /** Fires when the view is shown or hidden, or a row is opened or closed. */
  readonly onDidChangeSeen: vscode.Event<void>;

  constructor(
    shell: { readonly view: vscode.TreeView<Node>; readonly nodesChanged: vscode.EventEmitter<Node[] | undefined> },
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
        const scope = scopeOf(element);
        if (scope) {
          this.open.set(nodeId(element), scope);
          seen.fire();
        }
      }),
      this.view.onDidCollapseElement(({ element }) => {
        this.open.delete(nodeId(element));
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

  /** The listings behind what is open to be seen; none when the view is hidden. */
  get seen(): readonly Scope[] {
    return this.view.visible ? [...this.open.values()] : [];
  }

  /** The filter in force; empty when there is none. */
  get filter(): string {
    return this.filterText;
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

  private showMessage(): void {
    const message =
      this.filterText === '' ? undefined : t('Filter “{0}”: {1} found', this.filterText, this.tree.hits());
    if (this.view.message !== message) {
      // An absent message and an undefined one are not the same to the type, but are to the view.
      this.view.message = message ?? '';
    }
  }
}
