import { type HoldReason, type Operation } from '../../model/operation';
import { type Rollout } from '../../model/rollout';
import { isUnproved, targetsOfWave, wasLeftOut } from '../../model/rolloutTargets';
import { type EarlyEnd, whyToEnd } from './stopRules';

/** What the reducer of a rollout cannot see in the operation. */
export interface RolloutFacts {
  /** Requests of the wave have not left yet, or their responses have not come. */
  readonly isSending: boolean;
  /** The time for all waves together is over. */
  readonly isOverTime: boolean;
  /** What is left of the pause between two waves, in milliseconds. */
  readonly restMs: number;
}

/**
 * What is to be done next.
 * - `wait`: nothing, until something changes.
 * - `read`: read the fleet, and the states of the wave; then it may be sent.
 * - `readAgain`: what of the wave was held back has its turn now, and its states are read anew.
 * - `rest`: the wave is done, and the pause begins; `asks` is what a person has to answer first.
 * - `restOn`: the pause goes on.
 * - `nextWave`: the pause is over.
 * - `end`: no wave follows.
 */
export type RolloutStep =
  | { readonly do: 'wait' | 'read' | 'readAgain' | 'restOn' | 'nextWave' }
  | { readonly do: 'rest'; readonly asks?: HoldReason }
  | { readonly do: 'end'; readonly why: EarlyEnd };

/** The reducer of a rollout: what is done in which state. docs/architecture.md has it as a table. */
export function nextStep(operation: Operation, rollout: Rollout, facts: RolloutFacts): RolloutStep {
  const why = whyToEnd(operation, rollout) ?? (facts.isOverTime ? 'overTime' : undefined);
  if (rollout.step === 'over') {
    return { do: 'wait' };
  }
  if (why !== undefined) {
    return { do: 'end', why };
  }
  const isHeld = operation.hold !== undefined;
  switch (rollout.step) {
    case 'reading':
      return { do: isHeld ? 'wait' : 'read' };
    case 'resting':
      return { do: isHeld ? 'wait' : facts.restMs > 0 ? 'restOn' : 'nextWave' };
    case 'acting':
      return afterActing(operation, rollout, isHeld || facts.isSending);
  }
}

function afterActing(operation: Operation, rollout: Rollout, waits: boolean): RolloutStep {
  const wave = targetsOfWave(operation, rollout.wave);
  if (wave.some(({ phase }) => phase !== 'settled')) {
    return { do: !waits && wave.some(({ phase }) => phase === 'waiting') ? 'readAgain' : 'wait' };
  }
  if (rollout.stopsAfterWave === true) {
    return { do: 'end', why: 'stoppedAfterWave' };
  }
  const asks = questionAfter(operation, rollout);
  return asks === undefined ? { do: 'rest' } : { do: 'rest', asks };
}

/**
 * @returns what a person has to answer before the wave after this one: after the canary whether the others follow it,
 *   and after a wave that is not proved whether to go on
 */
export function questionAfter(operation: Operation, { wave, policy }: Rollout): HoldReason | undefined {
  if (wave === 0 && policy.asksAfterFirst) {
    return 'canary';
  }
  const targets = targetsOfWave(operation, wave);
  // A wave of which nothing was sent, because other operations have it all, proves nothing.
  // Nor does a canary of which other operations have a part, or a part has changed.
  const isLeftOut = targets.every(({ result }) => result === 'not sent') || (wave === 0 && targets.some(wasLeftOut));
  return isLeftOut || targets.some(isUnproved) ? 'unverified' : undefined;
}
