import { type Operation } from '../../model/operation';
import { type Verb } from '../../model/status';

/** @returns the targets that an operation under way acts on, by their key, with the number of the operation */
export function takenTargets(
  verb: Verb,
  project: string,
  operations: readonly Operation[],
  keyOf: (id: string) => string,
): ReadonlyMap<string, number> {
  const isOfKind = (other: Verb): boolean => (other === 'restart') === (verb === 'restart');
  return new Map(
    operations
      .filter((operation) => operation.project === project && isOfKind(operation.verb))
      .flatMap(({ number, targets }) =>
        targets.filter(({ phase }) => phase !== 'settled').map(({ id }) => [keyOf(id), number] as const),
      ),
  );
}
