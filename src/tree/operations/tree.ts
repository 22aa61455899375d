import type * as vscode from 'vscode';
import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Operation } from '../../model/operation';
import { type AnyOperation, isWhole } from '../../model/operationSummary';
import { type OperationChange } from '../../operations/common/events';
import { ChangeQueue } from '../common/changeQueue';
import {
  aboveId,
  operationChildren,
  operationNodeId,
  type OperationsNode,
  targetId,
  waveChildren,
} from './operationsNodes';
import { operationTooltip } from './tooltip';
import { renderOperation } from './render';
import { agoWords } from './renderRollout';

/** The part of `Operations` that the view needs. */
export interface OperationsSource {
  list(): readonly AnyOperation[];
  /** Reads an operation of the history; undefined where it cannot be read. */
  open(number: number): Promise<Operation | undefined>;
  /** Reads the stored operations. The second call does nothing. */
  load(): Promise<void>;
  onDidChange(listener: (change: OperationChange) => void): Disposable;
}

/** How often the countdown of a pause between two waves is redrawn, in milliseconds. */
const COUNT_MS = 1000;

/** The data of the Operations view: operations, newest first › the waves of a rollout › targets. */
export class OperationsTree implements Disposable {
  /** The objects that VS Code was given, by node id. VS Code identifies a node by its object. */
  private readonly given = new Map<string, OperationsNode>();
  /** The newest state of each operation, by its number. */
  private readonly latest = new Map<number, AnyOperation>();
  private readonly queue: ChangeQueue<string>;
  private readonly listening: Disposable;
  /** The numbers of the rollouts between two waves whose row was drawn since the last countdown. */
  private readonly counted = new Set<number>();
  private counting: Timer | undefined;

  /** How long ago each operation ended or began, as its row says it, by the number of the operation. */
  private readonly agoShown = new Map<number, string>();

  /**
   * @param draw draws these nodes again; all of them for undefined
   * @param namesProject whether the rows name the projects: several are configured
   */
  constructor(
    private readonly operations: OperationsSource,
    private readonly clock: Clock,
    private readonly draw: (nodes: OperationsNode[] | undefined) => void,
    private readonly namesProject: () => boolean = () => false,
  ) {
    this.queue = new ChangeQueue(clock, (ids) => {
      this.fire(ids);
    });
    this.listening = operations.onDidChange((change) => {
      this.follow(change);
    });
  }

  async getChildren(node?: OperationsNode): Promise<OperationsNode[]> {
    const children = node === undefined ? await this.topRows() : await this.below(this.newest(node));
    for (const child of children) {
      this.given.set(operationNodeId(child), child);
    }
    return children;
  }

  getTreeItem(node: OperationsNode): vscode.TreeItem {
    const newest = this.newest(node);
    const now = this.clock.now();
    if (newest.kind === 'operation') {
      this.countDown(newest.operation);
      this.agoShown.set(newest.operation.number, agoWords(newest.operation, now));
    }
    return renderOperation(newest, now, this.namesProject());
  }

  /** Draws all rows again. */
  redraw(): void {
    this.queue.add(['']);
  }

  /** Draws the rows again that say another time by now. */
  redrawAged(): void {
    const now = this.clock.now();
    const aged = [...this.latest.values()].filter((operation) => {
      const shown = this.agoShown.get(operation.number);
      return shown !== undefined && shown !== agoWords(operation, now);
    });
    if (aged.length > 0) {
      this.queue.add(aged.map(({ number }) => `#${number}`));
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: OperationsNode): vscode.TreeItem {
    item.tooltip = operationTooltip(this.newest(node), this.clock.now());
    return item;
  }

  getParent(node: OperationsNode): OperationsNode | undefined {
    const above = aboveId(node, node.kind === 'target' ? this.latest.get(node.number) : undefined);
    return above === undefined ? undefined : this.given.get(above);
  }

  dispose(): void {
    this.listening.dispose();
    this.counting?.cancel();
    this.queue.dispose();
  }

  private async topRows(): Promise<OperationsNode[]> {
    await this.operations.load();
    this.given.clear();
    this.latest.clear();
    this.agoShown.clear();
    return this.operations.list().map((operation) => {
      this.latest.set(operation.number, operation);
      return { kind: 'operation', operation };
    });
  }

  private async below(node: OperationsNode): Promise<OperationsNode[]> {
    switch (node.kind) {
      case 'operation': {
        const { operation } = node;
        const whole = isWhole(operation) ? operation : await this.operations.open(operation.number);
        return whole === undefined ? [] : operationChildren(whole);
      }
      case 'wave':
        return waveChildren(node);
      case 'target':
        return [];
    }
  }

  /** @returns the newest state of the node */
  private newest(node: OperationsNode): OperationsNode {
    const operation = this.latest.get(node.kind === 'operation' ? node.operation.number : node.number);
    if (operation === undefined) {
      return node;
    }
    switch (node.kind) {
      case 'operation':
        return { kind: 'operation', operation };
      case 'wave':
        return isWhole(operation) ? { ...node, operation, rollout: operation.rollout ?? node.rollout } : node;
      case 'target':
        return { ...node, target: operation.targets?.[node.place] ?? node.target };
    }
  }

  /**
   * Redraws the row of a rollout between two waves each second. It stops when VS Code does not draw the row, which is
   * then hidden.
   */
  private countDown({ number, rollout, hold, endedAt }: AnyOperation): void {
    const isPausing = rollout?.step === 'resting' && hold === undefined && endedAt === undefined;
    if (!isPausing || (rollout.restsUntil ?? 0) <= this.clock.now()) {
      return;
    }
    this.counted.add(number);
    this.counting ??= this.clock.setTimeout(() => {
      this.counting = undefined;
      this.queue.add([...this.counted].map((counted) => `#${counted}`));
      this.counted.clear();
    }, COUNT_MS);
  }

  private follow(change: OperationChange): void {
    const { number } = change.operation;
    // The nodes of one that was packed give way to such that do not keep its targets in memory.
    if (change.kind === 'removed' || change.kind === 'packed' || !this.latest.has(number)) {
      this.queue.add(['']);
      return;
    }
    this.latest.set(number, change.operation);
    this.queue.add([`#${number}`, ...(change.kind === 'target' ? [targetId(number, change.target.id)] : [])]);
  }

  /**
   * An empty id stands for the whole list. VS Code redraws the targets with their operation, so only operations are
   * named.
   */
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
