import { erases, VERBS } from '../../operations/verbs/registry';
import { groupBy } from '../../base/arrays';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { rowIn, scopesWith } from '../../tree/common/targetNodes';
import { type CommandContext } from '../context';
import { type RowsOfVerb } from '../meant/pickTargets';
import { readWithProgress } from '../meant/readWithProgress';

/**
 * Reads the lists that have the rows of an act again, where they are older than `cloudPhone.freshSeconds`. For a verb
 * that erases the rows are always read again. The person can cancel it.
 * @throws ApiError when they cannot be read; then they must not be acted on
 * @throws CancellationError when the person cancels
 */
export async function readOldRows(context: CommandContext, parts: readonly RowsOfVerb[]): Promise<void> {
  const reads = parts.flatMap((part) => readsOf(context, part));
  if (reads.length > 0) {
    await readWithProgress((signal) => Promise.all(reads.map((read) => read(signal))));
  }
}

type Read = (signal: AbortSignal) => Promise<unknown>;

/** @returns what reads the rows of one verb again */
function readsOf({ inventory, settings }: CommandContext, { verb, nodes }: RowsOfVerb): readonly Read[] {
  if (erases(verb) && VERBS[verb].on === 'instance') {
    const groups = [...groupBy(nodes, ({ project }) => project)];
    return groups.map(
      ([project, own]) =>
        (signal) =>
          inventory.readInstancesNow(project, own.map(idOf), signal),
    );
  }
  const isOld = (scope: AnyScope): boolean => erases(verb) || !isFresh(inventory, scope, settings.freshMs());
  const old = [...scopesWith(nodes), ...serverScopes(nodes, settings.guard().protectedPatterns)].filter(isOld);
  return old.map((scope) => (signal) => inventory.refresh(scope, signal));
}

/** The name of a server protects its phones, so where names are protected it must be fresh too. */
const serverScopes = (nodes: readonly TargetNode[], protectedPatterns: readonly string[]): readonly AnyScope[] =>
  protectedPatterns.length === 0
    ? []
    : [...new Set(nodes.flatMap((node) => (node.kind === 'phone' ? [node.project] : [])))].map((project) => ({
        kind: 'servers',
        project,
      }));

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
