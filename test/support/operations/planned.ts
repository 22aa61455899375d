import { type Target } from '../../../src/model/operation';
import { DEFAULT_GUARD, type GuardSettings } from '../../../src/model/plan';
import { type Verb } from '../../../src/model/verbs';
import { demandsOf } from '../../../src/operations/plan/typedConfirmation';
import { type Operations, type RunnablePlan, type StartedOperation } from '../../../src/operations/operations';

/** Guard rails that allow everything. */
export const NO_GUARD: GuardSettings = {
  ...DEFAULT_GUARD,
  maxTargets: Infinity,
  mostErased: Infinity,
  minRunningPercentRolling: 0,
  actingRequestsPerMinute: Infinity,
};

/** @returns a project whose hosts are those of the clients that `fakes` gives, or that of another `origin` */
export const projectNamed = (name: string, origin = 'https://cloud.example') => ({
  name,
  hosts: { cph: origin, koophone: origin, iam: origin },
});

/** @returns a plan of one wave with exactly these targets */
export const planOf = (verb: Verb, project: string, targets: readonly Target[]): RunnablePlan => ({
  verb,
  project,
  targets,
  waves: [targets.length],
  fleet: { listed: targets.length, running: targets.length },
});

/** Starts a plan with all the phrases that it demands. */
export const startPlan = (operations: Operations, plan: RunnablePlan): StartedOperation =>
  operations.start(
    plan,
    demandsOf(plan, NO_GUARD).map(({ phrase }) => phrase),
  );
