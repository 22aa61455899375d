import * as v from 'valibot';
import { cloudSchema } from './cloudAddress';

/** What is restarted, and how the cloud takes it. */
export const SERVERS = 10_000;
/** The default of `cloudPhone.jobs.pollIntervalSeconds`. */
export const POLL_MS = 5_000;
export const JOB_MS = 8_000;
/** A job of the simulated cloud takes up to this times its mean. */
export const LONGEST_JOB = 1.25;
/** cph_api_0517.html */
export const SERVERS_A_REQUEST = 100;

export const restartInput = v.object({ cloud: cloudSchema, ids: v.array(v.string()) });
