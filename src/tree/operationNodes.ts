import { type Operation, type Result, type TargetState } from '../model/operation';

/** What stands in the Operations view: plain data, drawn by `renderOperation`. */
export type OperationsNode = OperationNode | OperationTargetNode;

interface OperationNode {
  readonly kind: 'operation';
  readonly operation: Operation;
}

export interface OperationTargetNode {
  readonly kind: 'target';
  /** The number of its operation. */
  readonly number: number;
  /** Its place among the targets of its operation, which never changes. */
  readonly place: number;
  readonly target: TargetState;
}

const operationId = (number: number): string => `#${number}`;

/** @returns an id that stays the same as long as the thing does, and is unlike any other in the view. */
export const operationNodeId = (node: OperationsNode): string =>
  node.kind === 'operation' ? operationId(node.operation.number) : targetId(node.number, node.target.id);

export const targetId = (number: number, target: string): string =>
  `${operationId(number)}/${encodeURIComponent(target)}`;

/** What a person looks for first stands first, once an operation has ended; while it runs no row moves. */
const ORDER: Readonly<Record<Result, number>> = {
  failed: 0,
  unknown: 1,
  rejected: 2,
  'timed out': 3,
  'not sent': 4,
  unverified: 5,
  succeeded: 6,
};

/** @returns the targets of an operation in the order in which the view shows them. */
export function targetNodes({ number, targets, endedAt }: Operation): OperationTargetNode[] {
  const nodes = targets.map((target, place): OperationTargetNode => ({ kind: 'target', number, place, target }));
  const rank = ({ target: { result } }: OperationTargetNode): number => (result === undefined ? -1 : ORDER[result]);
  return endedAt === undefined ? nodes : nodes.sort((a, b) => rank(a) - rank(b));
}
