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
