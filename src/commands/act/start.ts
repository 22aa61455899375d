import { type Plan, withTargets } from '../../model/plan';
import { type StartedOperation } from '../../operations/operations';
import { type CommandContext, FailedIn } from '../context';
import { showProgress } from './showProgress';
import { summarise } from './summarise';

/**
 * Starts the plans that were confirmed, with exactly their ids. A rollout can take hours, so it is not waited for: the
 * Operations view and the status bar show it, and `RolloutNotifications` tells its end.
 * @param typed the phrases that the person typed for the demands of the plans
 * @returns the operations; resolves when each one that is not a rollout has ended or its progress was cancelled
 * @throws FailedIn with a PlanRefused when a guard rail forbids a plan; none was started then
 */
export async function startPlans(
  context: CommandContext,
  plans: readonly Plan[],
  typed: readonly string[],
): Promise<readonly StartedOperation[]> {
  checkPlans(context, plans, typed);
  return Promise.all(
    withTargets(plans).map(async (plan) => {
      const started = context.operations.start(plan, typed);
      if (plan.policy === undefined) {
        void started.done.then((operation) => summarise(context, operation));
        await showProgress(context, started);
      }
      return started;
    }),
  );
}

/** @throws FailedIn with a PlanRefused when a guard rail forbids one of the plans */
export function checkPlans(
  { operations }: Pick<CommandContext, 'operations'>,
  plans: readonly Plan[],
  typed: readonly string[],
): void {
  for (const plan of withTargets(plans)) {
    try {
      operations.check(plan, typed);
    } catch (error) {
      throw new FailedIn(plan.project, error);
    }
  }
}
