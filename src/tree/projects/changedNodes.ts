import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import { type GivenNodes } from './givenNodes';
import { groupId, type Node, nodeId } from '../common/nodes';

/** Marks a node whose children are to be looked at; others are to be drawn themselves. */
const BELOW = '>';

/** @returns what stands in a queue of changes for the rows below the node of this id. */
export const rowsBelow = (id: string): string => BELOW + id;

export interface ChangedNodesParts {
  readonly nodes: GivenNodes;
  /** What stands below a node now. */
  readonly below: (node: Node) => readonly Node[];
  /** How a node would be drawn now. */
  readonly draw: (node: Node) => vscode.TreeItem;
}

/** Finds the fewest nodes that are to be drawn again. */
export class ChangedNodes {
  /** How each group and sub-group was last drawn, by its id. */
  private readonly looks = new Map<string, string>();

  constructor(private readonly parts: ChangedNodesParts) {}

  /** Notes how a node is drawn. */
  note(node: Node, item: vscode.TreeItem): void {
    if (node.kind === 'group' || node.kind === 'subgroup') {
      this.looks.set(nodeId(node), lookOf(item));
    }
  }

  clear(): void {
    this.looks.clear();
  }

  /** @param ids of nodes that changed, or `rowsBelow` them. @returns the very objects that VS Code was given */
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

  /** Where the rows are the same and stand in the same order, only those that changed are drawn. */
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

/** What of a group's row can change. */
const lookOf = ({ description, contextValue }: vscode.TreeItem): string =>
  `${typeof description === 'string' ? description : ''} ${contextValue ?? ''}`;
