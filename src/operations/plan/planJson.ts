import { omit } from '../../base/omit';
import { omitUndefined } from '../../base/omitUndefined';
import { type ShownRequest } from '../../api/request/buildRequest';
import { type Plan } from '../../model/plan';
import { inEnglish } from '../../base/message';

/**
 * @param requests those of the plan, as they would be sent
 * @returns a plan as JSON for other programs: texts in English, times in UTC, nothing secret
 */
export function planJson(plan: Plan, requests: readonly ShownRequest[]): unknown {
  const { waves, targets, leftOut, refusals, madeAt, requests: planned } = plan;
  const starts = waves.map((_, wave) => waves.slice(0, wave).reduce((sum, size) => sum + size, 0));
  return {
    verb: plan.verb,
    project: plan.project,
    madeAt: new Date(madeAt).toISOString(),
    waves: waves.map((size, wave) =>
      targets.slice(starts[wave], (starts[wave] ?? 0) + size).map((target) => omit(target, ['confirmed'])),
    ),
    ...omitUndefined({ policy: plan.policy }),
    mostDown: plan.mostDown,
    fleet: plan.fleet,
    blast: plan.blast,
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
