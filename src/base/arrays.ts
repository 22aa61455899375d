/** Splits a list into pieces of at most `size` items, in the order of the list. `size` must be at least 1. */
export function split<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    pieces.push(items.slice(start, start + size));
  }
  return pieces;
}

/** Groups items by their key. Groups stand in the order of their first item, items in the order in which they came. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) {
      groups.set(keyOf(item), [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}

/** @returns the id of each thing, in the same order. */
export const idsOf = (things: readonly { readonly id: string }[]): string[] => things.map(({ id }) => id);
