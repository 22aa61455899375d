import { type Result, type Target } from '../../../src/model/operation';
import { type Verb } from '../../../src/model/verbs';
import { type KindId } from '../../../src/model/kinds';
import { VERBS } from '../../../src/operations/verbs/registry';
import { phoneState, runState } from '../../cloud/state/fleet';
import { jobStatus } from '../../cloud/state/jobs';
import { type Actions } from '../../cloud/state/world';
import { type LocalCloud } from './localCloud';

/**
 * What a fault does to a request that acts: it never leaves; it is refused before it runs; it does not run and nobody says
 * so; it runs and nobody says so; it runs in the end; the answer says yes though nothing ran; the answer is orderly and
 * empty.
 */
export type FaultEffect = 'never left' | 'refused' | 'lost before' | 'lost after' | 'passes' | 'false yes' | 'empty';

/** Of CPH: without a request id nothing can be looked for. */
const CPH: Readonly<Record<FaultEffect, Result>> = {
  'never left': 'not sent',
  refused: 'rejected',
  'lost before': 'unknown',
  'lost after': 'unknown',
  passes: 'succeeded',
  'false yes': 'unknown',
  empty: 'unknown',
};

/** @returns the result of a target whose request met a fault of this effect */
export const resultAfter = (verb: Verb, effect: FaultEffect): Result =>
  VERB_CASES[verb].results?.[effect] ?? CPH[effect];

/** What a test must know of a verb to let the simulated cloud do it. */
interface VerbCase {
  /** The counter of the cloud for it. */
  readonly counter: keyof Actions;
  /** The path of its request. */
  readonly request: RegExp;
  /** An orderly response with nothing in it. */
  readonly empty: unknown;
  /** The results of a target whose request met a fault, where they are not those of CPH. */
  readonly results?: Partial<Record<FaultEffect, Result>>;
  /** The state of the phones that it is possible for. */
  readonly phones?: number;
  /** @returns whether it is possible for this instance. Default: for each one */
  readonly instances?: (instance: CloudInstance) => boolean;
  /** @returns whether the target is as the verb leaves it. Default: a job of the cloud says so */
  readonly isDone?: (cloud: LocalCloud, target: Target) => boolean;
}

const OK = { error_code: '0', error_msg: 'OK' };

type CloudInstance = ReturnType<LocalCloud['fleet']['instance']>;

export const VERB_CASES: Readonly<Record<Verb, VerbCase>> = {
  restart: { counter: 'restarts', request: /servers\/batch-restart$/, empty: { jobs: [] } },
  restartPhones: {
    counter: 'phoneRestarts',
    request: /phones\/batch-restart$/,
    empty: { jobs: [] },
    phones: phoneState.running,
  },
  reboot: {
    counter: 'reboots',
    request: /\/reboot$/,
    empty: OK,
    results: { 'lost after': 'succeeded', 'false yes': 'unverified', empty: 'succeeded' },
    isDone: (cloud, { id }) => cloud.fleet.instance(id).reboot === undefined,
  },
  assign: {
    counter: 'assigns',
    request: /instances\/assign$/,
    empty: OK,
    results: { 'lost after': 'succeeded', 'false yes': 'timed out', empty: 'succeeded' },
    instances: ({ assignUser }) => assignUser === '',
    isDone: (cloud, { id, userId }) => cloud.fleet.instance(id).assignUser === userId,
  },
  unassign: {
    counter: 'unassigns',
    request: /\/unassign$/,
    empty: { ...OK, data: { task_id: 'RM_0', cmd_jobs: [] } },
    results: { 'lost after': 'succeeded', 'false yes': 'timed out', empty: 'succeeded' },
    instances: ({ assignUser }) => assignUser !== '',
    isDone: (cloud, { id, userId }) => cloud.fleet.instance(id).assignUser !== userId,
  },
  startPhones: {
    counter: 'phoneRestarts',
    request: /phones\/batch-restart$/,
    empty: { jobs: [] },
    phones: phoneState.shutDown,
  },
  resetPhones: {
    counter: 'phoneResets',
    request: /phones\/batch-reset$/,
    empty: { jobs: [] },
    phones: phoneState.running,
  },
  shutDownPhones: {
    counter: 'phoneStops',
    request: /phones\/batch-stop$/,
    empty: { jobs: [] },
    phones: phoneState.running,
  },
  resetInstances: {
    counter: 'instanceResets',
    request: /instances\/batch-reset$/,
    empty: { ...OK, data: { task_id: 'RM_0', cmd_jobs: [] } },
    instances: ({ runningStatus }) => runningStatus === runState.running,
    results: { 'false yes': 'unverified', empty: 'unverified' },
  },
};

/**
 * Shuts every third phone down and lets the others run, and takes the user of every fourth instance away, so that each verb
 * has targets.
 */
export function mixStates(cloud: LocalCloud): void {
  [...cloud.fleet.phones.values()].forEach((phone, place) => {
    phone.status = place % 3 === 0 ? phoneState.shutDown : phoneState.running;
  });
  [...cloud.fleet.instances.values()].forEach((instance, place) => {
    if (place % 4 === 0) {
      Object.assign(instance, { assignUser: '', loggedIn: false });
    }
  });
}

/** @returns all targets of the fleet that the verb is possible for, with the state that a person would have confirmed */
export function targetsFor(cloud: LocalCloud, verb: Verb): Target[] {
  const { servers, phones, instances } = cloud.fleet;
  const { erases, on, takesUser } = VERBS[verb];
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
      [...instances.values()].filter(fits).map(({ instanceId: id, name, assignUser }, place) => {
        const userId = takesUser ? `10086000000000${10_000 + place}` : assignUser;
        return { id, name, ...(userId === '' ? {} : { userId }) };
      }),
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
