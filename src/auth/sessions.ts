import { type Authorizer } from '../api/authorizer';
import { ApiError } from '../api/errors';
import { type IssuedToken } from '../api/iam';
import { type Clock } from '../model/clock';
import { type Log } from '../model/log';
import { type Project } from '../model/project';
import { type Credential, isSameIdentity, secretsOf, withoutPassword } from './credential';
import { isBoundTo, serviceHosts } from './hostBinding';
import { type IdentityService, mustServe, scopeOf } from './identityService';
import { type Change, Keyring } from './keyring';
import { type SecretStore } from './secretStore';
import { isLive, passwordOf, tokenOf, withToken } from './tokenLookup';
import { Tokens } from './tokens';

/** `signInAgain`: there is a credential, but it has ended, was refused, or was entered for other addresses. */
export type SignInState = 'signedIn' | 'signedOut' | 'signInAgain';

/** What a person typed. */
export type SignInAttempt =
  | { readonly kind: 'iamUser'; readonly domain: string; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

/** The cloud accepted an attempt. What was typed stays inside `Sessions`. */
export interface Proof {
  readonly projectId: string;
  readonly projectName: string;
  /** Who it is, such as `dev1 (acct1)`. */
  readonly label: string;
  /** When the token ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface SessionsOptions {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
  /** The identity service at the project's own host. */
  readonly iam: (project: Project) => IdentityService;
}

/** Who is signed in to what: asks the cloud, stores what it accepted, and proves requests with it. */
export class Sessions {
  private readonly keyring: Keyring;
  private readonly tokens: Tokens;
  /** The latest accepted attempt for each project, until it is kept. */
  private readonly proven = new Map<string, { proof: Proof; credential: Credential }>();
  private readonly typed = new Set<string>();

  /** Fires when an account is signed in or out, here or in another window, and when it has to be signed in again. */
  readonly onDidChange: Keyring['onDidChange'];

  constructor(private readonly options: SessionsOptions) {
    this.keyring = new Keyring(options.secrets, options.log);
    this.tokens = new Tokens({ ...options, keyring: this.keyring });
    this.onDidChange = this.keyring.onDidChange;
  }

  /** @returns what proves this project's requests with `X-Auth-Token`; it throws for a host that is not the project's. */
  authorizer(project: Project): Authorizer {
    const own = new Set(serviceHosts(project));
    return {
      authorize: async ({ url }, signal) => {
        if (!own.has(url.origin)) {
          const wrong = `A token of ${project.name} goes only to its own hosts, not to ${url.host}.`;
          throw new ApiError('config', wrong, { didNotRun: true });
        }
        return { 'X-Auth-Token': await this.tokens.current(project, signal) };
      },
      renew: (refused, signal) => this.tokens.renew(project, tokenIn(refused), signal),
    };
  }

  /** Looks at what is stored; asks no cloud. A secret store that cannot be read counts as `signInAgain`. */
  async state(project: Project): Promise<SignInState> {
    let credential: Credential | undefined;
    try {
      credential = await this.keyring.get(project.account);
    } catch {
      return 'signInAgain';
    }
    if (credential === undefined) {
      return 'signedOut';
    }
    const entry = tokenOf(credential, project)?.entry;
    if (this.serves(credential, project)) {
      return 'signedIn';
    }
    return entry === undefined && isBoundTo(credential, project) ? 'signedOut' : 'signInAgain';
  }

  /** @returns the project's id as the sign-in gave it, for a project whose setting has none yet. */
  async projectId(project: Project): Promise<string | undefined> {
    const credential = await this.keyring.get(project.account);
    return project.projectId ?? (credential && tokenOf(credential, project)?.id);
  }

  /**
   * Asks the cloud whether it accepts what was typed. Stores nothing.
   * @throws ApiError that says why not; of kind `config` when what was typed cannot be sent at all
   */
  async prove(project: Project, attempt: SignInAttempt, signal?: AbortSignal): Promise<Proof> {
    const secret = attempt.kind === 'token' ? attempt.token.trim() : attempt.password;
    this.typed.add(secret);
    try {
      const facts = await this.ask(project, attempt, secret, signal);
      const issued = mustServe(project, facts, this.options.clock.now());
      const user = facts.userName ?? (attempt.kind === 'iamUser' ? attempt.user : 'token');
      const domain = facts.domainName ?? (attempt.kind === 'iamUser' ? attempt.domain : undefined);
      const label = domain === undefined ? user : `${user} (${domain})`;
      const { projectId, projectName, expiresAt } = issued;
      const proof = { projectId, projectName, label, expiresAt };
      const common = { label, hosts: { iam: project.hosts.iam, services: [...serviceHosts(project)] }, tokens: {} };
      const credential: Credential =
        attempt.kind === 'token'
          ? { kind: 'token', ...common }
          : { kind: 'iamUser', domain: attempt.domain, user: attempt.user, password: secret, ...common };
      this.proven.set(project.name, { proof, credential: withToken(credential, project, issued) });
      return proof;
    } finally {
      this.typed.delete(secret);
    }
  }

  /**
   * Stores an accepted attempt under the project's account.
   * @param options.password whether an IAM user's password is stored too, to renew the token with
   * @throws ApiError of kind `auth` when the secret store fails, or the proof is not the latest one for this project
   */
  async keep(project: Project, proof: Proof, options: { password: boolean }): Promise<void> {
    const proven = this.proven.get(project.name);
    if (proven?.proof !== proof) {
      throw new ApiError('auth', `This sign-in is over; start again: ${project.name}`, { didNotRun: true });
    }
    const fresh = options.password ? proven.credential : withoutPassword(proven.credential);
    const change: Change = (stored) =>
      stored !== undefined && isSameIdentity(stored, fresh) ? joined(stored, fresh) : fresh;
    await this.keyring.update(project.account, change, { announce: true });
    this.proven.delete(project.name);
    this.options.log.info(`Signed in as ${proof.label}: ${project.name}`);
  }

  /** Deletes what is stored for the account, whatever it is. */
  async signOut(account: string): Promise<void> {
    await this.keyring.update(account, () => undefined);
    this.options.log.info(`Signed out: ${account}`);
  }

  /**
   * @param accounts those that the settings name: a secret store cannot list its keys
   * @param project when given, only accounts that could serve this project as they are
   * @returns which of them are signed in
   */
  async signedInAccounts(accounts: readonly string[], project?: Project): Promise<readonly string[]> {
    const signedIn: string[] = [];
    for (const account of new Set(accounts)) {
      const credential = await this.keyring.get(account).catch(() => undefined);
      if (credential !== undefined && (project === undefined || this.serves(credential, project))) {
        signedIn.push(account);
      }
    }
    return signedIn;
  }

  /** @returns who the account is, such as `dev1 (acct1)`. */
  async label(account: string): Promise<string | undefined> {
    return (await this.keyring.get(account))?.label;
  }

  /** @returns every token and password in memory, for redaction at the log's sink. */
  *liveSecrets(): Iterable<string> {
    yield* this.typed;
    yield* this.keyring.secrets();
    for (const { credential } of this.proven.values()) {
      yield* secretsOf(credential);
    }
  }

  dispose(): void {
    this.tokens.dispose();
    this.keyring.dispose();
    this.proven.clear();
    this.typed.clear();
  }

  private serves(credential: Credential, project: Project): boolean {
    const entry = tokenOf(credential, project)?.entry;
    if (!isBoundTo(credential, project) || entry?.stopped === true) {
      return false;
    }
    return passwordOf(credential) !== undefined || (entry !== undefined && isLive(entry, this.options.clock.now()));
  }

  private ask(
    project: Project,
    attempt: SignInAttempt,
    secret: string,
    signal: AbortSignal | undefined,
  ): Promise<IssuedToken> {
    const iam = this.options.iam(project);
    if (attempt.kind === 'iamUser') {
      const { domain, user } = attempt;
      return iam.issueToken({ domain, user, password: secret, scope: scopeOf(project) }, signal);
    }
    if (!/^[\x21-\x7e]+$/.test(secret)) {
      const wrong = 'A token is one line of letters, digits and signs without blanks.';
      throw new ApiError('config', wrong, { didNotRun: true });
    }
    return iam.checkToken(secret, signal);
  }
}

/** The same person signs in again: the other projects' tokens and the hosts they are used at stay. */
const joined = (stored: Credential, fresh: Credential): Credential => ({
  ...fresh,
  hosts: { iam: fresh.hosts.iam, services: [...new Set([...stored.hosts.services, ...fresh.hosts.services])] },
  tokens: { ...stored.tokens, ...fresh.tokens },
});

const tokenIn = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-auth-token')?.[1] ?? '';
