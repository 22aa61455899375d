import { type Project } from './accounts';
import { type Answer, type Call, Refusal } from '../wire/answer';
import { integerOf, isHexId, jsonBody, pageOf, valueAt } from '../wire/checks';
import { accessInfos, phoneRow, serverRow } from './cphRows';
import { type Fleet, type Phone, type Server } from '../state/fleet';
import { authenticate, requireJson } from '../wire/gateway';
import { phoneStatus, serverStatus } from '../state/progress';
import { type World } from '../state/world';

/** The error form of cph_api_0602.html. */
export function cphRefusal(world: World, call: Call, code: string, message: string): Refusal {
  const body = { request_id: call.requestId, error_code: `CPS.${code}`, error_msg: message };
  return new Refusal({ status: world.options.cphStatus, body });
}

/**
 * @returns the project of a CPH call
 * @throws Refusal when the token is invalid, has account scope (CPS.0001), belongs to another project (CPS.0046), or
 *   its user lacks the permission (CPS.0001), or its account is in arrears and acts (CPS.0006)
 */
export function cphProject(world: World, call: Call): Project {
  const { account, project, user } = authenticate(world, call);
  requireJson(world, call);
  const projectId = call.params['projectId'] ?? '';
  if (!isHexId(projectId)) {
    throw cphRefusal(world, call, '0046', 'Invalid project id.');
  }
  if (project === undefined) {
    throw cphRefusal(world, call, '0001', 'No permission: the token is not project-scoped.');
  }
  if (project.projectId !== projectId) {
    throw cphRefusal(world, call, '0046', 'Invalid project id: it is not the project of the token.');
  }
  if (user.denied.has(call.action)) {
    throw cphRefusal(world, call, '0001', `No permission: policy doesn't allow ${call.action} to be performed.`);
  }
  if (account.inArrears && call.method !== 'GET') {
    throw cphRefusal(world, call, '0006', 'The account is in arrears.');
  }
  return project;
}

/** Reads `offset` and `limit` of a list. @throws Refusal CPS.0002 */
export function cphPaging(world: World, call: Call, limits: { max: number }): { offset: number; limit: number } {
  const offset = integerOf(call.query, 'offset', 0, 0);
  const limit = integerOf(call.query, 'limit', 100, 1, limits.max);
  if (offset === 'bad' || limit === 'bad') {
    throw cphRefusal(world, call, '0002', 'Invalid offset or limit.');
  }
  return { offset, limit };
}

interface Filter {
  readonly serverId: string | null;
  readonly name: string | null;
  readonly status: number | undefined;
}

function filterOf(world: World, call: Call, nameParameter: string): Filter {
  const serverId = call.query.get('server_id');
  const name = call.query.get(nameParameter);
  const status = integerOf(call.query, 'status', undefined);
  if (serverId !== null && !isHexId(serverId)) {
    throw cphRefusal(world, call, '0015', 'Invalid server id.');
  }
  if (status === 'bad') {
    throw cphRefusal(world, call, '0010', 'Invalid status.');
  }
  if (name !== null && name.length > 64) {
    throw cphRefusal(world, call, '0086', `Invalid ${nameParameter}: more than 64 characters.`);
  }
  return { serverId, name, status };
}

/** GET servers (cph_api_0502.html). */
export function listServers(world: World, call: Call): Answer {
  const { fleet } = cphProject(world, call);
  const { offset, limit } = cphPaging(world, call, { max: 100 });
  const filter = filterOf(world, call, 'server_name');
  function* matching(): Generator<Server> {
    for (const server of fleet.servers.values()) {
      const wanted =
        (filter.serverId === null || server.serverId === filter.serverId) &&
        (filter.name === null || server.name.includes(filter.name)) &&
        (filter.status === undefined || serverStatus(server, fleet, call.at) === filter.status);
      if (wanted) {
        yield server;
      }
    }
  }
  const { rows, count } = pageOf(matching(), offset, limit);
  const servers = rows.map((server) => serverRow(server, fleet, call.at));
  return { status: 200, body: { request_id: call.requestId, count, servers } };
}

/** @returns the server that the path names. @throws Refusal when the id is invalid, or there is no such server */
export function serverMeant(world: World, call: Call): Server {
  const { fleet } = cphProject(world, call);
  const serverId = call.params['serverId'] ?? '';
  if (!isHexId(serverId)) {
    throw cphRefusal(world, call, '0015', 'Invalid server id.');
  }
  const server = fleet.servers.get(serverId);
  if (server === undefined) {
    throw cphRefusal(world, call, '0016', 'The server does not exist.');
  }
  return server;
}

/** GET servers/{server_id} (cph_api_0540.html). */
export function showServer(world: World, call: Call): Answer {
  const { fleet } = cphProject(world, call);
  const server = serverMeant(world, call);
  const body = {
    request_id: call.requestId,
    ...serverRow(server, fleet, call.at),
    band_widths: [],
    volumes: [],
    security_groups: [],
  };
  return { status: 200, body };
}

/** GET phones (cph_api_0503.html). */
export function listPhones(world: World, call: Call): Answer {
  const { fleet } = cphProject(world, call);
  const { offset, limit } = cphPaging(world, call, { max: 200 });
  const filter = filterOf(world, call, 'phone_name');
  if (integerOf(call.query, 'type', 0) === 'bad') {
    throw cphRefusal(world, call, '0010', 'Invalid type.');
  }
  const candidates = filter.serverId === null ? fleet.phones.values() : phonesOf(fleet, filter.serverId);
  function* matching(): Generator<Phone> {
    for (const phone of candidates) {
      const wanted =
        (filter.name === null || phone.name.includes(filter.name)) &&
        (filter.status === undefined || phoneStatus(phone.phoneId, fleet, call.at) === filter.status);
      if (wanted) {
        yield phone;
      }
    }
  }
  const { rows, count } = pageOf(matching(), offset, Math.min(limit, world.options.phonesPerPage));
  const phones = rows.map((phone) => phoneRow(phone, phoneStatus(phone.phoneId, fleet, call.at)));
  return { status: 200, body: { request_id: call.requestId, count, phones } };
}

function phonesOf(fleet: Fleet, serverId: string): Phone[] {
  const phones = fleet.servers.get(serverId)?.phoneIds.map((phoneId) => fleet.phones.get(phoneId)) ?? [];
  return phones.filter((phone) => phone !== undefined);
}

/** @returns the phone that the path names. @throws Refusal when the id is invalid, or there is no such phone */
export function phoneMeant(world: World, call: Call): Phone {
  const { fleet } = cphProject(world, call);
  const phoneId = call.params['phoneId'] ?? '';
  if (!isHexId(phoneId)) {
    throw cphRefusal(world, call, '0004', 'Invalid phone id.');
  }
  const phone = fleet.phones.get(phoneId);
  if (phone === undefined) {
    throw cphRefusal(world, call, '0005', 'The phone does not exist.');
  }
  return phone;
}

/** GET phones/{phone_id} (cph_api_0504.html). */
export function showPhone(world: World, call: Call): Answer {
  const { fleet } = cphProject(world, call);
  const phone = phoneMeant(world, call);
  const row = phoneRow(phone, phoneStatus(phone.phoneId, fleet, call.at));
  const body = {
    request_id: call.requestId,
    ...row,
    // A String in the schema, a number in the sample of the API Explorer.
    imei: Number(row.imei),
    property: '{"com.cph.mainkeys":0}',
    access_infos: accessInfos(phone, fleet),
  };
  return { status: 200, body };
}

/** POST servers/batch-restart (cph_api_0517.html). A response with HTTP 200 can have refused entries. */
export function restartServers(world: World, call: Call): Answer {
  const project = cphProject(world, call);
  const serverIds = serverIdsOf(world, call);
  const jobs = serverIds.map((serverId) => restartOne(world, call, project, serverId));
  return { status: world.options.postStatus, body: { request_id: call.requestId, jobs } };
}

function serverIdsOf(world: World, call: Call): string[] {
  const ids: unknown = valueAt(jsonBody(call), 'server_ids');
  if (!Array.isArray(ids)) {
    throw cphRefusal(world, call, '0094', 'Invalid server_ids.');
  }
  if (ids.length === 0) {
    throw cphRefusal(world, call, '0095', 'server_ids is empty.');
  }
  if (ids.length > 100) {
    throw cphRefusal(world, call, '0096', 'server_ids has more than 100 ids.');
  }
  return ids.map((id: unknown) => {
    if (typeof id !== 'string' || !isHexId(id)) {
      throw cphRefusal(world, call, '0094', 'Invalid server_ids: not an id.');
    }
    return id;
  });
}

function restartOne(world: World, call: Call, project: Project, serverId: string): object {
  const { fleet } = project;
  const server = fleet.servers.get(serverId);
  const refused = (code: string, message: string) => ({ server_id: serverId, error_code: code, error_msg: message });
  if (server === undefined) {
    return refused('CPS.0016', 'The server does not exist.');
  }
  const status = serverStatus(server, fleet, call.at);
  const wish = server.nextRestart;
  server.nextRestart = undefined;
  if (wish?.refused !== undefined) {
    return refused(wish.refused.code, wish.refused.message);
  }
  if (status === 8) {
    return refused('CPS.1028', 'The server is frozen.');
  }
  const attempt = world.attempt('restart', serverId);
  const unlucky = world.happens(world.options.refusalShare, attempt, 'refused');
  if (server.restart !== undefined || (status !== 5 && status !== 2) || unlucky) {
    return refused('CPS.0158', 'The server cannot be restarted now.');
  }
  return startRestart(world, call, project, server, attempt, wish);
}

/** Restarts fail when more than this many times `restartCapacity` run at the same time. */
const OVERLOAD = 2;

/** @returns the running restarts, with one more, divided by `restartCapacity`. cph_ug_0077 warns of that load. */
function loadOf({ options }: World, fleet: Fleet, now: number): number {
  if (options.restartCapacity === 0) {
    return 0;
  }
  const running = [...fleet.servers.values()].filter(({ restart }) => restart !== undefined && now < restart.job.endAt);
  return (running.length + 1) / options.restartCapacity;
}

function drawnLateness(world: World, attempt: string): number {
  const { lostPhoneShare, latePhoneShare, latePhoneMs, phonesPerServer } = world.options;
  if (phonesPerServer === 0) {
    return 0;
  }
  if (world.happens(lostPhoneShare, attempt, 'lost')) {
    return Infinity;
  }
  return world.happens(latePhoneShare, attempt, 'late') ? latePhoneMs : 0;
}

function startRestart(
  world: World,
  call: Call,
  project: Project,
  server: Server,
  attempt: string,
  wish: Server['nextRestart'],
): object {
  const { serverId } = server;
  const jobId = world.newId();
  const load = loadOf(world, project.fleet, call.at);
  const drawnFailure =
    load > OVERLOAD || world.happens(world.options.failureShare, attempt, 'failed')
      ? // Samples spell codes of jobs with and without the dot.
        { code: world.dice.pick(['CPS.0054', 'CPS0054'], attempt), message: 'The job timed out.' }
      : undefined;
  const durationMs = wish?.durationMs ?? world.dice.around(world.options.jobMs, attempt) * Math.max(1, load);
  const job = {
    jobId,
    projectId: project.projectId,
    groupId: call.requestId,
    targetId: serverId,
    targetKind: 'server' as const,
    beginAt: call.at,
    endAt: call.at + durationMs,
    failure: wish?.failed ?? drawnFailure,
  };
  world.jobs.add(job);
  world.count(world.actions.restarts, serverId);
  const lateMs = wish?.phoneLateMs ?? drawnLateness(world, attempt);
  server.lastPhoneBackAt = lateMs === 0 ? 0 : job.endAt + lateMs;
  const upAt = job.failure === undefined ? Math.max(job.endAt, server.lastPhoneBackAt) : Infinity;
  world.outages.add({ id: serverId, from: call.at, to: upAt });
  world.phoneOutages.addServer(server, { from: call.at, to: job.failure === undefined ? job.endAt : Infinity });
  server.restart = { job, shows: world.dice.pick([5, 11, 13], `${serverId}/restarting`) };
  return { server_id: serverId, job_id: jobId };
}
