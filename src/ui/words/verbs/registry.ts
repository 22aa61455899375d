import { type Verb } from '../../../model/verbs';
import { VERB_WORDS } from './all';

export { VERB_WORDS };

/** @returns the title of an operation or a plan; a rollout has its own title */
export function operationTitle({ verb, rollout, policy }: Titled): string {
  const words = VERB_WORDS[verb];
  return (rollout === undefined && policy === undefined ? words : (words.rollout ?? words)).title();
}

/** @returns the title of an operation after its number, such as `#7 Restart servers` */
export const numberedTitle = (operation: Titled & { readonly number: number }): string =>
  `#${operation.number} ${operationTitle(operation)}`;

interface Titled {
  readonly verb: Verb;
  /** Present in an operation that is a rollout. */
  readonly rollout?: unknown;
  /** Present in the plan of a rollout. */
  readonly policy?: unknown;
}
