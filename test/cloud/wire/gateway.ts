import { type Answer, type Call, headerOf, Refusal } from './answer';
import { type Account, type Project, type User } from '../services/accounts';
import { type AccessKeyRecord } from '../services/accessKeys';
import { sendsJson } from './checks';
import { type CloudOptions } from '../options';
import { claimOf, isSigned, isSignedWith } from './signature';
import { type World } from '../state/world';

/** The sender of a request. Without a project: a token with account scope, or a signature for no project. */
export interface Caller {
  readonly account: Account;
  readonly user: User;
  readonly project: Project | undefined;
}

const authenticationText = 'Incorrect IAM authentication information';
/** How far `X-Sdk-Date` may be from the clock of the gateway. */
const signatureWindowMs = 15 * 60_000;
/** How many failed signatures in a row lock an access key. */
const failuresToLock = 5;

/** @returns a response of the gateway itself. The gateway is in front of CPH and KooPhone (api-sign-errorcode.html). */
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
 * Finds the sender of a request to CPH or KooPhone. Their credentials are read only here.
 * @throws Refusal with a code of the gateway when the request has no valid credential
 */
export function authenticate(world: World, call: Call): Caller {
  const refuse = refuser(world, call);
  const isByKey = isSigned(call) && headerOf(call, 'x-auth-token') === undefined;
  const caller = isByKey ? authenticateSigned(world, call) : authenticateToken(world, call);
  if (!caller.user.enabled) {
    throw refuse(403, '0302', 'The IAM user is not authorized to access the API');
  }
  const projectId = headerOf(call, 'x-project-id');
  if (projectId !== undefined && projectId !== caller.project?.projectId) {
    throw refuse(403, '0310', 'The project is unavailable');
  }
  return caller;
}

function authenticateToken(world: World, call: Call): Caller {
  const refuse = refuser(world, call);
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
  return token;
}

/**
 * @returns the user whose access key signed a request, and the project of X-Project-Id, or else of the path
 * @throws Refusal with APIGW.0301 when the key or the signature is invalid
 */
export function authenticateSigned(world: World, call: Call): Caller {
  const refuse = (why: string) => refuser(world, call)(401, '0301', `${authenticationText}: ${why}`);
  const claim = claimOf(call);
  if (claim === undefined) {
    throw refuse('verify aksk signature fail');
  }
  const { account, user, key } = ownerOf(world, claim.accessKeyId) ?? {};
  if (account === undefined || user === undefined || key === undefined || call.at >= key.expiresAt) {
    throw refuse(`Get secretKey failed, ak ${claim.accessKeyId} not exist`);
  }
  if (call.at < key.lockedUntil) {
    throw refuse('AK access failed to reach the limit, forbidden');
  }
  const isInTime = Math.abs(call.at - claim.signedAt) <= signatureWindowMs;
  const isWhole = key.securityToken === headerOf(call, 'x-security-token');
  if (!isInTime || !isWhole || !isSignedWith(key.secretAccessKey, claim, call)) {
    countFailure(world, key, call.at);
    throw refuse('verify aksk signature fail');
  }
  key.failedSignatures = 0;
  const projectId = headerOf(call, 'x-project-id') ?? call.params['projectId'];
  const project = account.projects.find((candidate) => candidate.enabled && candidate.projectId === projectId);
  return { account, user, project };
}

function ownerOf(world: World, accessKeyId: string) {
  for (const account of world.accounts) {
    for (const user of account.users) {
      const key = user.accessKeys.find((candidate) => candidate.accessKeyId === accessKeyId);
      if (key !== undefined) {
        return { account, user, key };
      }
    }
  }
  return undefined;
}

function countFailure(world: World, key: AccessKeyRecord, at: number): void {
  key.failedSignatures++;
  if (key.failedSignatures >= failuresToLock) {
    key.failedSignatures = 0;
    key.lockedUntil = at + world.options.keyLockMs;
  }
}

const refuser = (world: World, call: Call) => (status: number, digits: string, message: string) =>
  new Refusal(gatewayAnswer(world.options, status, digits, message, call.requestId));

/** @throws Refusal when a request with a body is not declared as JSON */
export function requireJson(world: World, call: Call): void {
  if (call.method !== 'GET' && !sendsJson(call)) {
    throw new Refusal(
      gatewayAnswer(world.options, 400, '0201', 'Bad request: Content-Type must be application/json', call.requestId),
    );
  }
}
