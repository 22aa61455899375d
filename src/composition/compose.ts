import type * as vscode from 'vscode';
import { exportedCalls, type ExportedCalls } from '../commands/exported/exportedCalls';
import { runCommand } from '../commands/runCommand';
import { type OperationsTree } from '../tree/operations/tree';
import { type ProjectsTree } from '../tree/projects/tree';
import { listen } from './listeners';
import { composeServices } from './services';
import { type EntryParts } from './entryParts';
import { composeViews } from './views';

/**
 * What `extension.ts` needs of the composed extension: the trees of both views, the commands and the exported calls.
 */
export interface Composition {
  readonly tree: ProjectsTree;
  readonly operationsTree: OperationsTree;
  /** The calls for other extensions. */
  readonly exported: ExportedCalls;
  /** Runs a command with the arguments that VS Code gave. */
  run(id: string, args: readonly unknown[]): Promise<void>;
}

/**
 * Builds the services and the views, and connects them. Has no logic of its own. Starts loading the stored operations,
 * and does not wait for them.
 */
export function compose(context: vscode.ExtensionContext, shell: EntryParts): Composition {
  const services = composeServices(context);
  const views = composeViews(context, shell, services);
  context.subscriptions.push(...listen(shell, services, views));
  const { settings, log, sessions, accounts, inventory, operations, audit, renamer } = services;
  const { view, operationsTree, operationsView, operationKeys, documents, planDocuments } = views;
  const commands = {
    extension: context.extension.id,
    settings,
    sessions,
    accounts,
    inventory,
    operations,
    audit,
    renamer,
    view,
    operationsView,
    documents,
    planDocuments,
    log,
  };
  void operations.load().then(() => {
    operationKeys.loaded();
  });
  return {
    tree: view.tree,
    operationsTree,
    exported: exportedCalls(commands),
    run: (id, args) => runCommand(commands, id, args),
  };
}
