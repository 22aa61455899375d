import { type Demand, type GuardSettings, type Plan } from '../../model/plan';
import { inEnglish, message, type Message } from '../../base/message';
import { kindOf } from '../../model/kinds';
import { type Target } from '../../model/operation';
import { amountOf } from '../../model/rollout';
import { targetsInAct } from './actTotals';
import { demandsOf } from './typedConfirmation';
import { VERBS } from '../verbs/registry';

/** The engine does not take a plan: the reasons are whole sentences for the person. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused';

  constructor(readonly reasons: readonly Message[]) {
    super(reasons.map(inEnglish).join(' '));
  }
}

/** @returns why a plan is refused whose project names another host or project ID by now */
export const wasEdited = (project: string): Message =>
  message('The project {0} was edited after the plan was made. Make a new plan.', project);

/** What of a plan the guard rails look at. */
export type Guarded = Pick<Plan, 'verb' | 'targets' | 'waves' | 'policy' | 'fleet' | 'act'>;

/** @returns how many may be down at once so that enough of those that run now go on running */
export function mostDown({ running }: Plan['fleet'], policy: unknown, guard: GuardSettings): number {
  const percent = policy === undefined ? guard.minRunningPercent : guard.minRunningPercentRolling;
  return percent === 0 ? Infinity : amountOf({ percent: 100 - percent }, running);
}

/** @returns why this plan must not run, whatever a person says; nothing where it may */
export function refusalsOf(plan: Guarded, guard: GuardSettings): Message[] {
  const { verb, targets, waves, policy, fleet } = plan;
  const refusals = guard.unreadable.map((key) =>
    message('The setting {0} cannot be read, so nothing is done. Correct it first.', key),
  );
  const { on, interrupts, health, erases } = VERBS[verb];
  const count = targetsInAct(plan);
  if (count > guard.maxTargets) {
    refusals.push(
      message(
        'The plan has {0} targets, and the setting cloudPhone.guard.maxTargets allows {1} at a time.',
        count,
        guard.maxTargets,
      ),
    );
  }
  if (erases !== undefined && count > guard.mostErased) {
    refusals.push(
      message(
        'The plan erases the data of {0} targets, and the setting cloudPhone.guard.mostErased allows {1} at a time.',
        count,
        guard.mostErased,
      ),
    );
  }
  const most = mostDown(fleet, policy, guard);
  const biggest = Math.max(0, ...waves);
  if (interrupts && biggest > most) {
    refusals.push(
      message(
        'Of the targets that run now ({1}), too few would stay up with {0} down at once. The setting {2} asks for {3} percent.',
        biggest,
        fleet.running,
        policy === undefined ? 'cloudPhone.guard.minRunningPercent' : 'cloudPhone.guard.minRunningPercentRolling',
        policy === undefined ? guard.minRunningPercent : guard.minRunningPercentRolling,
      ),
    );
  }
  if (
    kindOf(on).service === 'cph' &&
    guard.protectedPatterns.length > 0 &&
    targets.some(({ tags }) => tags === undefined)
  ) {
    refusals.push(
      message(
        'The tags of the servers are not known, so the setting cloudPhone.guard.protectedPatterns cannot be applied.',
      ),
    );
  }
  if (health === undefined && policy !== undefined) {
    refusals.push(message('This action cannot be rolled out in waves.'));
  }
  return refusals;
}

const NOT_TYPED: Readonly<Record<Demand['why'], (phrase: string) => Message>> = {
  protected: (phrase) => message('Protected targets are included only after you type their number, {0}.', phrase),
  erased: (phrase) => message('Data is erased only after you type {0}.', phrase),
  unread: (phrase) => message('Not all targets could be read. Type their number, {0}, first.', phrase),
};

/**
 * The last word before anything is sent.
 * @param typed what the person typed, for each demand that the plan has
 * @throws PlanRefused
 */
export function guardPlan(
  plan: Guarded,
  typed: readonly string[],
  guard: GuardSettings,
  taken: (target: Target) => number | undefined,
): void {
  const refusals = refusalsOf(plan, guard);
  for (const { phrase, why } of demandsOf(plan, guard)) {
    if (!typed.includes(phrase)) {
      refusals.push(NOT_TYPED[why](phrase));
    }
  }
  const busy = plan.targets.filter((target) => taken(target) !== undefined);
  const [first] = busy;
  if (first !== undefined) {
    const number = taken(first) ?? 0;
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
