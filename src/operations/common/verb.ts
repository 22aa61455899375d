import { type ShownRequest } from '../../api/request/buildRequest';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Result, type Target, type TargetState } from '../../model/operation';
import { type Verb } from '../../model/verbs';
import { type Message } from '../../base/message';
import { type OperationsClients, type Service } from './projectClients';

/** How the story of one target ended, and why. */
export interface Outcome extends Pick<TargetState, 'code' | 'text' | 'advice' | 'jobId' | 'requestId' | 'iamAction'> {
  readonly result: Result;
}

/** The cloud took it on, under these ids. */
export interface Accepted {
  readonly jobId?: string;
  readonly requestId?: string;
}

/** Nobody knows whether the request ran for it. */
export interface Lost extends Pick<TargetState, 'code' | 'requestId' | 'advice' | 'iamAction' | 'hasLeft'> {
  /** Why, as the beginning of a sentence. */
  readonly lost: Message;
}

/** Its request was taken back before it left: the operation was stopped or held back. */
export interface TakenBack {
  readonly isTakenBack: true;
}

/** What a request came to for one target. */
export type Answered = Accepted | Lost | Outcome | TakenBack;

/** What one request came to, by target id. A target that is missing was not mentioned in the answer. */
export type Submission = ReadonlyMap<string, Answered>;

/** A target that was accepted, or may have been, and whose end is not known yet. */
export interface Watched {
  readonly target: TargetState;
  /**
   * When the answer came, or was found to be lost; in the time of `elapsedMs`. It moves by each sleep that this time
   * counts.
   */
  since: number;
  /** What a strategy remembers of it from one look to the next. */
  readonly tracking: Tracking;
}

interface Tracking {
  /** The cloud did not know its request when last asked. */
  forgotten?: boolean;
  /** The job that was found for it. */
  jobId?: string;
  /** See the target's. */
  hasLeft?: boolean;
  /** The cloud is done with it. */
  isJobDone?: boolean;
  /** Since when it has been seen healthy without a break; in the time of `elapsedMs`. */
  healthySince?: number;
  /** Why it was not healthy when it was last seen. */
  unhealthy?: Message;
  /** It was asked for before. */
  wasAsked?: boolean;
  /** The last look had no room for it: the next one asks for it, at this moment in the time of `elapsedMs`. */
  dueAt?: number;
  /** How many targets its request had when it was first asked for. */
  rows?: number;
  /** The cloud does not answer for its task: its state is looked at instead. */
  taskIsMute?: boolean;
}

/** Something learnt about a watched target; without an outcome it moved and is not over. */
export interface Finding {
  readonly watched: Watched;
  readonly outcome?: Outcome;
  /** What is to be kept of it, without an outcome. */
  readonly seen?: Pick<TargetState, 'jobId' | 'hasLeft' | 'jobDoneAt' | 'wellSince'>;
}

/** How long what leaves no trace at once may take to show one, in first intervals; no page says how long. */
const GRACE_INTERVALS = 12;

/**
 * @param now in the time of `elapsedMs`
 * @returns whether it is too early to conclude anything from seeing nothing
 */
export const isInGrace = ({ since }: Watched, context: ProjectContext, now: number): boolean =>
  now - since < GRACE_INTERVALS * context.pollIntervalMs();

export type Report = (findings: readonly Finding[]) => void;

/** What every strategy finds at hand for one project. */
export interface ProjectContext {
  readonly project: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The first interval between two looks. */
  pollIntervalMs(): number;
  /** Checks whether the machine slept. `JobPoller.slept` has been called when this returns. */
  checkSleep?(): void;
  /** How many instances the project has, as far as the last page read told. */
  instanceCount?: number;
}

/** @returns the time of `elapsedMs`, after a check whether the machine slept: all that a sleep moves has moved */
export function elapsedMs(context: ProjectContext): number {
  context.checkSleep?.();
  return context.clock.elapsedMs();
}

/** A strategy with the client of one project in its hand. */
export interface BoundVerb {
  /**
   * Sends one request for these targets, and no second one where the first may have run.
   * @param stop aborts when the person stops the operation: what has not gone out by then is not sent
   * @throws ApiError when the request as a whole failed, or the reason of `stop`
   */
  submit(targets: readonly Target[], stop: AbortSignal): Promise<Submission>;
  /**
   * Reads the targets once more before their request; absent for a verb that does no harm to what has changed.
   * @returns why a target must not be sent any more, by id; it is empty when each is as the person confirmed it
   * @throws ApiError when they cannot be read, or the reason of `stop`
   */
  readonly changes?: (targets: readonly Target[], stop: AbortSignal) => Promise<ReadonlyMap<string, Message>>;
  /**
   * @returns the request that `submit` would send first
   * @throws ApiError of kind `config` when there is none that may be sent
   */
  describe(targets: readonly Target[]): ShownRequest;
  /**
   * Asks once, with the fewest requests, for all that is watched, of however many operations, and reports after each
   * answer.
   * @throws ApiError when some of it could not be asked; what was reported before holds
   */
  look(watched: readonly Watched[], report: Report, signal: AbortSignal): Promise<void>;
}

/** What the engine needs to send the requests of a verb, and to follow its targets to their results. */
export interface Strategy extends Following {
  readonly verb: Verb;
  readonly service: Service;
  /** The most targets that one request may carry. */
  readonly batchSize: number;
  /** Two ids with the same key are one target. */
  readonly idKey: (id: string) => string;
  /** @returns why this target cannot be sent at all, if so */
  flaw(target: Target): Message | undefined;
}

/** How the answer to a request becomes the results of its targets. */
export interface Following {
  /** One sentence on how to find out whether a request ran whose answer was lost. */
  readonly howToCheck: Message;
  /** @returns whether a look can tell what became of this one, though its answer was lost */
  canFind(target: TargetState): boolean;
  /** @returns whether a look after its end can tell what became of this one, though its result was not sure */
  canReadAgain(target: TargetState): boolean;
  /** @returns whether its state must be seen at once, for it may be gone with the first interval */
  isFleeting(target: TargetState): boolean;
  /** @throws ApiError when the project is signed out: nothing was sent then */
  connect(clients: OperationsClients, context: ProjectContext): Promise<BoundVerb>;
  /** @returns whether the next look must not be put off, though nothing changes */
  isUrgent(watched: Watched, context: ProjectContext): boolean;
  /** @returns when the next look at it is due at the latest, in the time of `elapsedMs`; absent: no matter */
  readonly dueAt?: (watched: Watched) => number | undefined;
  /** @returns when its time is over, in the time of `elapsedMs`, where that is not the time of all */
  readonly overAt?: (watched: Watched) => number;
  /** @returns what to say of a target whose time is over */
  whenOver(watched: Watched): Outcome;
}
