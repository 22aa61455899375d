import { type Operation, type Result } from './operation';

/** The results in the order in which they are told. */
export const RESULTS: readonly Result[] = [
  'succeeded',
  'failed',
  'rejected',
  'unverified',
  'timed out',
  'unknown',
  'not sent',
];

/** @returns how many targets ended in each result; those that did not end yet are not counted */
export function countResults(operation: Pick<Operation, 'targets'>): Record<Result, number> {
  const counts = Object.fromEntries(RESULTS.map((result) => [result, 0])) as Record<Result, number>;
  for (const { result } of operation.targets) {
    if (result !== undefined) {
      counts[result] += 1;
    }
  }
  return counts;
}
