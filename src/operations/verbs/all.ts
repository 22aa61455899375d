// Made of the files of the verbs by npm run manifest.
import { type Verb } from '../../model/verbs';
import { type VerbDefinition } from '../common/defineVerb';
import { assignInstances } from './instances/assignInstances';
import { rebootInstances } from './instances/rebootInstances';
import { resetInstances } from './instances/resetInstances';
import { unassignInstances } from './instances/unassignInstances';
import { resetPhones } from './phones/resetPhones';
import { restartPhones } from './phones/restartPhones';
import { shutDownPhones } from './phones/shutDownPhones';
import { startPhones } from './phones/startPhones';
import { restartServers } from './servers/restartServers';

/** The verbs, by their id. */
export const VERBS: Readonly<Record<Verb, VerbDefinition>> = {
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
