import { type Project } from './accounts';
import { type Answer, type Call, headerOf, Refusal } from '../wire/answer';
import { jsonBody, textAt, valueAt } from '../wire/checks';
import { authenticate, gatewayAnswer, requireJson } from '../wire/gateway';
import { type Instance } from '../state/fleet';
import { type World } from '../state/world';

/** The most characters of an instance id and of a user id (UnassignInstance.html). */
const longestId = 32;
const mostIds = 100;

/** A business error of KooPhone. `code` has the four digits (ErrorCode.html). */
export function koophoneRefusal(world: World, code: string, message: string): Refusal {
  return koophoneRefusalAs(world, `${world.options.koophonePrefix}.${code}`, message);
}

/** A business error of KooPhone with a complete code. */
export function koophoneRefusalAs(world: World, code: string, message: string): Refusal {
  return new Refusal({ status: world.options.businessStatus, body: { error_code: code, error_msg: message } });
}

/**
 * @returns the project of a KooPhone call
 * @throws Refusal when the token is invalid or has account scope, its user lacks the permission, or the x-request-id is
 *   missing
 */
export function koophoneProject(world: World, call: Call, requestIdIn: 'header' | 'query' = 'header'): Project {
  const { project, user } = authenticate(world, call);
  const forbidden = (text: string) => new Refusal(gatewayAnswer(world.options, 403, '0302', text, call.requestId));
  if (project === undefined) {
    throw forbidden('The token is not project-scoped');
  }
  if (user.denied.has(call.action)) {
    throw forbidden(`Policy doesn't allow ${call.action} to be performed`);
  }
  requireJson(world, call);
  const own = requestIdIn === 'query' ? call.query.get('x-request-id') : headerOf(call, 'x-request-id');
  if (own === null || own === undefined || own === '') {
    throw koophoneRefusal(world, '0002', 'Header x-request-id is missing.');
  }
  return project;
}

/** The envelope of a successful response. */
export function koophoneAnswer(world: World, call: Call, data?: object): Answer {
  const status = call.method === 'POST' ? world.options.postStatus : 200;
  return { status, body: { error_code: '0', error_msg: 'OK', ...(data && { data }) } };
}

/** Whether a value has the form of an instance id or a user id. */
function isKoophoneId(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= longestId;
}

/** @returns the ids of a body, after their form and number are checked. @throws Refusal .1000 */
export function instanceIdsOf(world: World, call: Call): string[] {
  const ids: unknown = valueAt(jsonBody(call), 'instance_ids');
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > mostIds) {
    throw koophoneRefusal(world, '1000', 'Bad request parameter: instance_ids must be 1 to 100 ids.');
  }
  return ids.map((id: unknown) => {
    if (!isKoophoneId(id)) {
      throw koophoneRefusal(world, '1000', 'Bad request parameter: an id of instance_ids is not well formed.');
    }
    return id;
  });
}

/**
 * @returns the instance with this id
 * @throws Refusal .1001 when the project does not have it
 */
export function instanceOf(world: World, { fleet }: Project, id: string): Instance {
  const instance = fleet.instances.get(id);
  if (instance === undefined) {
    throw koophoneRefusal(world, '1001', 'No permission for the instance.');
  }
  return instance;
}

/** An instance and a user of a body. */
interface Pair {
  readonly instanceId: string;
  readonly userId: string;
}

/** @returns the pairs of a body, after their form and number are checked. @throws Refusal .1000 */
export function pairsOf(world: World, call: Call, most: number): Pair[] {
  const rows: unknown = valueAt(jsonBody(call), 'user_instances');
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > most) {
    throw koophoneRefusal(world, '1000', `Bad request parameter: user_instances must be 1 to ${most} entries.`);
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
