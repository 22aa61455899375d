import { groupBy } from '../../../base/arrays';
import { omit } from '../../../base/omit';
import { omitUndefined } from '../../../base/omitUndefined';
import { type Operation, type OperationProgress, type TargetState } from '../../../model/operation';
import { type Patch } from '../../state/target';
import { encode } from './line';
import { FORMAT } from './schemas';

/** One change of an operation. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What changed of which targets, by their place in the list. */
  readonly set?: readonly (readonly [number, Patch])[];
  /** The whole progress from then on. */
  readonly progress?: OperationProgress;
}

/** @returns the first line of a journal: the operation with none of its targets sent */
export function beginJournal(begun: Operation, window: string): string {
  const targets = begun.targets.map((one) => omit(one, ['phase']));
  const stored = {
    format: FORMAT,
    ...omit(begun, ['throttledUntil', 'waitsForSignIn', 'hold', 'targets']),
    window,
    targets,
  };
  return encode(0, 1, JSON.stringify(stored));
}

/** @returns the whole journal of an operation, as a window leaves it behind */
export function wholeJournal(operation: Operation, window: string): string {
  const { targets, hold, rollout, startedAt, endedAt = startedAt } = operation;
  const changes: Change[] = [];
  const sent = targets.flatMap((target, place) =>
    target.phase === 'waiting' || target.result === 'not sent' ? [] : [[place, sentPatch(target)] as const],
  );
  changes.push({ at: startedAt, set: sent });
  const settled = targets
    .map((target, place) => ({ target, place }))
    .filter(({ target }) => target.result !== undefined);
  const byTime = [...groupBy(settled, ({ target }) => target.settledAt ?? endedAt)].sort(([a], [b]) => a - b);
  for (const [at, group] of byTime) {
    changes.push({ at, set: group.map(({ target, place }) => [place, patchOf(target)] as const) });
  }
  changes.push({ at: startedAt, progress: omitUndefined({ hold, rollout }) });
  return [beginJournal(operation, window), ...changes.map((change, index) => encodeChange(change, index + 1, 1))].join(
    '',
  );
}

const patchOf = (target: TargetState): Patch => omit(target, ['id', 'name', 'userId', 'phase', 'settledAt']);

const sentPatch = (target: TargetState): Patch => ({
  ...(target.result === undefined ? patchOf(target) : omitUndefined({ sentAt: target.sentAt })),
  phase: 'sent',
});

/**
 * @param line its number; the first line of the file has the number 0
 * @param epoch see `JournalStore.acquire`
 * @returns the line of a change
 */
export function encodeChange({ at, set, progress }: Change, line: number, epoch: number): string {
  const places = new Map<string, number[]>();
  for (const [place, patch] of set ?? []) {
    const same = JSON.stringify(patch);
    const known = places.get(same);
    if (known === undefined) {
      places.set(same, [place]);
    } else {
      known.push(place);
    }
  }
  const parts = [`"at":${at}`];
  if (places.size > 0) {
    parts.push(`"set":[${[...places].map(([patch, same]) => `[${patch},[${same.join()}]]`).join()}]`);
  }
  if (progress !== undefined) {
    parts.push(`"progress":${JSON.stringify(progress)}`);
  }
  return encode(line, epoch, `{${parts.join()}}`);
}
