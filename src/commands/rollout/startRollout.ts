import { type Verb } from '../../model/verbs';
import { type RolloutPolicy } from '../../model/rollout';
import { askPolicy } from './askPolicy';
import { type Command, type CommandContext } from '../context';
import { refuseEmpty, refuseWhatIsRefused } from '../act/confirm';
import { type Meant, pickTargets } from '../meant/pickTargets';
import { plannerFor } from '../act/planner';
import { showPlans } from '../act/showPlans';

/** @returns the command that rolls the verb out over the chosen rows */
export const rolloutCommand =
  (verb: Verb): Command =>
  (context, ...args) =>
    startOn(context, verb, args);

async function startOn(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<void> {
  await startRollout(context, verb, await pickTargets(context, [verb], args), context.settings.rolloutPolicy());
}

/**
 * Asks for the policy, and opens the plans. The person starts them from there: `startPlan`. So the plans can be read as
 * long as it takes, without a question in front of them.
 * @param meant the rows, and what the plans say of other rows that are selected
 * @param policy the policy to begin with
 * @throws CancellationError when the person cancels, or no target is left
 * @throws PlanRefused when a guard rail forbids a plan
 */
export async function startRollout(
  context: CommandContext,
  verb: Verb,
  { parts, notes }: Meant,
  policy: RolloutPolicy,
): Promise<void> {
  const planner = await plannerFor(context, parts);
  const plans = planner(await askPolicy(verb, policy, planner));
  refuseWhatIsRefused(plans);
  refuseEmpty(plans, notes);
  await showPlans(context, plans, notes);
}
