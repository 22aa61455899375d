import * as vscode from 'vscode';
import { groupBy } from '../../base/arrays';
import { asCurl } from '../../operations/output/curl';
import { planJson } from '../../operations/plan/planJson';
import { erases, VERBS } from '../../operations/verbs/registry';
import { type Plan } from '../../model/plan';
import { nodeOfTarget } from '../../tree/common/targetNodes';
import { type PlanPreview } from '../../ui/documents/planDocuments';
import { tell } from '../../ui/tell/tell';
import { type Command, type CommandContext } from '../context';
import { refuseEmpty, refuseWhatIsRefused } from './confirm';
import { confirmFresh, haveProtected, isSame } from './confirmFresh';
import { pickTargets } from '../meant/pickTargets';
import { plannerFor } from './planner';
import { previewOf, showPlans } from './showPlans';
import { checkPlans, startPlans } from './start';
import { pickVerb } from '../meant/pickVerb';
import { PlanRefused, wasEdited } from '../../operations/plan/guard';

const { t } = vscode.l10n;

/** Opens the plan of a verb on the chosen rows. Sends nothing that acts. */
export const previewPlan: Command = async (context, ...args) => {
  const { plans, notes } = await plansMeant(context, args);
  await showPlans(context, plans, notes);
};

/**
 * Starts the open plan. It acts on the ids of the plan, and on no others. A rollout that erases nothing and demands nothing
 * typed was read in its document and starts at once, unless something has changed since. Every other plan is asked about.
 */
export const startPlan: Command = async (context, ...args) => {
  const preview = openPreview(context, args);
  if (preview === undefined) {
    void tell.info(t('No plan is open. Preview Plan… opens one.'));
    return;
  }
  refuseStarted(context, preview);
  const { plans, typed } = preview.plans.every(startsAtOnce)
    ? { plans: await unchangedPlans(context, preview), typed: [] }
    : await confirmFresh(context, () => currentPlans(context, preview.plans), { isOpen: true, notes: preview.notes });
  // A second click can have started the plan while the question was open.
  refuseStarted(context, preview);
  checkPlans(context, plans, typed);
  context.planDocuments.noteStarted(preview);
  await startPlans(context, plans, typed);
};

const startsAtOnce = ({ policy, verb, demands }: Plan): boolean =>
  policy !== undefined && !erases(verb) && demands.length === 0;

/**
 * @returns the plans as they are now
 * @throws CancellationError when they are others than those in the document; the new ones are shown, and it is told
 */
async function unchangedPlans(context: CommandContext, preview: PlanPreview): Promise<readonly Plan[]> {
  const plans = await currentPlans(context, preview.plans);
  if (!isSame(preview.plans, plans)) {
    refuseEmpty(plans, preview.notes);
    await showPlans(context, plans, preview.notes);
    void tell.warn(
      t('Something has changed since the plan was made. Nothing was sent. Read the new plan, and start it.'),
    );
    throw new vscode.CancellationError();
  }
  return plans;
}

/** @throws CancellationError when the plan was started already; this is told */
function refuseStarted({ planDocuments }: CommandContext, preview: PlanPreview): void {
  if (planDocuments.hasStarted(preview)) {
    void tell.info(t('This plan has already been started. Make a new one to run it again.'));
    throw new vscode.CancellationError();
  }
}

/**
 * A document can stay open for days. So its plans are made anew, from rows that are read again when they are not fresh.
 * They have no target that the document does not have.
 * @throws PlanRefused when a project of the plans was edited since
 */
async function currentPlans(context: CommandContext, plans: readonly Plan[]): Promise<readonly Plan[]> {
  const [first] = plans;
  if (first === undefined) {
    return plans;
  }
  const parts = [...groupBy(plans, ({ verb }) => verb)].map(([verb, own]) => ({
    verb,
    nodes: own.flatMap(({ project, targets }) =>
      targets.map((target) => nodeOfTarget(VERBS[verb].on, project, target)),
    ),
  }));
  const now = (await plannerFor(context, parts, haveProtected(plans)))(first.policy);
  refuseOtherPlaces(plans, now);
  return now;
}

/** @throws PlanRefused when a project was edited since: what has the ids of the plan there was not meant */
function refuseOtherPlaces(before: readonly Plan[], now: readonly Plan[]): void {
  const isMoved = ({ verb, project, host, projectId }: Plan): boolean =>
    now.some(
      (plan) =>
        plan.verb === verb &&
        plan.project === project &&
        (plan.host !== host || (projectId ?? plan.projectId) !== plan.projectId),
    );
  const moved = before.filter(isMoved);
  if (moved.length > 0) {
    throw new PlanRefused(moved.map(({ project }) => wasEdited(project)));
  }
}

export const copyPlanAsText: Command = (context, ...args) =>
  copy(context, args, (preview) => context.planDocuments.textOf(preview));

export const copyPlanAsJson: Command = (context, ...args) =>
  copy(context, args, ({ plans, requests }) => {
    const all = plans.map((plan, place) => planJson(plan, requests[place] ?? []));
    return `${JSON.stringify(all.length === 1 ? all[0] : all, undefined, 2)}\n`;
  });

/** Copies the requests as shell commands, with `$TOKEN` in place of the token. */
export const copyPlanAsCurl: Command = (context, ...args) =>
  copy(context, args, ({ plans, requests, proof }) => {
    refuseWhatIsRefused(plans);
    return asCurl(requests.flat(), proof);
  });

/** Copies the open plan. When none is open, makes the plan of the chosen rows and copies that. */
async function copy(
  context: CommandContext,
  args: readonly unknown[],
  format: (preview: PlanPreview) => string,
): Promise<void> {
  const preview = openPreview(context, args) ?? (await previewMeant(context, args));
  await vscode.env.clipboard.writeText(format(preview));
  tell.status(t('Copied: {0}', preview.title), 3000);
}

async function previewMeant(context: CommandContext, args: readonly unknown[]): Promise<PlanPreview> {
  const { plans, notes } = await plansMeant(context, args);
  return previewOf(context, plans, notes);
}

/** @returns the plans of a verb on the chosen rows, and what is to be said of other chosen rows */
async function plansMeant(context: CommandContext, args: readonly unknown[]) {
  const verb = await pickVerb(context, args, {
    title: t('Preview Plan'),
    placeholder: t('Which action?'),
  });
  const { parts, notes } = await pickTargets(context, [verb], args);
  return { plans: (await plannerFor(context, parts))(), notes };
}

/** A button in the title of an editor passes the URI of its document. */
const openPreview = ({ planDocuments }: CommandContext, [uri]: readonly unknown[]): PlanPreview | undefined =>
  uri instanceof vscode.Uri ? planDocuments.open(uri) : planDocuments.open();
