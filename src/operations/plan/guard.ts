import { type Operation } from '../../model/operation';
import { type Act, type Demand, type GuardSettings, type Plan, type PlanTarget } from '../../model/plan';
import { inEnglish, message, type Message } from '../../base/message';
import { amountOf } from '../../model/rollout';
import { type Verb } from '../../model/status';

/** Unassigning more than this asks for the number to be typed. */
const ERASED_WITHOUT_TYPING = 10;

/** The engine does not take a plan: the reasons are whole sentences for the person. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused';

  constructor(readonly reasons: readonly Message[]) {
    super(reasons.map(inEnglish).join(' '));
  }
}

/** What of a plan the guard rails look at. */
export type Guarded = Pick<Plan, 'verb' | 'targets' | 'waves' | 'policy' | 'fleet' | 'act'>;

/** @returns whether a pattern fits the whole of its name, of the key of a tag, or of `key=value` of one */
export function isProtected({ name, tags = [] }: PlanTarget, patterns: readonly string[]): boolean {
  const words = [name, ...tags.flatMap(({ key, value }) => [key, `${key}=${value}`])];
  return patterns.some((pattern) => words.some((word) => fits(pattern, word)));
}

/** `*` stands for anything, case does not count. No regular expression: one could be made to take for ever. */
function fits(pattern: string, word: string): boolean {
  const [first = '', ...others] = pattern.trim().toLowerCase().split('*');
  const whole = word.toLowerCase();
  const last = others.pop();
  if (last === undefined) {
    return whole === first && first !== '';
  }
  if (!whole.startsWith(first)) {
    return false;
  }
  let from = first.length;
  for (const part of others) {
    const found = whole.indexOf(part, from);
    if (found < 0) {
      return false;
    }
    from = found + part.length;
  }
  return whole.endsWith(last) && whole.length - last.length >= from;
}

/** @returns how many may be down at once so that enough of those that run now go on running */
export function mostDown({ running }: Plan['fleet'], policy: unknown, guard: GuardSettings): number {
  const percent = policy === undefined ? guard.minRunningPercent : guard.minRunningPercentRolling;
  return percent === 0 ? Infinity : amountOf({ percent: 100 - percent }, running);
}

type Counted = Pick<Plan, 'verb' | 'targets' | 'act'>;

const protectedIn = ({ verb, targets }: Counted, { protectedPatterns }: GuardSettings): number =>
  verb === 'restart' ? targets.filter((target) => isProtected(target, protectedPatterns)).length : 0;

const unreadIn = ({ targets }: Counted): number => targets.filter(({ isUnread = false }) => isUnread).length;

/** @returns what plans that are asked about together hit in all */
export const actOf = (plans: readonly Counted[], guard: GuardSettings): Act => ({
  targets: plans.reduce((sum, { targets }) => sum + targets.length, 0),
  protectedTargets: plans.reduce((sum, plan) => sum + protectedIn(plan, guard), 0),
  unreadTargets: plans.reduce((sum, plan) => sum + unreadIn(plan), 0),
});

/** @returns how many the whole act hits; never fewer than the plan itself */
const inAll = ({ targets, act }: Counted): number => Math.max(targets.length, countOf(act?.targets));

/** What is no count counts as too many. */
const countOf = (given = 0): number => (Number.isNaN(given) ? Infinity : given);

/** @returns what a person must type for this plan: the same for each plan of one act */
export function demandsOf(plan: Counted, guard: GuardSettings): Demand[] {
  const { verb, act } = plan;
  const shut = Math.max(protectedIn(plan, guard), countOf(act?.protectedTargets));
  const demands: Demand[] = [];
  if (shut > 0) {
    demands.push({ why: 'protected', phrase: `restart ${shut} protected`, count: shut });
  }
  const count = inAll(plan);
  if (verb === 'unassign' && count > ERASED_WITHOUT_TYPING) {
    demands.push({ why: 'manyErased', phrase: `${count}`, count });
  } else if (verb === 'unassign' && Math.max(unreadIn(plan), act?.unreadTargets ?? 0) > 0) {
    demands.push({ why: 'unreadErased', phrase: `${count}`, count });
  }
  return demands;
}

/** @returns why this plan must not run, whatever a person says; nothing where it may */
export function refusalsOf(plan: Guarded, guard: GuardSettings): Message[] {
  const { verb, targets, waves, policy, fleet } = plan;
  const refusals = guard.unreadable.map((key) =>
    message('The setting {0} cannot be read, so nothing is done. Correct it first.', key),
  );
  const count = inAll(plan);
  if (count > guard.maxTargets) {
    refusals.push(
      message(
        'The plan has {0} targets, and the setting cloudPhone.guard.maxTargets allows {1} at a time.',
        count,
        guard.maxTargets,
      ),
    );
  }
  const most = mostDown(fleet, policy, guard);
  const biggest = Math.max(0, ...waves);
  if (verb !== 'unassign' && biggest > most) {
    refusals.push(
      message(
        'With {0} down at once too few of the {1} that run would go on running: the setting {2} asks for {3} percent.',
        biggest,
        fleet.running,
        policy === undefined ? 'cloudPhone.guard.minRunningPercent' : 'cloudPhone.guard.minRunningPercentRolling',
        policy === undefined ? guard.minRunningPercent : guard.minRunningPercentRolling,
      ),
    );
  }
  if (verb === 'restart' && guard.protectedPatterns.length > 0 && targets.some(({ tags }) => tags === undefined)) {
    refusals.push(
      message(
        'The tags of the servers are not known, so that the setting cloudPhone.guard.protectedPatterns cannot be kept.',
      ),
    );
  }
  if (verb === 'unassign' && policy !== undefined) {
    refusals.push(message('An unassign cannot be rolled out in waves.'));
  }
  return refusals;
}

/** @returns the targets that an operation under way acts on, by their key, with the number of the operation */
export function takenTargets(
  verb: Verb,
  project: string,
  operations: readonly Operation[],
  keyOf: (id: string) => string,
): ReadonlyMap<string, number> {
  const isOfKind = (other: Verb): boolean => (other === 'restart') === (verb === 'restart');
  return new Map(
    operations
      .filter((operation) => operation.project === project && isOfKind(operation.verb))
      .flatMap(({ number, targets }) =>
        targets.filter(({ phase }) => phase !== 'settled').map(({ id }) => [keyOf(id), number] as const),
      ),
  );
}

/**
 * The last word before anything is sent.
 * @param typed what the person typed, for each demand that the plan has
 * @throws PlanRefused
 */
export function guardPlan(
  plan: Guarded,
  typed: readonly string[],
  guard: GuardSettings,
  taken: (id: string) => number | undefined,
): void {
  const refusals = refusalsOf(plan, guard);
  for (const { phrase, why } of demandsOf(plan, guard)) {
    if (!typed.includes(phrase)) {
      refusals.push(
        why === 'protected'
          ? message('Protected servers are restarted only after “{0}” was typed.', phrase)
          : message('So many instances are erased only after their number {0} was typed.', phrase),
      );
    }
  }
  const busy = plan.targets.filter(({ id }) => taken(id) !== undefined);
  const [first] = busy;
  if (first !== undefined) {
    const number = taken(first.id) ?? 0;
    refusals.push(
      busy.length === 1
        ? message('{0} is in another running operation now, #{1}: make a new plan.', first.name, number)
        : message(
            '{0} targets are in another running operation now, such as {1} in #{2}: make a new plan.',
            busy.length,
            first.name,
            number,
          ),
    );
  }
  const isWhole = plan.waves.every((size) => Number.isInteger(size) && size > 0);
  if (!isWhole || plan.waves.reduce((sum, size) => sum + size, 0) !== plan.targets.length) {
    refusals.push(message('The waves of the plan do not fit its targets.'));
  }
  if (plan.targets.length === 0) {
    refusals.push(message('The plan has no targets.'));
  }
  if (refusals.length > 0) {
    throw new PlanRefused(refusals);
  }
}
