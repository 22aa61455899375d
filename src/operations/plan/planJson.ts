import { omit } from '../../base/omit';
import { omitUndefined } from '../../base/omitUndefined';
import { type ShownRequest } from '../../api/request/buildRequest';
import { type Plan, type PlanTarget } from '../../model/plan';
import { type StateCount, totalOf } from '../../model/stateCounts';
import { sliceOfWave } from '../../model/rolloutTargets';
import { inEnglish } from '../../base/message';

/**
 * @param requests those of the plan, as they would be sent
 * @returns a plan as JSON for other programs: texts in English, times in UTC, nothing secret
 */
export function planJson(plan: Plan, requests: readonly ShownRequest[]): unknown {
  const { waves, targets, leftOut, refusals, madeAt, requests: planned } = plan;
  return {
    verb: plan.verb,
    project: plan.project,
    madeAt: new Date(madeAt).toISOString(),
    waves: waves.map((_, wave) => sliceOfWave(targets, waves, wave).map(targetJson)),
    ...omitUndefined({ policy: plan.policy }),
    mostDown: plan.mostDown,
    fleet: plan.fleet,
    blast: { ...plan.blast, phoneStates: statesJson(plan.blast.phoneStates) },
    leftOut: leftOut.map(({ status, ...one }) => ({
      ...one,
      ...(status === undefined ? {} : { status: inEnglish(status) }),
    })),
    refusals: refusals.map(inEnglish),
    requests: requests.map(({ body, ...request }, place) => ({
      wave: planned[place]?.wave,
      ...request,
      ...(body === undefined ? {} : { body: JSON.parse(body) as unknown }),
    })),
  };
}

const targetJson = ({ phones, ...target }: PlanTarget): object => ({
  ...omit(target, ['confirmed']),
  ...(phones === undefined ? {} : { phones: totalOf(phones), phoneStates: statesJson(phones) }),
});

/** @returns the count of each state, by its English name */
const statesJson = (states: readonly StateCount[]): Readonly<Record<string, number>> =>
  Object.fromEntries(states.map(({ word, count }) => [inEnglish(word), count]));
