import { type Project } from './accounts';
import { type Answer, type Call } from '../wire/answer';
import { isHexId, jsonBody, valueAt } from '../wire/checks';
import { cphProject, cphRefusal } from './cph';
import { type Phone, type PhoneVerb, phoneState, serverState } from '../state/fleet';
import { phoneStatus, serverStatus } from '../state/progress';
import { type World } from '../state/world';

/** POST phones/batch-restart (cph_api_0515.html). It also starts a phone that is shut down. */
export const restartPhones = (world: World, call: Call): Answer => act(world, call, 'restart');

/** POST phones/batch-stop (cph_api_0516.html). */
export const stopPhones = (world: World, call: Call): Answer => act(world, call, 'stop');

/** POST phones/batch-reset (cph_api_0514.html). It erases the phones, and starts them. */
export const resetPhones = (world: World, call: Call): Answer => act(world, call, 'reset');

/** A response with HTTP 200 can have refused entries. */
function act(world: World, call: Call, verb: PhoneVerb): Answer {
  const project = cphProject(world, call);
  const phoneIds = verb === 'stop' ? plainIds(world, call) : idsOfObjects(world, call);
  if (phoneIds.length > world.options.mostPhones) {
    throw cphRefusal(world, call, '0190', 'Too many phones.');
  }
  const jobs = phoneIds.map((phoneId) => ({ phone_id: phoneId, ...actOnOne(world, call, project, verb, phoneId) }));
  return { status: world.options.postStatus, body: { request_id: call.requestId, jobs } };
}

function plainIds(world: World, call: Call): string[] {
  return textsOf(world, call, listOf(world, call, 'phone_ids'));
}

/** Another image is refused: this cloud has none. */
function idsOfObjects(world: World, call: Call): string[] {
  const ids = listOf(world, call, 'phones').map((phone) => valueAt(phone, 'phone_id'));
  if (valueAt(jsonBody(call), 'image_id') !== undefined) {
    throw cphRefusal(world, call, '0166', 'The image does not exist.');
  }
  return textsOf(world, call, ids);
}

function listOf(world: World, call: Call, name: string): readonly unknown[] {
  const list: unknown = valueAt(jsonBody(call), name);
  if (!Array.isArray(list) || list.length === 0) {
    throw cphRefusal(world, call, '0009', `Invalid ${name}: it is empty or no list.`);
  }
  return list;
}

function textsOf(world: World, call: Call, ids: readonly unknown[]): string[] {
  return ids.map((id) => {
    if (typeof id !== 'string') {
      throw cphRefusal(world, call, '0080', 'Invalid list of phones.');
    }
    return id;
  });
}

type Entry =
  | { readonly job_id: string; readonly error_code?: never }
  | { readonly error_code: string; readonly error_msg: string };

const refused = (code: string, message: string): Entry => ({ error_code: code, error_msg: message });

function actOnOne(world: World, call: Call, project: Project, verb: PhoneVerb, phoneId: string): Entry {
  const phone = project.fleet.phones.get(phoneId);
  if (phone === undefined) {
    return isHexId(phoneId)
      ? refused('CPS.0005', 'The phone does not exist.')
      : refused('CPS.0004', 'Parameter: phone_id is invalid.');
  }
  const wish = phone.nextAct;
  phone.nextAct = undefined;
  if (wish?.refused !== undefined) {
    return refused(wish.refused.code, wish.refused.message);
  }
  const attempt = world.attempt(`${verb}Phone`, phoneId);
  return (
    refusalByState(world, call, project, verb, phone, attempt) ??
    start(world, call, project, verb, phone, attempt, wish)
  );
}

/** Phones that are neither running nor shut down get CPS.0165: those that change their state, and abnormal ones. */
function refusalByState(
  world: World,
  call: Call,
  { fleet }: Project,
  verb: PhoneVerb,
  phone: Phone,
  attempt: string,
): Entry | undefined {
  const status = phoneStatus(phone.phoneId, fleet, call.at);
  const server = fleet.servers.get(phone.serverId);
  if (status === phoneState.frozen) {
    return refused('CPS.0053', 'The phone is frozen.');
  }
  if (server !== undefined && serverStatus(server, fleet, call.at) === serverState.shutDown) {
    return refused('CPS.0098', 'The server is not ready.');
  }
  if (verb === 'stop' && status === phoneState.shutDown) {
    return refused('CPS.0141', 'The phone is not running.');
  }
  const unlucky = world.happens(world.options.refusalShare, attempt, 'refused');
  if ((status !== phoneState.running && status !== phoneState.shutDown) || unlucky) {
    return refused('CPS.0165', 'The phone must be stopped or running.');
  }
  return undefined;
}

const counters = { restart: 'phoneRestarts', stop: 'phoneStops', reset: 'phoneResets' } as const;

function start(
  world: World,
  call: Call,
  project: Project,
  verb: PhoneVerb,
  phone: Phone,
  attempt: string,
  wish: Phone['nextAct'],
): Entry {
  const { phoneId, serverId } = phone;
  const drawnFailure = world.happens(world.options.failureShare, attempt, 'failed')
    ? // Samples spell codes of jobs with and without the dot.
      { code: world.dice.pick(['CPS.0054', 'CPS0054'], attempt), message: 'The job timed out.' }
    : undefined;
  const job = {
    jobId: world.newId(),
    projectId: project.projectId,
    groupId: call.requestId,
    targetId: phoneId,
    targetKind: 'phone' as const,
    beginAt: call.at,
    endAt: call.at + (wish?.durationMs ?? world.dice.around(world.options.phoneJobMs, attempt)),
    failure: wish?.failed ?? drawnFailure,
  };
  phone.act = { verb, job };
  world.jobs.add(job);
  world.count(world.actions[counters[verb]], phoneId);
  const to = job.failure === undefined ? job.endAt : Infinity;
  world.phoneOutages.add(serverId, { phoneIds: [phoneId], from: call.at, to });
  return { job_id: job.jobId };
}
