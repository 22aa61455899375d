import { failureCode } from '../errors/codeFamilies';
import { oneLine } from './classify';

/** The entry of one target in the response to a request that acts. */
export interface SubmittedJob {
  readonly targetId: string;
  readonly jobId?: string;
  /** For a target that the cloud refused: the code in its canonical spelling. */
  readonly code?: string;
  /** The reason that the cloud gives, on one line. */
  readonly text?: string;
}

/** The state of a job as the cloud reports it. */
export interface Job {
  readonly jobId: string;
  /** The id of the server, phone or instance. By GetTask.html the jobs of a KooPhone task do not have it. */
  readonly targetId?: string;
  /** A job whose status no page describes counts as running. */
  readonly state: 'running' | 'succeeded' | 'failed';
  /** For a failed job: the code in its canonical spelling. */
  readonly code?: string;
  /** For a failed job: the reason that the cloud gives, on one line. */
  readonly text?: string;
  /** Milliseconds since the epoch. */
  readonly beganAt?: number;
  readonly endedAt?: number;
}

/**
 * @returns the code and the text of a failed job. For another job both are undefined: its texts (`""`, `"OK"`) say
 *   nothing.
 */
export function reasonOf(
  state: Job['state'],
  row: { error_code?: string | undefined; error_msg?: string | undefined; execute_msg?: string | undefined },
): { code: string | undefined; text: string | undefined } {
  return state === 'failed'
    ? { code: failureCode(row.error_code), text: oneLine(row.error_msg) ?? oneLine(row.execute_msg) }
    : { code: undefined, text: undefined };
}
