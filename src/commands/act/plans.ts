import * as vscode from 'vscode';
import { asCurl } from '../../operations/output/curl';
import { planJson } from '../../operations/plan/planJson';
import { type Plan } from '../../model/plan';
import { type TargetNode } from '../../tree/common/nodes';
import { type PlanPreview } from '../../ui/documents/planDocuments';
import { tell } from '../../ui/tell/tell';
import { type Command, type CommandContext } from '../context';
import { refuseWhatIsRefused } from './confirm';
import { confirmFresh } from './confirmFresh';
import { erases, pickTargets } from '../meant/targets';
import { plannerFor } from './planner';
import { previewOf, showPlans } from './showPlans';
import { startPlans } from './start';
import { verbMeant } from '../meant/verb';

const { t } = vscode.l10n;

/** Shows exactly what an action on the chosen rows would do. Sends nothing. */
export const previewPlan: Command = async (context, ...args) => {
  await showPlans(context, await plansMeant(context, args));
};

/** Starts the plan that is open, after the same question as ever: its ids, and no others. */
export const startPlan: Command = async (context, ...args) => {
  const preview = openPreview(context, args);
  if (preview === undefined) {
    void tell.info(t('No plan is open. Preview Plan… opens one.'));
    return;
  }
  refuseStarted(context, preview);
  const { plans, typed } = await confirmFresh(context, () => asItIsNow(context, preview.plans), true);
  // A second click can have asked the same question meanwhile.
  refuseStarted(context, preview);
  context.planDocuments.noteStarted(preview);
  await startPlans(context, plans, typed);
};

/** @throws CancellationError when the plan was started already, which is told */
function refuseStarted({ planDocuments }: CommandContext, preview: PlanPreview): void {
  if (planDocuments.hasStarted(preview)) {
    void tell.info(t('This plan was started already. Make a new one to do it again.'));
    throw new vscode.CancellationError();
  }
}

/** A document can stay open for days: a plan that erases is made anew, over the same rows at most. */
async function asItIsNow(context: CommandContext, plans: readonly Plan[]): Promise<readonly Plan[]> {
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

/** The token is left out as `$TOKEN`. */
export const copyPlanAsCurl: Command = (context, ...args) =>
  copy(context, args, ({ plans, requests }) => {
    refuseWhatIsRefused(plans);
    return asCurl(requests.flat());
  });

/** Copies the plan that is open, or of what the person chooses where none is. */
async function copy(
  context: CommandContext,
  args: readonly unknown[],
  format: (preview: PlanPreview) => string,
): Promise<void> {
  const preview = openPreview(context, args) ?? (await previewOf(context, await plansMeant(context, args)));
  await vscode.env.clipboard.writeText(format(preview));
  tell.status(t('Copied: {0}', preview.title), 3000);
}

async function plansMeant(context: CommandContext, args: readonly unknown[]) {
  const verb = await verbMeant(context, args, {
    title: t('Preview Plan'),
    placeholder: t('The plan of which action?'),
  });
  return (await plannerFor(context, verb, await pickTargets(context, verb, args)))();
}

/** The title of an editor calls with the address of its document. */
const openPreview = ({ planDocuments }: CommandContext, [uri]: readonly unknown[]): PlanPreview | undefined =>
  uri instanceof vscode.Uri ? planDocuments.open(uri) : planDocuments.open();
