import { type Scope } from '../../inventory/inventory';
import { type Clock } from '../../base/clock';
import { type Settings } from '../../ui/settings';
import { type Arrangements } from '../../arrange/arrangements';
import { type GivenNodes } from './givenNodes';
import { type Node, nodeId, rowNode, scopeNodeId } from '../common/nodes';
import { type Pages } from './listings/pages';
import { subgroupKey } from '../../arrange/subgroups';

/** So long VS Code may take to ask for the children of a node that it was told to draw. */
const ASK_MS = 2000;

export interface ReachParts {
  readonly settings: Pick<Settings, 'project'>;
  readonly arrangements: Arrangements;
  readonly nodes: GivenNodes;
  readonly pages: Pages;
  readonly clock: Clock;
  readonly draw: (nodes: Node[]) => void;
}

/** Ways to a row wherever it stands: the nodes above it, and the pages to be loaded before it shows. */
export class Reach {
  private readonly awaited = new Map<string, () => void>();

  constructor(private readonly parts: ReachParts) {}

  /** VS Code was given what stands below the node of this id. */
  given(below: string): void {
    this.awaited.get(below)?.();
  }

  /**
   * Loads the pages that hold a row of a listing that was read, and those above it.
   * @returns the row, once VS Code has asked for what is to be shown; undefined when it is not there, or a filter hides it
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

  /** @returns the node above, not always the object that the view was given. */
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

  /** Where VS Code shows the rows already it has to ask for them again before one of a later page can be shown. */
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
