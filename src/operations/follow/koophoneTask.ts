import { omitUndefined } from '../../base/omitUndefined';
import { ApiError, type ErrorKind } from '../../api/errors/errors';
import { type ShownRequest } from '../../api/request/buildRequest';
import { groupBy } from '../../base/arrays';
import { message, type Message } from '../../base/message';
import { type Target } from '../../model/operation';
import { type KooPhoneLike } from '../common/projectClients';
import { askInTurn, askTogether } from '../common/askCloud';
import {
  type Accepted,
  type BoundVerb,
  elapsedMs,
  type Following,
  isInGrace,
  type Outcome,
  type ProjectContext,
  type Report,
  type Submission,
  type Watched,
} from '../common/verb';
import { changedInstances } from './changedInstances';
import { jobOutcome, unknown } from './outcomes';
import { lookAtStates, type StateProof, whenOver } from './stateProof';

/** What a call of KooPhone answers that begins a task. */
interface TaskAnswer {
  readonly taskId?: string;
  readonly jobs: readonly { readonly instanceId: string; readonly jobId?: string }[];
}

/** A call of KooPhone that begins a task. */
interface TaskCall {
  send(koophone: KooPhoneLike, targets: readonly Target[], stop: AbortSignal): Promise<TaskAnswer>;
  describe(koophone: KooPhoneLike, targets: readonly Target[]): ShownRequest;
  readonly howToCheck: Message;
  /** The state that proves the end where the task tells nothing; absent where no state does. */
  readonly state?: StateProof;
}

/** No page says that GetTask answers for every task: with one of these it does not. */
const MUTE: ReadonlySet<ErrorKind> = new Set(['notFound', 'refused', 'forbidden', 'badResponse', 'config']);

/**
 * Follows the targets by the task of KooPhone (GetTask.html), and where that tells nothing by their state. Before each
 * request they are read again: all these calls erase.
 */
export const koophoneTask = (call: TaskCall): Following => ({
  howToCheck: call.howToCheck,
  connect: async (clients, context): Promise<BoundVerb> => {
    const koophone = await clients.koophone(context.project);
    return {
      submit: async (targets, stop) => submitted(targets, await call.send(koophone, targets, stop), context),
      changes: (targets, stop) => changedInstances(koophone, targets, context, stop),
      describe: (targets) => call.describe(koophone, targets),
      look: (watched, report, signal) => new TaskLook(koophone, context, report, signal, call).look(watched),
    };
  },
  canFind: () => call.state !== undefined,
  canReadAgain: ({ requestId, jobId }) => call.state !== undefined || (requestId !== undefined && jobId !== undefined),
  isFleeting: () => false,
  isUrgent: () => false,
  whenOver: (watched) => whenOver(watched, call.howToCheck),
});

/** Nothing can show its end: no task tells of it, and no state does. */
const unseen = ({ target }: Watched, howToCheck: Message): Outcome =>
  target.lost === undefined
    ? { result: 'unverified', text: message('accepted, and the cloud does not tell its end'), advice: howToCheck }
    : unknown(target, message('the cloud does not tell what became of it'), howToCheck);

function submitted(targets: readonly Target[], answer: TaskAnswer, context: ProjectContext): Submission {
  const asked = new Set(targets.map(({ id }) => id));
  const requestId = omitUndefined({ requestId: answer.taskId });
  if (answer.jobs.length === 0) {
    return new Map([...asked].map((id) => [id, requestId]));
  }
  const submission = new Map<string, Accepted>();
  for (const { instanceId, jobId } of answer.jobs) {
    if (!asked.has(instanceId)) {
      context.log.warn(`The answer names an instance that was not asked for: ${instanceId}`);
    } else if (submission.get(instanceId)?.jobId === undefined) {
      submission.set(instanceId, omitUndefined({ ...requestId, jobId }));
    }
  }
  return submission;
}

/** The task that can tell of this target, if any: its rows carry a job id and no instance id (GetTask.html). */
const taskOf = ({ target, tracking }: Watched): string | undefined =>
  target.jobId === undefined || tracking.taskIsMute === true ? undefined : target.requestId;

/** One look at all tasks. */
class TaskLook {
  constructor(
    private readonly koophone: KooPhoneLike,
    private readonly context: ProjectContext,
    private readonly report: Report,
    private readonly signal: AbortSignal,
    private readonly call: Pick<TaskCall, 'howToCheck' | 'state'>,
  ) {}

  async look(watched: readonly Watched[]): Promise<void> {
    const tasks = groupBy(watched, taskOf);
    const byState = tasks.get(undefined) ?? [];
    tasks.delete(undefined);
    const ofTasks = [...tasks].map(([taskId, jobs]) => async () => {
      byState.push(...(await this.askTask(taskId ?? '', jobs)));
    });
    await askInTurn([() => askTogether(ofTasks), () => this.readStates(byState)]);
  }

  /** @returns those of whom the task said nothing */
  private async askTask(taskId: string, watched: readonly Watched[]): Promise<readonly Watched[]> {
    try {
      const rows = new Map((await this.koophone.getTask(taskId, this.signal)).map((row) => [row.jobId, row]));
      const told = watched.filter(({ target }) => rows.has(target.jobId ?? ''));
      this.report(
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
      // Where no state tells it either, the task is asked as long as it may only not be known yet.
      const now = elapsedMs(this.context);
      for (const one of watched) {
        one.tracking.taskIsMute = this.call.state !== undefined || !isInGrace(one, this.context, now);
      }
      return watched;
    }
  }

  private async readStates(watched: readonly Watched[]): Promise<void> {
    const { state } = this.call;
    if (state === undefined) {
      const now = elapsedMs(this.context);
      const over = watched.filter((one) => !isInGrace(one, this.context, now));
      this.report(over.map((one) => ({ watched: one, outcome: unseen(one, this.call.howToCheck) })));
      return;
    }
    const { koophone, context, report, signal, call } = this;
    await lookAtStates({ koophone, context, report, signal, state, howToCheck: call.howToCheck }, watched);
  }
}
