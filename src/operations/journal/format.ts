import * as v from 'valibot';
import { omitUndefined } from '../../base/omitUndefined';
import { type Operation, type TargetState } from '../../model/operation';
import { type Message } from '../../base/message';
import { type RolloutProgress, ROLLOUT_ENDS as ENDS } from '../../model/rollout';
import { RESULTS } from '../common/results';
import { ended, type Head, type Patch, patched, progressed } from '../common/patch';

const text = v.exactOptional(v.string());
const time = v.exactOptional(v.number());
const sentence: v.GenericSchema<Message> = v.object({
  message: v.string(),
  args: v.array(v.union([v.string(), v.number(), v.lazy(() => sentence)])),
});
const changing = {
  phase: v.picklist(['waiting', 'sent', 'settled']),
  result: v.exactOptional(v.picklist(RESULTS)),
  jobId: text,
  requestId: text,
  code: text,
  text: v.exactOptional(v.union([v.string(), sentence])),
  advice: v.exactOptional(sentence),
  iamAction: text,
  sentAt: time,
  answeredAt: time,
  settledAt: time,
  lost: v.exactOptional(sentence),
  hasLeft: v.exactOptional(v.boolean()),
  jobDoneAt: time,
  wellSince: time,
  phonesBefore: v.exactOptional(
    v.object({
      count: v.number(),
      running: v.exactOptional(v.array(v.string())),
      notRunning: v.record(v.string(), v.number()),
    }),
  ),
};
const amount = v.object({ count: time, percent: time });
const policy = v.object({
  waves: v.array(amount),
  asksAfterFirst: v.boolean(),
  mostPerServer: v.number(),
  mostPerZone: time,
  pauseMs: v.number(),
  steadyMs: v.number(),
  targetMs: v.number(),
  wholeMs: time,
  mostFailed: amount,
  mostInARow: v.number(),
});
const progress = {
  wave: v.number(),
  step: v.picklist(['reading', 'acting', 'resting', 'over']),
  hold: v.exactOptional(v.picklist(['canary', 'paused', 'reload'])),
  heldSince: time,
  heldMs: v.number(),
  stopsAfterWave: v.exactOptional(v.boolean()),
  restsUntil: time,
  end: v.exactOptional(v.picklist(ENDS)),
};
const rollout = v.object({ policy, waves: v.array(v.number()), mostDown: v.number(), ...progress });
const target = v.object({ id: v.string(), name: v.string(), userId: text });
const head = {
  number: v.number(),
  verb: v.picklist(['restart', 'reboot', 'unassign']),
  project: v.string(),
  requests: v.number(),
  startedAt: v.number(),
  rollout: v.exactOptional(rollout),
};
const firstLine = v.object({ ...head, window: v.string(), targets: v.array(target) });
const change = v.object({
  at: v.number(),
  set: v.array(v.tuple([v.object({ ...changing, phase: v.exactOptional(changing.phase) }), v.array(v.number())])),
  rollout: v.exactOptional(v.object(progress)),
});
const whole = v.object({
  ...head,
  endedAt: v.number(),
  targets: v.array(v.object({ ...target.entries, ...changing })),
});

/** The story of an operation as a file tells it, and which window began it. */
export interface Journal {
  readonly operation: Operation;
  readonly window: string;
  /** It only ever grows: as long as before means nothing new. */
  readonly size: number;
}

/** @returns the first line of a journal */
export const beginJournal = (begun: Operation, window: string): string =>
  JSON.stringify({
    ...headOf(begun),
    window,
    targets: begun.targets.map(({ id, name, userId }) => ({ id, name, userId })),
  });

/**
 * One line about one change. It begins with its line break, so that a line that a crash cut in half spoils no other.
 * @param patches by the place of the target in the list
 * @param rolled how far the waves of a rolling operation are from then on
 */
export function changeLine(
  patches: readonly (readonly [number, Patch])[],
  at: number,
  rolled?: RolloutProgress,
): string {
  const places = new Map<string, number[]>();
  for (const [place, patch] of patches) {
    const same = JSON.stringify(patch);
    const known = places.get(same);
    if (known === undefined) {
      places.set(same, [place]);
    } else {
      known.push(place);
    }
  }
  const set = [...places].map(([patch, same]) => `[${patch},[${same.join()}]]`).join();
  return `\n{"at":${at},"set":[${set}]${rolled === undefined ? '' : `,"rollout":${JSON.stringify(rolled)}`}}`;
}

/** @returns the story up to the last whole line; undefined where there is none: lines that cannot be read are skipped */
export function readJournal(file: string): Journal | undefined {
  const [first = '', ...rest] = file.split('\n');
  const begun = parse(firstLine, first);
  if (begun === undefined) {
    return undefined;
  }
  const { window, targets: asked, ...begin } = begun;
  let known: Head = begin;
  const targets: TargetState[] = asked.map((one) => ({ ...one, phase: 'waiting' }));
  let unsettled = targets.length;
  let endedAt = known.startedAt;
  for (const line of rest) {
    const { at, set, rollout: rolled } = parse(change, line) ?? { at: 0, set: [] };
    known =
      rolled === undefined || known.rollout === undefined
        ? known
        : { ...known, rollout: progressed(known.rollout, rolled) };
    for (const [patch, place] of set.flatMap(([same, places]) => places.map((one) => [same, one] as const))) {
      const old = targets[place];
      if (old !== undefined && old.phase !== 'settled') {
        const now = patched(old, patch, at);
        targets[place] = now;
        unsettled -= now.phase === 'settled' ? 1 : 0;
        endedAt = at;
      }
    }
  }
  const operation: Operation = { ...known, targets };
  return { window, size: file.length, operation: unsettled === 0 ? ended(operation, endedAt) : operation };
}

/** An operation that has ended, as one text. */
export const packOperation = (ended: Operation): string =>
  JSON.stringify({ ...headOf(ended), endedAt: ended.endedAt, targets: ended.targets });

/** @returns the operation, or undefined where the text is not one */
export const unpackOperation = (file: string): Operation | undefined => parse(whole, file);

const headOf = ({ number, verb, project, requests, startedAt, rollout }: Operation): Head =>
  omitUndefined({ number, verb, project, requests, startedAt, rollout });

function parse<T>(schema: v.GenericSchema<unknown, T>, json: string): T | undefined {
  try {
    return v.parse(schema, JSON.parse(json));
  } catch {
    return undefined;
  }
}
