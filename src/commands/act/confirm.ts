import * as vscode from 'vscode';
import { type Demand, type LeftOut, type Plan, withTargets } from '../../model/plan';
import { type Verb } from '../../model/verbs';
import { inEnglish } from '../../base/message';
import { PlanRefused } from '../../operations/plan/guard';
import { plainText } from '../../ui/words/plainText';
import { verbsOf } from '../../ui/words/actWords';
import { item, leftOutWords } from '../../ui/words/planWords';
import { enterText } from '../../ui/ask/quickInputs';
import { hasRoomFor, listed, shortened } from '../../ui/words/words';
import { tell } from '../../ui/tell/tell';
import { type CommandContext } from '../context';
import { demandWords, questionFor } from './questionText';
import { showPlans } from './showPlans';

const { t } = vscode.l10n;

export interface ConfirmOptions {
  /** Sentences on what is selected and not meant. */
  readonly notes?: readonly string[];
  /** Whether the plans are open in an editor already. */
  readonly isOpen?: boolean;
}

/**
 * Asks the question before an act: a summary of the plans, and then each phrase that they demand. When not all names fit
 * into the message, the person can open the plans instead and start them from there.
 * @param plans the plans of one act: one plan for each verb and project
 * @returns the phrases that the person typed for the demands of the plans
 * @throws PlanRefused when the engine would refuse one of the plans
 * @throws CancellationError when the person cancels or opens the plans, or no target is left
 */
export async function confirm(
  context: CommandContext,
  plans: readonly Plan[],
  { notes = [], isOpen = false }: ConfirmOptions = {},
): Promise<readonly string[]> {
  refuseWhatIsRefused(plans);
  refuseEmpty(plans, notes);
  const leftOut = [...leftOutLines(plans), ...notes];
  const { message, detail, button } = questionFor(context, plans);
  const without = leftOut.length === 0 ? [] : ['', t('Left out:'), ...shortened(leftOut.map(item))];
  const preview = t('Preview Plan…');
  const saysAll = plans.every(({ targets }) => hasRoomFor(targets.length)) && hasRoomFor(leftOut.length);
  const choice = await tell.warn(
    message,
    { modal: true, detail: [...detail, ...without] },
    button,
    ...(isOpen || saysAll ? [] : [preview]),
  );
  if (choice === preview) {
    await showPlans(context, plans, notes);
  }
  if (choice !== button) {
    throw new vscode.CancellationError();
  }
  const full = withTargets(plans);
  const demands = distinct(
    full.flatMap((plan) => plan.demands),
    ({ why, phrase }) => `${why} ${phrase}`,
  );
  const projects = [...new Set(full.map(({ project }) => plainText(project)))];
  for (const demand of demands) {
    await typePhrase(demand, verbsOf(full), projects);
  }
  return demands.map(({ phrase }) => phrase);
}

/** @throws CancellationError when no plan has a target; why is told */
export function refuseEmpty(plans: readonly Plan[], notes: readonly string[]): void {
  if (withTargets(plans).length === 0) {
    void tell.info(t('No targets remain in the plan. {0}', listed(shortened([...leftOutLines(plans), ...notes]))));
    throw new vscode.CancellationError();
  }
}

/** @throws PlanRefused when one of the plans has refusals; each sentence is named once */
export function refuseWhatIsRefused(plans: readonly Plan[]): void {
  const refusals = distinct(
    plans.flatMap((plan) => plan.refusals),
    inEnglish,
  );
  if (refusals.length > 0) {
    throw new PlanRefused(refusals);
  }
}

const distinct = <T>(all: readonly T[], keyOf: (one: T) => string): T[] => [
  ...new Map(all.map((one) => [keyOf(one), one])).values(),
];

/** The rows that are left out, and why. With several projects the project is named: two projects can have equal names. */
function leftOutLines(plans: readonly Plan[]): string[] {
  const isOne = new Set(plans.map(({ project }) => project)).size === 1;
  const line = ({ project }: Plan, one: LeftOut): string =>
    isOne ? leftOutWords(one) : `${project} · ${leftOutWords(one)}`;
  return plans.flatMap((plan) => plan.leftOut.map((one) => line(plan, one)));
}

async function typePhrase(demand: Demand, verbs: readonly Verb[], projects: readonly string[]): Promise<void> {
  const { phrase } = demand;
  await enterText({
    ...demandWords(demand, verbs, listed(projects)),
    validate: (text) => (text === phrase ? undefined : t('Type {0}, or press Escape to cancel.', phrase)),
  });
}
