import { type CloudError } from '../wire/answer';

/** One job of CPH, or one job of a KooPhone task. It has ended when the clock has reached `endAt`. */
export interface Job {
  readonly jobId: string;
  readonly projectId: string;
  /** The request_id of the CPH response, or the task_id of the KooPhone response, in which the job began. */
  readonly groupId: string;
  readonly targetId: string;
  readonly targetKind: 'server' | 'phone' | 'instance';
  readonly beginAt: number;
  readonly endAt: number;
  readonly failure: CloudError | undefined;
}

/** 1 running, 2 succeeded, -1 failed (cph_api_0521.html, GetTask.html). */
export function jobStatus(job: Job, now: number): 1 | 2 | -1 {
  if (now < job.endAt) {
    return 1;
  }
  return job.failure === undefined ? 2 : -1;
}

/** All jobs, by their ids and by the response in which they began. */
export class JobBook {
  private readonly byId = new Map<string, Job>();
  private readonly byGroup = new Map<string, Job[]>();

  add(job: Job): void {
    this.byId.set(job.jobId, job);
    const group = this.byGroup.get(job.groupId);
    if (group === undefined) {
      this.byGroup.set(job.groupId, [job]);
    } else {
      group.push(job);
    }
  }

  /** @returns undefined for an unknown job, and for a job of another project */
  job(projectId: string, jobId: string): Job | undefined {
    const job = this.byId.get(jobId);
    return job?.projectId === projectId ? job : undefined;
  }

  /** @returns the jobs of one response; none for an unknown response, and for one of another project */
  group(projectId: string, groupId: string): readonly Job[] {
    return (this.byGroup.get(groupId) ?? []).filter((job) => job.projectId === projectId);
  }
}
