import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';
import { size } from './scale';

/** What is restarted, and how the cloud takes it. */
export const SERVERS = size(10_000, 1_000);
/** The default of `cloudPhone.jobs.pollIntervalSeconds`. */
export const POLL_MS = size(5_000, 2_000);
export const JOB_MS = size(8_000, 1_000);
/** A job of the simulated cloud takes up to this times its mean. */
const LONGEST_JOB = 1.25;
export const LONGEST_JOB_MS = JOB_MS * LONGEST_JOB;
/** cph_api_0517.html */
export const SERVERS_A_REQUEST = 100;

export const restartInput = v.object({ cloud: cloudSchema, ids: v.array(v.string()) });
