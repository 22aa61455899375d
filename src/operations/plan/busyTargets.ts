import { type Operation } from '../../model/operation';
import { STRATEGIES } from '../verbs/registry';

/**
 * @returns what makes two targets the same one, in whichever window and under whichever name of a project: the service,
 *   its host and the id
 */
export function lockKey({ verb, host = '' }: Pick<Operation, 'verb' | 'host'>, id: string): string {
  const { service, idKey } = STRATEGIES[verb];
  return `${service} ${host} ${idKey(id)}`;
}

/**
 * The locks of the targets. An operation has each of its targets from its beginning until the target has its result.
 * @returns the targets without a result, by `lockKey`, with the number of the operation that has them
 */
export const lockedTargets = (operations: Iterable<Operation>): ReadonlyMap<string, number> =>
  new Map(
    [...operations].flatMap((operation) =>
      (operation.endedAt === undefined ? operation.targets : [])
        .filter(({ phase }) => phase !== 'settled')
        .map(({ id }) => [lockKey(operation, id), operation.number] as const),
    ),
  );
