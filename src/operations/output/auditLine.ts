import { idsOf } from '../../base/arrays';
import { type Operation } from '../../model/operation';
import { type Rollout } from '../../model/rollout';
import { type OperationChange } from '../common/events';
import { countResults } from '../common/results';

/** What a line says of a change; nothing for one that tells nobody what was done. The cloud's own texts stay out. */
export function entryOf(change: OperationChange): object | undefined {
  const { operation } = change;
  switch (change.kind) {
    case 'accepted':
      return { event: 'started', ids: idsOf(operation.targets), ...wavesOf(operation) };
    case 'resumed':
      return { event: 'taken over', ids: idsOf(operation.targets) };
    case 'rolled':
      return rolledEntry(operation.rollout, change.before);
    case 'target': {
      const { id, name, userId, phase, result, code, jobId, requestId } = change.target;
      return phase === 'settled' ? { event: 'result', id, name, userId, result, code, jobId, requestId } : undefined;
    }
    case 'done':
      return { event: 'ended', counts: countResults(operation), end: operation.rollout?.end };
    case 'throttled':
    case 'shown':
    case 'removed':
      return undefined;
  }
}

const wavesOf = ({ rollout }: Operation): object =>
  rollout === undefined ? {} : { waves: rollout.waves, policy: rollout.policy };

function rolledEntry(now: Rollout | undefined, before: Rollout): object | undefined {
  if (now === undefined) {
    return undefined;
  }
  const { wave, step, hold, end, stopsAfterWave } = now;
  if (end !== undefined) {
    return { event: 'stopped', wave, why: end };
  }
  if (hold !== before.hold) {
    return hold === undefined ? { event: 'let go on', wave, was: before.hold } : { event: 'held', wave, why: hold };
  }
  if (stopsAfterWave !== before.stopsAfterWave) {
    return { event: 'stops after wave', wave };
  }
  return step === 'acting' && before.step !== 'acting' ? { event: 'wave', wave } : undefined;
}
