import * as v from 'valibot';
import { omitUndefined } from '../../base/omitUndefined';
import { type Phone } from '../../model/phone';
import { type Tag } from '../../model/plan';
import { type Server } from '../../model/server';
import { failureCode } from '../errors/codeFamilies';
import { oneLine } from '../answer/classify';
import { type Job, reasonOf, type SubmittedJob } from '../answer/job';
import { fieldByField, idLike, repeatedText, rows, someNumber, someText } from '../answer/decode';
import { parseTime } from '../answer/time';

const addresses = v.nullish(
  v.array(v.object({ public_ip: someText, server_ip: someText, access_ip: someText, intranet_ip: someText })),
);

/** The list of servers (cph_api_0502.html). */
export const serverList = v.object({ count: someNumber, servers: rows });

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
export const phoneList = v.object({ count: someNumber, phones: rows });

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
 * The address of a phone (cph_api_0504.html): the first public one, or else the first in its own network. Without one
 * that can be read it is undefined.
 */
export const phoneAddress = v.pipe(
  v.object({ access_infos: v.fallback(v.array(v.object({ public_ip: someText, phone_ip: someText })), []) }),
  v.transform(({ access_infos: infos }): string | undefined => {
    const ips = [...infos.map((info) => info.public_ip), ...infos.map((info) => info.phone_ip)];
    return ips.find((ip) => ip !== undefined);
  }),
);

/** The response to a new name (cph_api_0508.html, cph_api_0551.html). */
export const renamed = v.object({ request_id: idLike });

/**
 * The response to a request that acts on several targets (cph_api_0517.html, cph_api_0515.html). With a request id the
 * jobs can be found although it does not list them.
 */
export const batchAnswer = v.union(
  [v.object({ request_id: someText, jobs: rows }), v.object({ request_id: idLike, jobs: v.nullish(rows) })],
  'a list of jobs',
);

/**
 * Makes the schema of one target in such a response. The text of a target with a job and without a code of a failure is
 * not a reason; it is dropped.
 * @param idField the field with the id of the target
 */
export const submittedRow = (idField: 'server_id' | 'phone_id') =>
  fieldByField((row): SubmittedJob => {
    const jobId = row.text('job_id');
    const code = failureCode(row.text('error_code'));
    const said = row.text('error_msg');
    const text = code === undefined && jobId !== undefined ? undefined : oneLine(said);
    return omitUndefined({ targetId: row.id(idField), jobId, code, text });
  });

/** The tags of a server (cph_api_0556.html). */
export const tagList = v.object({ tags: rows });

/** One tag. A tag without a value has an empty one. */
export const tagRow = v.pipe(
  v.object({ key: idLike, value: someText }),
  v.transform(({ key, value }): Tag => ({ key, value: value ?? '' })),
);

/** The list of jobs (cph_api_0522.html). */
export const jobList = v.object({ jobs: rows });

const STATES: Readonly<Record<number, Job['state']>> = { 1: 'running', 2: 'succeeded', [-1]: 'failed' };

/**
 * One job (cph_api_0521.html). A missing status counts as running. A job on a phone has the id of the phone; when it
 * names the server too, the phone is the target.
 */
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
      targetId: row.phone_id ?? row.server_id,
      state,
      ...reasonOf(state, row),
      beganAt: row.begin_time === undefined ? undefined : parseTime(row.begin_time),
      endedAt: row.end_time === undefined ? undefined : parseTime(row.end_time),
    });
  }),
);
