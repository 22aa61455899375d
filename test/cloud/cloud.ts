import { type Account } from './services/accounts';
import { temporaryAccessKey } from './services/accessKeys';
import { type Fleet } from './state/fleet';
import { Faults } from './wire/faults';
import { type CloudOptions, defaultOptions } from './options';
import { type Outages, type PhoneOutages } from './wire/outages';
import { type RecordedRequest, RequestLog } from './wire/requestLog';
import { openServer } from './wire/server';
import { type Actions, World } from './state/world';

interface SeededAccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An account of the simulated cloud: what a person needs to sign in, and its region and project. */
interface SeededAccount {
  readonly domain: string;
  readonly domainId: string;
  readonly user: string;
  readonly userId: string;
  readonly password: string;
  /** The code that the MFA device shows; undefined for a user without a device. */
  readonly passcode: string | undefined;
  /** The permanent access key of the user. */
  readonly accessKey: SeededAccessKey;
  readonly region: string;
  /** The project with the name of the region. */
  readonly projectId: string;
}

interface TokenRequest {
  /** Default `project`. */
  readonly scope?: 'project' | 'domain';
  /** Default: the account's main project. */
  readonly projectId?: string;
  /** Default: the `tokenLifetimeMs` of the cloud. With 0 or less the token has expired. */
  readonly lifetimeMs?: number;
  /** The index of the account in `accounts`; default 0. */
  readonly account?: number;
}

/** A running simulated cloud: IAM, CPH and KooPhone on one loopback address. */
export interface Cloud {
  /**
   * `http://127.0.0.1:<port>` by default, see `host` and `certificate`. It is the endpoint of all three services: their
   * paths differ.
   */
  readonly origin: string;
  readonly options: CloudOptions;
  /** The first of `accounts`. */
  readonly account: SeededAccount;
  readonly accounts: readonly SeededAccount[];
  /** All accounts with their users and projects. Tests may change them: lock or disable a user, change a password. */
  readonly directory: readonly Account[];
  /** The servers, phones and instances of the main project of the first account. */
  readonly fleet: Fleet;
  readonly faults: Faults;
  readonly actions: Actions;
  readonly outages: Outages;
  readonly phoneOutages: PhoneOutages;
  /** Every request, oldest first, including those that were refused or whose connection was cut. */
  readonly requests: readonly RecordedRequest[];
  /** @throws Error when there is no such project */
  fleetOf(projectId: string): Fleet;
  issueToken(request?: TokenRequest): string;
  /** @returns a temporary access key of the user of the first account */
  issueAccessKey(lifetimeMs: number): SeededAccessKey & { readonly securityToken: string };
  /** Forbids IAM actions to the user of the first account, such as `cph:servers:list`. */
  deny(...actions: readonly string[]): void;
  /** Makes all tokens that were issued so far invalid. */
  revokeTokens(): void;
  /** Empties `requests`. */
  clearRequests(): void;
  /** Stops the cloud and cuts all connections, including those that hang. */
  close(): Promise<void>;
}

/**
 * Starts a simulated cloud.
 * @param options the options that differ from `defaultOptions`
 */
export async function startCloud(options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const world = new World({ ...defaultOptions, ...options });
  const faults = new Faults();
  const log = new RequestLog(world.options.keptRequests);
  const server = await openServer(world, faults, log);
  const accounts = world.accounts.map((account) => seededAccount(account, world.options));
  const account = at(accounts, 0);
  const fleetOf = (projectId: string) => projectOf(world, projectId).fleet;
  return {
    origin: server.origin,
    options: world.options,
    account,
    accounts,
    directory: world.accounts,
    fleet: fleetOf(account.projectId),
    faults,
    actions: world.actions,
    outages: world.outages,
    phoneOutages: world.phoneOutages,
    requests: log.requests,
    fleetOf,
    issueToken: (request = {}) => issueToken(world, request),
    issueAccessKey: (lifetimeMs) => {
      const key = temporaryAccessKey(world.options.now() + lifetimeMs);
      at(at(world.accounts, 0).users, 0).accessKeys.push(key);
      return key;
    },
    deny: (...actions) => {
      actions.forEach((action) => at(at(world.accounts, 0).users, 0).denied.add(action));
    },
    revokeTokens: () => {
      world.tokens.revokeAll();
    },
    clearRequests: () => {
      log.clear();
    },
    close: server.close,
  };
}

function seededAccount(account: Account, options: CloudOptions): SeededAccount {
  const user = at(account.users, 0);
  const { accessKeyId, secretAccessKey } = at(user.accessKeys, 0);
  return {
    domain: account.domain,
    domainId: account.domainId,
    user: user.name,
    userId: user.userId,
    password: user.password,
    passcode: user.passcode,
    accessKey: { accessKeyId, secretAccessKey },
    region: options.region,
    projectId: at(account.projects, 0).projectId,
  };
}

function projectOf(world: World, projectId: string) {
  const projects = world.accounts.flatMap((account) => account.projects);
  const found = projects.find((project) => project.projectId === projectId);
  if (found === undefined) {
    throw new Error(`The simulated cloud has no project ${projectId}.`);
  }
  return found;
}

function issueToken(world: World, request: TokenRequest): string {
  const account = at(world.accounts, request.account ?? 0);
  const project = request.projectId === undefined ? at(account.projects, 0) : projectOf(world, request.projectId);
  const issuedAt = world.options.now();
  return world.tokens.issue({
    account,
    user: at(account.users, 0),
    project: request.scope === 'domain' ? undefined : project,
    issuedAt,
    expiresAt: issuedAt + (request.lifetimeMs ?? world.options.tokenLifetimeMs),
  }).text;
}

function at<T>(rows: readonly T[], index: number): T {
  const row = rows[index];
  if (row === undefined) {
    throw new Error(`The simulated cloud has no number ${index} of these.`);
  }
  return row;
}
