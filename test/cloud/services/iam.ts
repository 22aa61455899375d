import { type Account, type Project, type User } from './accounts';
import { type Answer, type Call, headerOf, Refusal } from '../wire/answer';
import { isRecord, jsonBody, sendsJson, textAt, valueAt } from '../wire/checks';
import { authenticateSigned } from '../wire/gateway';
import { isSigned } from '../wire/signature';
import { type Token } from './tokens';
import { type World } from '../state/world';

const titles = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
]);
/** How many wrong passwords in a row lock a user. In the real cloud an administrator sets this. */
const wrongPasswordsToLock = 5;

/** The Keystone form of an IAM error (iam_30_0001.html). */
function keystone(status: number, message: string): Refusal {
  return new Refusal({ status, body: { error: { code: status, message, title: titles.get(status) ?? '' } } });
}

/** The second form of an IAM error. */
function coded(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, body: { error_code: code, error_msg: message } });
}

/** POST /v3/auth/tokens with the password method (iam_30_0001.html), or with MFA (iam_03_0006.html). */
export function createToken(world: World, call: Call): Answer {
  const body = sendsJson(call) ? jsonBody(call) : undefined;
  const methods = valueAt(body, 'auth', 'identity', 'methods');
  const user = valueAt(body, 'auth', 'identity', 'password', 'user');
  const name = textAt(user, 'name');
  const password = textAt(user, 'password');
  const domain = textAt(user, 'domain', 'name');
  const isWithMfa = isList(methods, ['password', 'totp']);
  if (!isWithMfa && !isList(methods, ['password'])) {
    throw keystone(400, 'Expecting to find valid methods in identity. The server could not comply with the request.');
  }
  if (name === undefined || password === undefined || domain === undefined) {
    throw keystone(400, 'Expecting to find name, password and domain in user. The request is invalid.');
  }
  const account = world.accounts.find((candidate) => candidate.domain === domain);
  const found = account?.users.find((candidate) => candidate.name === name);
  if (account === undefined || found === undefined) {
    throw keystone(401, 'The username or password is wrong.');
  }
  checkPassword(world, found, password, call.at);
  checkPasscode(found, isWithMfa ? valueAt(body, 'auth', 'identity', 'totp', 'user') : undefined);
  const project = scopeOf(account, valueAt(body, 'auth', 'scope'));
  const token = world.tokens.issue({
    account,
    user: found,
    project,
    issuedAt: call.at,
    expiresAt: call.at + world.options.tokenLifetimeMs,
  });
  return tokenAnswer(token, 201, (call.query.get('nocatalog') ?? '') === '');
}

function checkPassword(world: World, user: User, password: string, at: number): void {
  if (at < user.lockedUntil) {
    throw coded(401, 'IAM.0061', 'The user is locked. Try again later.');
  }
  if (password !== user.password) {
    user.wrongPasswords++;
    if (user.wrongPasswords >= wrongPasswordsToLock) {
      user.wrongPasswords = 0;
      user.lockedUntil = at + world.options.lockMs;
    }
    throw keystone(401, 'The username or password is wrong.');
  }
  user.wrongPasswords = 0;
  if (!user.enabled) {
    throw coded(403, 'IAM.0082', 'The user is disabled.');
  }
  if (!user.programmaticAccess) {
    throw coded(403, 'IAM.0081', 'The user has no programmatic access.');
  }
}

/** Checks the second factor (iam_03_0006.html): the id of the user, not the name, and the code of the MFA device. */
function checkPasscode(user: User, totp: unknown): void {
  if (user.passcode === undefined && totp === undefined) {
    return;
  }
  if (totp === undefined) {
    throw keystone(401, 'The user has to be authenticated with a virtual MFA device.');
  }
  if (textAt(totp, 'id') !== user.userId || textAt(totp, 'passcode') !== user.passcode) {
    throw keystone(401, 'The passcode or the user id is wrong.');
  }
}

const isList = (value: unknown, texts: readonly string[]): boolean =>
  Array.isArray(value) && value.length === texts.length && texts.every((text) => value.includes(text));

/** @returns the project of the scope; undefined for account scope. A scope with both means the project. */
function scopeOf(account: Account, scope: unknown): Project | undefined {
  const project = valueAt(scope, 'project');
  if (project === undefined) {
    const domain = valueAt(scope, 'domain');
    if (
      domain !== undefined &&
      textAt(domain, 'name') !== account.domain &&
      textAt(domain, 'id') !== account.domainId
    ) {
      throw keystone(401, 'The domain of the scope is not the domain of the user.');
    }
    return undefined;
  }
  const id = textAt(project, 'id');
  const name = textAt(project, 'name');
  if (!isRecord(project) || (id === undefined && name === undefined)) {
    throw keystone(400, 'Expecting to find id or name in project. The server could not comply with the request.');
  }
  const found = account.projects.find((row) => (id === undefined ? row.name === name : row.projectId === id));
  if (found === undefined) {
    throw keystone(404, `Could not find project: ${id ?? name ?? ''}.`);
  }
  if (!found.enabled) {
    throw keystone(403, `Project is disabled: ${found.projectId}.`);
  }
  return found;
}

function tokenAnswer(token: Token, status: number, withCatalog: boolean): Answer {
  const domain = { id: token.account.domainId, name: token.account.domain };
  const scope =
    token.project === undefined
      ? { domain }
      : { project: { id: token.project.projectId, name: token.project.name, domain } };
  const body = {
    token: {
      expires_at: withMicroseconds(token.expiresAt),
      issued_at: withMicroseconds(token.issuedAt),
      methods: ['password'],
      ...(withCatalog && { catalog: catalog() }),
      roles: [{ id: '0', name: 'te_agency' }],
      ...scope,
      user: { id: token.user.userId, name: token.user.name, password_expires_at: '', domain },
    },
  };
  return { status, body, headers: { 'x-subject-token': token.text } };
}

/** Replaces the very large catalog of the real response, for clients that forget `nocatalog`. */
function catalog(): readonly unknown[] {
  return Array.from({ length: 60 }, (_, index) => ({
    id: `service${index}`,
    name: `service${index}`,
    type: `service${index}`,
    endpoints: [
      { id: `endpoint${index}`, interface: 'public', region: '*', region_id: '*', url: 'https://unused.test' },
    ],
  }));
}

function withMicroseconds(at: number): string {
  return new Date(at).toISOString().replace(/Z$/, '000Z');
}

/** GET /v3/auth/tokens: the project, the user and the end of a token. */
export function checkToken(world: World, call: Call): Answer {
  requireToken(world, call);
  const text = headerOf(call, 'x-subject-token');
  const subject = text === undefined ? undefined : world.tokens.find(text);
  if (subject === undefined || call.at >= subject.expiresAt) {
    throw keystone(404, 'X-Subject-Token is invalid in the request');
  }
  return tokenAnswer(subject, 200, (call.query.get('nocatalog') ?? '') === '');
}

/** GET /v3/auth/projects: all projects of the user, without pages. */
export function listProjects(world: World, call: Call): Answer {
  const { account } = requireCaller(world, call);
  return projectsAnswer(account, account.projects, '/v3/auth/projects');
}

/** GET /v3/projects: the projects of the account, filtered by name, domain_id and enabled if the query has them. */
export function findProjects(world: World, call: Call): Answer {
  const { account, user } = requireCaller(world, call);
  if (user.denied.has(call.action)) {
    throw keystone(403, `You are not authorized to perform the requested action: ${call.action}`);
  }
  const wanted = (name: string, value: string): boolean => (call.query.get(name) ?? value) === value;
  const found = account.projects.filter(
    ({ name, enabled }) =>
      wanted('name', name) && wanted('domain_id', account.domainId) && wanted('enabled', String(enabled)),
  );
  return projectsAnswer(account, found, '/v3/projects');
}

function projectsAnswer(account: Account, rows: readonly Project[], path: string): Answer {
  const projects = rows.map((project) => ({
    id: project.projectId,
    name: project.name,
    domain_id: account.domainId,
    parent_id: account.domainId,
    enabled: project.enabled,
    is_domain: false,
    description: '',
    links: { self: `https://iam.invalid/v3/projects/${project.projectId}` },
  }));
  return { status: 200, body: { projects, links: { self: `https://iam.invalid${path}` } } };
}

/** @returns the user of a request to IAM, by a token of any scope or by a signature */
function requireCaller(world: World, call: Call): { readonly account: Account; readonly user: User } {
  const isByKey = isSigned(call) && headerOf(call, 'x-auth-token') === undefined;
  const caller = isByKey ? authenticateSigned(world, call) : requireToken(world, call);
  if (isByKey && !caller.user.enabled) {
    throw coded(403, 'IAM.0080', 'The owner of the access key is disabled.');
  }
  return caller;
}

/** Checks X-Auth-Token as IAM does: a token of any scope is valid. */
function requireToken(world: World, call: Call): Token {
  const text = headerOf(call, 'x-auth-token');
  const token = text === undefined ? undefined : world.tokens.find(text);
  if (token === undefined || call.at >= token.expiresAt) {
    throw keystone(401, 'The request you have made requires authentication.');
  }
  return token;
}
