import { type Verb } from '../../model/status';
import { type StartedOperation } from '../../operations/operations';
import { type Command, type CommandContext } from '../context';
import { confirmFresh } from './confirmFresh';
import { pickTargets } from '../meant/targets';
import { type TargetNode } from '../../tree/common/nodes';
import { plannerFor } from './planner';
import { startPlans } from './start';

export const restartServers: Command = (context, ...args) => act(context, 'restart', args);
export const rebootInstances: Command = (context, ...args) => act(context, 'reboot', args);
export const unassignInstances: Command = (context, ...args) => act(context, 'unassign', args);

/** Targets, plan, confirmation, one operation for each project, progress, one summary. */
async function act(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<void> {
  await actOn(context, verb, await pickTargets(context, verb, args));
}

/**
 * The same for rows that are known: they are confirmed, too.
 * @returns the operations, one for each project, when all have ended or are not waited for any more
 */
export async function actOn(
  context: CommandContext,
  verb: Verb,
  nodes: readonly TargetNode[],
): Promise<readonly StartedOperation[]> {
  const { plans, typed } = await confirmFresh(context, async () => (await plannerFor(context, verb, nodes))());
  return startPlans(context, plans, typed);
}
