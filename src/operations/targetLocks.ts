import { type Operation, type TargetState } from '../model/operation';
import { lockedTargets, lockKey } from './plan/busyTargets';
import { type Entry, type OperationStore } from './run/operationStore';

/**
 * The locks of targets over all windows. The journal is the lock: it is on the disk before anything is sent, and numbers
 * are given in the order of the beginnings. So of two operations with one target the later one always sees the other.
 * It leaves the target out.
 */
export class TargetLocks {
  constructor(private readonly store: OperationStore) {}

  /**
   * @returns those of the targets that an earlier operation has, with its number
   * @throws when the folder cannot be read: nothing may be sent then
   */
  async lockedByOthers(
    { live: { operation } }: Entry,
    targets: readonly TargetState[],
  ): Promise<readonly (readonly [TargetState, number])[]> {
    const locked = lockedTargets(await this.earlierThan(operation.number));
    return targets.flatMap((target) => {
      const number = locked.get(lockKey(operation, target.id));
      return number === undefined ? [] : [[target, number] as const];
    });
  }

  /** The operations of this window are known. Those of others are read anew: a journal can be some seconds ahead. */
  private async earlierThan(number: number): Promise<Operation[]> {
    const { journals, entries } = this.store;
    const isOwn = (other: number): boolean => entries.get(other)?.isOwn === true;
    const found = [...entries.values()]
      .map(({ live }) => live.operation)
      .filter((other) => isOwn(other.number) && other.number < number);
    for (const marks of journals?.marks().values() ?? []) {
      const stored = marks.number < number && !marks.isPacked && !isOwn(marks.number) && (await journals?.read(marks));
      if (stored) {
        found.push(stored.operation);
      }
    }
    return found.filter(({ endedAt }) => endedAt === undefined);
  }
}
