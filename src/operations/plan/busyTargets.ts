import { type KindId, kindOf } from '../../model/kinds';
import { type Operation, type Target } from '../../model/operation';
import { VERBS } from '../verbs/registry';

type Place = Pick<Operation, 'verb' | 'host'>;

/** What of a target its locks are made of. */
type Locking = Pick<Target, 'id' | 'serverId'>;

const keyOf = (kind: KindId | 'phones of server', host: string, id: string): string => `${kind} ${host} ${id}`;

/**
 * @returns what makes two targets the same one, in whichever window and under whichever name of a project: the kind, the
 *   host of its service and the id
 */
export function lockKey({ verb, host = '' }: Place, id: string): string {
  const { on } = VERBS[verb];
  return keyOf(on, host, kindOf(on).idKey(id));
}

/** @returns the locks that a target takes: its own, and for a phone one that keeps its server from being acted on */
function locksOf(place: Place, { id, serverId }: Locking): string[] {
  const { verb, host = '' } = place;
  const own = lockKey(place, id);
  return VERBS[verb].on !== 'phone' || serverId === undefined
    ? [own]
    : [own, keyOf('phones of server', host, kindOf('server').idKey(serverId))];
}

/** @returns the locks that must be free for a target: a server and its phones keep each other out */
function locksAgainst(place: Place, { id, serverId }: Locking): string[] {
  const { verb, host = '' } = place;
  const own = lockKey(place, id);
  switch (VERBS[verb].on) {
    case 'server':
      return [own, keyOf('phones of server', host, kindOf('server').idKey(id))];
    case 'phone':
      return serverId === undefined ? [own] : [own, keyOf('server', host, kindOf('server').idKey(serverId))];
    case 'instance':
      return [own];
  }
}

/** Locks, and who has each. */
export type Locks<Holder = number> = ReadonlyMap<string, Holder>;

/** @returns the locks of these targets, all of one holder */
export const locksFor = <Holder>(
  place: Place,
  targets: readonly Locking[],
  holder: Holder,
): (readonly [string, Holder])[] =>
  targets.flatMap((target) => locksOf(place, target).map((lock) => [lock, holder] as const));

/** @returns who has a lock that must be free for the target; undefined where all are free */
export const holderOf = <Holder>(locks: Locks<Holder>, place: Place, target: Locking): Holder | undefined =>
  locksAgainst(place, target)
    .map((lock) => locks.get(lock))
    .find((holder) => holder !== undefined);

/**
 * The locks of the targets. An operation has each of its targets from its beginning until the target has its result.
 * @returns the locks of the targets without a result, with the number of the operation that has them
 */
export const lockedTargets = (operations: Iterable<Operation>): Locks =>
  new Map(
    [...operations].flatMap((operation) =>
      locksFor(
        operation,
        operation.endedAt === undefined ? operation.targets.filter(({ phase }) => phase !== 'settled') : [],
        operation.number,
      ),
    ),
  );
