import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import { type NodesInView } from './nodesInView';
import { groupId, type Node, nodeId } from '../common/projectsNodes';

/**
 * The prefix of an id in the queue that means: compare the children of the node. An id without it means: draw the node.
 */
const BELOW = '>';

/** @returns the entry for the queue of changes that means the children of the node of this id */
export const rowsBelow = (id: string): string => BELOW + id;

export interface ChangedNodesParts {
  readonly nodes: NodesInView;
  /** @returns the current children of a node */
  readonly below: (node: Node) => readonly Node[];
  /** @returns the node as it would be drawn now */
  readonly draw: (node: Node) => vscode.TreeItem;
}

/** Finds the smallest set of nodes that must be drawn again. */
export class ChangedNodes {
  /** How each group and subgroup was last drawn, by its node id. */
  private readonly looks = new Map<string, string>();

  constructor(private readonly parts: ChangedNodesParts) {}

  /** Remembers how a node is drawn now. */
  note(node: Node, item: vscode.TreeItem): void {
    if (node.kind === 'group' || node.kind === 'subgroup') {
      this.looks.set(nodeId(node), lookOf(item));
    }
  }

  clear(): void {
    this.looks.clear();
  }

  /**
   * A group or subgroup that would look different now counts as changed too.
   * @param ids the ids of nodes that changed, or their `rowsBelow`
   * @returns the nodes to draw again, as the objects that VS Code was given
   */
  of(ids: readonly string[]): Node[] {
    const { nodes, draw } = this.parts;
    const changed = new Set<string>();
    for (const id of ids) {
      if (id.startsWith(BELOW)) {
        this.compareBelow(id.slice(BELOW.length), changed);
      } else {
        changed.add(id);
      }
    }
    for (const group of [...nodes.ofKind('group'), ...nodes.ofKind('subgroup')]) {
      const id = nodeId(group);
      const look = lookOf(draw(group));
      if (this.looks.has(id) && this.looks.get(id) !== look) {
        this.looks.set(id, look);
        changed.add(id);
      }
    }
    return nodes.smallest(changed);
  }

  /**
   * With the same children in the same order only the changed ones are drawn again. Else the parent is drawn again; for
   * a subgroup it is the whole group.
   */
  private compareBelow(id: string, changed: Set<string>): void {
    const { nodes } = this.parts;
    const node = nodes.get(id);
    const before = nodes.below(id);
    if (node === undefined || before === undefined) {
      return;
    }
    const now = this.parts.below(nodes.newest(node));
    if (now.length !== before.length || now.some((child, index) => nodeId(child) !== before[index])) {
      changed.add(node.kind === 'subgroup' ? groupId(node.project, 'instances') : id);
      return;
    }
    for (const child of now) {
      if (child.kind === 'subgroup') {
        this.compareBelow(nodeId(child), changed);
      } else if (!isDeepStrictEqual(nodes.newest(child), child)) {
        nodes.update(child);
        changed.add(nodeId(child));
      }
    }
  }
}

/** @returns the parts of a group's row that can change */
const lookOf = ({ description, contextValue }: vscode.TreeItem): string =>
  `${typeof description === 'string' ? description : ''} ${contextValue ?? ''}`;
