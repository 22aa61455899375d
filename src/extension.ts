import * as vscode from 'vscode';
import { COMMAND_IDS } from './commands/ids';
import type { Composition } from './composition';
import type { Node } from './tree/nodes';

/**
 * Tells VS Code what there is, and no more: no I/O, and nothing of the rest is loaded. The first look at the view, or
 * the first command, brings it.
 */
export function activate(context: vscode.ExtensionContext): void {
  const nodesChanged = new vscode.EventEmitter<Node[] | undefined>();
  let composed: Promise<Composition> | undefined;
  const composition = (): Promise<Composition> =>
    (composed ??= import('./composition').then(({ compose }) => compose(context, { view, nodesChanged })));
  const view = vscode.window.createTreeView<Node>('cloudPhone.projects', {
    treeDataProvider: {
      onDidChangeTreeData: nodesChanged.event,
      getChildren: async (node) => (await composition()).tree.getChildren(node),
      getTreeItem: async (node) => (await composition()).tree.getTreeItem(node),
      getParent: async (node) => (await composition()).tree.getParent(node),
      resolveTreeItem: async (item, node) => (await composition()).tree.resolveTreeItem(item, node),
    },
    canSelectMany: true,
    showCollapseAll: true,
  });
  const commands = COMMAND_IDS.map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => (await composition()).run(id, args)),
  );
  context.subscriptions.push(view, nodesChanged, ...commands);
}
