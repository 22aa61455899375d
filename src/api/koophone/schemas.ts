import * as v from 'valibot';
import { omitUndefined } from '../../base/omitUndefined';
import { type Instance } from '../../model/instance';
import { type Job, reasonOf } from '../answer/job';
import { fieldByField, idLike, numberLike, rows, someNumber, someText } from '../answer/decode';

/** The list of instances (ListInstances.html). */
export const instanceList = v.object({ total_count: someNumber, result: rows });

/** 1 is yes and 0 is no; another value is not known. */
const yesOrNo = (value: number | undefined): boolean | undefined =>
  value === 1 ? true : value === 0 ? false : undefined;

/** One instance of the list. */
export const instanceRow = fieldByField((row): Instance =>
  omitUndefined({
    id: row.id('instance_id'),
    name: row.text('instance_name'),
    runningStatus: row.number('running_status'),
    isFrozen: yesOrNo(row.number('frozen_status')),
    isLoggedIn: yesOrNo(row.number('login_status')),
    isAssigned: yesOrNo(row.number('assign_status')),
    userId: row.text('assign_user'),
    memberName: row.text('member_name'),
    sku: row.repeatedText('instance_sku'),
    region: row.repeatedText('region'),
  }),
);

/** The list of statuses (BatchQueryStatus.html). */
export const statusList = v.object({ status_results: rows });

/** The status of one instance. */
export const statusRow = v.pipe(
  v.object({ instance_id: idLike, status: numberLike }),
  v.transform((row) => ({ id: row.instance_id, status: row.status })),
);

/** The payload of a response that starts a task (UnassignInstance.html, BatchReset.html). */
export const startedTask = v.object({ task_id: someText, cmd_jobs: v.nullish(rows) });

/** The job of one instance. */
export const startedRow = v.pipe(
  v.object({ instance_id: idLike, job_id: someText }),
  v.transform((row): { instanceId: string; jobId?: string } =>
    omitUndefined({ instanceId: row.instance_id, jobId: row.job_id }),
  ),
);

/** The jobs of a task (GetTask.html). */
export const taskData = v.object({ jobs: rows });

/**
 * GetTask.html has 1, 2 and -1. The API Explorer adds 0 for not started and 3 for failed. Other values count as
 * running.
 */
const STATES: Readonly<Record<number, Job['state']>> = { 2: 'succeeded', 3: 'failed', [-1]: 'failed' };

/** One job of a task. */
export const taskRow = v.pipe(
  v.object({
    job_id: idLike,
    instance_id: someText,
    status: someNumber,
    error_code: someText,
    error_msg: someText,
    execute_msg: someText,
  }),
  v.transform((row): Job => {
    const state = STATES[row.status ?? 0] ?? 'running';
    return omitUndefined({ jobId: row.job_id, targetId: row.instance_id, state, ...reasonOf(state, row) });
  }),
);
