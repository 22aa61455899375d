import type * as vscode from 'vscode';
import type { CloudPhoneOperationChange } from '../../cloud-phone-manager';
import { type Node } from '../tree/common/projectsNodes';
import { type OperationsNode } from '../tree/operations/operationsNodes';

/** What `extension.ts` has registered with VS Code before the composition is loaded. */
export interface EntryParts {
  readonly view: vscode.TreeView<Node>;
  readonly operationsView: vscode.TreeView<OperationsNode>;
  readonly nodesChanged: vscode.EventEmitter<Node[] | undefined>;
  readonly operationsChanged: vscode.EventEmitter<OperationsNode[] | undefined>;
  /** The changes of operations that other extensions hear of. */
  readonly exportedChanges: vscode.EventEmitter<CloudPhoneOperationChange>;
}
