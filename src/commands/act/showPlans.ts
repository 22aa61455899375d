import { type Plan } from '../../model/plan';
import { type PlanPreview } from '../../ui/documents/planDocuments';
import { planDocumentText } from '../../ui/words/planDocumentText';
import { operationTitle } from '../../ui/words/words';
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
  const { operations, settings, sessions } = context;
  const requests = await Promise.all(plans.map((plan) => operations.preview(plan)));
  const texts = await Promise.all(
    plans.map(async (plan, place) => {
      const project = settings.project(plan.project);
      const isSigned = project !== undefined && (await sessions.signsRequests(project));
      return planDocumentText(plan, requests[place] ?? [], isSigned ? 'signature' : 'token', notes);
    }),
  );
  const [first] = plans;
  return {
    title: first === undefined ? '' : operationTitle(first),
    plans,
    notes,
    requests,
    text: (now) => texts.map((textAt) => textAt(now)).join('\n'),
  };
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
