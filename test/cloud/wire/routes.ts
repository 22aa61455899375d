import { type Answer, type Call } from './answer';
import { listPhones, listServers, restartServers, showPhone, showServer } from '../services/cph';
import { listJobs, showJob } from '../services/cphJobs';
import { renamePhone, renameServer } from '../services/cphNames';
import { resetPhones, restartPhones, stopPhones } from '../services/cphPhoneActs';
import { listTags } from '../services/cphTags';
import { checkToken, createToken, findProjects, listProjects } from '../services/iam';
import { listInstances, queryStatus, rebootInstances } from '../services/koophone';
import { assignInstances } from '../services/koophoneAssign';
import { resetInstances } from '../services/koophoneReset';
import { showTask, unassignInstances } from '../services/koophoneTasks';
import { type World } from '../state/world';

/** A call of the simulated cloud. */
export type Service = (world: World, call: Call) => Answer;

const cph = '/v1/:projectId/cloud-phone';
const koophone = 'koophone:cloudphoneResource';
/**
 * The method, the path, the service, and the IAM action of each call. For CPH `list`, `get`, `restart` and `reset` of
 * phones follow the pattern of the other actions.
 */
export const routes: readonly (readonly ['GET' | 'POST' | 'PUT', string, Service, string])[] = [
  ['POST', '/v3/auth/tokens', createToken, ''],
  ['GET', '/v3/auth/tokens', checkToken, ''],
  ['GET', '/v3/auth/projects', listProjects, ''],
  ['GET', '/v3/projects', findProjects, 'iam:projects:listProjects'],
  ['GET', `${cph}/servers`, listServers, 'cph:servers:list'],
  ['GET', `${cph}/servers/:serverId`, showServer, 'cph:servers:get'],
  ['POST', `${cph}/servers/batch-restart`, restartServers, 'cph:servers:restart'],
  ['PUT', `${cph}/servers/:serverId`, renameServer, 'cph:servers:updateName'],
  ['GET', `${cph}/phones`, listPhones, 'cph:phones:list'],
  ['GET', `${cph}/phones/:phoneId`, showPhone, 'cph:phones:get'],
  ['PUT', `${cph}/phones/:phoneId`, renamePhone, 'cph:phones:updateName'],
  ['POST', `${cph}/phones/batch-restart`, restartPhones, 'cph:phones:restart'],
  ['POST', `${cph}/phones/batch-stop`, stopPhones, 'cph:phones:stop'],
  ['POST', `${cph}/phones/batch-reset`, resetPhones, 'cph:phones:reset'],
  ['GET', `${cph}/jobs`, listJobs, 'cph:jobs:list'],
  ['GET', `${cph}/jobs/:jobId`, showJob, 'cph:jobs:get'],
  ['GET', '/v1/:projectId/cph-server/:serverId/tags', listTags, 'cph:servers:listTags'],
  ['GET', '/v1/instances/batch-query', listInstances, `${koophone}:queryInstanceBatch`],
  ['POST', '/v1/instances/batch-query-status', queryStatus, `${koophone}:queryBatchShowInstance`],
  ['POST', '/v1/instances/reboot', rebootInstances, `${koophone}:instanceReboot`],
  ['POST', '/v1/instances/unassign', unassignInstances, `${koophone}:instanceUnassign`],
  ['POST', '/v1/instances/batch-reset', resetInstances, `${koophone}:batchResetInstance`],
  ['POST', '/v1/instances/assign', assignInstances, `${koophone}:instanceAssign`],
  ['GET', '/v1/instances/tasks/:taskId', showTask, `${koophone}:queryExecuteJob`],
];
