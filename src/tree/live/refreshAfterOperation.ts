import { idsOf } from '../../base/arrays';
import { ApiError } from '../../api/errors/errors';
import { type Inventory } from '../../inventory/inventory';
import { type Log } from '../../base/log';
import { type TargetState } from '../../model/operation';
import { targetsOfWave } from '../../model/rolloutTargets';
import { VERBS } from '../../operations/verbs/registry';
import { type KindId } from '../../model/kinds';
import { type OperationChange } from '../../operations/common/events';

/**
 * Reads the rows of an operation again when the operation or one of its waves has ended. Only targets whose request was
 * sent are read, and only in a list that is known. A failure is logged.
 */
export async function refreshAfterOperation(inventory: Inventory, log: Log, change: OperationChange): Promise<void> {
  const targets = settledTogether(change);
  const { project, verb } = change.operation;
  const touched = targets.filter(({ sentAt }) => sentAt !== undefined);
  try {
    await refreshRows(inventory, project, VERBS[verb].on, touched);
  } catch (error) {
    const why = error instanceof ApiError ? `${error.kind} ${error.message}` : String(error);
    log.warn(`the rows of operation #${change.operation.number} could not be read again: ${why}`);
  }
}

async function refreshRows(
  inventory: Inventory,
  project: string,
  kind: KindId,
  touched: readonly TargetState[],
): Promise<void> {
  if (touched.length === 0) {
    return;
  }
  switch (kind) {
    case 'server':
      await inventory.refreshRows(project, 'servers', idsOf(touched));
      await refreshPhones(inventory, project, idsOf(touched));
      break;
    case 'phone':
      await refreshPhones(inventory, project, distinct(touched.flatMap(({ serverId }) => serverId ?? [])));
      break;
    case 'instance':
      await inventory.refreshRows(project, 'instances', idsOf(touched));
  }
}

/** Reads the phones of these servers again, where they are known. */
async function refreshPhones(inventory: Inventory, project: string, serverIds: readonly string[]): Promise<void> {
  const scopes = serverIds.map((serverId) => ({ kind: 'phones', project, serverId }) as const);
  await Promise.all(
    scopes.filter((scope) => inventory.known(scope) !== undefined).map((scope) => inventory.refresh(scope)),
  );
}

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)];

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
