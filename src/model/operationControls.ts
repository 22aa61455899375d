import { hasMoreToSend, type HoldReason } from './operation';
import { type AnyOperation } from './operationSummary';

/** What a person can do to an operation under way. */
export type OperationControl = 'promote' | 'resume' | 'pause' | 'stopAfterWave' | 'stop';

/** What lets an operation on hold go on. */
const GOES_ON_BY: Readonly<Record<HoldReason, OperationControl>> = {
  canary: 'promote',
  unverified: 'promote',
  signIn: 'resume',
  reload: 'resume',
  sleep: 'resume',
  paused: 'resume',
};

/**
 * @returns what a person can do to an operation now, in the order in which it is offered. Only an operation with
 *   something left to send can be paused or stopped
 */
export function possibleControls({
  rollout,
  hold,
  endedAt,
  targets,
}: Pick<AnyOperation, 'rollout' | 'hold' | 'endedAt' | 'targets'>): readonly OperationControl[] {
  const isOver = endedAt !== undefined || rollout?.step === 'over';
  if (isOver || targets === undefined || (rollout === undefined && !hasMoreToSend({ targets }))) {
    return [];
  }
  return [
    hold === undefined ? 'pause' : GOES_ON_BY[hold.why],
    ...(rollout?.step === 'acting' && rollout.stopsAfterWave !== true ? ['stopAfterWave' as const] : []),
    'stop',
  ];
}
