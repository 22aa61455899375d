import { type Operation, type TargetState } from '../model/operation';
import { type Clock } from '../base/clock';
import { type StoredOperation } from './journal/journalReader';
import { type Marks } from './journal/marks';
import { holderOf, lockedTargets } from './plan/busyTargets';
import { type Entry, type OperationStore } from './run/operationStore';

/** How often a beginning that is not whole is read again, some milliseconds apart. */
const TIMES_FOR_A_BEGINNING = 20;

/** A target that an earlier operation has. */
export interface Locked {
  readonly target: TargetState;
  /** The number of that operation. */
  readonly number: number;
  /** A window of version 0.1 runs it, so the number is one of that version. */
  readonly isV1: boolean;
}

/**
 * The locks of targets over all windows. The journal is the lock: it is on the disk before anything is sent, and numbers
 * are given in the order of the beginnings. So of two operations with one target the later one always sees the other.
 * It leaves the target out.
 */
export class TargetLocks {
  /** @param running gives the operations that windows of version 0.1 run; throws when that is not known */
  constructor(
    private readonly store: OperationStore,
    private readonly running: () => readonly Operation[],
    private readonly clock: Pick<Clock, 'giveWay'>,
  ) {}

  /**
   * @returns those of the targets that an earlier operation has, with its number
   * @throws when the folder cannot be read: nothing may be sent then
   */
  async lockedByOthers({ live: { operation } }: Entry, targets: readonly TargetState[]): Promise<readonly Locked[]> {
    const others = (await this.unsettled()).filter(({ number }) => number !== operation.number);
    // One of an earlier version began earlier, whatever number it has here.
    const isEarlier = (other: Operation): boolean =>
      other.number < operation.number || other.importedFrom !== undefined;
    const sent = (other: Operation): Operation => ({
      ...other,
      targets: other.targets.filter(({ phase }) => phase === 'sent'),
    });
    const locked = lockedTargets(others.map((other) => (isEarlier(other) ? other : sent(other))));
    const lockedV1 = lockedTargets(this.running());
    return targets.flatMap((target): Locked[] => {
      const own = holderOf(locked, operation, target);
      const number = own ?? holderOf(lockedV1, operation, target);
      return number === undefined ? [] : [{ target, number, isV1: own === undefined }];
    });
  }

  /** Where the file system has no hard links, another window can be in the middle of writing a beginning. */
  private async read(marks: Marks): Promise<StoredOperation | undefined> {
    const { journals } = this.store;
    for (let times = 0; times < TIMES_FOR_A_BEGINNING; times++) {
      const stored = await journals?.read(marks);
      if (stored !== undefined) {
        return stored;
      }
      await this.clock.giveWay();
    }
    return undefined;
  }

  /** The operations of this window are known. Those of others are read anew: a journal can be some seconds ahead. */
  private async unsettled(): Promise<Operation[]> {
    const { journals, entries } = this.store;
    const isOwn = (other: number): boolean => entries.get(other)?.isOwn === true;
    const found = [...entries.values()].map(({ live }) => live.operation).filter((other) => isOwn(other.number));
    for (const marks of journals?.marks().values() ?? []) {
      const stored = marks.isPacked || isOwn(marks.number) ? undefined : await this.read(marks);
      if (stored !== undefined) {
        found.push(stored.operation);
      }
    }
    return found.filter(({ endedAt }) => endedAt === undefined);
  }

  /**
   * @returns the operations under way but this one, of all windows
   * @throws as `lockedByOthers` does
   */
  async others(number: number): Promise<readonly Operation[]> {
    return [...(await this.unsettled()).filter((other) => other.number !== number), ...this.running()];
  }
}
