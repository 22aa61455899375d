import { type Inventory, type Scope } from '../../inventory/inventory';
import { type Clock, type Timer } from '../../base/clock';
import { type Log } from '../../base/log';
import { sampleOf, sleptFor } from '../../base/sleepDetector';

/** The time between two reads of rows that are still changing, in poll intervals. */
const UNSETTLED_INTERVALS = 3;

/** After a sleep or an absence, the windows start to read at random moments within this time, in milliseconds. */
const SPREAD_MS = 5_000;

export interface LiveRefreshParts {
  readonly inventory: Inventory;
  /** The listings that are visible now. */
  readonly seen: () => readonly Scope[];
  /** The ids of the shown rows of a listing whose status is still changing. */
  readonly unsettled: (scope: Scope) => readonly string[];
  /** Whether a person is likely to look at the window. */
  readonly isAttended: () => boolean;
  readonly refresh: (scope: Scope) => Promise<void>;
  /** 0 turns the periodic refresh off. */
  readonly refreshIntervalMs: () => number;
  readonly pollIntervalMs: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** At least 0, less than 1. */
  readonly random?: () => number;
}

/**
 * Reads the visible listings again: in full at the interval of the settings when one is set, else only the rows that are
 * still changing. Phones are always read as a whole listing. It has one timer.
 */
export class LiveRefresh {
  private readonly parts: LiveRefreshParts;
  private timer: Timer | undefined;
  private working = false;
  private disposed = false;

  constructor(parts: LiveRefreshParts) {
    this.parts = parts;
  }

  /**
   * Call when something was shown, hidden, opened, closed or read. Starts the timer when it is needed, else stops it.
   */
  wake(): void {
    if (this.working || this.disposed) {
      return;
    }
    const delayMs = this.delayMs();
    if (delayMs === undefined) {
      this.timer?.cancel();
      this.timer = undefined;
    } else if (this.timer === undefined) {
      this.wait(delayMs);
    }
  }

  /** Call when the person is back. Reads within 5 s if there is something to read and the timer is not running. */
  resume(): void {
    if (this.timer === undefined && !this.working && !this.disposed && this.delayMs() !== undefined) {
      this.wait(this.spread());
    }
  }

  /** Call when an interval in the settings changed. Starts the timer anew. */
  restart(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.wake();
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.cancel();
  }

  private wait(delayMs: number): void {
    const { clock } = this.parts;
    const now = sampleOf(clock);
    const due = { wallMs: now.wallMs + delayMs, monotonicMs: now.monotonicMs + delayMs };
    this.timer = clock.setTimeout(() => {
      this.timer = undefined;
      if (sleptFor(due, sampleOf(clock)) !== undefined) {
        this.wait(this.spread());
      } else if (this.parts.isAttended()) {
        void this.readSeen();
      }
    }, delayMs);
  }

  private spread(): number {
    return (this.parts.random ?? Math.random)() * SPREAD_MS;
  }

  private async readSeen(): Promise<void> {
    this.working = true;
    for (const scope of this.parts.seen()) {
      await this.readAgain(scope).catch((error: unknown) => {
        this.parts.log.warn(`refresh of ${scope.kind} failed: ${String(error)}`);
      });
    }
    this.working = false;
    this.wake();
  }

  private async readAgain(scope: Scope): Promise<void> {
    if (this.parts.refreshIntervalMs() > 0) {
      await this.parts.refresh(scope);
      return;
    }
    const ids = this.parts.unsettled(scope);
    if (ids.length === 0) {
      return;
    }
    if (scope.kind === 'phones') {
      await this.parts.refresh(scope);
    } else {
      await this.parts.inventory.refreshRows(scope.project, scope.kind, ids);
    }
  }

  /** @returns the delay until the next read; undefined when nothing is to be read */
  private delayMs(): number | undefined {
    const seen = this.parts.seen();
    const interval = this.parts.refreshIntervalMs();
    if (seen.length === 0 || !this.parts.isAttended()) {
      return undefined;
    }
    if (interval > 0) {
      return interval;
    }
    return seen.some((scope) => this.parts.unsettled(scope).length > 0)
      ? UNSETTLED_INTERVALS * this.parts.pollIntervalMs()
      : undefined;
  }
}
