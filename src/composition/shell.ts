import type * as vscode from 'vscode';
import type { CloudPhoneOperationChange } from '../../cloud-phone-manager';
import { type Node } from '../tree/common/nodes';
import { type OperationsNode } from '../tree/operations/nodes';

/** What the entry hands on: what VS Code must know before anything else is loaded. */
export interface Shell {
  readonly view: vscode.TreeView<Node>;
  readonly nodesChanged: vscode.EventEmitter<Node[] | undefined>;
  readonly operationsChanged: vscode.EventEmitter<OperationsNode[] | undefined>;
  /** What other extensions hear of operations. */
  readonly exportedChanges: vscode.EventEmitter<CloudPhoneOperationChange>;
}
