import { type Plan } from '../../model/plan';
import { type PlanPreview } from '../../ui/documents/planDocuments';
import { planText } from '../../ui/words/planText';
import { operationTitle } from '../../ui/words/words';
import { type CommandContext } from '../context';

/**
 * @returns plans with their requests as they would be sent; nothing is sent for that
 * @throws ApiError when a project is gone or signed out
 */
export async function previewOf(context: CommandContext, plans: readonly Plan[]): Promise<PlanPreview> {
  const { operations, settings, sessions } = context;
  const requests = await Promise.all(plans.map((plan) => operations.preview(plan)));
  const texts = await Promise.all(
    plans.map(async (plan, place) => {
      const project = settings.project(plan.project);
      const isSigned = project !== undefined && (await sessions.signsRequests(project));
      return planText(plan, requests[place] ?? [], isSigned ? 'signature' : 'token');
    }),
  );
  const [first] = plans;
  return { title: first === undefined ? '' : operationTitle(first), plans, requests, text: texts.join('\n') };
}

/**
 * Opens plans as a read-only document, from which they can be copied and started.
 * @returns what the document shows
 */
export async function showPlans(context: CommandContext, plans: readonly Plan[]): Promise<PlanPreview> {
  const preview = await previewOf(context, plans);
  await context.planDocuments.show(preview);
  return preview;
}
