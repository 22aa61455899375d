import { type Operation } from './operation';

/** What a person can do to a rollout. */
export type RolloutStep = 'promote' | 'resume' | 'pause' | 'stopAfterWave' | 'stop';

/**
 * @returns what a person can do to an operation now, in the order in which it is offered; nothing when it is not a
 *   rollout, or is over
 */
export function possibleSteps({ rollout, endedAt }: Pick<Operation, 'rollout' | 'endedAt'>): readonly RolloutStep[] {
  if (rollout === undefined || rollout.step === 'over' || endedAt !== undefined) {
    return [];
  }
  const { hold, step, stopsAfterWave } = rollout;
  return [
    ...(hold === 'canary' ? ['promote' as const] : []),
    ...(hold === 'paused' || hold === 'reload' ? ['resume' as const] : []),
    ...(hold === undefined ? ['pause' as const] : []),
    ...(step === 'acting' && stopsAfterWave !== true ? ['stopAfterWave' as const] : []),
    'stop',
  ];
}
