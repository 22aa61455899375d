// Made of the files of the verbs by npm run manifest.
import { type Verb } from '../../../model/verbs';
import { assignInstances } from './assignInstances';
import { rebootInstances } from './rebootInstances';
import { resetInstances } from './resetInstances';
import { resetPhones } from './resetPhones';
import { restartPhones } from './restartPhones';
import { restartServers } from './restartServers';
import { shutDownPhones } from './shutDownPhones';
import { startPhones } from './startPhones';
import { unassignInstances } from './unassignInstances';
import { type VerbWords } from './verbWords';

/** The words of the verbs, by their id. */
export const VERB_WORDS: Readonly<Record<Verb, VerbWords>> = {
  restart: restartServers,
  restartPhones: restartPhones,
  shutDownPhones: shutDownPhones,
  startPhones: startPhones,
  resetPhones: resetPhones,
  assign: assignInstances,
  reboot: rebootInstances,
  resetInstances: resetInstances,
  unassign: unassignInstances,
};
