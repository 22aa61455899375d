import { type Rollout, type RolloutProgress } from './rollout';
import { type Verb } from './verbs';
import { type MessageOrText, type Message } from '../base/message';

/**
 * The result of one target.
 * - `succeeded`: the cloud did what was asked; in a rollout the target was also verified.
 * - `failed`: the cloud began and reported a failure.
 * - `rejected`: the cloud refused the request, and nothing was started.
 * - `unverified`: the cloud accepted the request, but its effect could not be confirmed in time.
 * - `timed out`: the target was still running at the time limit; the cloud goes on with it.
 * - `unknown`: the request may or may not have run.
 * - `not sent`: no request for the target left this machine.
 */
export type Result = 'succeeded' | 'failed' | 'rejected' | 'unverified' | 'timed out' | 'unknown' | 'not sent';

/** One server, phone or instance that an operation acts on. */
export interface Target {
  readonly id: string;
  readonly name: string;
  /** For a verb that is about users: the id of the user. */
  readonly userId?: string;
  /** The server that carries it. Stored only of a phone, where it is known. */
  readonly serverId?: string;
  /** The state that the person saw. Absent when it could not be read. Stored only for what erases. */
  readonly confirmed?: ConfirmedState;
}

/** The state of a target in the question before an act. Absent fields were not known. */
interface ConfirmedState {
  /** Of a phone: its `status`. */
  readonly status?: number;
  readonly runningStatus?: number;
  readonly isAssigned?: boolean;
  readonly isLoggedIn?: boolean;
}

/**
 * The phones of a server before its restart. After the restart they are compared with the phones that are there then.
 */
export interface PhonesBefore {
  readonly count: number;
  /** The ids of the phones that ran. Absent in journals that version 0.1.0 wrote. */
  readonly running?: readonly string[];
  /** The `status` of each phone that did not run, by id. */
  readonly notRunning: Readonly<Record<string, number>>;
}

/**
 * The state of one target in an operation. Its phases are waiting → sent → settled, and a settled target has a result.
 * A target whose request was withdrawn before it left goes back to waiting.
 */
export interface TargetState extends Target {
  readonly phase: 'waiting' | 'sent' | 'settled';
  readonly result?: Result;
  readonly jobId?: string;
  /** The CPH request id or KooPhone task id of the accepted batch, or the id of a failed request. */
  readonly requestId?: string;
  /** For a failure: the code of the cloud in its canonical spelling. */
  readonly code?: string;
  /** The cloud's own text, or the reason for the result in our words. */
  readonly text?: MessageOrText;
  /** One sentence that says what to do. */
  readonly advice?: Message;
  /** It changed after the person confirmed it, so it was left out. */
  readonly isChanged?: true;
  /** The number of the operation that has the target; so this one left it out. */
  readonly heldBy?: number;
  /** The IAM action that an administrator can grant, when the permission was missing. */
  readonly iamAction?: string;
  /** When the request was noted as sent, in milliseconds since the epoch. The other times of a target are alike. */
  readonly sentAt?: number;
  /** When the response to the request came, or the request was found to be lost. */
  readonly answeredAt?: number;
  readonly settledAt?: number;
  /**
   * Why it is not known whether the request ran. The request is not repeated. The state of the target is polled
   * instead.
   */
  readonly lost?: Message;
  /**
   * For a reboot. true: the instance was seen to have left its running state, which is the first half of the evidence;
   * the second half is that it runs again. false: the response was lost, and the instance is known to have run. Only
   * after that does another state count as evidence.
   */
  readonly hasLeft?: boolean;
  /** In a rollout: when the cloud reported that its work on the target is done. The health check begins then. */
  readonly jobDoneAt?: number;
  /**
   * In a rollout: since when the target has been healthy without a break. It is verified when it has been healthy for
   * `steadyMs`. 0: it was healthy, and no longer is.
   */
  readonly wellSince?: number;
  /** In the rollout of a restart. */
  readonly phonesBefore?: PhonesBefore;
}

/**
 * Why an operation sends nothing more until a person says so. What was sent is still followed.
 * - `paused`: a person paused it.
 * - `reload`: the window that acted for it is gone.
 * - `sleep`: the machine slept.
 * - `signIn`: nobody is signed in to its project.
 * - `canary`: its first wave is done, and a person has to promote it.
 * - `unverified`: a wave has no failure, but not all of its targets could be verified.
 */
export type HoldReason = (typeof HOLD_REASONS)[number];

export const HOLD_REASONS = ['canary', 'unverified', 'signIn', 'reload', 'sleep', 'paused'] as const;

/**
 * @returns whether a request of an operation can still leave: its target waits, or the request is recorded as sent and may
 *   still wait for its turn. Only that can be held back
 */
export const hasMoreToSend = ({ targets }: { readonly targets: readonly TargetState[] }): boolean =>
  targets.some(({ phase, answeredAt }) => phase === 'waiting' || (phase === 'sent' && answeredAt === undefined));

/** An operation on hold. */
export interface Hold {
  readonly why: HoldReason;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
}

/** What of an operation changes beside its targets. */
export interface OperationProgress {
  readonly rollout?: RolloutProgress;
  readonly hold?: Hold;
}

/** One verb on one or more targets of one project. It is plain data that can be stored. */
export interface Operation {
  /** Counts from 1. */
  readonly number: number;
  readonly verb: Verb;
  readonly project: string;
  /** The host of its requests, with the port if there is one; absent when the project was gone already. */
  readonly host?: string;
  /** The project id of the settings; absent when they named none. */
  readonly projectId?: string;
  /** The number that it had in version 0.1, from which it was taken over. */
  readonly importedFrom?: number;
  /** How many requests its targets were split into. */
  readonly requests: number;
  readonly targets: readonly TargetState[];
  readonly startedAt: number;
  /** When the last target settled, in milliseconds since the epoch. */
  readonly endedAt?: number;
  /** The waves of the operation and their progress; present when the operation is a rollout. */
  readonly rollout?: Rollout;
  /** Present while nothing more of it is sent until a person says so. */
  readonly hold?: Hold;
  /** When the next request may leave, while the host throttles; milliseconds since the epoch. It is not stored. */
  readonly throttledUntil?: number;
  /** true while nobody is signed in, so that the results of what was sent cannot be read. It is not stored. */
  readonly waitsForSignIn?: boolean;
}
