import { type KindId, type TargetRow } from '../../model/kinds';
import { type Verb, VERB_IDS } from '../../model/verbs';
import { VERBS } from './all';
import { type VerbDefinition } from '../common/defineVerb';

export { VERBS };

/** @returns the verbs that act on a kind of target, in the order in which they are offered */
export const verbsOn = (kind: KindId): readonly VerbDefinition[] =>
  VERB_IDS.map((id) => VERBS[id]).filter(({ on }) => on === kind);

/** @returns the verbs that are possible for a row in its status */
export const verbsFor = (kind: KindId, row: TargetRow): readonly Verb[] =>
  verbsOn(kind)
    .filter(({ allows }) => allows(row))
    .map(({ verb }) => verb);

/** The verbs that restart, one for each kind of target. Servers come first, because their phones go down with them. */
export const RESTARTS: readonly Verb[] = VERB_IDS.filter((id) => VERBS[id].isRestart);

/** @returns whether the verb deletes data for good */
export const erases = (verb: Verb): boolean => VERBS[verb].erases !== undefined;
