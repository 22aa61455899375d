import { type Verb } from '../../model/status';
import { type StartedOperation } from '../../operations/operations';
import { type Command, type CommandContext } from '../context';
import { confirmFresh } from './confirmFresh';
import { pickTargets } from '../meant/pickTargets';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { plannerFor } from './planner';
import { startPlans } from './start';

export const restartServers: Command = (context, ...args) => act(context, 'restart', args);
export const rebootInstances: Command = (context, ...args) => act(context, 'reboot', args);
export const unassignInstances: Command = (context, ...args) => act(context, 'unassign', args);

/** Finds the targets, makes the plans, asks, starts one operation for each project, and shows progress and summary. */
async function act(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<void> {
  await actOn(context, verb, await pickTargets(context, verb, args));
}

/**
 * Does the same for given rows. The person is asked too.
 * @returns the operations, one for each project; resolves when each has ended or its progress was cancelled
 * @throws CancellationError when the person cancels, or nothing is left of the plans; nothing was sent then
 * @throws PlanRefused or FailedIn when a guard rail forbids the plan; nothing was sent then
 */
export async function actOn(
  context: CommandContext,
  verb: Verb,
  nodes: readonly TargetNode[],
): Promise<readonly StartedOperation[]> {
  const { plans, typed } = await confirmFresh(context, async () => (await plannerFor(context, verb, nodes))());
  return startPlans(context, plans, typed);
}
