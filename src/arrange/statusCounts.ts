import { idsOf } from '../base/arrays';
import { type StatusFacts } from '../model/status';
import { type Verb } from '../model/verbs';
import { type AnyRow, RANK, type RowKind, type RowsOf, stateKey, STATUS_OF } from './rowFacts';

/** How many rows of a list are in which state. */
export interface StatusCounts {
  /** The count of each state that is not good. States that need attention come first. */
  readonly states: readonly { readonly facts: StatusFacts; readonly count: number }[];
  /** The count of rows that an operation acts on, by verb. These rows count in no state. */
  readonly busy: ReadonlyMap<Verb, number>;
}

/**
 * Counts the rows of a list.
 * @param verbOf returns the verb of the operation that acts on the row with this id now; undefined without one
 */
export function statusCounts<K extends RowKind>(
  kind: K,
  rows: readonly RowsOf[K][],
  verbOf: (id: string) => Verb | undefined,
): StatusCounts {
  const statusOf: (row: RowsOf[K]) => StatusFacts = STATUS_OF[kind];
  const states = new Map<string, { facts: StatusFacts; count: number }>();
  const busy = new Map<Verb, number>();
  for (const row of rows) {
    const verb = verbOf(row.id);
    if (verb !== undefined) {
      busy.set(verb, (busy.get(verb) ?? 0) + 1);
      continue;
    }
    const facts = statusOf(row);
    const key = stateKey(facts.word);
    const same = states.get(key);
    if (same) {
      same.count += 1;
    } else if (facts.health !== 'good') {
      states.set(key, { facts, count: 1 });
    }
  }
  return { states: [...states.values()].sort((a, b) => RANK[a.facts.health] - RANK[b.facts.health]), busy };
}

/** @returns the ids of the rows whose status is about to change by itself */
export function unsettled(kind: RowKind, rows: readonly AnyRow[]): string[] {
  const statusOf: (row: AnyRow) => StatusFacts = STATUS_OF[kind];
  return idsOf(rows.filter((row) => !statusOf(row).settled));
}
