import { idsOf } from '../../base/arrays';
import { ApiError } from '../../api/errors/errors';
import { type Inventory } from '../../inventory/inventory';
import { type Log } from '../../base/log';
import { type TargetState } from '../../model/operation';
import { targetsOfWave } from '../../model/rolloutTargets';
import { type OperationChange } from '../../operations/common/events';

/**
 * Reads the rows of an operation again when the operation or one of its waves has ended. Only targets whose request was
 * sent are read, and only in a list that is known. A failure is logged.
 */
export async function refreshAfterOperation(inventory: Inventory, log: Log, change: OperationChange): Promise<void> {
  const targets = settledTogether(change);
  const { project, verb } = change.operation;
  const kind = verb === 'restart' ? 'servers' : 'instances';
  const touched = idsOf(targets.filter(({ sentAt }) => sentAt !== undefined));
  if (touched.length === 0 || inventory.known({ kind, project }) === undefined) {
    return;
  }
  try {
    await inventory.refreshRows(project, kind, touched);
  } catch (error) {
    const why = error instanceof ApiError ? `${error.kind} ${error.message}` : String(error);
    log.warn(`the rows of operation #${change.operation.number} could not be read again: ${why}`);
  }
}

/** @returns the targets of the operation or the wave that ended with this change; empty when none ended */
function settledTogether(change: OperationChange): readonly TargetState[] {
  if (change.kind === 'done') {
    const { operation } = change;
    return operation.rollout === undefined ? operation.targets : targetsOfWave(operation, operation.rollout.wave);
  }
  if (change.kind !== 'progressed') {
    return [];
  }
  const { operation, before } = change;
  const isWaveOver = before.rollout?.step === 'acting' && operation.rollout?.step === 'resting';
  return isWaveOver ? targetsOfWave(operation, before.rollout.wave) : [];
}
