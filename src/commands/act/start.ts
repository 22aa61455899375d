import { type Plan } from '../../model/plan';
import { type StartedOperation } from '../../operations/operations';
import { type CommandContext, FailedIn } from '../context';
import { showProgress } from './showProgress';
import { summarise } from './summarise';

/**
 * Starts what was confirmed: the very ids of the plans. One that rolls goes on by itself, for hours perhaps: the
 * Operations view and the status bar show it, and `RolloutQuestions` tells its end.
 * @param typed what the person typed for the plans' demands
 * @returns the operations, when all that do not roll have ended or are not waited for any more
 * @throws FailedIn a project, with a PlanRefused where a guard rail forbids it: then none of them was started
 */
export async function startPlans(
  context: CommandContext,
  plans: readonly Plan[],
  typed: readonly string[],
): Promise<readonly StartedOperation[]> {
  const full = plans.filter(({ targets }) => targets.length > 0);
  for (const plan of full) {
    checkPlan(context, plan, typed);
  }
  return Promise.all(
    full.map(async (plan) => {
      const started = context.operations.start(plan, typed);
      if (plan.policy === undefined) {
        void started.done.then((operation) => summarise(context, operation));
        await showProgress(context, started);
      }
      return started;
    }),
  );
}

function checkPlan({ operations }: CommandContext, plan: Plan, typed: readonly string[]): void {
  try {
    operations.check(plan, typed);
  } catch (error) {
    throw new FailedIn(plan.project, error);
  }
}
