import * as vscode from 'vscode';
import type { CloudPhoneApi, CloudPhoneOperationChange } from '../cloud-phone-manager';
import { COMMAND_IDS } from './commands/ids';
import type { Composition } from './composition/compose';
import { exportApi } from './exports';
import type { Node } from './tree/common/nodes';
import type { OperationsNode } from './tree/operations/nodes';

/** A tree that is not loaded yet: what VS Code asks of it brings it. */
const lazily = <T>(tree: () => Promise<Required<Omit<vscode.TreeDataProvider<T>, 'onDidChangeTreeData'>>>) => ({
  getChildren: async (node?: T) => (await tree()).getChildren(node),
  getTreeItem: async (node: T) => (await tree()).getTreeItem(node),
  getParent: async (node: T) => (await tree()).getParent(node),
  resolveTreeItem: async (item: vscode.TreeItem, node: T, token: vscode.CancellationToken) =>
    (await tree()).resolveTreeItem(item, node, token),
});

/**
 * Tells VS Code what there is, and no more: no I/O, and nothing of the rest is loaded. The first look at a view, or the
 * first command, brings it.
 * @returns what other extensions may call
 */
export function activate(context: vscode.ExtensionContext): CloudPhoneApi {
  const nodesChanged = new vscode.EventEmitter<Node[] | undefined>();
  const operationsChanged = new vscode.EventEmitter<OperationsNode[] | undefined>();
  const exportedChanges = new vscode.EventEmitter<CloudPhoneOperationChange>();
  let composed: Promise<Composition> | undefined;
  const composition = (): Promise<Composition> =>
    (composed ??= import('./composition/compose').then(({ compose }) =>
      compose(context, { view, nodesChanged, operationsChanged, exportedChanges }),
    ));
  const view = vscode.window.createTreeView<Node>('cloudPhone.projects', {
    treeDataProvider: {
      onDidChangeTreeData: nodesChanged.event,
      ...lazily<Node>(async () => (await composition()).tree),
    },
    canSelectMany: true,
    showCollapseAll: true,
  });
  const operations = vscode.window.registerTreeDataProvider<OperationsNode>('cloudPhone.operations', {
    onDidChangeTreeData: operationsChanged.event,
    ...lazily<OperationsNode>(async () => (await composition()).operationsTree),
  });
  const commands = COMMAND_IDS.map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => (await composition()).run(id, args)),
  );
  context.subscriptions.push(view, operations, nodesChanged, operationsChanged, exportedChanges, ...commands);
  return exportApi(async () => (await composition()).exported, exportedChanges.event);
}
