import { type Inventory, type Scope } from '../inventory/inventory';
import { type Clock, type Timer } from '../model/clock';
import { type Log } from '../model/log';
import { instanceStatus, phoneStatus, serverStatus } from '../model/status';

/** How long to wait between two looks at rows that the cloud is still at work on, in poll intervals. */
const UNSETTLED_INTERVALS = 3;

export interface LiveRefreshParts {
  readonly inventory: Inventory;
  /** The listings that a person can see now. */
  readonly seen: () => readonly Scope[];
  readonly refresh: (scope: Scope) => Promise<void>;
  /** 0 when nothing is to be refreshed by itself. */
  readonly refreshIntervalMs: () => number;
  readonly pollIntervalMs: () => number;
  readonly clock: Clock;
  readonly log: Log;
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
    } else {
      this.timer ??= this.parts.clock.setTimeout(() => void this.look(), delayMs);
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

  private async look(): Promise<void> {
    this.timer = undefined;
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
    const ids = this.unsettled(scope);
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
    if (seen.length === 0) {
      return undefined;
    }
    if (interval > 0) {
      return interval;
    }
    return seen.some((scope) => this.unsettled(scope).length > 0)
      ? UNSETTLED_INTERVALS * this.parts.pollIntervalMs()
      : undefined;
  }

  private unsettled(scope: Scope): string[] {
    const rows = this.parts.inventory.known(scope)?.rows ?? [];
    const status = scope.kind === 'servers' ? serverStatus : scope.kind === 'phones' ? phoneStatus : instanceStatus;
    return rows.filter((row) => !status(row).settled).map((row) => row.id);
  }
}
