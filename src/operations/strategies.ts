import { type Verb } from '../model/status';
import { reboot } from './reboot';
import { restart } from './restart';
import { type Strategy } from './strategy';
import { unassign } from './unassign';

export const STRATEGIES: Readonly<Record<Verb, Strategy>> = { restart, reboot, unassign };
