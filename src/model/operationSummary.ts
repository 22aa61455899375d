import { omit } from '../base/omit';
import { type Operation, type Result } from './operation';
import { countResults } from './results';
import { couldNotBeSent } from './rolloutTargets';

/** The targets of an operation in numbers. */
export interface Tally {
  /** How many targets it has. */
  readonly total: number;
  /** How many of them ended in each result. Those without a result are in none. */
  readonly counts: Readonly<Record<Result, number>>;
  /** How many could not be sent, see `couldNotBeSent`. */
  readonly couldNotBeSent: number;
  /** How many have a request that was noted as sent. */
  readonly sent: number;
}

/** What only an operation under way has. */
type Passing = 'hold' | 'throttledUntil' | 'waitsForSignIn';

/**
 * An operation that has ended, without its targets. The history is kept in memory in this form. `Operations.open` reads
 * the whole operation. The fields that it can not have keep the two types apart.
 */
export interface OperationSummary extends Tally, Omit<Operation, 'targets' | 'endedAt' | Passing> {
  readonly endedAt: number;
  readonly targets?: never;
  readonly hold?: never;
  readonly throttledUntil?: never;
  readonly waitsForSignIn?: never;
}

/** An operation as the engine lists it: whole while it runs, and a summary when it is in the history. */
export type AnyOperation = Operation | OperationSummary;

/** @returns whether an operation has its targets */
export const isWhole = (operation: AnyOperation): operation is Operation => operation.targets !== undefined;

/** @returns the targets of an operation in numbers */
export const tallyOf = (operation: AnyOperation): Tally =>
  isWhole(operation)
    ? {
        total: operation.targets.length,
        counts: countResults(operation),
        couldNotBeSent: operation.targets.filter(couldNotBeSent).length,
        sent: operation.targets.filter(({ sentAt }) => sentAt !== undefined).length,
      }
    : operation;

/**
 * @param operation one that has ended
 * @returns it without its targets
 */
export const summaryOf = (operation: Operation): OperationSummary => ({
  ...omit(operation, ['targets', 'hold', 'throttledUntil', 'waitsForSignIn']),
  endedAt: operation.endedAt ?? operation.startedAt,
  ...tallyOf(operation),
});

/** @returns whether an operation has ended, and has targets that can be retried or may be retried after a look at them */
export const canRetry = (operation: AnyOperation): boolean => {
  const { total, counts } = tallyOf(operation);
  return operation.endedAt !== undefined && counts.succeeded + counts.unverified < total;
};

/** How many targets are in each list of `listsOf`. */
export interface ListSizes {
  readonly succeeded: number;
  readonly failed: number;
  readonly unproved: number;
  readonly untouched: number;
  readonly open: number;
}

/** @returns how many targets are in each list of `listsOf` */
export function listSizes({ total, counts }: Pick<Tally, 'total' | 'counts'>): ListSizes {
  const { succeeded, 'not sent': untouched } = counts;
  const failed = counts.failed + counts.rejected + counts['timed out'];
  const unproved = counts.unverified + counts.unknown;
  return { succeeded, failed, unproved, untouched, open: total - succeeded - failed - unproved - untouched };
}
