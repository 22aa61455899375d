import { type Project } from './accounts';
import { type Answer, type Call } from '../wire/answer';
import { jsonBody, textAt, valueAt } from '../wire/checks';
import { type Instance } from '../state/fleet';
import { type Job, jobStatus } from '../state/jobs';
import { isKoophoneId, koophoneAnswer, koophoneProject, koophoneRefusal, koophoneRefusalAs } from './koophoneCalls';
import { settleInstance } from '../state/progress';
import { type World } from '../state/world';

/** The lower one of the documented limits. It is the one of the API Explorer. */
const mostPairs = 10;

/** POST unassign (UnassignInstance.html). It erases the data of the users. */
export function unassignInstances(world: World, call: Call): Answer {
  const project = koophoneProject(world, call);
  const pairs = pairsOf(world, call);
  const instances = pairs.map(({ instanceId, userId }) => {
    const instance = project.fleet.instances.get(instanceId);
    if (instance === undefined) {
      throw koophoneRefusal(world, '1001', 'No permission for the instance.');
    }
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

interface Pair {
  readonly instanceId: string;
  readonly userId: string;
}

function pairsOf(world: World, call: Call): Pair[] {
  const rows: unknown = valueAt(jsonBody(call), 'user_instances');
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > mostPairs) {
    throw koophoneRefusal(world, '1000', 'Bad request parameter: user_instances must be 1 to 10 entries.');
  }
  const pairs = rows.map((row: unknown) => {
    const instanceId = textAt(row, 'instance_id');
    const userId = textAt(row, 'user_id');
    if (!isKoophoneId(instanceId) || !isKoophoneId(userId)) {
      throw koophoneRefusal(world, '1000', 'Bad request parameter: user_id and instance_id must be texts of 1 to 32.');
    }
    return { instanceId, userId };
  });
  if (new Set(pairs.map((pair) => pair.instanceId)).size < pairs.length) {
    throw koophoneRefusal(world, '1000', 'Bad request parameter: an instance is named twice.');
  }
  return pairs;
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
  if (instance.unassign !== undefined) {
    throw koophoneRefusal(world, '2005', 'The instance is being restored.');
  }
}

function startUnassign(world: World, call: Call, project: Project, instance: Instance, taskId: string): Job {
  const wish = instance.nextUnassign;
  instance.nextUnassign = undefined;
  const jobId = world.newId();
  const attempt = world.attempt('unassign', `${instance.instanceId}/job`);
  const drawnFailure = world.happens(world.options.failureShare, attempt, 'failed')
    ? // Samples spell codes of jobs with and without the dot.
      { code: world.dice.pick(['CPS.0005', 'CPS0005'], attempt), message: 'The phone does not exist.' }
    : undefined;
  const job = {
    jobId,
    projectId: project.projectId,
    groupId: taskId,
    targetId: instance.instanceId,
    beginAt: call.at,
    endAt: call.at + (wish?.durationMs ?? world.dice.around(world.options.unassignMs, attempt)),
    failure: wish?.failed ?? drawnFailure,
  };
  instance.unassign = job;
  world.jobs.add(job);
  world.count(world.actions.unassigns, instance.instanceId);
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
