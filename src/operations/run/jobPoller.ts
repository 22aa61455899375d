import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { type Timer } from '../../base/clock';
import { type TargetState } from '../../model/operation';
import { isElsewhere } from '../common/place';
import { type OperationsClients } from '../common/projectClients';
import { groupBy } from '../../base/arrays';
import { type LiveOperation } from './liveOperation';
import { endsTheRound } from '../common/askCloud';
import { isSignedOut } from '../follow/outcomes';
import { elapsedMs, type Finding, type ProjectContext, type Strategy, type Watched } from '../common/verb';
import { DeadlineError, withinDeadline } from '../../base/withinDeadline';

/** The interval between two looks grows to at most this many times the first one. */
const MOST_INTERVALS = 6;
const GROWTH = 1.5;
/** For so long beyond its time a target is looked for while the cloud cannot be reached or the project is signed out. */
const LONGEST_AWAY_MS = 7 * 24 * 3_600_000;
/** A look ends when the cloud has given no answer for so long. One page may wait long for its turn. */
const LONGEST_SILENCE_MS = 5 * 60_000;
/** The length of a sleep is told with the precision of a tick of the SleepDetector, which may be late. */
const SLEEP_PRECISION_MS = 10_000;

/** What the poller needs of an operation. */
type FollowedRecord = Pick<LiveOperation, 'update' | 'waitForSignIn'> & Partial<Pick<LiveOperation, 'operation'>>;

/** Who follows a target, and whom to tell about it. */
interface Follower {
  readonly strategy: Strategy;
  readonly record: FollowedRecord;
  /**
   * Its time is over so much later: by its age when it was added, until a look has come through. So no target is given
   * up that was never looked at.
   */
  extraMs: number;
}

/**
 * Follows all that was accepted in one project, whatever the operation: looks, waits, looks again, less often while
 * nothing changes, until nothing is left. A look that fails costs nothing but time. All intervals are monotonic time, in
 * which the machine was awake.
 */
export class JobPoller {
  private readonly watched = new Map<Watched, Follower>();
  private readonly end = new AbortController();
  private timer: Timer | undefined;
  /** When the next look is due; in the time of `elapsedMs`. */
  private dueAt = Infinity;
  private isLooking = false;
  /** Nobody is signed in: there is no look before somebody is. */
  private isSignedOut = false;
  /** Something came or moved since the last look began. */
  private hasNews = false;
  /** The next look is due at once. */
  private isHasty = false;
  /** How many times the first interval is waited now. */
  private stretch = 1;
  /** The cloud asked not to be asked before; in the time of `elapsedMs`. */
  private notBefore = 0;
  /** When this last asked for the time; in the time of `elapsedMs`. */
  private awakeAt = 0;

  constructor(
    private readonly clients: OperationsClients,
    private readonly context: ProjectContext,
    private readonly timeoutMs: () => number,
  ) {}

  /**
   * Follows these until each has settled. Their age is taken once, by the wall clock: 0 where the answer came just now,
   * more where another window or an earlier one got it.
   */
  add(strategy: Strategy, record: FollowedRecord, targets: readonly TargetState[]): void {
    if (targets.length === 0 || this.end.signal.aborted) {
      return;
    }
    const elapsed = this.elapsed();
    const now = this.context.clock.now();
    for (const target of targets) {
      const ageMs = Math.max(0, now - (target.answeredAt ?? target.sentAt ?? now));
      const watched = { target, since: elapsed - ageMs, tracking: trackingOf(target) };
      this.watched.set(watched, { strategy, record, extraMs: ageMs });
    }
    this.isSignedOut = false;
    this.hasNews = true;
    this.stretch = 1;
    this.isHasty ||= targets.some((target) => strategy.isFleeting(target));
    this.plan();
  }

  /** Follows nothing more of this one. */
  drop(record: FollowedRecord): void {
    for (const [watched, follower] of this.watched) {
      if (follower.record === record) {
        this.watched.delete(watched);
      }
    }
    if (this.watched.size === 0) {
      this.timer?.cancel();
      this.dueAt = Infinity;
    }
  }

  /**
   * The machine slept. Each time that is over later moves by the length of the sleep, where monotonic time counts it.
   * What was healthy has to be seen healthy anew, for nothing was seen meanwhile. The next look is due at once.
   */
  slept(ms: number): void {
    const elapsed = this.context.clock.elapsedMs();
    // Where monotonic time stands still in a sleep, less of it has passed since this was last awake. A wrong guess
    // after a short sleep moves the times by less than the time between two looks.
    const countedMs = elapsed - this.awakeAt >= ms - SLEEP_PRECISION_MS ? ms : 0;
    this.awakeAt = elapsed;
    this.notBefore -= ms - countedMs;
    if (this.watched.size === 0) {
      return;
    }
    for (const watched of this.watched.keys()) {
      watched.since += countedMs;
    }
    const healthy = [...this.watched.keys()].filter(({ tracking }) => tracking.healthySince !== undefined);
    for (const { tracking } of healthy) {
      delete tracking.healthySince;
    }
    this.apply(healthy.map((watched) => ({ watched, seen: { wellSince: 0 } })));
    this.stretch = 1;
    this.isHasty = true;
    this.plan();
  }

  dispose(): void {
    this.end.abort();
    this.watched.clear();
    this.timer?.cancel();
  }

  /** Somebody signed in: what could not be read without that is looked at again. */
  signedIn(): void {
    if (this.isSignedOut) {
      this.isSignedOut = false;
      this.isHasty = true;
      this.tellWaiting();
      this.plan();
    }
  }

  private tellWaiting(): void {
    for (const record of new Set([...this.watched.values()].map((follower) => follower.record))) {
      record.waitForSignIn(this.isSignedOut);
    }
  }

  /** Sets the timer of the next look, or brings it forward. */
  private plan(): void {
    if (this.isSignedOut || this.isLooking || this.watched.size === 0 || this.end.signal.aborted) {
      return;
    }
    const elapsed = this.context.clock.elapsedMs();
    const interval = this.context.pollIntervalMs();
    const usual = Math.max(interval, Math.min(interval * this.stretch, this.untilOver(elapsed)));
    const delay = Math.max(this.isHasty ? 0 : Math.min(usual, this.untilDue(elapsed)), this.notBefore - elapsed);
    if (elapsed + delay < this.dueAt) {
      this.timer?.cancel();
      this.dueAt = elapsed + delay;
      this.timer = this.context.clock.setTimeout(() => void this.look(), delay);
    }
  }

  /** One that was due already waits its usual time: the last look did not come through. */
  private untilDue(now: number): number {
    const due = [...this.watched].flatMap(([watched, { strategy }]) => [
      strategy.dueAt?.(watched),
      watched.tracking.dueAt,
    ]);
    return due.reduce<number>((next, at) => (at !== undefined && at > now ? Math.min(next, at - now) : next), Infinity);
  }

  /** Until the next one's time is over; one whose time is over already waits for a look that works. */
  private untilOver(now: number): number {
    const timeoutMs = this.timeoutMs();
    let next = Infinity;
    for (const [watched, follower] of this.watched) {
      const left = overAt(watched, follower, timeoutMs) - now;
      next = left > 0 ? Math.min(next, left) : next;
    }
    return next;
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.dueAt = Infinity;
    this.elapsed();
    this.hasNews = false;
    this.isHasty = false;
    let hasFailed = false;
    let isSignedOutNow = false;
    const away = new Set<Strategy>();
    const asked = [...this.watched].filter(([, follower]) => this.canAsk(follower));
    for (const [strategy, watched] of groupBy(asked, ([, follower]) => follower.strategy)) {
      try {
        await this.lookAt(
          strategy,
          watched.map(([one]) => one),
        );
        for (const [{ tracking }, follower] of watched) {
          follower.extraMs = tracking.dueAt === undefined ? 0 : follower.extraMs;
        }
      } catch (error) {
        hasFailed = true;
        isSignedOutNow ||= isSignedOut(error);
        this.survive(strategy, error);
        if (endsTheRound(error) || error instanceof DeadlineError) {
          away.add(strategy);
        }
      }
    }
    this.giveUpOverdue(away);
    this.isLooking = false;
    // One account signs all requests of a project.
    this.isSignedOut = isSignedOutNow;
    this.tellWaiting();
    this.pace(hasFailed);
    this.plan();
  }

  /** What another host or project lists under the same ids would be taken for the result. */
  private canAsk({ strategy, record: { operation } }: Follower): boolean {
    return operation === undefined || !isElsewhere(this.clients, strategy.service, operation);
  }

  /** @throws DeadlineError when the cloud was silent for too long; what it answers after that is not used */
  private lookAt(strategy: Strategy, watched: readonly Watched[]): Promise<void> {
    return withinDeadline(
      this.context.clock,
      LONGEST_SILENCE_MS,
      async (signal, renew) => {
        const bound = await strategy.connect(this.clients, this.context);
        signal.throwIfAborted();
        const report = (findings: readonly Finding[]): void => {
          if (!signal.aborted) {
            renew();
            this.apply(findings);
          }
        };
        await bound.look(watched, report, signal);
      },
      this.end.signal,
    );
  }

  private survive(strategy: Strategy, error: unknown): void {
    if (this.end.signal.aborted) {
      return;
    }
    if (error instanceof ApiError && error.info.retryAfterMs !== undefined) {
      this.notBefore = Math.max(this.notBefore, this.context.clock.elapsedMs() + error.info.retryAfterMs);
    }
    const message = error instanceof Error ? error.message : String(error);
    if (isSignedOut(error)) {
      this.context.log.warn(`The states of a ${strategy.verb} are read again after a sign-in: ${message}`);
      return;
    }
    this.context.log.warn(`The state of a ${strategy.verb} could not be read, asking again later: ${message}`);
  }

  private pace(hasFailed: boolean): void {
    const isUrgent = [...this.watched].some(([one, { strategy }]) => strategy.isUrgent(one, this.context));
    const canRest = hasFailed || !(this.hasNews || isUrgent);
    this.stretch = canRest ? Math.min(this.stretch * GROWTH, MOST_INTERVALS) : 1;
  }

  /** @param away those that could not be asked at all: what became of them may be seen when the cloud is back */
  private giveUpOverdue(away: ReadonlySet<Strategy>): void {
    const now = this.elapsed();
    const timeoutMs = this.timeoutMs();
    const overdue = [...this.watched].filter(([watched, follower]) => {
      const at = overAt(watched, follower, timeoutMs);
      if (away.has(follower.strategy)) {
        return at + LONGEST_AWAY_MS <= now;
      }
      // What the look had no room for may have ended in time.
      return at <= now && watched.tracking.dueAt === undefined;
    });
    this.apply(overdue.map(([watched, { strategy }]) => ({ watched, outcome: strategy.whenOver(watched) })));
  }

  /** @returns the time of `elapsedMs`, after a check whether the machine slept */
  private elapsed(): number {
    this.awakeAt = elapsedMs(this.context);
    return this.awakeAt;
  }

  /** One update per operation, so that its list of targets is copied once for each answer. */
  private apply(findings: readonly Finding[]): void {
    this.hasNews ||= findings.length > 0;
    const now = this.context.clock.now();
    const news = findings.flatMap((finding) => {
      const record = this.watched.get(finding.watched)?.record;
      return record === undefined ? [] : [{ ...finding, record }];
    });
    for (const [record, group] of groupBy(news, (one) => one.record)) {
      for (const { watched, outcome } of group) {
        if (outcome !== undefined) {
          this.watched.delete(watched);
        }
      }
      record.update(
        group.map(({ watched, outcome, seen }) => [watched.target.id, outcome ?? seen ?? {}]),
        now,
      );
    }
  }
}

/** The time counts from the answer: a request may have waited long for its turn. */
const overAt = (watched: Watched, { strategy, extraMs }: Follower, timeoutMs: number): number =>
  (strategy.overAt?.(watched) ?? watched.since + timeoutMs) + extraMs;

/** That it was healthy is not taken over: while nobody looked, nobody knows. */
const trackingOf = ({ hasLeft, jobDoneAt }: TargetState): Watched['tracking'] =>
  omitUndefined({ hasLeft, isJobDone: jobDoneAt === undefined ? undefined : true });
