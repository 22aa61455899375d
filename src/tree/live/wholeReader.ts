import * as vscode from 'vscode';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { isCancelled } from '../../ui/tell/errorText';
import { tell } from '../../ui/tell/tell';
import { inDigits } from '../../ui/words/words';

const { t } = vscode.l10n;

/** A reading that is over before is not worth a notification. */
const QUICK_MS = 1000;

/** How it stands with reading all of a project. */
type Progress = 'reading' | 'read' | 'incomplete';

export interface WholeReaderParts {
  readonly inventory: Inventory;
  /** Reads a listing of the view again, so that a failure shows there. */
  readonly refresh: (scope: Exclude<AnyScope, { readonly kind: 'allPhones' }>, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** How far it is has changed. */
  readonly changed: () => void;
}

/** Reads all that a filter has to look at, of a project: with a progress that a person can cancel, and only what is not known. */
export class WholeReader {
  private readonly progress = new Map<string, Progress>();

  constructor(private readonly parts: WholeReaderParts) {}

  /** Reads what is not known yet; once cancelled or failed, not again before `reset`. */
  need(project: Project): void {
    const scopes = scopesOf(project).filter((scope) => !this.parts.inventory.isRead(scope));
    if (scopes.length > 0 && !this.progress.has(project.name)) {
      void this.read(project.name, scopes);
    }
  }

  /** Another filter: what was cancelled may be read after all. */
  reset(): void {
    for (const [project, progress] of this.progress) {
      if (progress !== 'reading') {
        this.progress.delete(project);
      }
    }
  }

  /** @returns whether something is being read, or could not be; undefined when all of them were read. */
  get state(): 'reading' | 'incomplete' | undefined {
    const all = [...this.progress.values()];
    return all.includes('reading') ? 'reading' : all.includes('incomplete') ? 'incomplete' : undefined;
  }

  private async read(project: string, scopes: readonly AnyScope[]): Promise<void> {
    const giveUp = new AbortController();
    this.progress.set(project, 'reading');
    const reading = Promise.all(scopes.map((scope) => this.readOne(scope, giveUp.signal)));
    const timer = this.parts.clock.setTimeout(() => {
      this.show(project, reading, giveUp);
    }, QUICK_MS);
    const isWhole = (await reading).every(Boolean);
    timer.cancel();
    this.progress.set(project, isWhole ? 'read' : 'incomplete');
    this.parts.changed();
  }

  /** @returns whether all of it could be read. */
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
