import * as vscode from 'vscode';
import { type Verb } from '../../model/verbs';
import { type StartedOperation } from '../../operations/operations';
import { RESTARTS } from '../../operations/verbs/registry';
import { type Command, type CommandContext } from '../context';
import { confirmFresh } from './confirmFresh';
import { type Meant, pickTargets } from '../meant/pickTargets';
import { chosenNodes } from '../meant/clickedRow';
import { pickVerb } from '../meant/pickVerb';
import { plannerFor } from './planner';
import { startPlans } from './start';

const { t } = vscode.l10n;

/** @returns the command that does the verb to the chosen rows */
export const actCommand =
  (verb: Verb): Command =>
  (context, ...args) =>
    act(context, [verb], args);

/** For a selection of several kinds of rows: restarts all of them. Without a row it asks which kind is meant. */
export const restartSelected: Command = async (context, ...args) => {
  const isForRows = chosenNodes(context, args).length > 0;
  const question = { title: t('Restart'), placeholder: t('Which action?') };
  await act(context, isForRows ? RESTARTS : [await pickVerb(context, args, question, RESTARTS)], args);
};

/**
 * Finds the targets, makes the plans, asks, starts one operation for each verb and project, and shows progress and
 * summary.
 */
async function act(context: CommandContext, verbs: readonly Verb[], args: readonly unknown[]): Promise<void> {
  await actOn(context, await pickTargets(context, verbs, args));
}

/**
 * Does the same for given rows. The person is asked too.
 * @param meant the rows, and what the question says of other rows that are selected
 * @returns the operations, one for each verb and project; resolves when each has ended or its progress was cancelled
 * @throws CancellationError when the person cancels, or nothing is left of the plans; nothing was sent then
 * @throws PlanRefused or FailedIn when a guard rail forbids the plan; nothing was sent then
 */
export async function actOn(context: CommandContext, { parts, notes }: Meant): Promise<readonly StartedOperation[]> {
  const make = async (includesProtected?: boolean) => (await plannerFor(context, parts, includesProtected))();
  const { plans, typed } = await confirmFresh(context, make, { notes });
  return startPlans(context, plans, typed);
}
