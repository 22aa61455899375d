import { type Project } from './accounts';
import { type Answer, type Call, type CloudError } from '../wire/answer';
import { type Instance } from '../state/fleet';
import { type Job, jobStatus } from '../state/jobs';
import {
  instanceOf,
  koophoneAnswer,
  koophoneProject,
  koophoneRefusal,
  koophoneRefusalAs,
  pairsOf,
} from './koophoneCalls';
import { settleInstance } from '../state/progress';
import { type World } from '../state/world';

/** The lower one of the documented limits. It is the one of the API Explorer. */
const mostPairs = 10;

/** POST unassign (UnassignInstance.html). It erases the data of the users. */
export function unassignInstances(world: World, call: Call): Answer {
  const project = koophoneProject(world, call);
  const pairs = pairsOf(world, call, mostPairs);
  const instances = pairs.map(({ instanceId, userId }) => {
    const instance = instanceOf(world, project, instanceId);
    settleInstance(instance, call.at);
    checkUnassign(world, instance, userId);
    return instance;
  });
  const together = instances.map((instance) => instance.instanceId).join();
  if (world.happens(world.options.refusalShare, world.attempt('unassign', together), 'refused')) {
    throw koophoneRefusal(world, '2005', 'The instance is being restored.');
  }
  const taskId = `RM_${world.newId()}`;
  const jobs = instances.map((instance) => startUnassign(world, call, project, instance, taskId));
  const extra = Array.from({ length: world.options.extraCmdJobs }, () => ({
    instance_id: world.newId(),
    job_id: world.newId(),
  }));
  const cmdJobs = jobs.map((job) => ({ instance_id: job.targetId, job_id: job.jobId }));
  return koophoneAnswer(world, call, { task_id: taskId, cmd_jobs: [...extra, ...cmdJobs] });
}

function checkUnassign(world: World, instance: Instance, userId: string): void {
  const refused = instance.nextUnassign?.refused;
  if (refused !== undefined) {
    instance.nextUnassign = undefined;
    throw koophoneRefusalAs(world, refused.code, refused.message);
  }
  if (instance.assignUser !== userId) {
    throw koophoneRefusal(world, '2210', 'The binding of user and instance does not exist.');
  }
  if (instance.frozen) {
    throw koophoneRefusal(world, '2004', 'The instance is frozen.');
  }
  if (instance.unassign !== undefined || instance.reset !== undefined) {
    throw koophoneRefusal(world, '2005', 'The instance is being restored.');
  }
}

function startUnassign(world: World, call: Call, project: Project, instance: Instance, taskId: string): Job {
  const wish = instance.nextUnassign;
  instance.nextUnassign = undefined;
  const attempt = world.attempt('unassign', `${instance.instanceId}/job`);
  const durationMs = wish?.durationMs ?? world.dice.around(world.options.unassignMs, attempt);
  const job = startJob(world, call, project, instance, { taskId, attempt, durationMs, failed: wish?.failed });
  instance.unassign = job;
  world.count(world.actions.unassigns, instance.instanceId);
  return job;
}

interface StartedJob {
  readonly taskId: string;
  readonly attempt: string;
  readonly durationMs: number;
  /** Absent: whether it fails is drawn. */
  readonly failed: CloudError | undefined;
}

/** Starts the job of one instance in a task. */
export function startJob(
  world: World,
  call: Call,
  { projectId }: Project,
  { instanceId }: Instance,
  { taskId, attempt, durationMs, failed }: StartedJob,
): Job {
  const drawnFailure = world.happens(world.options.failureShare, attempt, 'failed')
    ? // Samples spell codes of jobs with and without the dot.
      { code: world.dice.pick(['CPS.0005', 'CPS0005'], attempt), message: 'The phone does not exist.' }
    : undefined;
  const job: Job = {
    jobId: world.newId(),
    projectId,
    groupId: taskId,
    targetId: instanceId,
    targetKind: 'instance',
    beginAt: call.at,
    endAt: call.at + durationMs,
    failure: failed ?? drawnFailure,
  };
  world.jobs.add(job);
  return job;
}

/** GET tasks/{task_id} (GetTask.html). Its jobs have no instance ids. */
export function showTask(world: World, call: Call): Answer {
  const project = koophoneProject(world, call);
  const jobs = world.options.tasksAnswer ? world.jobs.group(project.projectId, call.params['taskId'] ?? '') : [];
  if (jobs.length === 0) {
    throw koophoneRefusal(world, '1323', 'The task does not exist.');
  }
  return koophoneAnswer(world, call, { jobs: jobs.map((job) => taskJobRow(world, job, call.at)) });
}

function taskJobRow(world: World, job: Job, now: number): object {
  const status = jobStatus(job, now);
  const failure = status === -1 ? job.failure : undefined;
  return {
    job_id: job.jobId,
    status: world.options.taskStatuses === 'explorer' && status === -1 ? 3 : status,
    error_code: failure?.code ?? '',
    error_msg: failure?.message ?? '',
    execute_msg: null,
  };
}
