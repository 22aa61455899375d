import { type Rollout } from './rollout';
import { type Verb } from './status';
import { type MessageOrText, type Message } from '../base/message';

/** The word in which the story of one target ends. Never better than the truth. */
export type Result = 'succeeded' | 'failed' | 'rejected' | 'unverified' | 'timed out' | 'unknown' | 'not sent';

/** What an operation acts on: a server or an instance. */
export interface Target {
  readonly id: string;
  readonly name: string;
  /** The user whose binding an unassign removes. */
  readonly userId?: string;
}

/** The phones of a server before its restart, so that they can be compared after it. */
export interface PhonesBefore {
  readonly count: number;
  /** The ids of those that ran. Absent where version 0.1.0 noted it. */
  readonly running?: readonly string[];
  /** The states of those that did not run, by id. */
  readonly notRunning: Readonly<Record<string, number>>;
}

/** A target on its way: waiting → sent → settled with a result; back to waiting where it was taken back unsent. */
export interface TargetState extends Target {
  readonly phase: 'waiting' | 'sent' | 'settled';
  readonly result?: Result;
  readonly jobId?: string;
  /** The CPH request id or KooPhone task id under which the cloud knows the batch, or the id of the refused request. */
  readonly requestId?: string;
  /** The code of the cloud in its canonical spelling, for a failure. */
  readonly code?: string;
  /** The cloud's own text, or why nothing better than `unknown` can be said. */
  readonly text?: MessageOrText;
  /** One sentence on what to do. */
  readonly advice?: Message;
  /** The IAM action to ask an administrator for, when permission was lacking. */
  readonly iamAction?: string;
  /** Milliseconds since the epoch. */
  readonly sentAt?: number;
  /** When the answer to its request came, or was found to be lost. */
  readonly answeredAt?: number;
  readonly settledAt?: number;
  /** Why it is not known whether its request ran; what can be seen of it is looked at instead of asking again. */
  readonly lost?: Message;
  /**
   * Of a reboot: true when it was seen to have left its running state, which is half the proof. false when its answer was
   * lost and it is known to have been running then: without that, another state proves nothing.
   */
  readonly hasLeft?: boolean;
  /** Of a rolling operation: when the cloud was seen to be done with it, which is the first third of the proof. */
  readonly jobDoneAt?: number;
  /** Since when it is seen well without a break: the second third; for how long is the last one. 0: not any more. */
  readonly wellSince?: number;
  /** Of a rolling restart. */
  readonly phonesBefore?: PhonesBefore;
}

/** One restart, reboot or unassign of one or more targets of one project. Plain data: it can be stored. */
export interface Operation {
  /** From 1 up. */
  readonly number: number;
  readonly verb: Verb;
  readonly project: string;
  /** How many requests its targets were split into. */
  readonly requests: number;
  readonly targets: readonly TargetState[];
  readonly startedAt: number;
  /** Set when the last target settled. */
  readonly endedAt?: number;
  /** Present on a rolling operation: how far its waves are. */
  readonly rollout?: Rollout;
  /** The host throttles: the next request leaves then. Never stored. */
  readonly throttledUntil?: number;
}
