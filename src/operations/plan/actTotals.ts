import { type Act, type GuardSettings, type Plan } from '../../model/plan';
import { protectedIn } from './protection';

/** What of a plan is counted over its whole act. */
export type Counted = Pick<Plan, 'verb' | 'targets' | 'act'>;

/** @returns what plans that are asked about together hit in all */
export const actOf = (plans: readonly Counted[], guard: GuardSettings): Act => ({
  targets: plans.reduce((sum, { targets }) => sum + targets.length, 0),
  protectedTargets: plans.reduce((sum, plan) => sum + protectedIn(plan, guard), 0),
  unreadTargets: plans.reduce((sum, plan) => sum + unreadIn(plan), 0),
});

/** @returns how many the whole act hits; never fewer than the plan itself */
export const targetsInAct = ({ targets, act }: Counted): number => Math.max(targets.length, countOf(act?.targets));

/** @returns how many protected targets the whole act hits; never fewer than the plan itself */
export const protectedInAct = (plan: Counted, guard: GuardSettings): number =>
  Math.max(protectedIn(plan, guard), countOf(plan.act?.protectedTargets));

/** @returns how many targets that only the settings name the whole act hits; never fewer than the plan itself */
export const unreadInAct = (plan: Counted): number => Math.max(unreadIn(plan), plan.act?.unreadTargets ?? 0);

const unreadIn = ({ targets }: Counted): number => targets.filter(({ isUnread = false }) => isUnread).length;

/** What is no count counts as too many. */
const countOf = (given = 0): number => (Number.isNaN(given) ? Infinity : given);
