import { type Operation, type Result, type TargetState } from '../../model/operation';
import { type AnyOperation } from '../../model/operationSummary';
import { type Rollout, waveOf } from '../../model/rollout';
import { startOfWave, targetsOfWave } from '../../model/rolloutTargets';
import { type Verb } from '../../model/verbs';

/** One row of the Operations view as plain data. `renderOperation` draws it. */
export type OperationsNode = OperationNode | WaveNode | OperationTargetNode;

interface OperationNode {
  readonly kind: 'operation';
  readonly operation: AnyOperation;
}

/** One wave of a rollout. */
export interface WaveNode {
  readonly kind: 'wave';
  /** The number of its operation. */
  readonly number: number;
  /** The index of the wave, from 0. */
  readonly wave: number;
  readonly operation: Operation;
  readonly rollout: Rollout;
}

/** One target of an operation. */
export interface OperationTargetNode {
  readonly kind: 'target';
  /** The number of its operation. */
  readonly number: number;
  readonly verb: Verb;
  /** The index among the targets of its operation. It never changes. */
  readonly place: number;
  readonly target: TargetState;
}

const operationId = (number: number): string => `#${number}`;

/** @returns the id of a node: stable, and unique in the Operations view */
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

/**
 * @param operation the operation of a target; only a target needs it, because its wave is looked up there
 * @returns the id of the parent node; undefined at the top
 */
export function aboveId(node: OperationsNode, operation: AnyOperation | undefined): string | undefined {
  if (node.kind === 'operation') {
    return undefined;
  }
  const rollout = node.kind === 'target' ? operation?.rollout : undefined;
  return node.kind === 'target' && rollout !== undefined
    ? waveId(node.number, waveOf(rollout, node.place))
    : operationId(node.number);
}

/** Unlike every `targetId`: an encoded id has no colon. */
const waveId = (number: number, wave: number): string => `${operationId(number)}/wave:${wave}`;

/** @returns the node id of a target */
export const targetId = (number: number, target: string): string =>
  `${operationId(number)}/${encodeURIComponent(target)}`;

/** The order of the targets of an ended operation: failures first. While an operation runs, its rows do not move. */
const ORDER: Readonly<Record<Result, number>> = {
  failed: 0,
  unknown: 1,
  rejected: 2,
  'timed out': 3,
  'not sent': 4,
  unverified: 5,
  succeeded: 6,
};

/** @returns the children of an operation: the waves of a rollout, else the targets */
export function operationChildren(operation: Operation): OperationsNode[] {
  const { number, rollout, targets } = operation;
  return rollout === undefined
    ? sorted(operation, targetNodes(operation, targets, 0))
    : rollout.waves.map((_, wave) => ({ kind: 'wave', number, wave, operation, rollout }));
}

/** @returns the children of a wave: its targets */
export function waveChildren({ wave, operation, rollout }: WaveNode): OperationTargetNode[] {
  const targets = targetsOfWave(operation, wave);
  return sorted(operation, targetNodes(operation, targets, startOfWave(rollout.waves, wave)));
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
