import { VERBS } from '../verbs/registry';
import { type Target } from '../../model/operation';
import { type Demand, type GuardSettings } from '../../model/plan';
import { type Counted, protectedInAct, targetsInAct, unreadInAct } from './actTotals';

/** @returns what a person must type for this plan: the same for each plan of one act */
export function demandsOf(plan: Counted, guard: GuardSettings): Demand[] {
  const { verb, targets } = plan;
  const shut = protectedInAct(plan, guard);
  const demands: Demand[] = [];
  if (shut > 0) {
    demands.push({ why: 'protected', phrase: `${shut}`, count: shut });
  }
  const count = targetsInAct(plan);
  const { erases } = VERBS[verb];
  const [first] = targets;
  if (erases !== undefined && count > erases.withoutTyping) {
    const phrase = count === 1 && first !== undefined ? nameToType(first) : `${count}`;
    demands.push({ why: 'erased', phrase, count });
  } else if (unreadInAct(plan) > 0) {
    demands.push({ why: 'unread', phrase: `${count}`, count });
  }
  return demands;
}

/** @returns the name, where a person can type it as it is seen; else the id */
const nameToType = ({ name, id }: Target): string => (/^[^\p{C}\p{Z}]+( [^\p{C}\p{Z}]+)*$/u.test(name) ? name : id);
