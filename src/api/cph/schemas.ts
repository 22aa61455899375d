import * as v from 'valibot';
import { omitUndefined } from '../../base/omitUndefined';
import { type Phone } from '../../model/phone';
import { type Tag } from '../../model/plan';
import { type Server } from '../../model/server';
import { failureCode } from '../errors/codeFamilies';
import { oneLine } from '../answer/classify';
import { type Job, reasonOf, type SubmittedJob } from '../answer/job';
import { fieldByField, idLike, repeatedText, rows, someNumber, someRows, someText } from '../answer/decode';
import { parseTime } from '../answer/time';

const addresses = v.nullish(
  v.array(v.object({ public_ip: someText, server_ip: someText, access_ip: someText, intranet_ip: someText })),
);

/** The list of servers (cph_api_0502.html). */
export const serverList = v.object({ count: someNumber, servers: someRows });

/** One server of the list. Its address is the first one that the row has. */
export const serverRow = v.pipe(
  v.object({
    server_id: idLike,
    server_name: someText,
    status: someNumber,
    addresses,
    server_model_name: repeatedText,
    phone_model_name: repeatedText,
    availability_zone: repeatedText,
    create_time: repeatedText,
  }),
  v.transform((row): Server => {
    const ips = (row.addresses ?? []).flatMap((a) => [a.public_ip, a.server_ip, a.access_ip, a.intranet_ip]);
    return omitUndefined({
      id: row.server_id,
      name: row.server_name,
      status: row.status,
      address: ips.find((ip) => ip !== undefined),
      serverModel: row.server_model_name,
      phoneModel: row.phone_model_name,
      zone: row.availability_zone,
      createdAt: row.create_time,
    });
  }),
);

/** The list of phones (cph_api_0503.html). */
export const phoneList = v.object({ count: someNumber, phones: someRows });

/** One phone of the list. */
export const phoneRow = fieldByField((row): Phone =>
  omitUndefined({
    id: row.id('phone_id'),
    name: row.text('phone_name'),
    serverId: row.repeatedText('server_id'),
    status: row.number('status'),
    model: row.repeatedText('phone_model_name'),
    imageVersion: row.repeatedText('image_version'),
    zone: row.repeatedText('availability_zone'),
    createdAt: row.repeatedText('create_time'),
  }),
);

/**
 * The response to a restart (cph_api_0517.html). With a request id the jobs can be found although it does not list
 * them.
 */
export const restartAnswer = v.union(
  [v.object({ request_id: someText, jobs: rows }), v.object({ request_id: idLike, jobs: someRows })],
  'a list of jobs',
);

/**
 * One target of a restart. The text of a target with a job and without a code of a failure is not a reason; it is
 * dropped.
 */
export const submittedRow = v.pipe(
  v.object({ server_id: idLike, job_id: someText, error_code: someText, error_msg: someText }),
  v.transform((row): SubmittedJob => {
    const code = failureCode(row.error_code);
    const text = code === undefined && row.job_id !== undefined ? undefined : oneLine(row.error_msg);
    return omitUndefined({ targetId: row.server_id, jobId: row.job_id, code, text });
  }),
);

/** The tags of a server (cph_api_0556.html). */
export const tagList = v.object({ tags: someRows });

/** One tag. A tag without a value has an empty one. */
export const tagRow = v.pipe(
  v.object({ key: idLike, value: someText }),
  v.transform(({ key, value }): Tag => ({ key, value: value ?? '' })),
);

/** The list of jobs (cph_api_0522.html). */
export const jobList = v.object({ jobs: someRows });

const STATES: Readonly<Record<number, Job['state']>> = { 1: 'running', 2: 'succeeded', [-1]: 'failed' };

/** One job (cph_api_0521.html). A missing status counts as running. */
export const jobRow = v.pipe(
  v.object({
    job_id: idLike,
    server_id: someText,
    phone_id: someText,
    status: someNumber,
    error_code: someText,
    error_msg: someText,
    execute_msg: someText,
    begin_time: someText,
    end_time: someText,
  }),
  v.transform((row): Job => {
    const state = STATES[row.status ?? 1] ?? 'running';
    return omitUndefined({
      jobId: row.job_id,
      targetId: row.server_id ?? row.phone_id,
      state,
      ...reasonOf(state, row),
      beganAt: row.begin_time === undefined ? undefined : parseTime(row.begin_time),
      endedAt: row.end_time === undefined ? undefined : parseTime(row.end_time),
    });
  }),
);
