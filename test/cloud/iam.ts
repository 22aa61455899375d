import { type Account, type Project, type User } from './accounts';
import { type Answer, type Call, headerOf, Refusal } from './answer';
import { isRecord, jsonBody, sendsJson, textAt, valueAt } from './checks';
import { type Token } from './tokens';
import { type World } from './world';

const titles = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
]);
/** How many wrong passwords in a row lock a user; an administrator's setting in the real one. */
const wrongPasswordsToLock = 5;

/** The Keystone form of an IAM error (iam_30_0001.html). */
function keystone(status: number, message: string): Refusal {
  return new Refusal({ status, body: { error: { code: status, message, title: titles.get(status) ?? '' } } });
}

/** The other form of an IAM error. */
function coded(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, body: { error_code: code, error_msg: message } });
}

/** POST /v3/auth/tokens with the password method (iam_30_0001.html). */
export function createToken(world: World, call: Call): Answer {
  const body = sendsJson(call) ? jsonBody(call) : undefined;
  const methods = valueAt(body, 'auth', 'identity', 'methods');
  const user = valueAt(body, 'auth', 'identity', 'password', 'user');
  const name = textAt(user, 'name');
  const password = textAt(user, 'password');
  const domain = textAt(user, 'domain', 'name');
  if (!Array.isArray(methods) || methods.length !== 1 || methods[0] !== 'password') {
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

/** The project asked for, or undefined for account scope. Where both are asked for, the project wins. */
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

/** A stand-in for the very large catalog of the real answer, for clients that forget `nocatalog`. */
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

/** GET /v3/auth/tokens: what a token is good for. */
export function checkToken(world: World, call: Call): Answer {
  requireToken(world, call);
  const text = headerOf(call, 'x-subject-token');
  const subject = text === undefined ? undefined : world.tokens.find(text);
  if (subject === undefined || call.at >= subject.expiresAt) {
    throw keystone(404, 'X-Subject-Token is invalid in the request');
  }
  return tokenAnswer(subject, 200, (call.query.get('nocatalog') ?? '') === '');
}

/** GET /v3/auth/projects: all projects of the token's user, not in pages. */
export function listProjects(world: World, call: Call): Answer {
  const { account } = requireToken(world, call);
  const projects = account.projects.map((project) => ({
    id: project.projectId,
    name: project.name,
    domain_id: account.domainId,
    parent_id: account.domainId,
    enabled: project.enabled,
    is_domain: false,
    description: '',
    links: { self: `https://iam.invalid/v3/projects/${project.projectId}` },
  }));
  return { status: 200, body: { projects, links: { self: 'https://iam.invalid/v3/auth/projects' } } };
}

/** IAM's own check of X-Auth-Token: any scope will do. */
function requireToken(world: World, call: Call): Token {
  const text = headerOf(call, 'x-auth-token');
  const token = text === undefined ? undefined : world.tokens.find(text);
  if (token === undefined || call.at >= token.expiresAt) {
    throw keystone(401, 'The request you have made requires authentication.');
  }
  return token;
}
