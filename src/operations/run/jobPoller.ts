import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { type Timer } from '../../base/clock';
import { type TargetState } from '../../model/operation';
import { type OperationsClients } from '../common/projectClients';
import { groupBy } from '../../base/arrays';
import { type OperationRecord } from './liveOperation';
import { endsTheRound } from '../common/askCloud';
import { type ProjectContext, type Finding, type Strategy, type Watched } from '../common/verb';

/** The interval between two looks grows to at most this many times the first one. */
const MOST_INTERVALS = 6;
const GROWTH = 1.5;
/** For so long beyond its time a target is looked for while the cloud cannot be reached or the project is signed out. */
const LONGEST_AWAY_MS = 7 * 24 * 3_600_000;

/** Who follows a target, and whom to tell about it. */
interface Follower {
  readonly strategy: Strategy;
  readonly record: OperationRecord;
}

/**
 * Follows all that was accepted in one project, whatever the operation: looks, waits, looks again, less often while
 * nothing changes, until nothing is left. A look that fails costs nothing but time.
 */
export class JobPoller {
  private readonly watched = new Map<Watched, Follower>();
  private readonly end = new AbortController();
  private timer: Timer | undefined;
  /** When the next look is due; in the time of `elapsedMs`. */
  private dueAt = Infinity;
  private isLooking = false;
  /** Something came or moved since the last look began. */
  private hasNews = false;
  /** The next look is due at once. */
  private isHasty = false;
  /** How many times the first interval is waited now. */
  private stretch = 1;
  /** The cloud asked not to be asked before; in the time of `elapsedMs`. */
  private notBefore = 0;

  constructor(
    private readonly clients: OperationsClients,
    private readonly context: ProjectContext,
    private readonly timeoutMs: () => number,
  ) {}

  /** Follows these until each has settled. */
  add(strategy: Strategy, record: OperationRecord, targets: readonly TargetState[]): void {
    if (targets.length === 0 || this.end.signal.aborted) {
      return;
    }
    for (const target of targets) {
      const since = target.answeredAt ?? target.sentAt ?? this.context.clock.now();
      this.watched.set({ target, since, tracking: trackingOf(target) }, { strategy, record });
    }
    this.hasNews = true;
    this.stretch = 1;
    this.isHasty ||= targets.some((target) => strategy.isFleeting(target));
    this.plan();
  }

  /** Follows nothing more of this one. */
  drop(record: OperationRecord): void {
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

  dispose(): void {
    this.end.abort();
    this.watched.clear();
    this.timer?.cancel();
  }

  /** Sets the timer of the next look, or brings it forward. */
  private plan(): void {
    if (this.isLooking || this.watched.size === 0 || this.end.signal.aborted) {
      return;
    }
    const now = this.context.clock.now();
    const elapsed = this.context.clock.elapsedMs();
    const interval = this.context.pollIntervalMs();
    const usual = Math.max(interval, Math.min(interval * this.stretch, this.untilOver(now)));
    const delay = Math.max(this.isHasty ? 0 : Math.min(usual, this.untilDue(now)), this.notBefore - elapsed);
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
    for (const [watched, { strategy }] of this.watched) {
      const left = overAt(watched, strategy, timeoutMs) - now;
      next = left > 0 ? Math.min(next, left) : next;
    }
    return next;
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.dueAt = Infinity;
    this.hasNews = false;
    this.isHasty = false;
    let hasFailed = false;
    const away = new Set<Strategy>();
    for (const [strategy, watched] of groupBy(this.watched, ([, follower]) => follower.strategy)) {
      try {
        const bound = await strategy.connect(this.clients, this.context);
        await bound.look(
          watched.map(([one]) => one),
          (findings) => {
            this.apply(findings);
          },
          this.end.signal,
        );
      } catch (error) {
        hasFailed = true;
        this.survive(strategy, error);
        if (endsTheRound(error)) {
          away.add(strategy);
        }
      }
    }
    this.giveUpOverdue(away);
    this.isLooking = false;
    this.pace(hasFailed);
    this.plan();
  }

  private survive(strategy: Strategy, error: unknown): void {
    if (this.end.signal.aborted) {
      return;
    }
    if (error instanceof ApiError && error.info.retryAfterMs !== undefined) {
      this.notBefore = Math.max(this.notBefore, this.context.clock.elapsedMs() + error.info.retryAfterMs);
    }
    const message = error instanceof Error ? error.message : String(error);
    this.context.log.warn(`The state of a ${strategy.verb} could not be read, asking again later: ${message}`);
  }

  private pace(hasFailed: boolean): void {
    const isUrgent = [...this.watched].some(([one, { strategy }]) => strategy.isUrgent(one, this.context));
    const canRest = hasFailed || !(this.hasNews || isUrgent);
    this.stretch = canRest ? Math.min(this.stretch * GROWTH, MOST_INTERVALS) : 1;
  }

  /** @param away those that could not be asked at all: what became of them may be seen when the cloud is back */
  private giveUpOverdue(away: ReadonlySet<Strategy>): void {
    const now = this.context.clock.now();
    const timeoutMs = this.timeoutMs();
    const overdue = [...this.watched].filter(([watched, { strategy }]) => {
      const at = overAt(watched, strategy, timeoutMs);
      if (away.has(strategy)) {
        return at + LONGEST_AWAY_MS <= now;
      }
      // What the look had no room for may have ended in time.
      return at <= now && watched.tracking.dueAt === undefined;
    });
    this.apply(overdue.map(([watched, { strategy }]) => ({ watched, outcome: strategy.whenOver(watched) })));
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
const overAt = (watched: Watched, strategy: Strategy, timeoutMs: number): number =>
  strategy.overAt?.(watched) ?? watched.since + timeoutMs;

/** That it was healthy is not taken over: while nobody looked, nobody knows. */
const trackingOf = ({ hasLeft, jobDoneAt }: TargetState): Watched['tracking'] => omitUndefined({ hasLeft, jobDoneAt });
