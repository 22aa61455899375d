import { type Inventory, type Scope } from '../../inventory/inventory';
import { type Clock, type Timer } from '../../base/clock';
import { type Log } from '../../base/log';
import { sampleOf, sleptFor } from '../../base/sleepDetector';

/** How long to wait between two looks at rows that the cloud is still at work on, in poll intervals. */
const UNSETTLED_INTERVALS = 3;

/** After a sleep, or when a person comes back, windows begin within this time, not all at once. */
const SPREAD_MS = 5_000;

export interface LiveRefreshParts {
  readonly inventory: Inventory;
  /** The listings that a person can see now. */
  readonly seen: () => readonly Scope[];
  /** The rows of a listing, among those shown, that the cloud is still at work on. */
  readonly unsettled: (scope: Scope) => readonly string[];
  /** false when the person has been away for long. */
  readonly isAttended: () => boolean;
  readonly refresh: (scope: Scope) => Promise<void>;
  /** 0 when nothing is to be refreshed by itself. */
  readonly refreshIntervalMs: () => number;
  readonly pollIntervalMs: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** At least 0, less than 1. */
  readonly random?: () => number;
}

/** Reads what a person sees again: at the interval of the settings, and while a row of it is unsettled. One timer. */
export class LiveRefresh {
  private readonly parts: LiveRefreshParts;
  private timer: Timer | undefined;
  private working = false;
  private disposed = false;

  constructor(parts: LiveRefreshParts) {
    this.parts = parts;
  }

  /** Something was shown, hidden, opened, closed or read: sees whether there is still something to wait for. */
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

  /** The person is back: what was left alone meanwhile is looked at soon. */
  resume(): void {
    if (this.timer === undefined && !this.working && !this.disposed && this.delayMs() !== undefined) {
      this.wait(this.spread());
    }
  }

  /** The settings changed: what is waited for is begun anew. */
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
        void this.look();
      }
    }, delayMs);
  }

  private spread(): number {
    return (this.parts.random ?? Math.random)() * SPREAD_MS;
  }

  private async look(): Promise<void> {
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
