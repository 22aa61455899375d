import { type Node, nodeId } from '../common/nodes';

/** What VS Code was given: it knows a node by its object, and only that one can be fired. */
export class GivenNodes {
  private readonly given = new Map<string, Node>();
  /** The newest form of each node, by id: what is drawn. */
  private readonly latest = new Map<string, Node>();
  private readonly children = new Map<string, readonly string[]>();
  private readonly above = new Map<string, string>();

  /** @returns the very object that the view was given. */
  get(id: string): Node | undefined {
    return this.given.get(id);
  }

  /** @returns the node as it stands now. */
  newest(node: Node): Node {
    return this.latest.get(nodeId(node)) ?? node;
  }

  /** The node is another now; only one that was given is kept. */
  update(node: Node): void {
    if (this.given.has(nodeId(node))) {
      this.latest.set(nodeId(node), node);
    }
  }

  /** @returns the ids of what was given below a node; undefined when nobody asked for it. */
  below(id: string): readonly string[] | undefined {
    return this.children.get(id);
  }

  ofKind<K extends Node['kind']>(kind: K): Extract<Node, { readonly kind: K }>[] {
    return [...this.latest.values()].filter((node): node is Extract<Node, { readonly kind: K }> => node.kind === kind);
  }

  /** Keeps what the view is given below a node; empty at the top. What stood there before and does no more is forgotten. */
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
      // An instance may have gone over to another sub-group meanwhile.
      if (this.above.get(id) === below) {
        this.forget(id);
      }
    }
  }

  /** @returns the nodes of these ids without those that are drawn with one above them anyway. */
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
