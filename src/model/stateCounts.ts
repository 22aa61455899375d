import { inEnglish, type Message } from '../base/message';

/** How many have a state. */
export interface StateCount {
  /** The name of the state. */
  readonly word: Message;
  readonly count: number;
}

/** @returns how many have each of these states; the most frequent one first */
export const countsByState = (words: Iterable<Message>): readonly StateCount[] =>
  sumOfStates([[...words].map((word) => ({ word, count: 1 }))]);

/** @returns the sums of several counts, the most frequent state first; equal ones in the order of their names */
export function sumOfStates(parts: readonly (readonly StateCount[])[]): readonly StateCount[] {
  const sums = new Map<string, StateCount>();
  for (const { word, count } of parts.flat()) {
    const name = inEnglish(word);
    sums.set(name, { word, count: count + (sums.get(name)?.count ?? 0) });
  }
  return [...sums]
    .sort(([name, { count }], [other, more]) => more.count - count || (name < other ? -1 : 1))
    .map(([, sum]) => sum);
}

/** @returns how many there are in all states */
export const totalOf = (states: readonly StateCount[]): number => states.reduce((sum, { count }) => sum + count, 0);
