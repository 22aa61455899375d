import * as v from 'valibot';
import { VERB_IDS } from '../../../model/verbs';
import { type Message } from '../../../base/message';
import { HOLD_REASONS } from '../../../model/operation';
import { RESULTS } from '../../../model/results';
import { ROLLOUT_ENDS } from '../../../model/rollout';

/** The version of the format. A file of a higher version is shown and never taken over. See docs/file-formats.md. */
export const FORMAT = 2;

const text = v.exactOptional(v.string());
const time = v.exactOptional(v.number());
const sentence: v.GenericSchema<Message> = v.object({
  message: v.string(),
  args: v.array(v.union([v.string(), v.number(), v.lazy(() => sentence)])),
});
/** What the engine itself reads of a target. All else in it belongs to the verb, and is kept as it is. */
const changing = {
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
  isChanged: v.exactOptional(v.literal(true)),
};
const phase = v.picklist(['waiting', 'sent', 'settled']);
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
const rolloutProgress = {
  wave: v.number(),
  step: v.picklist(['reading', 'acting', 'resting', 'over']),
  heldMs: v.number(),
  stopsAfterWave: v.exactOptional(v.boolean()),
  restsUntil: time,
  end: v.exactOptional(v.picklist(ROLLOUT_ENDS)),
};
const hold = v.object({ why: v.picklist(HOLD_REASONS), since: v.number() });
const target = { id: v.string(), name: v.string(), userId: text };
/** Further fields, such as the input of a verb or where its output lies, are kept as they are. */
const head = {
  format: v.literal(FORMAT),
  number: v.number(),
  verb: v.picklist(VERB_IDS),
  project: v.string(),
  host: text,
  projectId: text,
  importedFrom: time,
  requests: v.number(),
  startedAt: v.number(),
  rollout: v.exactOptional(
    v.object({ policy, waves: v.array(v.number()), mostDown: v.number(), running: time, ...rolloutProgress }),
  ),
};
/** The first line of a journal. */
export const firstLine = v.looseObject({ ...head, window: v.string(), targets: v.array(v.looseObject(target)) });
/** Each of its other lines. */
export const changeLine = v.object({
  at: v.number(),
  set: v.exactOptional(
    v.array(v.tuple([v.looseObject({ ...changing, phase: v.exactOptional(phase) }), v.array(v.number())])),
  ),
  progress: v.exactOptional(
    v.object({ rollout: v.exactOptional(v.object(rolloutProgress)), hold: v.exactOptional(hold) }),
  ),
});
/** An operation that has ended. */
export const packed = v.looseObject({
  ...head,
  endedAt: v.number(),
  targets: v.array(v.looseObject({ ...target, ...changing, phase })),
});
/** The first line of a journal of a later version, as far as it is understood. */
export const newerLine = v.object({
  format: v.number(),
  number: v.number(),
  verb: head.verb,
  project: v.string(),
  host: text,
  requests: v.number(),
  startedAt: v.number(),
  window: v.string(),
  targets: v.array(v.object(target)),
});
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** What is told of an ended operation in a list. */
export const summary = v.looseObject({
  ...head,
  endedAt: v.number(),
  total: count,
  counts: v.object({
    succeeded: count,
    failed: count,
    rejected: count,
    unverified: count,
    'timed out': count,
    unknown: count,
    'not sent': count,
  }),
  couldNotBeSent: count,
  sent: count,
  corrections: count,
});
