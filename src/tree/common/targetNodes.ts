import { omitUndefined } from '../../base/omitUndefined';
import { type Scope } from '../../inventory/inventory';
import { type KindId, KINDS, type RowOf, type TargetRow } from '../../model/kinds';
import { type Target } from '../../model/operation';
import { type Node, nodeId, scopeNodeId, type TargetNode } from './projectsNodes';

/** @returns whether the node shows a row that an operation can act on */
export const isTargetNode = (node: Node): node is TargetNode => Object.hasOwn(KINDS, node.kind);

/** @returns the row that the node shows */
export function rowIn(node: TargetNode): TargetRow {
  switch (node.kind) {
    case 'server':
      return node.server;
    case 'phone':
      return node.phone;
    case 'instance':
      return node.instance;
  }
}

/**
 * @param serverId the server of a phone; an empty one when it is not known
 * @returns the row as a node
 */
export function nodeOfRow<K extends KindId>(kind: K, project: string, row: RowOf[K], serverId = ''): TargetNode {
  const nodes: { readonly [Kind in KindId]: (row: RowOf[Kind]) => TargetNode } = {
    server: (server) => ({ kind: 'server', project, server }),
    phone: (phone) => ({ kind: 'phone', project, serverId, phone }),
    instance: (instance) => ({ kind: 'instance', project, instance }),
  };
  return nodes[kind](row);
}

/** @returns the target of an operation as a node, with what the operation knows of it */
export const nodeOfTarget = (kind: KindId, project: string, { id, name, userId, serverId }: Target): TargetNode =>
  nodeOfRow(kind, project, omitUndefined({ id, name, userId, serverId }), serverId);

/** @returns the row as the target of an operation */
export function targetOf(node: TargetNode): Target {
  const { id, name = id } = rowIn(node);
  return omitUndefined({
    id,
    name,
    userId: node.kind === 'instance' ? node.instance.userId : undefined,
    serverId: node.kind === 'phone' ? node.serverId : undefined,
  });
}

/** @returns the list that has a target of this kind */
export const scopeOfTarget = (kind: KindId, project: string, serverId = ''): Scope => {
  const { list } = KINDS[kind];
  return list === 'phones' ? { kind: list, project, serverId } : { kind: list, project };
};

/** @returns the list that has this row */
export const scopeWith = (node: TargetNode): Scope =>
  scopeOfTarget(node.kind, node.project, node.kind === 'phone' ? node.serverId : undefined);

/** @returns the lists that have these rows, each once */
export function scopesWith(nodes: readonly TargetNode[]): readonly Scope[] {
  const scopes = nodes.map(scopeWith);
  return [...new Map(scopes.map((scope) => [scopeNodeId(scope), scope])).values()];
}

/** @returns the node id of a target */
export const targetNodeId = (kind: KindId, project: string, target: Pick<Target, 'id' | 'serverId'>): string =>
  nodeId(nodeOfTarget(kind, project, { ...target, name: '' }));
