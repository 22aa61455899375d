import { omitUndefined } from '../../../base/omitUndefined';
import { adviceFor } from '../../../api/errors/codeSentences';
import { ApiError } from '../../../api/errors/errors';
import { pause } from '../../../base/clock';
import { type Target, type TargetState } from '../../../model/operation';
import { instanceStatus, NOT_RUNNING, RUNNING } from '../../../model/status';
import { message, type Message } from '../../../base/message';
import { type KooPhoneLike } from '../../common/projectClients';
import { readInstances } from '../../follow/instanceState';
import { defineVerb } from '../../common/defineVerb';
import { instanceHealth } from '../../health/instanceHealth';
import { idsOf } from '../../../base/arrays';
import { requestOutcome, timedOut, unknown } from '../../follow/outcomes';
import {
  elapsedMs,
  isInGrace,
  type ProjectContext,
  type Finding,
  type Lost,
  type Outcome,
  type Report,
  type Submission,
  type Watched,
} from '../../common/verb';

/** Not all of the instances are running: one refuses the whole request (BatchRebootInstance.html). */
const NOT_ALL_RUNNING = 'KOOPHONE.API.5005';

const howToCheck = message(
  'Check whether its status changes from “running” in the next few minutes before you reboot it again.',
);

/** KooPhone instances: POST /instances/reboot (BatchRebootInstance.html), which gives no job: its state is followed. */
export const rebootInstances = defineVerb({
  id: 'reboot',
  on: 'instance',
  commands: { act: 'rebootInstances', matching: 'rebootMatching', roll: 'rollingReboot', icon: 'debug-restart' },
  logTitle: 'Reboot',
  // One that only the settings name can be rebooted too.
  when: ({ runningStatus }) => runningStatus === undefined || runningStatus === RUNNING,
  interrupts: true,
  isRestart: true,
  mostPerRequest: 100,
  follow: {
    howToCheck,
    connect: async (clients, context) => {
      const koophone = await clients.koophone(context.project);
      return {
        submit: (targets, stop) => submit(koophone, targets, context, stop),
        describe: (targets) => koophone.describeReboot(idsOf(targets)),
        look: (watched, report, signal) => look(koophone, watched, report, context, signal),
      };
    },
    canFind: () => true,
    // That it runs proves a reboot only where it was seen to leave that state.
    canReadAgain: ({ hasLeft }) => hasLeft === true,
    isFleeting: ({ lost, hasLeft }) => lost !== undefined && hasLeft === undefined,
    isUrgent: (watched, context) => isInGrace(watched, context, elapsedMs(context)),
    whenOver,
  },
  health: instanceHealth,
});

function whenOver({ tracking, target }: Watched): Outcome {
  return tracking.hasLeft === true
    ? timedOut
    : unverified(target, message('it was not seen to leave its running state within the time limit'));
}

const unverified = (target: TargetState, seen: Message): Outcome =>
  target.lost === undefined
    ? { result: 'unverified', text: message('accepted, and {0}', seen) }
    : unknown(target, seen, howToCheck);

const accepted = (targets: readonly Target[]): Submission => new Map(targets.map(({ id }) => [id, {}]));

async function submit(
  koophone: KooPhoneLike,
  targets: readonly Target[],
  context: ProjectContext,
  stop: AbortSignal,
): Promise<Submission> {
  try {
    await koophone.rebootInstances(idsOf(targets), stop);
    return accepted(targets);
  } catch (error) {
    if (!isRefusedForSome(error)) {
      throw error;
    }
    // The refused request may have begun to reboot some: no page says. One that runs now may be on its way down.
    // Without that pause nothing tells: so a stop in it takes none back.
    if (!(await isOver(pause(context.clock, context.pollIntervalMs(), stop)))) {
      return new Map(targets.map(({ id }) => [id, notSeenRunning(error, undefined)]));
    }
    const states = await readStates(koophone, targets, context, error);
    const running = targets.filter(({ id }) => states.get(id) === RUNNING);
    const others = new Map(targets.map(({ id }) => [id, notSeenRunning(error, states.get(id))]));
    return new Map([...others, ...(stop.aborted ? takenBack(running) : await submitRunning(koophone, running, stop))]);
  }
}

/** The page has 5005 under HTTP 400 too; a 5xx says nothing sure, whatever its code. */
const isRefusedForSome = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.info.code === NOT_ALL_RUNNING && (error.info.status ?? 0) < 500;

/** @returns false when it was cut short */
const isOver = (waiting: Promise<void>): Promise<boolean> =>
  waiting.then(
    () => true,
    () => false,
  );

/** The second request has not left. */
const takenBack = (targets: readonly Target[]): Submission =>
  new Map(targets.map(({ id }) => [id, { isTakenBack: true }]));

/** Once more, for those that run; a second refusal stands. */
async function submitRunning(
  koophone: KooPhoneLike,
  running: readonly Target[],
  stop: AbortSignal,
): Promise<Submission> {
  if (running.length === 0) {
    return new Map();
  }
  try {
    await koophone.rebootInstances(idsOf(running), stop);
    return accepted(running);
  } catch (error) {
    const outcome = requestOutcome(error);
    const known = 'lost' in outcome ? { ...outcome, hasLeft: false } : outcome;
    return new Map(running.map(({ id }) => [id, known]));
  }
}

/** batch-query has the one run state with a single meaning; where listing is not permitted the status call serves. */
async function readStates(
  koophone: KooPhoneLike,
  targets: readonly Target[],
  context: ProjectContext,
  refused: ApiError,
): Promise<ReadonlyMap<string, number | undefined>> {
  const ids = idsOf(targets);
  try {
    const rows = await readInstances(koophone, ids, context);
    return new Map([...rows].map(([id, row]) => [id, row.runningStatus]));
  } catch (error) {
    context.log.warn(`Reboot: the instances could not be listed after ${refused.message}: ${String(error)}`);
  }
  try {
    return new Map((await koophone.queryStatus(ids)).map(({ id, status }) => [id, status]));
  } catch (error) {
    context.log.warn(`Reboot: the states could not be read after ${refused.message}: ${String(error)}`);
    return new Map();
  }
}

/** Whether one that does not run was on its way down by this very request, no page says (BatchRebootInstance.html). */
function notSeenRunning({ said, info }: ApiError, status: number | undefined): Lost {
  const advice = info.advice ?? adviceFor(NOT_ALL_RUNNING);
  const seen = status === undefined ? undefined : instanceStatus({ runningStatus: status }).word;
  return {
    code: NOT_ALL_RUNNING,
    lost:
      seen === undefined
        ? message('the request was refused ({0})', said)
        : message('the request was refused ({0}; this one: {1})', said, seen),
    ...omitUndefined({ advice, requestId: info.requestId }),
  };
}

async function look(
  koophone: KooPhoneLike,
  watched: readonly Watched[],
  report: Report,
  context: ProjectContext,
  signal: AbortSignal,
): Promise<void> {
  const began = elapsedMs(context);
  const ids = watched.map(({ target }) => target.id);
  const rows = await readInstances(koophone, ids, context, signal).catch((error: unknown) => {
    report(error instanceof ApiError && error.kind === 'forbidden' ? unreadable(watched, context, began) : []);
    throw error;
  });
  report(watched.flatMap((one) => finding(one, rows.get(one.target.id)?.runningStatus, context, began)));
}

/**
 * Left running and came back is the only proof, and only a documented state without running is one that it left for:
 * `unknown`, and a number that no page documents, prove nothing and end nothing. Whether the request of a lost answer
 * came upon a running instance is not known: so that has to be seen first.
 */
function finding(watched: Watched, status: number | undefined, context: ProjectContext, began: number): Finding[] {
  const { tracking, target } = watched;
  const wasRunning = target.lost === undefined || tracking.hasLeft !== undefined;
  if (status === RUNNING && tracking.hasLeft === true) {
    return [{ watched, outcome: { result: 'succeeded' } }];
  }
  if (tracking.hasLeft !== true && (wasRunning ? NOT_RUNNING.has(status) : status === RUNNING)) {
    tracking.hasLeft = wasRunning;
    return [{ watched, seen: { hasLeft: wasRunning } }];
  }
  const isUnclear = status !== undefined && status !== RUNNING && !NOT_RUNNING.has(status);
  return tracking.hasLeft === true || isUnclear || isInGrace(watched, context, began)
    ? []
    : [{ watched, outcome: whenOver(watched) }];
}

/** Where listing is not permitted no proof will ever come. */
const unreadable = (watched: readonly Watched[], context: ProjectContext, began: number): Finding[] =>
  watched
    .filter((one) => !isInGrace(one, context, began))
    .map((one) => ({
      watched: one,
      outcome: unverified(one.target, message('listing instances is not permitted: its state is not known')),
    }));
