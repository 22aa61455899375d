import { type Scope } from '../../inventory/inventory';
import { type Clock } from '../../base/clock';
import { type Settings } from '../../ui/settings';
import { type Arrangements } from '../../arrange/arrangements';
import { type NodesInView } from './nodesInView';
import { type Node, nodeId, rowNode, scopeNodeId } from '../common/projectsNodes';
import { type Pages } from './listings/pages';
import { subgroupKey } from '../../arrange/subgroups';

/** How long to wait until VS Code asks for the children of a node that it was told to redraw, in milliseconds. */
const ASK_MS = 2000;

export interface PathToRowParts {
  readonly settings: Pick<Settings, 'project'>;
  readonly arrangements: Arrangements;
  readonly nodes: NodesInView;
  readonly pages: Pages;
  readonly clock: Clock;
  readonly draw: (nodes: Node[]) => void;
}

/** Finds the parent of any node, and shows the pages that are needed before a row can be revealed. */
export class PathToRow {
  /** What continues when VS Code asks for the children of a node, by the node's id. */
  private readonly awaited = new Map<string, () => void>();

  constructor(private readonly parts: PathToRowParts) {}

  /** Call when VS Code was given the children of the node of this id. */
  given(below: string): void {
    this.awaited.get(below)?.();
  }

  /**
   * Shows the pages that hold a row, and those of the nodes above it. The listing must have been read.
   * @returns the row's node, after VS Code has asked for the pages; undefined when the row does not exist or the filter
   * hides it
   */
  async row(scope: Scope, id: string): Promise<Node | undefined> {
    const { arrangements, nodes } = this.parts;
    if (scope.kind === 'phones' && !(await this.row({ kind: 'servers', project: scope.project }, scope.serverId))) {
      return undefined;
    }
    const rows = arrangements.of(scope)?.rows ?? [];
    const place = rows.findIndex((row) => row.id === id);
    const row = rows[place];
    if (row === undefined) {
      return undefined;
    }
    const node = rowNode(scope, row);
    const parent = this.parent(node);
    if (parent?.kind === 'subgroup') {
      const groups = arrangements.subgroups(scope.project);
      await this.loadUpTo(scopeNodeId(scope), [...(groups?.keys() ?? [])].indexOf(parent.key));
      const same = groups?.get(parent.key)?.rows ?? [];
      await this.loadUpTo(
        nodeId(parent),
        same.findIndex((one) => one.id === id),
      );
    } else {
      await this.loadUpTo(scopeNodeId(scope), place);
    }
    return nodes.get(nodeId(node)) ?? node;
  }

  /** @returns the parent of a node; it need not be the object that VS Code was given */
  parent(node: Node): Node | undefined {
    const { settings, arrangements, nodes } = this.parts;
    switch (node.kind) {
      case 'project':
        return undefined;
      case 'group': {
        const project = settings.project(node.project);
        return project && { kind: 'project', project, signIn: 'signedIn' };
      }
      case 'subgroup':
        return { kind: 'group', project: node.project, group: 'instances' };
      case 'server':
        return { kind: 'group', project: node.project, group: 'servers' };
      case 'instance': {
        const by = arrangements.choice.groupBy;
        return by === undefined
          ? { kind: 'group', project: node.project, group: 'instances' }
          : { kind: 'subgroup', project: node.project, by, key: subgroupKey(by, node.instance) };
      }
      case 'phone': {
        const { project, serverId } = node;
        const server = arrangements.servers(project)?.rows.find(({ id }) => id === serverId);
        return server && { kind: 'server', project, server };
      }
      case 'more':
      case 'notice':
        return nodes.get(node.below);
    }
  }

  /**
   * Shows as many pages below a node as the row at this place needs. When VS Code has the children already, it must ask
   * for them again: waits for that, at most 2 s.
   */
  private async loadUpTo(below: string, place: number): Promise<void> {
    const { nodes, pages, clock, draw } = this.parts;
    const node = nodes.get(below);
    if (!pages.reach(below, place) || node === undefined || nodes.below(below) === undefined) {
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, ASK_MS);
      this.awaited.set(below, () => {
        timer.cancel();
        resolve();
      });
      draw([node]);
    });
    this.awaited.delete(below);
  }
}
