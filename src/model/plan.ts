import { type Target } from './operation';
import { type RolloutPolicy } from './rollout';
import { type StateCount } from './stateCounts';
import { type Verb } from './verbs';
import { type Message } from '../base/message';

/** A tag of a server (cph_api_0556.html). */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** One target of a plan. It was in the list of its kind when the plan was made. */
export interface PlanTarget extends Target {
  readonly zone?: string;
  /** For a server: the phones that go down with it, by state; absent where they were not read. */
  readonly phones?: readonly StateCount[];
  /** For an instance: whether a user is logged in; absent where that is not known. */
  readonly isLoggedIn?: boolean;
  /** For a phone: the name of its server, where it has one. */
  readonly serverName?: string;
  /** The tags of the server, or of the server of a phone; absent where they were not read. */
  readonly tags?: readonly Tag[];
  /** true for a target that only the settings name. Its state and its user were not read from the cloud. */
  readonly isUnread?: boolean;
}

/**
 * Why a chosen target is not in the plan.
 * - `notListed`: it is not in the list of its kind.
 * - `frozen`, `notRunning`, `notAssigned`: its status does not allow the verb.
 * - `noUser`: the cloud does not say who its user is.
 * - `abnormal`: the cloud does not restart a phone in its status.
 * - `underWay`: the cloud is still at work on it.
 * - `otherOperation`: an operation that runs acts on it.
 * - `otherProject`: it was chosen in another project of the settings too, and is in the plan of that one.
 * - `withServer`: its server was chosen for the same act, and goes down with it or is protected.
 * - `otherUser`: the instance is assigned to another user than the one that was chosen.
 * - `protected`: a guard rail protects it.
 * - `flawed`: it has an id that cannot be sent.
 */
export type LeftOutReason =
  | 'notListed'
  | 'frozen'
  | 'notRunning'
  | 'notAssigned'
  | 'noUser'
  | 'assigned'
  | 'unknownUser'
  | 'abnormal'
  | 'underWay'
  | 'otherOperation'
  | 'otherProject'
  | 'withServer'
  | 'otherUser'
  | 'protected'
  | 'flawed';

/** A chosen target that is not in the plan. */
export interface LeftOut extends Target {
  readonly why: LeftOutReason;
  /** The status word of its row; absent when it is not listed. */
  readonly status?: Message;
  /** For `otherOperation`: the number of that operation. */
  readonly operation?: number;
  /** For `otherProject`: the name of that project. */
  readonly project?: string;
}

/** One request of a plan. `Operations.preview` shows it as it would be sent. */
export interface PlannedRequest {
  /** The wave of the request, counted from 0. */
  readonly wave: number;
  readonly ids: readonly string[];
}

/** What a plan affects: its targets, and what is hit besides them as far as that is known. */
export interface Blast {
  readonly servers: number;
  readonly instances: number;
  /** Phones that are targets, or are on the servers whose phones were read. */
  readonly phones: number;
  /** The states of the phones on the servers whose phones were read. */
  readonly phoneStates: readonly StateCount[];
  /** Servers whose phones were not read. */
  readonly serversWithUnknownPhones: number;
  /** Instances on which a user is logged in. */
  readonly loggedIn: number;
  /** Instances of which it is not known whether a user is logged in. */
  readonly unknownLogins: number;
  /** Targets that only the settings name. */
  readonly unread: number;
}

/** A phrase that a person must type before the engine takes the plan. */
export interface Demand {
  /**
   * `protected`: some targets are protected. `erased`: data is erased for good. `unread`: some targets could not be read
   * and are known only from the settings.
   */
  readonly why: 'protected' | 'erased' | 'unread';
  readonly phrase: string;
  /** How many targets it is about. */
  readonly count: number;
}

/**
 * The plans that one question is about, one for each project, taken together. Demands and the limit of targets count
 * over all of them.
 */
export interface Act {
  readonly targets: number;
  readonly protectedTargets: number;
  /** Targets that only the settings name. */
  readonly unreadTargets: number;
}

/** Exactly what would be done. The operation acts on these targets and no others. */
export interface Plan {
  readonly verb: Verb;
  readonly project: string;
  readonly region?: string;
  /** The host of its requests, with the port if there is one. */
  readonly host: string;
  /** The project id of the settings; absent when they name none. */
  readonly projectId?: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  /** In the order of their waves. */
  readonly targets: readonly PlanTarget[];
  /** How many targets each wave has. A plan that is not a rollout has one wave. */
  readonly waves: readonly number[];
  /** Present when the plan is a rollout. */
  readonly policy?: RolloutPolicy;
  readonly requests: readonly PlannedRequest[];
  readonly leftOut: readonly LeftOut[];
  readonly blast: Blast;
  /**
   * How many servers or instances the project has, or how many phones the servers of the targets have, and how many of
   * them run.
   */
  readonly fleet: { readonly listed: number; readonly running: number };
  /** The most targets that may be down at the same time: those of a wave, and those that failed before it. */
  readonly mostDown: number;
  /** Present when one question is about this plan and others. */
  readonly act?: Act;
  readonly demands: readonly Demand[];
  /** Why the engine would refuse the plan; empty when it would take it. */
  readonly refusals: readonly Message[];
}

/** @returns the plans that act on something; a plan without targets is not started and not made again */
export const withTargets = (plans: readonly Plan[]): readonly Plan[] =>
  plans.filter(({ targets }) => targets.length > 0);

/** The limits of the settings that the engine enforces. */
export interface GuardSettings {
  /** The most targets of one act. */
  readonly maxTargets: number;
  /** The most targets of one act that erases. */
  readonly mostErased: number;
  /** The percentage of the targets that run now that must keep running, for an operation that is not a rollout. */
  readonly minRunningPercent: number;
  /** The same for a rollout. */
  readonly minRunningPercentRolling: number;
  /**
   * Patterns with `*` for the name, the id or the user of a target, for the key of a tag, or for `key=value` of one. A
   * target that fits one is protected.
   */
  readonly protectedPatterns: readonly string[];
  /** The most requests a minute that act. One request can have many targets. */
  readonly actingRequestsPerMinute: number;
  /** The settings with an invalid value. It is not known what they forbid, so every plan is refused. */
  readonly unreadable: readonly string[];
}

export const DEFAULT_GUARD: GuardSettings = {
  maxTargets: 500,
  mostErased: 20,
  minRunningPercent: 0,
  minRunningPercentRolling: 75,
  protectedPatterns: [],
  actingRequestsPerMinute: 60,
  unreadable: [],
};
