import { type Verb } from '../../../model/verbs';
import { rebootInstances } from './rebootInstances';
import { restartServers } from './restartServers';
import { unassignInstances } from './unassignInstances';
import { type VerbWords } from './verbWords';

/** The words of the verbs, by their id. */
export const VERB_WORDS: Readonly<Record<Verb, VerbWords>> = {
  restart: restartServers,
  reboot: rebootInstances,
  unassign: unassignInstances,
};

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
