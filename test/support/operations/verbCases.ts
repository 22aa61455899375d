import { type Target } from '../../../src/model/operation';
import { type Verb } from '../../../src/model/verbs';
import { type KindId } from '../../../src/model/kinds';
import { VERBS } from '../../../src/operations/verbs/registry';
import { phoneState } from '../../cloud/state/fleet';
import { jobStatus } from '../../cloud/state/jobs';
import { type Actions } from '../../cloud/state/world';
import { type LocalCloud } from './localCloud';

/** What a test must know of a verb to let the simulated cloud do it. */
interface VerbCase {
  /** The counter of the cloud for it. */
  readonly counter: keyof Actions;
  /** The state of the phones that it is possible for. */
  readonly phones?: number;
  /** @returns whether it is possible for this instance. Default: for each one */
  readonly instances?: (instance: CloudInstance) => boolean;
  /** @returns whether the target is as the verb leaves it. Default: a job of the cloud says so */
  readonly isDone?: (cloud: LocalCloud, target: Target) => boolean;
}

type CloudInstance = ReturnType<LocalCloud['fleet']['instance']>;

export const VERB_CASES: Readonly<Record<Verb, VerbCase>> = {
  restart: { counter: 'restarts' },
  restartPhones: { counter: 'phoneRestarts', phones: phoneState.running },
  reboot: { counter: 'reboots', isDone: (cloud, { id }) => cloud.fleet.instance(id).reboot === undefined },
  unassign: {
    counter: 'unassigns',
    instances: ({ assignUser }) => assignUser !== '',
    isDone: (cloud, { id, userId }) => cloud.fleet.instance(id).assignUser !== userId,
  },
};

/** @returns all targets of the fleet that the verb is possible for, with the state that a person would have confirmed */
export function targetsFor(cloud: LocalCloud, verb: Verb): Target[] {
  const { servers, phones, instances } = cloud.fleet;
  const { erases, on } = VERBS[verb];
  const { phones: status, instances: fits = () => true } = VERB_CASES[verb];
  const kinds: Readonly<Record<KindId, () => Target[]>> = {
    server: () => [...servers.values()].map(({ serverId: id, name }) => ({ id, name })),
    phone: () =>
      [...phones.values()]
        .filter((phone) => phone.status === status)
        .map(({ phoneId: id, name, serverId }) => ({
          id,
          name,
          serverId,
          ...(erases === undefined ? {} : { confirmed: { ...(status === undefined ? {} : { status }) } }),
        })),
    instance: () =>
      [...instances.values()].filter(fits).map(({ instanceId: id, name, assignUser }) => ({
        id,
        name,
        ...(assignUser === '' ? {} : { userId: assignUser }),
      })),
  };
  return kinds[on]();
}

/** @returns whether the cloud has done it to the target by then */
export function isDone(cloud: LocalCloud, verb: Verb, target: Target, at: number): boolean {
  const { isDone: isAsLeft } = VERB_CASES[verb];
  return isAsLeft === undefined
    ? cloud.jobs.some((job) => job.targetId === target.id && jobStatus(job, at) === 2)
    : isAsLeft(cloud, target);
}
