import { type Answer, type Call } from '../wire/answer';
import { isHexId } from '../wire/checks';
import { cphPaging, cphProject, cphRefusal } from './cph';
import { jobRow } from './cphRows';
import { type World } from '../state/world';

const mostRequestIds = 20;

/** GET jobs (cph_api_0522.html). The response has no `count`: a client reads until a page is short. */
export function listJobs(world: World, call: Call): Answer {
  const project = cphProject(world, call);
  const { offset, limit } = cphPaging(world, call, { max: 100 });
  const many = call.query.get('request_ids');
  const requestIds = (many ?? call.query.get('request_id') ?? '').split(many === null ? /$/ : ',').filter(Boolean);
  if (requestIds.length === 0) {
    throw cphRefusal(world, call, '0049', 'The request id is empty.');
  }
  if (requestIds.length > mostRequestIds) {
    throw cphRefusal(world, call, '0161', 'The number of request ids exceeds the limit 20.');
  }
  const jobs = [...new Set(requestIds)].flatMap((requestId) => world.jobs.group(project.projectId, requestId));
  if (jobs.length === 0) {
    throw cphRefusal(world, call, '0050', 'There are no jobs for this request id.');
  }
  const page = jobs.slice(offset, offset + limit);
  const rows = page.map((job) => ({ ...jobRow(job, call.at, world.options.dashedJobServerIds), node_id: '' }));
  return { status: 200, body: { request_id: call.requestId, jobs: rows } };
}

/** GET jobs/{job_id} (cph_api_0521.html). */
export function showJob(world: World, call: Call): Answer {
  const project = cphProject(world, call);
  const jobId = call.params['jobId'] ?? '';
  const job = isHexId(jobId) ? world.jobs.job(project.projectId, jobId) : undefined;
  if (job === undefined) {
    throw cphRefusal(world, call, '0011', 'The job does not exist.');
  }
  return { status: 200, body: { request_id: call.requestId, ...jobRow(job, call.at, false) } };
}
