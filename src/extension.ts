import * as vscode from 'vscode';
import type { CloudPhoneApi, CloudPhoneOperationChange } from '../cloud-phone-manager';
import { COMMAND_IDS } from './commands/ids';
import type { Composition } from './composition/compose';
import { exportApi } from './exports';
import type { Node } from './tree/common/projectsNodes';
import type { OperationsNode } from './tree/operations/operationsNodes';

/** @returns a data provider that loads the real tree with the first call */
const lazily = <T>(tree: () => Promise<Required<Omit<vscode.TreeDataProvider<T>, 'onDidChangeTreeData'>>>) => ({
  getChildren: async (node?: T) => (await tree()).getChildren(node),
  getTreeItem: async (node: T) => (await tree()).getTreeItem(node),
  getParent: async (node: T) => (await tree()).getParent(node),
  resolveTreeItem: async (item: vscode.TreeItem, node: T, token: vscode.CancellationToken) =>
    (await tree()).resolveTreeItem(item, node, token),
});

/**
 * Registers the views and the commands. Does no I/O and loads nothing else. The composition is loaded when a view is
 * first shown, or with the first command or exported call.
 * @returns the API for other extensions
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
