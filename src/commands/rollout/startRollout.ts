import { type RolloutPolicy, type RolloutVerb } from '../../model/rollout';
import { type StartedOperation } from '../../operations/operations';
import { askPolicy } from './askPolicy';
import { type Command, type CommandContext } from '../context';
import { confirm } from '../act/confirm';
import { pickTargets } from '../meant/pickTargets';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { plannerFor } from '../act/planner';
import { showPlans } from '../act/showPlans';
import { startPlans } from '../act/start';

export const rollingRestart: Command = (context, ...args) => startOn(context, 'restart', args);
export const rollingReboot: Command = (context, ...args) => startOn(context, 'reboot', args);

async function startOn(context: CommandContext, verb: RolloutVerb, args: readonly unknown[]): Promise<void> {
  await startRollout(context, verb, await pickTargets(context, verb, args), context.settings.rolloutPolicy());
}

/**
 * Asks for the policy, shows the plans, asks the question, and starts one rollout for each project.
 * @param policy the policy to begin with
 * @returns the rollouts that were started; does not wait for their ends
 * @throws CancellationError when the person cancels, or no target is left; nothing was sent then
 * @throws PlanRefused or FailedIn when a guard rail forbids a plan; nothing was sent then
 */
export async function startRollout(
  context: CommandContext,
  verb: RolloutVerb,
  nodes: readonly TargetNode[],
  policy: RolloutPolicy,
): Promise<readonly StartedOperation[]> {
  const planner = await plannerFor(context, verb, nodes);
  const plans = planner(await askPolicy(verb, policy, planner));
  const preview = await showPlans(context, plans);
  const typed = await confirm(context, plans, true);
  context.planDocuments.noteStarted(preview);
  return startPlans(context, plans, typed);
}
