import { ApiError } from '../api/errors';
import { type Inventory } from '../inventory/inventory';
import { type Log } from '../model/log';
import { type OperationChange } from '../operations/change';

/** When an operation has ended, the rows it was about are read again: only those. */
export async function rereadRows(inventory: Inventory, log: Log, change: OperationChange): Promise<void> {
  if (change.kind !== 'done') {
    return;
  }
  const { project, verb, targets } = change.operation;
  const kind = verb === 'restart' ? 'servers' : 'instances';
  const touched = targets.filter(({ sentAt }) => sentAt !== undefined).map(({ id }) => id);
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
