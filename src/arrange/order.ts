import { type StatusFacts } from '../model/status';
import { type AnyRow, labelOf, RANK, type RowKind, type RowsOf, stateKey, STATUS_OF } from './rowFacts';

/** What the rows of a list are sorted by. */
export type SortBy = 'name' | 'status' | 'created';

/** Compares texts for sorting, with numbers by value: `phone-2` before `phone-10`. */
export const { compare } = new Intl.Collator(undefined, { numeric: true });

/**
 * Sorts by label: the name, or the id of a row without one.
 * @param before the order of an earlier state of the same list, which makes sorting fast when few rows have changed
 * @returns the indexes of the rows in order
 */
export function byName(rows: readonly AnyRow[], before: readonly number[] = []): readonly number[] {
  const places = before.length === rows.length ? [...before] : Array.from(rows.keys());
  const labels = rows.map(labelOf);
  const byLabel = (a: number, b: number): number => compare(labels[a] ?? '', labels[b] ?? '') || a - b;
  if (labels.every((label) => PLAIN.test(label))) {
    const keys = labels.map(plainKey);
    return places.sort((a, b) => {
      const [one = '', other = ''] = [keys[a], keys[b]];
      return one === other ? byLabel(a, b) : one < other ? -1 : 1;
    });
  }
  return places.sort(byLabel);
}

/** Matches labels that need no collator. Most do not, and the collator takes many times as long as comparing texts. */
const PLAIN = /^[\x20-\x7e]*$/;

/** @returns a text that sorts like the label: in lower case, and with the number of digits before each number */
const plainKey = (label: string): string =>
  label.toLowerCase().replace(/0*(\d+)/g, (_, digits: string) => `0${String(digits.length).padStart(3, '0')}${digits}`);

/**
 * @param places the indexes of the rows in the order by name
 * @returns the indexes of the rows in the chosen order; rows that are equal in it are in the order by name
 */
export function sorted<K extends RowKind>(
  kind: K,
  rows: readonly RowsOf[K][],
  places: readonly number[],
  by: SortBy,
): readonly number[] {
  switch (by) {
    case 'name':
      return places;
    case 'status':
      return byStatus(kind, rows, places);
    case 'created':
      return byCreation(rows, places);
  }
}

/** Rows that need attention come first, see `RANK`; then by the word of the status. */
function byStatus<K extends RowKind>(
  kind: K,
  rows: readonly RowsOf[K][],
  places: readonly number[],
): readonly number[] {
  const statusOf: (row: RowsOf[K]) => StatusFacts = STATUS_OF[kind];
  const byWord = new Map<string, { readonly rank: number; readonly word: string; readonly places: number[] }>();
  for (const place of places) {
    const row = rows[place];
    if (row !== undefined) {
      const facts = statusOf(row);
      const word = stateKey(facts.word);
      const same = byWord.get(word);
      if (same) {
        same.places.push(place);
      } else {
        byWord.set(word, { rank: RANK[facts.health], word, places: [place] });
      }
    }
  }
  return [...byWord.values()].sort((a, b) => a.rank - b.rank || compare(a.word, b.word)).flatMap((same) => same.places);
}

/** The newest row comes first. Rows without a creation time come last. */
function byCreation(rows: readonly object[], places: readonly number[]): readonly number[] {
  const times = rows.map(createdAt);
  return [...places].sort((a, b) => {
    const one = times[a] ?? '';
    const other = times[b] ?? '';
    return one === other ? 0 : one > other ? -1 : 1;
  });
}

/** @returns the creation time as ISO 8601 in UTC, which sorts as text; empty for rows without one, such as instances */
const createdAt = (row: object): string =>
  'createdAt' in row && typeof row.createdAt === 'string' ? row.createdAt : '';
