import { idsOf } from '../base/arrays';
import { type StatusFacts, type Verb } from '../model/status';
import { type AnyRow, RANK, type RowKind, type RowsOf, stateKey, STATUS_OF } from './rowFacts';

/** How the rows of a listing are. */
export interface Tally {
  /** How many rows are in each state that is not simply good, what is broken first. */
  readonly states: readonly { readonly facts: StatusFacts; readonly count: number }[];
  /** How many rows an operation is at work on, by what it does; they count in no state. */
  readonly busy: ReadonlyMap<Verb, number>;
}

/** @param verbOf what an operation does to the row of this id now */
export function tally<K extends RowKind>(
  kind: K,
  rows: readonly RowsOf[K][],
  verbOf: (id: string) => Verb | undefined,
): Tally {
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

/** @returns the ids of the rows that the cloud is still at work on. */
export function unsettled(kind: RowKind, rows: readonly AnyRow[]): string[] {
  const statusOf: (row: AnyRow) => StatusFacts = STATUS_OF[kind];
  return idsOf(rows.filter((row) => !statusOf(row).settled));
}
