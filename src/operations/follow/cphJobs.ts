import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { type SubmittedJob } from '../../api/answer/job';
import { type ShownRequest } from '../../api/request/buildRequest';
import { sameIdKey } from '../../model/ids';
import { type Target } from '../../model/operation';
import { message, type Message } from '../../base/message';
import { type CphLike, type Job } from '../common/projectClients';
import { type JobCall, jobCalls, ROWS_PER_PAGE } from './jobCalls';
import { walkPages } from '../../base/paging';
import { groupBy, idsOf } from '../../base/arrays';
import { jobOutcome, refusal, timedOut, unknown } from './outcomes';
import { askInTurn, askTogether } from '../common/askCloud';
import {
  type Accepted,
  type BoundVerb,
  elapsedMs,
  type Finding,
  type Following,
  isInGrace,
  type Lost,
  type Outcome,
  type ProjectContext,
  type Report,
  type Submission,
  type Watched,
} from '../common/verb';

/** No call of CPH that gives jobs takes more targets (cph_api_0517.html). */
const MOST_TARGETS = 100;

/** CPS.0011 job not found, CPS.0050 no jobs for this request id (the error list of 2021). */
const FORGOTTEN: ReadonlySet<string | undefined> = new Set(['CPS.0011', 'CPS.0050']);

/** A call of CPH whose answer has a job for each target. */
interface JobCallOfVerb {
  readonly send: (
    cph: CphLike,
    ids: readonly string[],
    stop: AbortSignal,
  ) => Promise<{ requestId?: string; jobs: SubmittedJob[] }>;
  readonly describe: (cph: CphLike, ids: readonly string[]) => ShownRequest;
  readonly howToCheck: Message;
  /** See `BoundVerb.changes`. */
  readonly changes?: (
    cph: CphLike,
    targets: readonly Target[],
    stop: AbortSignal,
  ) => Promise<ReadonlyMap<string, Message>>;
}

/**
 * Follows the targets by the jobs of CPH: GET /jobs (cph_api_0522.html), GET /jobs/{job_id} (cph_api_0521.html).
 * @param call the call whose answer has the jobs
 */
export const cphJobs = ({ send, describe, howToCheck, changes }: JobCallOfVerb): Following => ({
  howToCheck,
  connect: async (clients, context): Promise<BoundVerb> => {
    const cph = await clients.cph(context.project);
    return {
      submit: async (targets, stop) => submitted(targets, await send(cph, idsOf(targets), stop), context),
      describe: (targets) => describe(cph, idsOf(targets)),
      look: (watched, report, signal) => new JobLook(cph, context, report, signal, howToCheck).look(watched),
      ...(changes && { changes: (targets, stop) => changes(cph, targets, stop) }),
    };
  },
  canFind: ({ requestId }) => requestId !== undefined,
  canReadAgain: ({ requestId, jobId }) => requestId !== undefined || jobId !== undefined,
  isFleeting: () => false,
  isUrgent: () => false,
  whenOver: ({ target, tracking }) =>
    target.lost === undefined || tracking.jobId !== undefined
      ? timedOut
      : unknown(target, message('no job for it was seen within the time limit'), howToCheck),
});

function submitted(
  targets: readonly Target[],
  answer: { readonly requestId?: string; readonly jobs: readonly SubmittedJob[] },
  context: ProjectContext,
): Submission {
  const asked = new Map(targets.map(({ id }) => [sameIdKey(id), id]));
  const requestId = omitUndefined({ requestId: answer.requestId });
  const submission = new Map<string, Accepted | Lost | Outcome>(
    targets.map(({ id }) => [id, { ...requestId, lost: message('the response of the cloud does not mention it') }]),
  );
  for (const entry of answer.jobs) {
    const id = asked.get(sameIdKey(entry.targetId));
    if (id === undefined) {
      context.log.warn(`The answer names a target that was not asked for: ${entry.targetId}`);
    } else if (entry.jobId !== undefined) {
      submission.set(id, { ...requestId, jobId: entry.jobId });
    } else if (isLost(submission.get(id)) && (entry.code ?? entry.text) !== undefined) {
      submission.set(id, { ...requestId, ...refusal('rejected', entry) });
    }
  }
  return submission;
}

const isLost = (answer: Accepted | Lost | Outcome | undefined): boolean => answer !== undefined && 'lost' in answer;

/** One look at all jobs. */
class JobLook {
  constructor(
    private readonly cph: CphLike,
    private readonly context: ProjectContext,
    private readonly report: Report,
    private readonly signal: AbortSignal,
    private readonly howToCheck: Message,
  ) {}

  async look(watched: readonly Watched[]): Promise<void> {
    // A row of another request about the same server must not pass for the missing one: so that one is asked alone.
    const { calls, left, looks } = jobCalls(watched, (one) => one.tracking.forgotten === true || isJobless(one));
    await askTogether(calls.map((call) => () => this.ask(call)));
    const dueAt = elapsedMs(this.context) + this.context.pollIntervalMs() / looks;
    for (const { tracking } of left) {
      tracking.dueAt = dueAt;
    }
  }

  private async ask({ ids, jobs }: JobCall): Promise<void> {
    for (const { tracking } of jobs) {
      tracking.wasAsked = true;
      delete tracking.dueAt;
    }
    await (ids.length === 0 ? askInTurn(jobs.map((job) => () => this.askJob(job))) : this.askGroup(ids, jobs));
  }

  /** One request that the cloud no longer knows must not spoil the answer for the others: then each is asked alone. */
  private async askGroup(ids: readonly string[], jobs: readonly Watched[]): Promise<void> {
    try {
      await this.readPages(ids, jobs);
    } catch (error) {
      if (!isForgotten(error)) {
        throw error;
      }
      if (ids.length === 1) {
        this.forget(jobs, error);
      } else {
        const requests = groupBy(jobs, ({ target }) => target.requestId);
        await askInTurn(ids.map((id) => () => this.askGroup([id], requests.get(id) ?? [])));
      }
    }
  }

  private async readPages(ids: readonly string[], jobs: readonly Watched[]): Promise<void> {
    const began = elapsedMs(this.context);
    const unseen = new Map(jobs.map((watched) => [keyOf(watched), watched]));
    const mostRows = ids.length * MOST_TARGETS;
    let count = 0;
    await walkPages({
      // Rows that could not be read are not counted: the next page then begins with some that were there.
      read: async (offset) => {
        const rows = await this.cph.listJobs(ids, { offset, limit: ROWS_PER_PAGE }, this.signal);
        return { rows, received: rows.length };
      },
      idOf: ({ jobId }) => sameIdKey(jobId),
      take: ({ rows }) => {
        count += rows.length;
        this.report(rows.flatMap((row) => findings(row, unseen)));
        return unseen.size > 0 && count <= mostRows;
      },
    });
    for (const { tracking } of jobs) {
      tracking.forgotten = false;
    }
    const without = [...unseen.values()].filter((one) => isJobless(one) && !isInGrace(one, this.context, began));
    this.report(
      without.map((watched) => ({
        watched,
        outcome: unknown(watched.target, message('the cloud shows no job for it'), this.howToCheck),
      })),
    );
  }

  private async askJob(watched: Watched): Promise<void> {
    try {
      const outcome = jobOutcome(await this.cph.getJob(watched.target.jobId ?? '', this.signal));
      watched.tracking.forgotten = false;
      this.report(outcome === undefined ? [] : [{ watched, outcome }]);
    } catch (error) {
      if (!isForgotten(error)) {
        throw error;
      }
      this.forget([watched], error);
    }
  }

  /** A request just made may not be known yet, so the cloud is asked a second time before its word is taken. */
  private forget(jobs: readonly Watched[], error: ApiError): void {
    const known = jobs.filter(({ tracking }) => tracking.forgotten !== true);
    for (const { tracking } of known) {
      tracking.forgotten = true;
    }
    const outcome: Outcome = {
      ...refusal('failed', error.info),
      result: 'unknown',
      text: message('its job can no longer be followed: {0}', error.said),
    };
    const gone = jobs.filter((watched) => !known.includes(watched));
    this.report(
      gone.map((watched) => ({
        watched,
        outcome: isJobless(watched)
          ? {
              ...outcome,
              ...unknown(watched.target, message('no job for it was found: {0}', error.said), this.howToCheck),
            }
          : outcome,
      })),
    );
  }
}

const jobIdOf = ({ target, tracking }: Watched): string | undefined => target.jobId ?? tracking.jobId;

const isJobless = (watched: Watched): boolean => jobIdOf(watched) === undefined;

/** One whose job is not known is recognised by its server. */
const keyOf = (watched: Watched): string => sameIdKey(jobIdOf(watched) ?? `of ${watched.target.id}`);

/** What a row tells of the one that it is about; strikes it off the list. */
function findings(row: Job, unseen: Map<string, Watched>): Finding[] {
  const byJob = sameIdKey(row.jobId);
  const byServer = sameIdKey(`of ${row.targetId ?? ''}`);
  const key = unseen.has(byJob) ? byJob : byServer;
  const watched = unseen.get(key);
  if (watched === undefined) {
    return [];
  }
  unseen.delete(key);
  const isNew = isJobless(watched);
  watched.tracking.jobId = row.jobId;
  const outcome = jobOutcome(row);
  const jobId = isNew ? { jobId: row.jobId } : {};
  if (outcome !== undefined) {
    return [{ watched, outcome: { ...jobId, ...outcome } }];
  }
  return isNew ? [{ watched, seen: jobId }] : [];
}

/** An id that must not be sent spoils a group just so. */
const isForgotten = (error: unknown): error is ApiError =>
  error instanceof ApiError && (FORGOTTEN.has(error.info.code) || error.kind === 'config');
