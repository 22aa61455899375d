import { omit } from '../../../base/omit';
import { type Hold, type Operation, type TargetState } from '../../../model/operation';
import { type Rollout } from '../../../model/rollout';
import { startOfWave } from '../../../model/rolloutTargets';
import { parseStored } from './parseStored';
import * as v from 'valibot';

/*
 * The format of versions 0.1.0 and 0.1.1 (docs/file-formats.md). Its lines have no checksum and no number, lines that the
 * disk did not take are missing, and a request could leave without its line. So what waits there may have been sent.
 */

const time = v.exactOptional(v.number());
const target = v.looseObject({ id: v.string(), name: v.string(), userId: v.exactOptional(v.string()) });
const phase = v.picklist(['waiting', 'sent', 'settled']);
const progress = {
  wave: v.number(),
  step: v.picklist(['reading', 'acting', 'resting', 'over']),
  heldMs: v.number(),
  hold: v.exactOptional(v.picklist(['canary', 'paused', 'reload'])),
  heldSince: time,
};
const rollout = v.looseObject({ waves: v.array(v.number()), ...progress });
const head = {
  number: v.number(),
  verb: v.picklist(['restart', 'reboot', 'unassign']),
  project: v.string(),
  requests: v.number(),
  startedAt: v.number(),
  rollout: v.exactOptional(rollout),
};
const firstLine = v.looseObject({ ...head, window: v.string(), targets: v.array(target) });
const changeLine = v.object({
  at: v.number(),
  set: v.array(v.tuple([v.looseObject({ phase: v.exactOptional(phase) }), v.array(v.number())])),
  rollout: v.exactOptional(v.looseObject(progress)),
});
const packed = v.looseObject({
  ...head,
  endedAt: v.number(),
  targets: v.array(v.looseObject({ ...target.entries, phase })),
});

/** An operation of version 0.1, and the window that began it. */
export interface JournalV1 {
  readonly operation: Operation;
  readonly window: string;
}

/** @returns the operation as its journal tells it; undefined where the first line cannot be read */
export function readJournalV1(file: string): JournalV1 | undefined {
  const [first = '', ...rest] = file.split('\n');
  const begun = parseStored(firstLine, first);
  if (begun === undefined) {
    return undefined;
  }
  const { window, targets: begin, ...known } = begun;
  const targets = begin.map((one): TargetState => ({ ...one, phase: 'waiting' }));
  let rolled = known.rollout;
  let lastAt = known.startedAt;
  for (const { at, set, rollout: next } of rest.flatMap((line) => parseStored(changeLine, line) ?? [])) {
    rolled = next === undefined || rolled === undefined ? rolled : { ...planOf(rolled), ...next };
    for (const [patch, places] of set) {
      for (const place of places) {
        const old = targets[place];
        if (old !== undefined && old.phase !== 'settled') {
          targets[place] = patchedV1(old, patch, at);
          lastAt = at;
        }
      }
    }
  }
  const isOver = targets.every((one) => one.phase === 'settled');
  const operation = { ...known, targets, ...(rolled === undefined ? {} : { rollout: rolled }) };
  return { window, operation: fromV1(isOver ? { ...operation, endedAt: lastAt } : operation) };
}

/** @returns the operation; undefined where the text is not one */
export function unpackOperationV1(file: string): Operation | undefined {
  const operation = parseStored(packed, file);
  return operation && fromV1(operation);
}

/** @returns an operation of version 0.1 as a text that version 0.1 takes for one that has ended */
export function packOperationV1({ hold, ...operation }: Operation): string {
  return JSON.stringify({
    ...omit(operation, ['host']),
    endedAt: operation.endedAt ?? hold?.since ?? operation.startedAt,
  });
}

type RolloutV1 = v.InferOutput<typeof rollout>;

/** What of a rollout does not change while it runs. */
const planOf = ({ policy, waves, mostDown }: RolloutV1): Pick<RolloutV1, 'waves'> =>
  Object.assign({ waves }, { policy, mostDown });

function patchedV1(old: TargetState, patch: object, at: number): TargetState {
  const target = { ...old, ...patch };
  return target.result === undefined ? target : { ...target, phase: 'settled', settledAt: at };
}

/** The hold of a rollout is one of the operation now. */
function fromV1(stored: object): Operation {
  const operation = stored as Operation & { rollout?: Rollout & { hold?: Hold['why']; heldSince?: number } };
  if (operation.rollout === undefined) {
    return operation;
  }
  const { hold: why, heldSince } = operation.rollout;
  const plan = omit(operation.rollout, ['hold', 'heldSince']);
  return {
    ...operation,
    rollout: plan,
    ...(why === undefined ? {} : { hold: { why, since: heldSince ?? operation.startedAt } }),
  };
}

/**
 * What was sent cannot be told from what waits: the batch in hand counts as sent. Waves whose turn has not come wait.
 * @returns an operation that its window left unsettled, as it is taken over
 */
export function inDoubt(operation: Operation): Operation {
  const { rollout, targets } = operation;
  const begun = rollout === undefined ? targets.length : begunTargets(rollout, operation.hold !== undefined);
  return {
    ...operation,
    targets: targets.map((one, place) =>
      one.phase === 'waiting' && place < begun ? { ...one, phase: 'sent' as const } : one,
    ),
  };
}

/** @returns how many targets belong to the waves that have begun */
function begunTargets({ wave, step, waves }: Rollout, isHeld: boolean): number {
  // A wave that is being read can have begun since, without a line. One that is held has not.
  const count = step === 'reading' && isHeld ? wave : wave + 1;
  return startOfWave(waves, count);
}
