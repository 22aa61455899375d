import * as vscode from 'vscode';
import { type ShownRequest } from '../../api/request/buildRequest';
import { type Plan } from '../../model/plan';
import { ReadOnlyDocuments } from './readOnlyDocuments';

/** The plans of one act, one for each project, with their requests as they would be sent, and all of it as text. */
export interface PlanPreview {
  readonly title: string;
  readonly plans: readonly Plan[];
  /** Those of each plan. */
  readonly requests: readonly (readonly ShownRequest[])[];
  readonly text: string;
}

/** Plans that are open in editors: read-only, and each remembers what it is the text of. */
export class PlanDocuments implements vscode.Disposable {
  private readonly documents = new ReadOnlyDocuments('cloud-phone-plan');
  private readonly previews = new Map<string, PlanPreview>();
  private readonly started = new WeakSet<PlanPreview>();
  private readonly closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.previews.delete(uri.toString()));

  async show(preview: PlanPreview): Promise<void> {
    const uri = await this.documents.show(preview.title, preview.text);
    this.previews.set(uri.toString(), preview);
  }

  /** @returns the plan that the person looks at, or the one of the document meant */
  open(uri = vscode.window.activeTextEditor?.document.uri): PlanPreview | undefined {
    return uri && this.previews.get(uri.toString());
  }

  /** A plan that runs already must not run once more by another click. */
  noteStarted(preview: PlanPreview): void {
    this.started.add(preview);
  }

  hasStarted(preview: PlanPreview): boolean {
    return this.started.has(preview);
  }

  dispose(): void {
    this.closing.dispose();
    this.documents.dispose();
  }
}
