import { type Project } from './accounts';
import { type Answer, type Call, Refusal } from '../wire/answer';
import { isRecord } from '../wire/checks';
import { type Instance } from '../state/fleet';
import { type Job } from '../state/jobs';
import {
  instanceIdsOf,
  instanceOf,
  koophoneAnswer,
  koophoneProject,
  koophoneRefusal,
  koophoneRefusalAs,
} from './koophoneCalls';
import { startJob } from './koophoneTasks';
import { settleInstance } from '../state/progress';
import { type World } from '../state/world';

/**
 * POST batch-reset (BatchReset.html). It erases the instances, and starts them. Their users stay assigned: no page says
 * otherwise.
 */
export function resetInstances(world: World, call: Call): Answer {
  try {
    return resetAll(world, call);
  } catch (error) {
    // By the API Explorer every response with HTTP 200 has `data`, and so a refusal has it too.
    if (error instanceof Refusal && error.answer.status === 200 && isRecord(error.answer.body)) {
      throw new Refusal({ ...error.answer, body: { ...error.answer.body, data: null } });
    }
    throw error;
  }
}

function resetAll(world: World, call: Call): Answer {
  const project = koophoneProject(world, call);
  const ids = [...new Set(instanceIdsOf(world, call))];
  const instances = ids.map((id) => {
    const instance = instanceOf(world, project, id);
    settleInstance(instance, call.at);
    checkReset(world, instance);
    return instance;
  });
  if (world.happens(world.options.refusalShare, world.attempt('resetInstance', ids.join()), 'refused')) {
    throw koophoneRefusal(world, '2005', 'The instance is being restored.');
  }
  // The form of the sample of the API Explorer.
  const taskId = `ZGCA${world.newId()}`;
  const jobs = instances.map((instance) => startReset(world, call, project, instance, taskId));
  const cmdJobs = jobs.map((job) => ({ instance_id: job.targetId, job_id: job.jobId }));
  const task = { task_id: taskId, cmd_jobs: cmdJobs };
  const { resetAnswer } = world.options;
  return koophoneAnswer(
    world,
    call,
    resetAnswer === 'none' ? undefined : resetAnswer === 'data' ? task : { data: task },
  );
}

function checkReset(world: World, instance: Instance): void {
  const refused = instance.nextReset?.refused;
  if (refused !== undefined) {
    instance.nextReset = undefined;
    throw koophoneRefusalAs(world, refused.code, refused.message);
  }
  if (instance.frozen) {
    throw koophoneRefusal(world, '2004', 'The instance is frozen.');
  }
  if (instance.reset !== undefined || instance.unassign !== undefined) {
    throw koophoneRefusal(world, '2005', 'The instance is being restored.');
  }
}

function startReset(world: World, call: Call, project: Project, instance: Instance, taskId: string): Job {
  const wish = instance.nextReset;
  instance.nextReset = undefined;
  const attempt = world.attempt('resetInstance', `${instance.instanceId}/job`);
  const durationMs = wish?.durationMs ?? world.dice.around(world.options.resetMs, attempt);
  const job = startJob(world, call, project, instance, { taskId, attempt, durationMs, failed: wish?.failed });
  instance.reset = job;
  instance.reboot = { leavesAt: call.at, returnsAt: job.endAt };
  world.count(world.actions.instanceResets, instance.instanceId);
  world.outages.add({ id: instance.instanceId, from: call.at, to: job.endAt });
  return job;
}
