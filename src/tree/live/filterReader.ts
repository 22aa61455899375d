import * as vscode from 'vscode';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { isCancelled } from '../../ui/tell/errorText';
import { tell } from '../../ui/tell/tell';
import { inDigits } from '../../ui/words/words';

const { t } = vscode.l10n;

/** A notification is shown only when the reading takes longer than this, in milliseconds. */
const QUICK_MS = 1000;

/** How far the reading of a project is. */
type Progress = 'reading' | 'read' | 'incomplete';

export interface FilterReaderParts {
  readonly inventory: Inventory;
  /** Reads a listing of the view, so that a failure shows there as a row. */
  readonly refresh: (scope: Exclude<AnyScope, { readonly kind: 'allPhones' }>, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the reading of a project began or ended. */
  readonly changed: (project: string) => void;
}

/** Reads all lists of a project that a filter must search and that were not read yet. The person can cancel it. */
export class FilterReader {
  private readonly progress = new Map<string, Progress>();

  constructor(private readonly parts: FilterReaderParts) {}

  /** Reads the lists of a project that were not read yet. Each project is tried once until `reset`. */
  need(project: Project): void {
    const scopes = scopesOf(project).filter((scope) => !this.parts.inventory.isRead(scope));
    if (scopes.length > 0 && !this.progress.has(project.name)) {
      void this.read(project.name, scopes);
    }
  }

  /** Call when the filter changed. Projects are then tried again, also those that failed or were cancelled. */
  reset(): void {
    for (const [project, progress] of this.progress) {
      if (progress !== 'reading') {
        this.progress.delete(project);
      }
    }
  }

  /** `reading` while a project is read, `incomplete` when one could not be read in full, else undefined. */
  get state(): 'reading' | 'incomplete' | undefined {
    const all = [...this.progress.values()];
    return all.includes('reading') ? 'reading' : all.includes('incomplete') ? 'incomplete' : undefined;
  }

  /** @returns whether the lists of a project are being read */
  isReading(project: string): boolean {
    return this.progress.get(project) === 'reading';
  }

  /** @returns how many phones were read of the projects that are being read; undefined while no count is known */
  get phones(): { readonly read: number; readonly total: number } | undefined {
    const known = [...this.progress.keys()]
      .filter((project) => this.isReading(project))
      .map((project) => this.parts.inventory.known({ kind: 'allPhones', project }))
      .filter((listing) => listing?.isCached === false);
    return known.reduce<{ read: number; total: number } | undefined>(
      (sum, listing) => ({
        read: (sum?.read ?? 0) + (listing?.rows.length ?? 0),
        total: (sum?.total ?? 0) + (listing?.total ?? 0),
      }),
      undefined,
    );
  }

  private async read(project: string, scopes: readonly AnyScope[]): Promise<void> {
    const giveUp = new AbortController();
    this.progress.set(project, 'reading');
    this.parts.changed(project);
    const reading = Promise.all(scopes.map((scope) => this.readOne(scope, giveUp.signal)));
    const timer = this.parts.clock.setTimeout(() => {
      this.show(project, reading, giveUp);
    }, QUICK_MS);
    const isWhole = (await reading).every(Boolean);
    timer.cancel();
    this.progress.set(project, isWhole ? 'read' : 'incomplete');
    this.parts.changed(project);
  }

  /** @returns whether the list was read in full. An error is logged. */
  private async readOne(scope: AnyScope, signal: AbortSignal): Promise<boolean> {
    try {
      if (scope.kind === 'allPhones') {
        await this.parts.inventory.phonesOf(scope.project, signal);
      } else {
        await this.parts.refresh(scope, signal);
      }
      return this.parts.inventory.isRead(scope);
    } catch (error) {
      if (!isCancelled(error)) {
        this.parts.log.error(`${scope.kind} of ${scope.project} could not be read for the filter: ${String(error)}`);
      }
      return false;
    }
  }

  private show(project: string, reading: Promise<unknown>, giveUp: AbortController): void {
    const { inventory } = this.parts;
    const title = t('Reading all of {0} for the filter', project);
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void tell.progress(options, async (progress, token) => {
      const listening = inventory.onDidChange(({ scope }) => {
        const phones = inventory.known({ kind: 'allPhones', project });
        if (scope.kind === 'allPhones' && phones !== undefined) {
          progress.report({ message: t('{0} of {1}', inDigits(phones.rows.length), inDigits(phones.total)) });
        }
      });
      token.onCancellationRequested(() => {
        giveUp.abort(new vscode.CancellationError());
      });
      await reading;
      listening.dispose();
    });
  }
}

function scopesOf({ name: project, services }: Project): AnyScope[] {
  return [
    ...(services.includes('cph')
      ? ([
          { kind: 'servers', project },
          { kind: 'allPhones', project },
        ] as const)
      : []),
    ...(services.includes('koophone') ? ([{ kind: 'instances', project }] as const) : []),
  ];
}
