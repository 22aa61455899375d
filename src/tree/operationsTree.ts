import type * as vscode from 'vscode';
import { type Clock } from '../model/clock';
import { type Disposable } from '../model/event';
import { type Operation } from '../model/operation';
import { type OperationChange } from '../operations/change';
import { ChangeQueue } from './changeQueue';
import { operationNodeId, type OperationsNode, targetId, targetNodes } from './operationNodes';
import { operationTooltip } from './operationTooltip';
import { renderOperation } from './renderOperation';

/** What the view needs of the engine. */
export interface OperationsSource {
  list(): readonly Operation[];
  /** Brings what is stored; does nothing the second time. */
  load(): Promise<void>;
  onDidChange(listener: (change: OperationChange) => void): Disposable;
}

/** The Operations view: newest first; an operation opens to its targets. */
export class OperationsTree implements Disposable {
  /** The objects that VS Code was given, by id: it knows a node by its object. */
  private readonly given = new Map<string, OperationsNode>();
  private readonly latest = new Map<number, Operation>();
  private readonly queue: ChangeQueue<string>;
  private readonly listening: Disposable;

  /** @param draw has the view draw these nodes again, or all of them */
  constructor(
    private readonly operations: OperationsSource,
    private readonly clock: Clock,
    private readonly draw: (nodes: OperationsNode[] | undefined) => void,
  ) {
    this.queue = new ChangeQueue(clock, (ids) => {
      this.fire(ids);
    });
    this.listening = operations.onDidChange((change) => {
      this.follow(change);
    });
  }

  async getChildren(node?: OperationsNode): Promise<OperationsNode[]> {
    const children = node === undefined ? await this.topRows() : this.targets(node);
    for (const child of children) {
      this.given.set(operationNodeId(child), child);
    }
    return children;
  }

  getTreeItem(node: OperationsNode): vscode.TreeItem {
    return renderOperation(this.newest(node), this.clock.now());
  }

  resolveTreeItem(item: vscode.TreeItem, node: OperationsNode): vscode.TreeItem {
    item.tooltip = operationTooltip(this.newest(node), this.clock.now());
    return item;
  }

  getParent(node: OperationsNode): OperationsNode | undefined {
    return node.kind === 'operation' ? undefined : this.given.get(`#${node.number}`);
  }

  dispose(): void {
    this.listening.dispose();
    this.queue.dispose();
  }

  private async topRows(): Promise<OperationsNode[]> {
    await this.operations.load();
    this.given.clear();
    this.latest.clear();
    return this.operations.list().map((operation) => {
      this.latest.set(operation.number, operation);
      return { kind: 'operation', operation };
    });
  }

  private targets(node: OperationsNode): OperationsNode[] {
    const newest = this.newest(node);
    return newest.kind === 'operation' ? targetNodes(newest.operation) : [];
  }

  /** @returns the node as it stands now. */
  private newest(node: OperationsNode): OperationsNode {
    const operation = this.latest.get(node.kind === 'operation' ? node.operation.number : node.number);
    if (node.kind === 'operation') {
      return operation === undefined ? node : { kind: 'operation', operation };
    }
    const target = operation?.targets[node.place];
    return target === undefined ? node : { ...node, target };
  }

  private follow(change: OperationChange): void {
    const { number } = change.operation;
    if (change.kind === 'removed' || !this.latest.has(number)) {
      this.queue.add(['']);
      return;
    }
    this.latest.set(number, change.operation);
    this.queue.add([`#${number}`, ...(change.kind === 'target' ? [targetId(number, change.target.id)] : [])]);
  }

  /** An empty id stands for the whole list. A drawn operation draws its targets too, so they need not be named beside it. */
  private fire(ids: readonly string[]): void {
    if (ids.includes('')) {
      this.draw(undefined);
      return;
    }
    const nodes = ids.map((id) => this.given.get(id)).filter((node) => node?.kind === 'operation');
    if (nodes.length > 0) {
      this.draw(nodes);
    }
  }
}
