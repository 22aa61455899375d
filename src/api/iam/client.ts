import { omitUndefined } from '../../base/omitUndefined';
import { message } from '../../base/message';
import { isRegionName } from '../../config/regions';
import { type Authorizer } from '../request/authorizer';
import { ApiError } from '../errors/errors';
import { type IamProject, projectList, projectRow, tokenBody } from './schemas';
import { type Answer, type RequestSpec } from '../request/request';
import { badShape, readRows, readShape } from '../answer/decode';
import { parseTime } from '../answer/time';
import { type Connection } from '../http/transport';
import { checkProjectId, refuse } from '../request/url';

/** A token of IAM with project scope. */
export interface IssuedToken {
  /** A secret. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly projectId: string;
  readonly projectName: string;
  readonly userName?: string;
  readonly domainName?: string;
}

/** The user that signs in. */
export interface PasswordLogin {
  /** The name of the account. */
  readonly domain: string;
  readonly user: string;
  /** A secret. */
  readonly password: string;
  /** For a user with multi-factor authentication. Absent: none. */
  readonly mfa?: Mfa;
}

/** The second factor of a sign-in. */
export interface Mfa {
  /** The id of the user, not the name. */
  readonly userId: string;
  /** The code that the device shows now. It is valid for one sign-in. */
  readonly passcode: string;
}

/** The project that a token is issued for. */
export type ProjectScope = { readonly projectName: string } | { readonly projectId: string };

/** The client of IAM (Identity and Access Management). Every call throws ApiError, or the reason of the signal. */
export class IamClient {
  constructor(private readonly connection: Omit<Connection, 'authorizer'>) {}

  /**
   * POST /v3/auth/tokens (iam_30_0001.html; with a second factor iam_03_0006.html). The token has project scope, which
   * CPH and KooPhone need. The request is marked as one that acts, so a wrong password is not sent twice: several wrong
   * passwords lock the user.
   */
  async issueToken(who: PasswordLogin & { readonly scope: ProjectScope }, signal?: AbortSignal): Promise<IssuedToken> {
    const { scope } = who;
    const project = 'projectId' in scope ? { id: checkProjectId(scope.projectId) } : { name: scope.projectName };
    const answer = await this.logIn(who, { project }, signal);
    return readToken(answer, subjectToken(answer));
  }

  /**
   * Issues a token with account scope. It is used only to list the projects of the user.
   * @returns the token, a secret
   */
  async issueAccountToken(who: PasswordLogin, signal?: AbortSignal): Promise<string> {
    return subjectToken(await this.logIn(who, { domain: { name: who.domain } }, signal));
  }

  /**
   * GET /v3/auth/tokens: reads the project, the user and the end of a token.
   * @param token the token to check; it also authorizes the request
   * @throws ApiError of kind `auth` when the token is not valid, or has no project scope
   */
  async checkToken(token: string, signal?: AbortSignal): Promise<IssuedToken> {
    const headers = { ...tokenHeader(token), 'X-Subject-Token': token };
    try {
      const query = { nocatalog: 'true' };
      const answer = await this.ask(['auth', 'tokens'], signal, { method: 'GET', acts: false, query, headers });
      return readToken(answer, token);
    } catch (error) {
      throw isInvalidToken(error) ? new ApiError('auth', error.said, error.info, error) : error;
    }
  }

  /**
   * GET /v3/auth/projects: lists the projects that the user may enter.
   * @param who a token, or an authorizer that signs with an access key
   * @returns the enabled projects of regions; other projects, such as MOS, are left out
   */
  async listProjects(who: string | Authorizer, signal?: AbortSignal): Promise<IamProject[]> {
    return this.projects(await this.ask(['auth', 'projects'], signal, { method: 'GET', acts: false, ...asker(who) }));
  }

  /** GET /v3/projects?name=: the same as `listProjects` for one name. The vendor's SDKs use it with an access key. */
  async findProjects(who: string | Authorizer, name: string, signal?: AbortSignal): Promise<IamProject[]> {
    const query = { name };
    return this.projects(await this.ask(['projects'], signal, { method: 'GET', acts: false, query, ...asker(who) }));
  }

  private projects(answer: Answer): IamProject[] {
    const { projects } = readShape(projectList, answer.body, answer);
    const all = readRows(projectRow, projects, answer, this.connection.transport.log);
    return all.filter((project) => project.enabled && isRegionName(project.region));
  }

  private logIn(who: PasswordLogin, scope: object, signal: AbortSignal | undefined): Promise<Answer> {
    const user = { name: who.user, password: who.password, domain: { name: who.domain } };
    const { mfa } = who;
    const identity = {
      methods: mfa === undefined ? ['password'] : ['password', 'totp'],
      password: { user },
      ...(mfa === undefined ? {} : { totp: { user: { id: mfa.userId, passcode: mfa.passcode } } }),
    };
    return this.ask(['auth', 'tokens'], signal, {
      method: 'POST',
      acts: true,
      query: { nocatalog: 'true' },
      headers: { 'Content-Type': 'application/json;charset=utf8' },
      body: { auth: { identity, scope } },
    });
  }

  private ask(
    path: readonly string[],
    signal: AbortSignal | undefined,
    asked: Pick<RequestSpec, 'method' | 'acts' | 'query' | 'headers' | 'body' | 'authorizer'>,
  ): Promise<Answer> {
    const { transport, origin } = this.connection;
    return transport.request({ service: 'iam', origin, path: ['v3', ...path], ...asked, signal });
  }
}

const asker = (who: string | Authorizer): Pick<RequestSpec, 'headers' | 'authorizer'> =>
  typeof who === 'string' ? { headers: tokenHeader(who) } : { authorizer: who };

function subjectToken(answer: Answer): string {
  const token = answer.header('x-subject-token');
  return token === undefined || token === '' ? badShape(answer, message('{0} is missing', 'X-Subject-Token')) : token;
}

/** A person can paste any text as a token. Only printable characters may stand in a header. */
const tokenHeader = (token: string): Record<string, string> =>
  /^[\x21-\x7e]{1,32000}$/.test(token)
    ? { 'X-Auth-Token': token }
    : refuse(message('A token is one long word of letters, digits and signs.'));

/** For an invalid token the page of the call gives 404, and the list of codes gives 400 with IAM.0009. */
const isInvalidToken = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.kind === 'notFound' || error.info.code === 'IAM.0009');

function readToken(answer: Answer, token: string): IssuedToken {
  const { token: read } = readShape(tokenBody, answer.body, answer);
  const expiresAt = parseTime(read.expires_at) ?? badShape(answer, message('{0} is not a time', 'token.expires_at'));
  if (!read.project) {
    throw new ApiError('auth', message('The token is not of a project.'), {
      request: answer.request,
      status: answer.status,
      advice: message('Get a token with project scope: CPH and KooPhone accept no other.'),
    });
  }
  return omitUndefined({
    token,
    expiresAt,
    projectId: read.project.id,
    projectName: read.project.name,
    userName: read.user?.name,
    domainName: read.user?.domain?.name ?? read.project.domain?.name,
  });
}
