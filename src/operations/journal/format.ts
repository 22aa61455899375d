import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { type Message } from '../../base/message';
import { groupBy } from '../../base/arrays';
import { omit } from '../../base/omit';
import { omitUndefined } from '../../base/omitUndefined';
import { type OperationSummary } from '../../model/operationSummary';
import { HOLD_REASONS, type Operation, type OperationProgress, type TargetState } from '../../model/operation';
import { ROLLOUT_ENDS } from '../../model/rollout';
import { RESULTS } from '../../model/results';
import { endedAt, progressed } from '../state/operation';
import { parseStored } from './parseStored';
import { nextTarget, type Patch } from '../state/target';

/**
 * The version of the format. A file of a higher version is shown and never taken over. See docs/file-formats.md.
 */
const FORMAT = 2;

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
  verb: v.picklist(['restart', 'reboot', 'unassign']),
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
const firstLine = v.looseObject({ ...head, window: v.string(), targets: v.array(v.looseObject(target)) });
const changeLine = v.object({
  at: v.number(),
  set: v.exactOptional(
    v.array(v.tuple([v.looseObject({ ...changing, phase: v.exactOptional(phase) }), v.array(v.number())])),
  ),
  progress: v.exactOptional(
    v.object({ rollout: v.exactOptional(v.object(rolloutProgress)), hold: v.exactOptional(hold) }),
  ),
});
const packed = v.looseObject({
  ...head,
  endedAt: v.number(),
  targets: v.array(v.looseObject({ ...target, ...changing, phase })),
});
const newerLine = v.object({
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
const summary = v.looseObject({
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

/** One change of an operation. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What changed of which targets, by their place in the list. */
  readonly set?: readonly (readonly [number, Patch])[];
  /** The whole progress from then on. */
  readonly progress?: OperationProgress;
}

/** An operation as its journal tells it. */
export interface Journal {
  readonly operation: Operation;
  /** The window that began it. */
  readonly window: string;
  /** The number of the next line. */
  readonly nextLine: number;
  /** A later version of the extension wrote it: it is shown as far as it is understood, and never taken over. */
  readonly isNewer: boolean;
  /** The length of the file. A journal only grows, so the same length means no news. */
  readonly size: number;
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

/** `checksum line epoch json`. The checksum is the CRC-32 of all that follows it, as 8 hexadecimal digits. */
function encode(line: number, epoch: number, json: string): string {
  const rest = `${line} ${epoch} ${json}`;
  return `${checksumOf(rest)} ${rest}\n`;
}

const checksumOf = (rest: string): string => crc32(rest).toString(16).padStart(8, '0');

interface Line {
  readonly line: number;
  readonly epoch: number;
  readonly json: string;
}

function decode(written: string): Line | undefined {
  const [, checksum, rest = '', line, epoch, json = ''] = /^([0-9a-f]{8}) ((\d+) (\d+) (.*))/s.exec(written) ?? [];
  return checksum === checksumOf(rest) ? { line: Number(line), epoch: Number(epoch), json } : undefined;
}

/**
 * Reads a journal. What follows the last line break was not written to its end, and no request left for it: it is
 * skipped. Where any other line is missing or cannot be read, each target that waited then counts as sent, because the
 * line may have said so.
 * @returns `newer` when a later version wrote it and nothing of it is understood; undefined when the first line cannot be
 *   read
 */
export function readJournal(file: string): Journal | 'newer' | undefined {
  const [first = '', ...rest] = file.split('\n').slice(0, -1);
  const begun = decode(first);
  if (begun === undefined) {
    return undefined;
  }
  const start = parseStored(firstLine, begun.json);
  if (start === undefined) {
    return readNewer(begun.json, file.length);
  }
  const { window, targets, ...known } = start;
  Reflect.deleteProperty(known, 'format');
  const waiting = targets.map((one) => ({ ...one, phase: 'waiting' as const }));
  const reader = new Reader({ ...known, targets: waiting });
  rest.forEach((line) => {
    reader.read(line);
  });
  return { ...reader.end(), window, isNewer: false, size: file.length };
}

/** @returns the targets of a later version; what became of them is not known here, so each counts as sent */
function readNewer(json: string, size: number): Journal | 'newer' | undefined {
  if ((parseStored(v.object({ format: v.number() }), json)?.format ?? 0) <= FORMAT) {
    return undefined;
  }
  const start = parseStored(newerLine, json);
  if (start === undefined) {
    return 'newer';
  }
  const { targets, window, ...known } = start;
  Reflect.deleteProperty(known, 'format');
  const operation = { ...known, targets: targets.map((one) => ({ ...one, phase: 'sent' as const })) };
  return { operation, window, nextLine: 0, isNewer: true, size };
}

/** Applies line after line. */
class Reader {
  private readonly targets: TargetState[];
  private nextLine = 1;
  private epoch = 1;
  private lastAt: number;
  /** A line could not be read, and the next one has not shown yet that nothing is missing. */
  private isInDoubt = false;

  constructor(private operation: Operation) {
    this.targets = [...operation.targets];
    this.lastAt = operation.startedAt;
  }

  read(written: string): void {
    if (written === '') {
      return;
    }
    const line = decode(written);
    const change = line && parseStored(changeLine, line.json);
    if (line === undefined || change === undefined) {
      this.isInDoubt = true;
      return;
    }
    // A window that has lost the operation may write on for a moment.
    if (line.epoch < this.epoch) {
      return;
    }
    const isNewEpoch = line.epoch > this.epoch;
    this.epoch = line.epoch;
    // A line was written again, because its first writing seemed to fail.
    if (line.line < this.nextLine && !isNewEpoch) {
      return;
    }
    if (line.line > this.nextLine) {
      this.doubt();
    }
    this.isInDoubt = false;
    this.nextLine = line.line + 1;
    this.apply(change);
  }

  end(): Pick<Journal, 'operation' | 'nextLine'> {
    if (this.isInDoubt) {
      this.doubt();
    }
    const operation = { ...this.operation, targets: this.targets };
    return { operation: endedAt(operation, this.lastAt), nextLine: this.nextLine };
  }

  private doubt(): void {
    this.targets.forEach((one, place) => {
      this.targets[place] = nextTarget(one, { phase: 'sent' }, this.lastAt) ?? one;
    });
  }

  private apply({ at, set = [], progress }: v.InferOutput<typeof changeLine>): void {
    this.operation = progress === undefined ? this.operation : progressed(this.operation, progress);
    for (const [patch, places] of set) {
      for (const place of places) {
        const old = this.targets[place];
        const target = old && nextTarget(old, patch, at);
        if (target !== undefined) {
          this.targets[place] = target;
          this.lastAt = at;
        }
      }
    }
  }
}

/** @returns an operation that has ended as one text */
export const packOperation = (ended: Operation): string =>
  JSON.stringify({ format: FORMAT, ...omit(ended, ['throttledUntil', 'waitsForSignIn', 'hold']) });

/** @returns the operation; undefined where the text is not one, or of a later version */
export function unpackOperation(file: string): Operation | undefined {
  const whole = parseStored(packed, file);
  if (whole === undefined) {
    return undefined;
  }
  const operation = { ...whole };
  Reflect.deleteProperty(operation, 'format');
  return operation;
}

/**
 * @param corrections how often the results of the operation were corrected
 * @returns the summary of a packed operation as one text
 */
export const writeSummary = (ended: OperationSummary, corrections: number): string =>
  JSON.stringify({ format: FORMAT, ...ended, corrections });

/**
 * @returns the summary, and how many corrections of the operation it knows; undefined where the text is none, or of a
 *   later version
 */
export function readSummary(
  file: string,
): { readonly summary: OperationSummary; readonly corrections: number } | undefined {
  const stored = parseStored(summary, file);
  if (stored === undefined) {
    return undefined;
  }
  const { corrections, ...known } = stored;
  Reflect.deleteProperty(known, 'format');
  return { summary: known, corrections };
}
