import { erases } from '../../model/erases';
import { groupBy } from '../../base/arrays';
import { type Verb } from '../../model/status';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { type CommandContext } from '../context';
import { targetOf } from '../meant/pickTargets';
import { readWithProgress } from '../meant/readWithProgress';

/**
 * Reads the lists that have the rows of an act again, where they are older than `cloudPhone.freshSeconds`. For a verb
 * that erases the rows are always read again. The person can cancel it.
 * @throws ApiError when they cannot be read; then they must not be acted on
 * @throws CancellationError when the person cancels
 */
export async function readOldRows(context: CommandContext, verb: Verb, nodes: readonly TargetNode[]): Promise<void> {
  const { inventory, settings } = context;
  const groups = [...groupBy(nodes, ({ project }) => project)];
  if (erases(verb)) {
    await readWithProgress((signal) =>
      Promise.all(
        groups.map(([project, own]) => {
          const ids = own.map((node) => targetOf(node).id);
          return inventory.readInstancesNow(project, ids, signal);
        }),
      ),
    );
    return;
  }
  const kind = verb === 'restart' ? 'servers' : 'instances';
  const old = groups
    .map(([project]) => ({ kind, project }) as const)
    .filter((scope) => !isFresh(inventory, scope, settings.freshMs()));
  if (old.length > 0) {
    await readWithProgress((signal) => Promise.all(old.map((scope) => inventory.refresh(scope, signal))));
  }
}

/**
 * @param freshMs how old it may be, in milliseconds
 * @returns whether this window has read the whole list within that time. By the wall clock: it goes on while the machine
 *   sleeps. A clock that was set back makes the list older, not younger.
 */
export function isFresh(inventory: Pick<Inventory, 'known' | 'isRead'>, scope: AnyScope, freshMs: number): boolean {
  const readAt = inventory.isRead(scope) ? inventory.known(scope)?.readAt : undefined;
  return readAt !== undefined && Math.abs(Date.now() - readAt) <= freshMs;
}
