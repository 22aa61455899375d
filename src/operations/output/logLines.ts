import {
  type HoldReason,
  type Operation,
  type OperationProgress,
  type Result,
  type TargetState,
} from '../../model/operation';
import { type RolloutEnd } from '../../model/rollout';
import { listsOf } from '../../model/rolloutTargets';
import { inEnglish } from '../../base/message';
import { type OperationChange } from '../common/events';
import { VERBS } from '../verbs/registry';
import { countResults, RESULTS } from '../../model/results';

export interface OutputLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly line: string;
}

const HOLD_WORDS: Readonly<Record<HoldReason, string>> = {
  canary: 'waits to be promoted',
  unverified: 'waits to be promoted, for not all could be verified,',
  signIn: 'waits for a sign-in and to be resumed',
  reload: 'waits to be resumed',
  sleep: 'waits to be resumed after the machine slept',
  paused: 'is paused',
};

const END_WORDS: Readonly<Record<RolloutEnd, string>> = {
  finished: 'finished',
  stopped: 'stopped',
  stoppedAfterWave: 'stopped after the wave',
  canaryFailed: 'stopped, for the canary was not proved well,',
  cannotSend: 'stopped, for a request could not be sent,',
  tooManyFailed: 'stopped, for too many failed,',
  tooManyInARow: 'stopped, for too many failed one after the other,',
  tooFewRunning: 'stopped, for too few would have gone on running,',
  overTime: 'stopped, for its time was over,',
  cannotProve: 'stopped, for the states before could not be read,',
};

const LEVELS: Readonly<Record<Result, OutputLine['level']>> = {
  succeeded: 'info',
  failed: 'error',
  rejected: 'error',
  unverified: 'warn',
  'timed out': 'error',
  unknown: 'error',
  'not sent': 'warn',
};

/** @returns what the output channel says of a change; nothing for one that is only of use to a view */
export function linesFor(change: OperationChange): OutputLine[] {
  const { verb, number, project } = change.operation;
  const start = `${VERBS[verb].logTitle} #${number}`;
  switch (change.kind) {
    case 'accepted':
      return [{ level: 'info', line: oneLine(`${start} ${project}: ${sizeOf(change.operation)}`) }];
    case 'resumed':
      return [{ level: 'info', line: oneLine(`${start} ${project}: taken up again, ${leftOf(change.operation)}`) }];
    case 'progressed': {
      const line = progressLine(change.operation, change.before);
      return line === undefined ? [] : [{ level: 'info', line: `${start} ${line}` }];
    }
    case 'waiting':
    case 'shown':
    case 'packed':
    case 'removed':
      return [];
    case 'corrected':
      return [{ level: 'info', line: `${start} corrected: ${countsOf(change.operation.counts)}` }];
    case 'target':
      return change.target.result === undefined ? [] : [targetLine(start, change.target, change.target.result)];
    case 'done': {
      const counts = countsOf(countResults(change.operation));
      return [{ level: 'info', line: `${start} done: ${counts} in ${durationOf(change.operation)}` }];
    }
  }
}

/** A line when a wave begins, when it is held or let go on, and when no wave follows. */
function progressLine(operation: Operation, before: OperationProgress): string | undefined {
  const { rollout, hold, verb } = operation;
  const which = rollout === undefined ? undefined : `wave ${rollout.wave + 1} of ${rollout.waves.length}`;
  if (rollout?.end !== undefined) {
    const { succeeded, failed, unproved, untouched, open } = listsOf(operation);
    const still = `${untouched.length + open.filter(({ phase }) => phase === 'waiting').length} untouched`;
    const sizes = [`${succeeded.length} succeeded`, `${failed.length} failed`, `${unproved.length} unverified`, still];
    return `${END_WORDS[rollout.end]} in ${which ?? ''}: ${sizes.join(', ')}`;
  }
  if (hold?.why !== before.hold?.why) {
    return hold === undefined
      ? `goes on${which === undefined ? '' : ` with ${which}`}`
      : `${HOLD_WORDS[hold.why]}${which === undefined ? '' : ` in ${which}`}`;
  }
  return rollout?.step === 'acting' && before.rollout?.step !== 'acting'
    ? `${which ?? ''}: ${counted(rollout.waves[rollout.wave] ?? 0, VERBS[verb].on)}`
    : undefined;
}

function sizeOf({ verb, targets, requests, rollout }: Operation): string {
  if (rollout !== undefined) {
    return `${counted(targets.length, VERBS[verb].on)} in ${counted(rollout.waves.length, 'wave')}`;
  }
  return `${counted(targets.length, VERBS[verb].on)} in ${counted(requests, 'request')}`;
}

function leftOf({ verb, targets }: Operation): string {
  const left = targets.filter(({ phase }) => phase !== 'settled').length;
  return `${left} of ${counted(targets.length, VERBS[verb].on)} to go`;
}

function targetLine(start: string, target: TargetState, result: Result): OutputLine {
  const job = target.jobId === undefined ? '' : ` job ${target.jobId}`;
  const story =
    result === 'succeeded' ? `succeeded in ${seconds(target.sentAt, target.settledAt)}` : why(target, result);
  return { level: LEVELS[result], line: oneLine(`${start} ${target.name} (${target.id})${job}: ${story}`) };
}

/** A lack of permission names the action to ask for and the request to name to support; all else is code and text. */
function why({ code, text, iamAction, requestId, advice }: TargetState, result: Result): string {
  const parts: string[] = [result];
  if (code !== undefined) {
    parts.push(code);
  }
  if (text !== undefined) {
    parts.push(inEnglish(text));
  }
  if (result === 'unknown' && advice !== undefined) {
    parts.push(`– ${inEnglish(advice)}`);
  }
  if (iamAction !== undefined) {
    parts.push(`– ask for the IAM action ${iamAction}${requestId === undefined ? '' : `; request id ${requestId}`}`);
  }
  return parts.join(' ');
}

const countsOf = (counts: Readonly<Record<Result, number>>): string =>
  RESULTS.filter((result) => counts[result] > 0)
    .map((result) => `${counts[result]} ${result}`)
    .join(', ');

const durationOf = (operation: Operation): string => seconds(operation.startedAt, operation.endedAt);

const seconds = (from = 0, to = from): string => `${Math.round((to - from) / 1000)} s`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Names and texts come from the cloud: a line break, or a mark that turns the reading direction, could fake a line. */
const oneLine = (line: string): string => line.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
