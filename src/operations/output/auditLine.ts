import { idsOf } from '../../base/arrays';
import { type Operation, type OperationProgress } from '../../model/operation';
import { type OperationChange } from '../common/events';
import { countResults } from '../../model/results';

/** What a line says of a change; nothing for one that tells nobody what was done. The cloud's own texts stay out. */
export function entryOf(change: OperationChange): object | undefined {
  switch (change.kind) {
    case 'accepted':
      return { event: 'started', ids: idsOf(change.operation.targets), ...wavesOf(change.operation) };
    case 'resumed':
      return { event: 'taken over', ids: idsOf(change.operation.targets) };
    case 'progressed':
      return progressEntry(change.operation, change.before);
    case 'corrected':
      return { event: 'corrected', counts: change.operation.counts };
    case 'target': {
      const { id, name, userId, phase, result, code, jobId, requestId } = change.target;
      return phase === 'settled' ? { event: 'result', id, name, userId, result, code, jobId, requestId } : undefined;
    }
    case 'done':
      return { event: 'ended', counts: countResults(change.operation), end: change.operation.rollout?.end };
    case 'waiting':
    case 'shown':
    case 'packed':
    case 'removed':
      return undefined;
  }
}

const wavesOf = ({ rollout }: Operation): object =>
  rollout === undefined ? {} : { waves: rollout.waves, policy: rollout.policy };

function progressEntry({ rollout, hold }: OperationProgress, before: OperationProgress): object | undefined {
  const wave = rollout?.wave;
  if (rollout?.end !== undefined) {
    return { event: 'stopped', wave, why: rollout.end };
  }
  if (hold?.why !== before.hold?.why) {
    return hold === undefined
      ? { event: 'let go on', wave, was: before.hold?.why }
      : { event: 'held', wave, why: hold.why };
  }
  if (rollout?.stopsAfterWave !== before.rollout?.stopsAfterWave) {
    return { event: 'stops after wave', wave };
  }
  return rollout?.step === 'acting' && before.rollout?.step !== 'acting' ? { event: 'wave', wave } : undefined;
}
