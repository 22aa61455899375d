import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';
import { size } from './scale';

/** How many servers are restarted. */
export const SERVERS = size(10_000, 1_000);
/** The default of `cloudPhone.jobs.pollIntervalSeconds`. */
export const POLL_MS = size(5_000, 2_000);
/** The mean time of a job in the simulated cloud. */
export const JOB_MS = size(8_000, 1_000);
/** A job of the simulated cloud takes up to this many times the mean. */
const LONGEST_JOB = 1.25;
export const LONGEST_JOB_MS = JOB_MS * LONGEST_JOB;
/** The most servers in a request (cph_api_0517.html). */
export const SERVERS_A_REQUEST = 100;

export const restartInput = v.object({ cloud: cloudSchema, ids: v.array(v.string()) });
