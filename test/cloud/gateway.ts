import { type Answer, type Call, headerOf, Refusal } from './answer';
import { type Project } from './accounts';
import { sendsJson } from './checks';
import { type CloudOptions } from './options';
import { type Token } from './tokens';
import { type World } from './world';

/** Who asks, as the gateway found out. Without a project: account scope. */
export interface Caller {
  readonly token: Token;
  readonly project: Project | undefined;
}

const authenticationText = 'Incorrect IAM authentication information';

/** An answer of the gateway itself, which stands before CPH and KooPhone (api-sign-errorcode.html). */
export function gatewayAnswer(
  options: Pick<CloudOptions, 'gatewayPrefix'>,
  status: number,
  digits: string,
  message: string,
  requestId: string,
): Answer {
  const body = { error_code: `${options.gatewayPrefix}.${digits}`, error_msg: message, request_id: requestId };
  return { status, body };
}

/**
 * Decides who asks, for CPH and KooPhone. The one place where a credential is read: signed requests belong here too,
 * which is why it gets the whole call.
 * @throws Refusal with the gateway's code where nobody may.
 */
export function authenticate(world: World, call: Call): Caller {
  const refuse = (status: number, digits: string, message: string) =>
    new Refusal(gatewayAnswer(world.options, status, digits, message, call.requestId));
  const text = headerOf(call, 'x-auth-token');
  if (text === undefined) {
    throw refuse(401, '0301', `${authenticationText}: x-auth-token not found`);
  }
  const token = world.tokens.find(text);
  if (token === undefined) {
    throw refuse(401, '0301', `${authenticationText}: decrypt token fail`);
  }
  if (call.at >= token.expiresAt) {
    throw refuse(
      401,
      '0301',
      `${authenticationText}: token expires, expires_at=${new Date(token.expiresAt).toISOString()}`,
    );
  }
  if (!token.user.enabled) {
    throw refuse(403, '0302', 'The IAM user is not authorized to access the API');
  }
  const projectId = headerOf(call, 'x-project-id');
  if (projectId !== undefined && projectId !== token.project?.projectId) {
    throw refuse(403, '0310', 'The project is unavailable');
  }
  return { token, project: token.project };
}

/** @throws Refusal where a POST does not say that it carries JSON, or carries a body that cannot be read as it. */
export function requireJson(world: World, call: Call): void {
  if (call.method === 'POST' && !sendsJson(call)) {
    throw new Refusal(
      gatewayAnswer(world.options, 400, '0201', 'Bad request: Content-Type must be application/json', call.requestId),
    );
  }
}
