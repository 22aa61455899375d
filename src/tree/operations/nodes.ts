import { type Operation, type Result, type TargetState } from '../../model/operation';
import { type Rollout, waveOf } from '../../model/rollout';
import { type Verb } from '../../model/status';

/** What stands in the Operations view: plain data, drawn by `renderOperation`. */
export type OperationsNode = OperationNode | WaveNode | OperationTargetNode;

interface OperationNode {
  readonly kind: 'operation';
  readonly operation: Operation;
}

/** One wave of an operation that rolls. */
export interface WaveNode {
  readonly kind: 'wave';
  readonly number: number;
  /** From 0 up. */
  readonly wave: number;
  readonly operation: Operation;
  readonly rollout: Rollout;
}

export interface OperationTargetNode {
  readonly kind: 'target';
  /** The number of its operation. */
  readonly number: number;
  readonly verb: Verb;
  /** Its place among the targets of its operation, which never changes. */
  readonly place: number;
  readonly target: TargetState;
}

const operationId = (number: number): string => `#${number}`;

/** @returns an id that stays the same as long as the thing does, and is unlike any other in the view. */
export function operationNodeId(node: OperationsNode): string {
  switch (node.kind) {
    case 'operation':
      return operationId(node.operation.number);
    case 'wave':
      return waveId(node.number, node.wave);
    case 'target':
      return targetId(node.number, node.target.id);
  }
}

/** @returns the id of the node above, or undefined at the top */
export function aboveId(node: OperationsNode, operation: Operation | undefined): string | undefined {
  if (node.kind === 'operation') {
    return undefined;
  }
  const rollout = node.kind === 'target' ? operation?.rollout : undefined;
  return node.kind === 'target' && rollout !== undefined
    ? waveId(node.number, waveOf(rollout, node.place))
    : operationId(node.number);
}

/** No id of a target holds a colon when it is encoded. */
const waveId = (number: number, wave: number): string => `${operationId(number)}/wave:${wave}`;

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

/** @returns what stands below an operation: its waves where it rolls, else its targets */
export function operationChildren(operation: Operation): OperationsNode[] {
  const { number, rollout, targets } = operation;
  return rollout === undefined
    ? sorted(operation, targetNodes(operation, targets, 0))
    : rollout.waves.map((_, wave) => ({ kind: 'wave', number, wave, operation, rollout }));
}

/** @returns what stands below a wave */
export function waveChildren({ wave, operation, rollout }: WaveNode): OperationTargetNode[] {
  const start = rollout.waves.slice(0, wave).reduce((sum, size) => sum + size, 0);
  const targets = operation.targets.slice(start, start + (rollout.waves[wave] ?? 0));
  return sorted(operation, targetNodes(operation, targets, start));
}

const targetNodes = (
  { number, verb }: Operation,
  targets: readonly TargetState[],
  start: number,
): OperationTargetNode[] =>
  targets.map((target, index) => ({ kind: 'target', number, verb, place: start + index, target }));

function sorted({ endedAt }: Operation, nodes: OperationTargetNode[]): OperationTargetNode[] {
  const rank = ({ target: { result } }: OperationTargetNode): number => (result === undefined ? -1 : ORDER[result]);
  return endedAt === undefined ? nodes : nodes.sort((a, b) => rank(a) - rank(b));
}
