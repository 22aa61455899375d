import * as vscode from 'vscode';
import type { CloudPhoneApi, CloudPhoneOperationChange } from '../cloud-phone-manager';
import { loadOnce } from './base/loadOnce';
import type { Composition } from './composition/compose';
import { exportApi } from './exports';
import type { Node } from './tree/common/projectsNodes';
import type { OperationsNode } from './tree/operations/operationsNodes';
import { tell } from './ui/tell/tell';
import { hasUnfinishedWork } from './unfinishedWork';

const { t } = vscode.l10n;

/** What is used of package.json. */
interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** @returns a data provider that loads the real tree with the first call */
const lazily = <T>(tree: () => Promise<Required<Omit<vscode.TreeDataProvider<T>, 'onDidChangeTreeData'>>>) => ({
  getChildren: async (node?: T) => (await tree()).getChildren(node),
  getTreeItem: async (node: T) => (await tree()).getTreeItem(node),
  getParent: async (node: T) => (await tree()).getParent(node),
  resolveTreeItem: async (item: vscode.TreeItem, node: T, token: vscode.CancellationToken) =>
    (await tree()).resolveTreeItem(item, node, token),
});

/** Tells that the rest of the extension cannot be loaded. The next use tries it again. */
async function tellFailure(error: unknown): Promise<void> {
  const reload = t('Reload Window');
  const message = t(
    'Cloud Phone Manager cannot be loaded. Reload the window, or install the extension again. {0}',
    String(error),
  );
  if ((await tell.error(message, reload)) === reload) {
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }
}

/**
 * Registers the views and the commands. Loads nothing else. The composition is loaded when a view is first shown, with
 * the first command or exported call, or after activation when an operation is stored that has not ended.
 * @returns the API for other extensions
 */
export function activate(context: vscode.ExtensionContext): CloudPhoneApi {
  const nodesChanged = new vscode.EventEmitter<Node[] | undefined>();
  const operationsChanged = new vscode.EventEmitter<OperationsNode[] | undefined>();
  const exportedChanges = new vscode.EventEmitter<CloudPhoneOperationChange>();
  const composition: () => Promise<Composition> = loadOnce(
    async () =>
      (await import('./composition/compose')).compose(context, {
        view,
        operationsView,
        nodesChanged,
        operationsChanged,
        exportedChanges,
      }),
    (error) => void tellFailure(error),
  );
  const view = vscode.window.createTreeView<Node>('cloudPhone.projects', {
    treeDataProvider: {
      onDidChangeTreeData: nodesChanged.event,
      ...lazily<Node>(async () => (await composition()).tree),
    },
    canSelectMany: true,
    showCollapseAll: true,
  });
  const operationsView = vscode.window.createTreeView<OperationsNode>('cloudPhone.operations', {
    treeDataProvider: {
      onDidChangeTreeData: operationsChanged.event,
      ...lazily<OperationsNode>(async () => (await composition()).operationsTree),
    },
    canSelectMany: true,
  });
  const { contributes } = context.extension.packageJSON as Manifest;
  const commands = contributes.commands.map(({ command: id }) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => (await composition()).run(id, args)),
  );
  context.subscriptions.push(view, operationsView, nodesChanged, operationsChanged, exportedChanges, ...commands);
  setImmediate(() => {
    void hasUnfinishedWork(context.globalStorageUri.fsPath)
      .then((found) => (found ? composition() : undefined))
      // It was told.
      .catch(() => undefined);
  });
  return exportApi(async () => (await composition()).exported, exportedChanges.event);
}
