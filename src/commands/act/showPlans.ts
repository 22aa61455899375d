import { type Plan } from '../../model/plan';
import { type PlanPreview } from '../../ui/documents/planDocuments';
import { planDocumentText } from '../../ui/words/planDocumentText';
import { actTitle } from '../../ui/words/actWords';
import { type CommandContext } from '../context';

/**
 * @param notes sentences on what is selected and not meant
 * @returns the plans with their requests, as they would be sent, and the text of both. Sends none of these requests.
 * @throws ApiError when a project is not configured or not signed in
 */
export async function previewOf(
  context: CommandContext,
  plans: readonly Plan[],
  notes: readonly string[] = [],
): Promise<PlanPreview> {
  const requests = await Promise.all(plans.map((plan) => context.operations.preview(plan)));
  const proofs = await Promise.all(plans.map(({ project }) => proofOf(context, project)));
  const texts = plans.map((plan, place) =>
    // What else is selected is told once.
    planDocumentText(plan, requests[place] ?? [], proofs[place] ?? 'token', place === 0 ? notes : []),
  );
  return {
    title: actTitle(plans),
    plans,
    notes,
    requests,
    text: (now, startedAt) => texts.map((textAt) => textAt(now, startedAt)).join('\n'),
    proof: proofs.includes('signature') ? 'signature' : 'token',
  };
}

/** @returns what the requests of a project prove with who asks */
async function proofOf({ settings, sessions }: CommandContext, name: string): Promise<'token' | 'signature'> {
  const project = settings.project(name);
  return project !== undefined && (await sessions.signsRequests(project)) ? 'signature' : 'token';
}

/**
 * Opens plans in a read-only document. From there they can be copied and started.
 * @returns what the document shows
 * @throws ApiError as `previewOf`
 */
export async function showPlans(
  context: CommandContext,
  plans: readonly Plan[],
  notes: readonly string[] = [],
): Promise<PlanPreview> {
  const preview = await previewOf(context, plans, notes);
  await context.planDocuments.show(preview);
  return preview;
}
