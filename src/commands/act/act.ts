import * as vscode from 'vscode';
import { type Verb } from '../../model/verbs';
import { type StartedOperation } from '../../operations/operations';
import { type Command, type CommandContext } from '../context';
import { confirmFresh } from './confirmFresh';
import { type Meant, pickTargets } from '../meant/pickTargets';
import { pickVerb } from '../meant/pickVerb';
import { plannerFor } from './planner';
import { startPlans } from './start';

const { t } = vscode.l10n;

/** @returns the command that does the verb to the chosen rows */
export const actCommand =
  (verb: Verb): Command =>
  (context, ...args) =>
    act(context, verb, args);

/** For a selection of several kinds of rows: asks which verb is meant when several are possible. */
export const restartSelected: Command = async (context, ...args) => {
  const verb = await pickVerb(context, args, { title: t('Restart'), placeholder: t('Which action?') }, [
    'restart',
    'reboot',
  ]);
  await act(context, verb, args);
};

/** Finds the targets, makes the plans, asks, starts one operation for each project, and shows progress and summary. */
async function act(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<void> {
  await actOn(context, verb, await pickTargets(context, verb, args));
}

/**
 * Does the same for given rows. The person is asked too.
 * @param meant the rows, and what the question says of other rows that are selected
 * @returns the operations, one for each project; resolves when each has ended or its progress was cancelled
 * @throws CancellationError when the person cancels, or nothing is left of the plans; nothing was sent then
 * @throws PlanRefused or FailedIn when a guard rail forbids the plan; nothing was sent then
 */
export async function actOn(
  context: CommandContext,
  verb: Verb,
  { nodes, notes }: Meant,
): Promise<readonly StartedOperation[]> {
  const make = async (includesProtected?: boolean) => (await plannerFor(context, verb, nodes, includesProtected))();
  const { plans, typed } = await confirmFresh(context, make, { notes });
  return startPlans(context, plans, typed);
}
