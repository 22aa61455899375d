import * as vscode from 'vscode';
import { type Demand, type LeftOut, type Plan } from '../../model/plan';
import { inEnglish } from '../../base/message';
import { PlanRefused } from '../../operations/plan/guard';
import { plainText } from '../../ui/words/plainText';
import { item, leftOutWords } from '../../ui/words/planWords';
import { askText, BACK } from '../../ui/ask/quickInputs';
import { hasRoomFor, listed, shortened } from '../../ui/words/words';
import { tell } from '../../ui/tell/tell';
import { type CommandContext } from '../context';
import { questionFor } from './questions';
import { showPlans } from './showPlans';

const { t } = vscode.l10n;

/**
 * Says in short what the plans do, to how many and to whom, and waits for the verb to be clicked. What does not fit
 * into the message can be looked at instead, and started from there.
 * @param plans of one verb, one for each project: together they are one act
 * @param isOpen the plans are in an editor already
 * @returns what the person typed for what the plans demand
 * @throws PlanRefused when the engine would refuse them
 * @throws CancellationError when the person does not want it, or nothing is left of the plans: nothing has been sent
 */
export async function confirm(
  context: CommandContext,
  plans: readonly Plan[],
  isOpen = false,
): Promise<readonly string[]> {
  refuseWhatIsRefused(plans);
  const count = plans.reduce((sum, { targets }) => sum + targets.length, 0);
  const leftOut = leftOutLines(plans);
  if (count === 0) {
    void tell.info(t('Nothing is left of the plan. {0}', listed(shortened(leftOut))));
    throw new vscode.CancellationError();
  }
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
    await showPlans(context, plans);
  }
  if (choice !== button) {
    throw new vscode.CancellationError();
  }
  const demands = distinct(
    plans.flatMap((plan) => plan.demands),
    ({ phrase }) => phrase,
  );
  const projects = plans.filter(({ targets }) => targets.length > 0).map(({ project }) => plainText(project));
  for (const demand of demands) {
    await typePhrase(demand, projects);
  }
  return demands.map(({ phrase }) => phrase);
}

/** @throws PlanRefused when the engine would refuse one of the plans */
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

/** What is left out, and why. The same name can stand in two projects. */
function leftOutLines(plans: readonly Plan[]): string[] {
  const isOne = plans.length === 1;
  const line = ({ project }: Plan, one: LeftOut): string =>
    isOne ? leftOutWords(one) : `${project} · ${leftOutWords(one)}`;
  return plans.flatMap((plan) => plan.leftOut.map((one) => line(plan, one)));
}

async function typePhrase({ why, phrase, count }: Demand, projects: readonly string[]): Promise<void> {
  const isErased = why !== 'protected';
  const where = listed(projects);
  const typed = await askText({
    title: isErased ? unassignTitle(count) : t('Restart protected servers'),
    prompt: isErased
      ? erasePrompt(count, where)
      : t('Type “{0}” to restart servers that are protected in {1}.', phrase, where),
    validate: (text) => {
      if (text === phrase) {
        return undefined;
      }
      return isErased
        ? t('Type the number {0}, or press Escape to leave everything as it is.', count)
        : t('Type “{0}”, or press Escape to leave everything as it is.', phrase);
    },
  });
  if (typed === BACK) {
    throw new vscode.CancellationError();
  }
}

const unassignTitle = (count: number): string =>
  count === 1 ? t('Unassign 1 instance') : t('Unassign {0} instances', count);

const erasePrompt = (count: number, where: string): string =>
  count === 1
    ? t('Type 1 to erase the user’s data on 1 instance in {0}.', where)
    : t('Type {1} to erase the users’ data on {1} instances in {0}.', where, count);
