import { type Node, nodeId } from '../common/projectsNodes';

/**
 * The nodes that VS Code was given, by id. VS Code identifies a node by its object: a redraw must name the same object.
 */
export class NodesInView {
  private readonly given = new Map<string, Node>();
  /** The newest state of each node, by id. This is what is drawn. */
  private readonly latest = new Map<string, Node>();
  /** The ids of the children of each node, by its id. */
  private readonly children = new Map<string, readonly string[]>();
  /** The id of the parent of each node, by its id. */
  private readonly above = new Map<string, string>();

  /** @returns the object that VS Code was given; undefined when it was given none */
  get(id: string): Node | undefined {
    return this.given.get(id);
  }

  /** @returns the newest state of the node */
  newest(node: Node): Node {
    return this.latest.get(nodeId(node)) ?? node;
  }

  /** Keeps a new state of a node. A node that VS Code was not given is ignored. */
  update(node: Node): void {
    if (this.given.has(nodeId(node))) {
      this.latest.set(nodeId(node), node);
    }
  }

  /** @returns the ids of the children that VS Code was given; undefined when it never asked for them */
  below(id: string): readonly string[] | undefined {
    return this.children.get(id);
  }

  /** @returns the newest state of all given nodes of one kind */
  ofKind<K extends Node['kind']>(kind: K): Extract<Node, { readonly kind: K }>[] {
    return [...this.latest.values()].filter((node): node is Extract<Node, { readonly kind: K }> => node.kind === kind);
  }

  /**
   * Notes the children that VS Code is given, and forgets the former children that are gone, with all below them.
   * @param below the id of the parent; empty at the top
   */
  adopt(below: string, nodes: readonly Node[]): void {
    const ids = nodes.map(nodeId);
    const now = new Set(ids);
    const gone = (this.children.get(below) ?? []).filter((id) => !now.has(id));
    this.children.set(below, ids);
    nodes.forEach((node, index) => {
      const id = ids[index] ?? '';
      this.given.set(id, node);
      this.latest.set(id, node);
      this.above.set(id, below);
    });
    for (const id of gone) {
      // An instance may have moved to another subgroup meanwhile.
      if (this.above.get(id) === below) {
        this.forget(id);
      }
    }
  }

  /** @returns the nodes of these ids, without those below another one of them: VS Code draws them with it */
  smallest(ids: ReadonlySet<string>): Node[] {
    return [...ids]
      .filter((id) => !this.hasAbove(id, ids))
      .map((id) => this.given.get(id))
      .filter((node) => node !== undefined);
  }

  clear(): void {
    for (const map of [this.given, this.latest, this.children, this.above]) {
      map.clear();
    }
  }

  private hasAbove(id: string, ids: ReadonlySet<string>): boolean {
    for (let above = this.above.get(id); above !== undefined; above = this.above.get(above)) {
      if (ids.has(above)) {
        return true;
      }
    }
    return false;
  }

  private forget(id: string): void {
    const below = this.children.get(id) ?? [];
    for (const map of [this.given, this.latest, this.children, this.above]) {
      map.delete(id);
    }
    for (const child of below) {
      if (this.above.get(child) === id) {
        this.forget(child);
      }
    }
  }
}
