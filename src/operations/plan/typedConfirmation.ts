import { erases } from '../../model/erases';
import { type Demand, type GuardSettings } from '../../model/plan';
import { type Counted, protectedInAct, targetsInAct, unreadInAct } from './actTotals';

/** Unassigning more than this asks for the number to be typed. */
const ERASED_WITHOUT_TYPING = 10;

/** @returns what a person must type for this plan: the same for each plan of one act */
export function demandsOf(plan: Counted, guard: GuardSettings): Demand[] {
  const { verb } = plan;
  const shut = protectedInAct(plan, guard);
  const demands: Demand[] = [];
  if (shut > 0) {
    demands.push({ why: 'protected', phrase: `${shut}`, count: shut });
  }
  const count = targetsInAct(plan);
  if (erases(verb) && count > ERASED_WITHOUT_TYPING) {
    demands.push({ why: 'manyErased', phrase: `${count}`, count });
  } else if (unreadInAct(plan) > 0) {
    demands.push({ why: 'unread', phrase: `${count}`, count });
  }
  return demands;
}
