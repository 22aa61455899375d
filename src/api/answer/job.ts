import { failureCode } from '../errors/codes';
import { oneLine } from './classify';

/** One target's entry in the first answer to an acting request. */
export interface SubmittedJob {
  readonly targetId: string;
  readonly jobId?: string;
  /** Why the cloud refused it, in the canonical spelling; there is no job then. */
  readonly code?: string;
  readonly text?: string;
}

/** A job as the cloud tells it. */
export interface Job {
  readonly jobId: string;
  /** The server or phone; KooPhone's tasks do not say it (GetTask.html). */
  readonly targetId?: string;
  /** A status that no page describes counts as running. */
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly code?: string;
  readonly text?: string;
  /** Milliseconds since the epoch. */
  readonly beganAt?: number;
  readonly endedAt?: number;
}

/** @returns code and text of a job that failed; what a good one carries there (`""`, `"OK"`) is no reason */
export function reasonOf(
  state: Job['state'],
  row: { error_code?: string | undefined; error_msg?: string | undefined; execute_msg?: string | undefined },
): { code: string | undefined; text: string | undefined } {
  return state === 'failed'
    ? { code: failureCode(row.error_code), text: oneLine(row.error_msg) ?? oneLine(row.execute_msg) }
    : { code: undefined, text: undefined };
}
