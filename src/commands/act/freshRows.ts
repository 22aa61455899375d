import { erases, VERBS } from '../../operations/verbs/registry';
import { groupBy } from '../../base/arrays';
import { type Verb } from '../../model/verbs';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { rowIn, scopesWith } from '../../tree/common/targetNodes';
import { type CommandContext } from '../context';
import { readWithProgress } from '../meant/readWithProgress';

/**
 * Reads the lists that have the rows of an act again, where they are older than `cloudPhone.freshSeconds`. For a verb
 * that erases the rows are always read again. The person can cancel it.
 * @throws ApiError when they cannot be read; then they must not be acted on
 * @throws CancellationError when the person cancels
 */
export async function readOldRows(context: CommandContext, verb: Verb, nodes: readonly TargetNode[]): Promise<void> {
  const { inventory, settings } = context;
  if (erases(verb) && VERBS[verb].on === 'instance') {
    const groups = [...groupBy(nodes, ({ project }) => project)];
    await readWithProgress((signal) =>
      Promise.all(groups.map(([project, own]) => inventory.readInstancesNow(project, own.map(idOf), signal))),
    );
    return;
  }
  const old = scopesWith(nodes).filter((scope) => erases(verb) || !isFresh(inventory, scope, settings.freshMs()));
  if (old.length > 0) {
    await readWithProgress((signal) => Promise.all(old.map((scope) => inventory.refresh(scope, signal))));
  }
}

const idOf = (node: TargetNode): string => rowIn(node).id;

/**
 * @param freshMs how old it may be, in milliseconds
 * @returns whether this window has read the whole list within that time. By the wall clock: it goes on while the machine
 *   sleeps. A clock that was set back makes the list older, not younger.
 */
export function isFresh(inventory: Pick<Inventory, 'known' | 'isRead'>, scope: AnyScope, freshMs: number): boolean {
  const readAt = inventory.isRead(scope) ? inventory.known(scope)?.readAt : undefined;
  return readAt !== undefined && Math.abs(Date.now() - readAt) <= freshMs;
}
