import * as vscode from 'vscode';
import { asCurl } from '../../operations/output/curl';
import { planJson } from '../../operations/plan/planJson';
import { erases } from '../../model/erases';
import { type Plan } from '../../model/plan';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { type PlanPreview } from '../../ui/documents/planDocuments';
import { tell } from '../../ui/tell/tell';
import { type Command, type CommandContext } from '../context';
import { refuseWhatIsRefused } from './confirm';
import { confirmFresh } from './confirmFresh';
import { pickTargets } from '../meant/pickTargets';
import { plannerFor } from './planner';
import { previewOf, showPlans } from './showPlans';
import { startPlans } from './start';
import { pickVerb } from '../meant/pickVerb';

const { t } = vscode.l10n;

/** Opens the plan of a verb on the chosen rows. Sends nothing that acts. */
export const previewPlan: Command = async (context, ...args) => {
  await showPlans(context, await plansMeant(context, args));
};

/** Starts the open plan after the usual question. It acts on the ids of the plan, and on no others. */
export const startPlan: Command = async (context, ...args) => {
  const preview = openPreview(context, args);
  if (preview === undefined) {
    void tell.info(t('No plan is open. Preview Plan… opens one.'));
    return;
  }
  refuseStarted(context, preview);
  const { plans, typed } = await confirmFresh(context, () => currentPlans(context, preview.plans), true);
  // A second click can have started the plan while the question was open.
  refuseStarted(context, preview);
  context.planDocuments.noteStarted(preview);
  await startPlans(context, plans, typed);
};

/** @throws CancellationError when the plan was started already; this is told */
function refuseStarted({ planDocuments }: CommandContext, preview: PlanPreview): void {
  if (planDocuments.hasStarted(preview)) {
    void tell.info(t('This plan was started already. Make a new one to do it again.'));
    throw new vscode.CancellationError();
  }
}

/**
 * A document can stay open for days. So a plan that erases is made anew from rows that are read again. It has no target
 * that the document does not have.
 */
async function currentPlans(context: CommandContext, plans: readonly Plan[]): Promise<readonly Plan[]> {
  const [first] = plans;
  if (first === undefined || !erases(first.verb)) {
    return plans;
  }
  const nodes = plans.flatMap(({ project, targets }) =>
    targets.map((instance): TargetNode => ({ kind: 'instance', project, instance })),
  );
  return (await plannerFor(context, first.verb, nodes))();
}

export const copyPlanAsText: Command = (context, ...args) => copy(context, args, ({ text }) => text);

export const copyPlanAsJson: Command = (context, ...args) =>
  copy(context, args, ({ plans, requests }) => {
    const all = plans.map((plan, place) => planJson(plan, requests[place] ?? []));
    return `${JSON.stringify(all.length === 1 ? all[0] : all, undefined, 2)}\n`;
  });

/** Copies the requests as shell commands, with `$TOKEN` in place of the token. */
export const copyPlanAsCurl: Command = (context, ...args) =>
  copy(context, args, ({ plans, requests }) => {
    refuseWhatIsRefused(plans);
    return asCurl(requests.flat());
  });

/** Copies the open plan. When none is open, makes the plan of the chosen rows and copies that. */
async function copy(
  context: CommandContext,
  args: readonly unknown[],
  format: (preview: PlanPreview) => string,
): Promise<void> {
  const preview = openPreview(context, args) ?? (await previewOf(context, await plansMeant(context, args)));
  await vscode.env.clipboard.writeText(format(preview));
  tell.status(t('Copied: {0}', preview.title), 3000);
}

/** @returns the plans of a verb on the chosen rows */
async function plansMeant(context: CommandContext, args: readonly unknown[]) {
  const verb = await pickVerb(context, args, {
    title: t('Preview Plan'),
    placeholder: t('The plan of which action?'),
  });
  return (await plannerFor(context, verb, await pickTargets(context, verb, args)))();
}

/** A button in the title of an editor passes the URI of its document. */
const openPreview = ({ planDocuments }: CommandContext, [uri]: readonly unknown[]): PlanPreview | undefined =>
  uri instanceof vscode.Uri ? planDocuments.open(uri) : planDocuments.open();
