import * as vscode from 'vscode';
import { type Node, nodeId } from '../../../src/tree/common/projectsNodes';
import { until } from '../../support/until';

const PATIENCE_MS = 30_000;

/** The extension's own view. Notes every row that VS Code gets. */
export class WatchedView {
  private view: vscode.TreeView<Node> | undefined;
  private readonly given = new Map<string, Node>();
  /** The ids of the rows that VS Code has asked to draw. */
  private readonly drawn = new Set<string>();

  /** Watches the view that the extension will make. */
  constructor() {
    const create = vscode.window.createTreeView.bind(vscode.window);
    const watched = (id: string, options: vscode.TreeViewOptions<Node>): vscode.TreeView<Node> => {
      if (id !== 'cloudPhone.projects') {
        return create(id, options);
      }
      this.view = create(id, { ...options, treeDataProvider: this.watch(options.treeDataProvider) });
      return this.view;
    };
    Reflect.set(vscode.window, 'createTreeView', watched);
  }

  /** @returns the row with this id, once VS Code has it */
  async node(id: string): Promise<Node> {
    await until(() => this.given.has(id), id, PATIENCE_MS);
    const node = this.given.get(id);
    if (node === undefined) {
      throw new Error(`${id} went away.`);
    }
    return node;
  }

  /**
   * Opens a row as a click does, and closes it again.
   * @returns the milliseconds until rows of this kind showed below it
   */
  async timeToOpen(id: string, kind: Node['kind']): Promise<number> {
    const node = await this.node(id);
    const began = performance.now();
    await this.reveal(node, { expand: true });
    await until(() => this.showsBelow(id, kind), `rows below ${id}`, PATIENCE_MS);
    const took = performance.now() - began;
    await vscode.commands.executeCommand('list.collapse');
    return took;
  }

  async open(id: string): Promise<void> {
    await this.reveal(await this.node(id), { expand: true });
  }

  private async reveal(node: Node, options: { expand: boolean }): Promise<void> {
    await this.view?.reveal(node, { ...options, focus: true, select: false });
  }

  private showsBelow(id: string, kind: Node['kind']): boolean {
    return [...this.drawn].some((drawn) => drawn.startsWith(`${id}/`) && this.given.get(drawn)?.kind === kind);
  }

  private watch(provider: vscode.TreeDataProvider<Node>): vscode.TreeDataProvider<Node> {
    return {
      ...provider,
      getChildren: async (node) => {
        const children = (await provider.getChildren(node)) ?? [];
        for (const child of children) {
          this.given.set(nodeId(child), child);
        }
        return children;
      },
      getTreeItem: (node) => {
        this.drawn.add(nodeId(node));
        return provider.getTreeItem(node);
      },
    };
  }
}
