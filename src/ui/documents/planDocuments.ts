import * as vscode from 'vscode';
import { type ShownRequest } from '../../api/request/buildRequest';
import { type Plan } from '../../model/plan';
import { ReadOnlyDocuments } from './readOnlyDocuments';

/** The plans of one act, one for each verb and project, with their requests as they would be sent, and the same as text. */
export interface PlanPreview {
  readonly title: string;
  readonly plans: readonly Plan[];
  /** The requests of each plan, in the order of `plans`. */
  readonly requests: readonly (readonly ShownRequest[])[];
  /** Sentences on what is selected and not meant. */
  readonly notes: readonly string[];
  /** @returns the text, with the age of the plans at that time, or when they were started */
  readonly text: (now: number, startedAt?: number) => string;
  /** `signature` when a project of the plans is signed in with an access key, which has no token. */
  readonly proof: 'token' | 'signature';
}

/** How often the age of open plans is shown anew, in milliseconds. */
const AGE_MS = 60_000;

/** Plans that are open in read-only editors. Each document is kept with the plans that it shows. */
export class PlanDocuments implements vscode.Disposable {
  private readonly documents = new ReadOnlyDocuments('cloud-phone-plan');
  private readonly previews = new Map<string, PlanPreview>();
  /** When each was started, in milliseconds since the epoch. */
  private readonly started = new WeakMap<PlanPreview, number>();
  /** While a plan is open: shows its age anew. */
  private aging: NodeJS.Timeout | undefined;
  private readonly closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
    this.previews.delete(uri.toString());
    if (this.previews.size === 0) {
      this.stopAging();
    }
  });

  /** Opens the plans in an editor. */
  async show(preview: PlanPreview): Promise<void> {
    const uri = await this.documents.show(preview.title, () => this.textOf(preview));
    this.previews.set(uri.toString(), preview);
    this.aging ??= setInterval(() => {
      this.documents.refresh();
    }, AGE_MS);
  }

  /**
   * @param uri the document; without it, the one in the active editor
   * @returns the plans of the document; undefined when it shows none
   */
  open(uri = vscode.window.activeTextEditor?.document.uri): PlanPreview | undefined {
    return uri && this.previews.get(uri.toString());
  }

  /** Notes that the plans were started: a second click must not start them again. */
  noteStarted(preview: PlanPreview): void {
    this.started.set(preview, Date.now());
    this.documents.refresh();
  }

  /** @returns what the document shows now */
  textOf(preview: PlanPreview): string {
    return preview.text(Date.now(), this.started.get(preview));
  }

  hasStarted(preview: PlanPreview): boolean {
    return this.started.has(preview);
  }

  private stopAging(): void {
    clearInterval(this.aging);
    this.aging = undefined;
  }

  dispose(): void {
    this.stopAging();
    this.closing.dispose();
    this.documents.dispose();
  }
}
