import { type Verb } from '../../model/status';
import { reboot } from './rebootInstances';
import { restart } from './restartServers';
import { type Strategy } from '../common/verb';
import { unassign } from './unassignInstances';

export const STRATEGIES: Readonly<Record<Verb, Strategy>> = { restart, reboot, unassign };
