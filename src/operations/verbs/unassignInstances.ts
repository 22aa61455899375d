import { omitUndefined } from '../../base/omitUndefined';
import { ApiError, type ErrorKind } from '../../api/errors/errors';
import { isInstanceId, isUserId } from '../../model/ids';
import { type Target } from '../../model/operation';
import { message, type Message } from '../../base/message';
import { type InstanceRow, type KooPhoneLike } from '../common/projectClients';
import { readInstances } from '../follow/instanceState';
import { groupBy, idsOf } from '../../base/arrays';
import { jobOutcome, timedOut, unknown } from '../follow/outcomes';
import { askInTurn, askTogether } from '../common/askCloud';
import {
  type Accepted,
  elapsedMs,
  type ProjectContext,
  type Finding,
  isInGrace,
  type Report,
  type Strategy,
  type Submission,
  type Watched,
} from '../common/verb';

/** No page says that GetTask answers for a task of unassign: with one of these it does not. */
const MUTE: ReadonlySet<ErrorKind> = new Set(['notFound', 'refused', 'forbidden', 'badResponse', 'config']);

const howToCheck = message('Refresh, and check whether the instance is still assigned before you unassign it again.');

/** KooPhone instances: POST /instances/unassign (UnassignInstance.html), followed by its task or by `assign_status`. */
export const unassign: Strategy = {
  verb: 'unassign',
  service: 'koophone',
  batchSize: 10,
  howToCheck,
  idKey: (id) => id,
  flaw: ({ id, userId }) =>
    userId === undefined || userId === ''
      ? message('its user is not known')
      : isInstanceId(id) && isUserId(userId)
        ? undefined
        : message('its ID or its user ID is not well formed'),
  connect: async (clients, context) => {
    const koophone = await clients.koophone(context.project);
    return {
      submit: (targets, stop) => submit(koophone, targets, context, stop),
      changes: (targets, stop) => changes(koophone, targets, context, stop),
      describe: (targets) => koophone.describeUnassign(bindingsOf(targets)),
      look: (watched, report, signal) => look(koophone, watched, report, context, signal),
    };
  },
  canFind: () => true,
  canReadAgain: () => true,
  isFleeting: () => false,
  isUrgent: () => false,
  whenOver: ({ target }) =>
    target.lost === undefined ? timedOut : unknown(target, message('its binding could not be read'), howToCheck),
};

const bindingsOf = (targets: readonly Target[]) =>
  targets.map(({ id, userId }) => ({ instanceId: id, userId: userId ?? '' }));

/** What a person was told of an instance may be hours old when its turn comes. */
async function changes(
  koophone: KooPhoneLike,
  targets: readonly Target[],
  context: ProjectContext,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, Message>> {
  const rows = await rowsNow(koophone, targets, context, stop);
  if (rows === undefined) {
    return new Map();
  }
  return new Map(
    targets.flatMap((target) => {
      const change = changeOf(target, rows.get(target.id));
      return change === undefined ? [] : [[target.id, change]];
    }),
  );
}

/** @returns the rows by id; undefined when listing is not permitted and the person was told that it is not */
async function rowsNow(
  koophone: KooPhoneLike,
  targets: readonly Target[],
  context: ProjectContext,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, InstanceRow> | undefined> {
  try {
    return await readInstances(koophone, idsOf(targets), context, stop);
  } catch (error) {
    const wasTold = targets.every(({ confirmed }) => confirmed === undefined);
    if (wasTold && error instanceof ApiError && error.kind === 'forbidden') {
      return undefined;
    }
    throw error;
  }
}

function changeOf({ userId = '', confirmed }: Target, row: InstanceRow | undefined): Message | undefined {
  if (row === undefined) {
    return message('changed since you confirmed: it is no longer listed');
  }
  const now = row.userId ?? '';
  if (now !== userId) {
    return now === '' && row.isAssigned !== false
      ? message('it cannot be told whether it changed since you confirmed: its user is not listed')
      : message('changed since you confirmed: it has another user');
  }
  if (confirmed === undefined) {
    return undefined;
  }
  if (row.isLoggedIn !== confirmed.isLoggedIn) {
    return message('changed since you confirmed: its user has logged in or out');
  }
  return row.runningStatus === confirmed.runningStatus && row.isAssigned === confirmed.isAssigned
    ? undefined
    : message('changed since you confirmed: it has another status');
}

async function submit(
  koophone: KooPhoneLike,
  targets: readonly Target[],
  context: ProjectContext,
  stop: AbortSignal,
): Promise<Submission> {
  const asked = new Set(idsOf(targets));
  const answer = await koophone.unassignInstances(bindingsOf(targets), stop);
  const requestId = omitUndefined({ requestId: answer.taskId });
  if (answer.jobs.length === 0) {
    return new Map([...asked].map((id) => [id, requestId]));
  }
  const submission = new Map<string, Accepted>();
  for (const { instanceId, jobId } of answer.jobs) {
    if (!asked.has(instanceId)) {
      context.log.warn(`Unassign: the answer names an instance that was not asked for: ${instanceId}`);
    } else if (submission.get(instanceId)?.jobId === undefined) {
      submission.set(instanceId, omitUndefined({ ...requestId, jobId }));
    }
  }
  return submission;
}

async function look(
  koophone: KooPhoneLike,
  watched: readonly Watched[],
  report: Report,
  context: ProjectContext,
  signal: AbortSignal,
): Promise<void> {
  const tasks = groupBy(watched, taskOf);
  const byState = tasks.get(undefined) ?? [];
  tasks.delete(undefined);
  const ofTasks = [...tasks].map(([taskId, jobs]) => async () => {
    byState.push(...(await askTask(koophone, taskId ?? '', jobs, report, signal)));
  });
  await askInTurn([() => askTogether(ofTasks), () => readBindings(koophone, byState, report, context, signal)]);
}

/** The task that can tell of this target, if any: its rows carry a job id and no instance id (GetTask.html). */
const taskOf = ({ target, tracking }: Watched): string | undefined =>
  target.jobId === undefined || tracking.taskIsMute === true ? undefined : target.requestId;

/** @returns those of whom the task said nothing */
async function askTask(
  koophone: KooPhoneLike,
  taskId: string,
  watched: readonly Watched[],
  report: Report,
  signal: AbortSignal,
): Promise<readonly Watched[]> {
  try {
    const rows = new Map((await koophone.getTask(taskId, signal)).map((row) => [row.jobId, row]));
    const told = watched.filter(({ target }) => rows.has(target.jobId ?? ''));
    report(
      told.flatMap((one) => {
        const row = rows.get(one.target.jobId ?? '');
        const outcome = row && jobOutcome(row);
        return outcome === undefined ? [] : [{ watched: one, outcome }];
      }),
    );
    return watched.filter((one) => !told.includes(one));
  } catch (error) {
    if (!(error instanceof ApiError) || !MUTE.has(error.kind)) {
      throw error;
    }
    for (const { tracking } of watched) {
      tracking.taskIsMute = true;
    }
    return watched;
  }
}

/** Not assigned any more, or to somebody else, proves it; still bound proves nothing yet. */
async function readBindings(
  koophone: KooPhoneLike,
  watched: readonly Watched[],
  report: Report,
  context: ProjectContext,
  signal: AbortSignal,
): Promise<void> {
  const began = elapsedMs(context);
  const ids = watched.map(({ target }) => target.id);
  const giveUp = (one: Watched, seen: Message): Finding[] =>
    one.target.lost === undefined || isInGrace(one, context, began)
      ? []
      : [{ watched: one, outcome: unknown(one.target, seen, howToCheck) }];
  const rows = await readInstances(koophone, ids, context, signal).catch((error: unknown) => {
    const isShut = error instanceof ApiError && error.kind === 'forbidden';
    report(isShut ? watched.flatMap((one) => giveUp(one, message('listing instances is not permitted'))) : []);
    throw error;
  });
  report(
    watched.flatMap((one) => {
      const row = rows.get(one.target.id);
      if (row === undefined) {
        return giveUp(one, message('the instance is not listed'));
      }
      return isFree(row, one.target)
        ? [{ watched: one, outcome: { result: 'succeeded' } }]
        : giveUp(one, message('the instance is still bound to its user, and it may still be under way'));
    }),
  );
}

const isFree = (row: InstanceRow, { userId }: Target): boolean =>
  row.isAssigned === false || (row.userId !== undefined && row.userId !== '' && row.userId !== userId);
