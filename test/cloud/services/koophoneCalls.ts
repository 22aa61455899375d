import { type Project } from './accounts';
import { type Answer, type Call, headerOf, Refusal } from '../wire/answer';
import { authenticate, gatewayAnswer, requireJson } from '../wire/gateway';
import { type World } from '../state/world';

/** The most characters of an instance id and of a user id (UnassignInstance.html). */
const longestId = 32;

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
export function isKoophoneId(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= longestId;
}
