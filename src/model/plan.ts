import { type Target } from './operation';
import { type RolloutPolicy } from './rollout';
import { type Verb } from './status';
import { type Message } from '../base/message';

/** A tag of a server (cph_api_0556.html). */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** One that the plan acts on. It was in the list of its kind when the plan was made. */
export interface PlanTarget extends Target {
  /** The server below it, where that is known: of a restart the target itself. */
  readonly serverId?: string;
  readonly zone?: string;
  /** How many phones go down with it; absent where they were not read. */
  readonly phones?: number;
  /** Whether a user is logged in; absent where that is not known. */
  readonly isLoggedIn?: boolean;
  /** Of a server; absent where they were not read. */
  readonly tags?: readonly Tag[];
  /** Of an instance that only the settings name: the cloud did not say what it is like, or who has it. */
  readonly isUnread?: boolean;
}

/** Why one that was chosen is not in the plan. */
export type LeftOutReason =
  | 'notListed'
  | 'frozen'
  | 'notRunning'
  | 'notAssigned'
  | 'underWay'
  | 'otherOperation'
  | 'otherUser'
  | 'protected'
  | 'flawed';

export interface LeftOut extends Target {
  readonly why: LeftOutReason;
  /** The status word of the row. */
  readonly status?: Message;
  /** The running operation that it is in. */
  readonly operation?: number;
}

/** One request; `Operations.preview` gives it as it would go over the wire. */
export interface PlannedRequest {
  /** Of which wave, from 0 up. */
  readonly wave: number;
  readonly ids: readonly string[];
}

/** What is hit besides the targets, as far as it is known. */
export interface Blast {
  readonly servers: number;
  readonly instances: number;
  /** Phones under the servers, where they were read. */
  readonly phones: number;
  /** Servers whose phones were not read. */
  readonly serversWithUnknownPhones: number;
  readonly loggedIn: number;
  /** Instances of which it is not known whether a user is logged in. */
  readonly unknownLogins: number;
  /** Instances that only the settings name. */
  readonly unread: number;
}

/** What a person must type before the engine takes the plan. */
export interface Demand {
  readonly why: 'protected' | 'manyErased' | 'unreadErased';
  readonly phrase: string;
  /** How many targets it is about. */
  readonly count: number;
}

/** What one click hits in all its projects together: what must be typed, and how much is too much, counts over it. */
export interface Act {
  readonly targets: number;
  readonly protectedTargets: number;
  /** Targets that only the settings name. */
  readonly unreadTargets: number;
}

/** Exactly what would be done. What runs are these ids and no others. */
export interface Plan {
  readonly verb: Verb;
  readonly project: string;
  readonly madeAt: number;
  /** In the order of their waves. */
  readonly targets: readonly PlanTarget[];
  /** How many targets each wave has; one wave where nothing rolls. */
  readonly waves: readonly number[];
  /** Present on a rolling operation. */
  readonly policy?: RolloutPolicy;
  readonly requests: readonly PlannedRequest[];
  readonly leftOut: readonly LeftOut[];
  readonly blast: Blast;
  /** How many of the kind the list of the project has, and how many of them run. */
  readonly fleet: { readonly listed: number; readonly running: number };
  /** How many may be down at once: those of a wave, and those that failed before. */
  readonly mostDown: number;
  /** Present where the plan is one of several that are asked about together. */
  readonly act?: Act;
  readonly demands: readonly Demand[];
  /** Why the engine would refuse it; nothing where it would not. */
  readonly refusals: readonly Message[];
}

/** The guard rails as the settings have them. */
export interface GuardSettings {
  /** Of one operation. */
  readonly maxTargets: number;
  /** The share of those that run now that must stay running: where all go at once, and where they roll. */
  readonly minRunningPercent: number;
  readonly minRunningPercentRolling: number;
  /** Globs over a server's name, a tag's key, or `key=value`. */
  readonly protectedPatterns: readonly string[];
  /** Restarts, reboots and unassigns, each of up to as many targets as a request may have. */
  readonly actingRequestsPerMinute: number;
  /** The settings that hold something else than they may: what they are to forbid is not known, so nothing is done. */
  readonly unreadable: readonly string[];
}

export const DEFAULT_GUARD: GuardSettings = {
  maxTargets: 500,
  minRunningPercent: 0,
  minRunningPercentRolling: 75,
  protectedPatterns: [],
  actingRequestsPerMinute: 60,
  unreadable: [],
};
