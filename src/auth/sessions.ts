import { type Authorization, type Authorizer, type UnsignedRequest } from '../api/request/authorizer';
import { ApiError } from '../api/errors/errors';
import { type IamProject } from '../api/iam/schemas';
import { type Clock } from '../base/clock';
import { type Log } from '../base/log';
import { type Project } from '../model/project';
import { message } from '../base/message';
import { AccessKeys } from './prove/accessKeys';
import { type AcceptedSignIn, type SignInAttempt } from './signIn/attempt';
import { type Credential } from './credential/credential';
import { hostsToAskAbout, isBoundTo, serviceHosts } from './credential/hostBinding';
import { type IdentityService } from './prove/identityService';
import { CredentialCache } from './store/credentialCache';
import { mustBeListed } from './signIn/projectChoice';
import { type SecretStore } from './store/secretStore';
import { mustBeFor } from './credential/signInRequired';
import { SignInFlow } from './signIn/signInFlow';
import { isLive, passwordOf, projectIdIn, tokenOf } from './credential/projectTokens';
import { TokenRenewal } from './prove/tokenRenewal';
import { SecretStoreError } from './store/vault';

/**
 * Whether a project is signed in. `signInAgain`: there is a credential, but it has expired, was refused, was entered
 * for other addresses, or the secret store fails. `storeSilent`: the secret store does not answer, so the state is not
 * known.
 */
export type SignInState = 'signedIn' | 'signedOut' | 'signInAgain' | 'storeSilent';

export interface SessionsOptions {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
  /** The identity service at the project's own host. */
  readonly iam: (project: Project) => IdentityService;
}

/** How long a question to a person waits for the secret store. Credentials that are not read by then are left out. */
const PATIENCE_MS = 1000;

/**
 * The sign-ins of all projects: tries credentials at the cloud, stores the accepted ones and authenticates requests.
 */
export class Sessions {
  private readonly keyring: CredentialCache;
  private readonly tokens: TokenRenewal;
  private readonly keys: AccessKeys;
  private readonly signingIn: SignInFlow;

  /** Fires when an account is signed in or out, here or in another window, and when a person has to sign in again. */
  readonly onDidChange: CredentialCache['onDidChange'];

  constructor(private readonly options: SessionsOptions) {
    this.keyring = new CredentialCache(options);
    this.tokens = new TokenRenewal({ ...options, keyring: this.keyring });
    this.keys = new AccessKeys({ ...options, keyring: this.keyring });
    this.signingIn = new SignInFlow({ ...options, keyring: this.keyring, keys: this.keys });
    this.onDidChange = this.keyring.onDidChange;
  }

  /**
   * @returns the authorizer of this project's requests: a token or a signature, by the kind of the credential. It
   * throws an ApiError of kind `config` for a host that is not one of the project's services.
   */
  authorizer(project: Project): Authorizer {
    const own = new Set(serviceHosts(project));
    return {
      authorize: async (request, signal) => {
        const { origin, host } = request.url;
        if (!own.has(origin)) {
          const wrong = message('A credential of {0} goes only to its own hosts, not to {1}.', project.name, host);
          throw new ApiError('config', wrong, { didNotRun: true });
        }
        return this.authorize(project, request, signal);
      },
    };
  }

  /** @returns whether the project is signed in, from the stored credential alone; sends no request */
  async state(project: Project): Promise<SignInState> {
    let credential: Credential | undefined;
    try {
      credential = await this.keyring.get(project.account);
    } catch (error) {
      return error instanceof SecretStoreError && error.fault === 'silent' ? 'storeSilent' : 'signInAgain';
    }
    if (credential === undefined) {
      return 'signedOut';
    }
    if (!isBoundTo(credential, project) || (credential.kind === 'accessKey' && credential.stopped === true)) {
      return 'signInAgain';
    }
    if (projectIdIn(credential, project) !== undefined || passwordOf(credential) !== undefined) {
      const isNew = credential.kind !== 'accessKey' && tokenOf(credential, project) === undefined;
      return this.serves(credential, project) ? 'signedIn' : isNew ? 'signedOut' : 'signInAgain';
    }
    return 'signedOut';
  }

  /** @returns the project's id from its setting, otherwise from the sign-in; undefined when neither has it */
  async projectId(project: Project): Promise<string | undefined> {
    const credential = await this.keyring.get(project.account);
    return project.projectId ?? (credential && projectIdIn(credential, project));
  }

  /** @returns whether the project's requests are signed with an access key, and so have no token; sends no request */
  async signsRequests(project: Project): Promise<boolean> {
    return (await this.keyring.get(project.account))?.kind === 'accessKey';
  }

  /**
   * Asks the cloud whether it accepts a sign-in attempt. Stores nothing.
   * @returns the accepted attempt, for `choose` and `keep`
   * @throws ApiError that says why the cloud does not accept it; of kind `config` when it cannot be sent at all
   */
  prove(project: Project, attempt: SignInAttempt, signal?: AbortSignal): Promise<AcceptedSignIn> {
    return this.signingIn.prove(project, attempt, signal);
  }

  /**
   * Chooses one of the projects that an accepted attempt offers. A token is of one project, so another one is requested
   * for an IAM user. With a second factor this needs a new passcode.
   * @returns the accepted attempt that replaces `proof`
   * @throws ApiError that says why the cloud does not accept it, or that `proof` is not the latest one of the project
   */
  choose(
    project: Project,
    proof: AcceptedSignIn,
    choice: IamProject,
    options: { readonly passcode?: string; readonly signal?: AbortSignal } = {},
  ): Promise<AcceptedSignIn> {
    return this.signingIn.choose(project, proof, choice, options);
  }

  /**
   * Stores an accepted attempt under the project's account.
   * @param options.password whether an IAM user's password is stored too, for renewing the token
   * @param options.inMemory whether the secret store is left alone: a person agreed to be signed in only until this
   * window closes
   * @throws SecretStoreError when the store fails or forgets; nothing has changed then
   * @throws ApiError of kind `auth` when `proof` is not the latest one of the project, `config` when no project is
   * chosen
   */
  keep(project: Project, proof: AcceptedSignIn, options: { password: boolean; inMemory?: boolean }): Promise<void> {
    return this.signingIn.keep(project, proof, { inMemory: false, ...options });
  }

  /** Drops the accepted attempt of a project that is not kept. */
  forget(project: Project): void {
    this.signingIn.forget(project);
  }

  /**
   * Lists the projects that a project without an id in its setting may stand for. A token that cannot be renewed serves
   * only its own project.
   * @param account the signed-in account that is to serve the project
   * @returns the projects of the region that the account may use, at least one
   * @throws ApiError that says why there is none
   */
  async projectsFor(project: Project, account: string, signal?: AbortSignal): Promise<readonly IamProject[]> {
    const atAccount = { ...project, account };
    const credential = mustBeFor(atAccount, await this.keyring.get(account));
    const known = credential.kind === 'accessKey' ? undefined : tokenOf(credential, atAccount);
    if (known !== undefined && passwordOf(credential) === undefined) {
      const { projectName: name } = known.entry;
      return [{ id: known.id, name, region: project.region, enabled: true }];
    }
    const asker =
      credential.kind === 'accessKey'
        ? this.keys.signer(atAccount, credential)
        : await this.tokens.current(atAccount, signal);
    const { own, choices } = mustBeListed(project, await this.options.iam(project).listProjects(asker, signal));
    return choices.length === 0 && own !== undefined ? [own] : choices;
  }

  /** @returns the origins that a person must agree to before signing in; the provider's own services are not among them */
  async hostsToAskAbout(project: Project): Promise<readonly string[]> {
    const unknown = hostsToAskAbout(project, undefined);
    return unknown.length === 0 ? [] : hostsToAskAbout(project, await this.soon(project.account));
  }

  /** Deletes the stored credential of the account. Throws SecretStoreError when the store fails. */
  async signOut(account: string): Promise<void> {
    await this.keyring.update(account, () => undefined);
    this.options.log.info(`Signed out: ${account}`);
  }

  /**
   * Moves the credential of an account to a new name. A credential that is already stored under the new name stays, and
   * the moved one is dropped.
   */
  async rename(from: string, to: string): Promise<void> {
    const credential = await this.keyring.get(from);
    if (credential === undefined) {
      return;
    }
    const keep = this.keyring.isInMemoryOnly(from) ? ({ keep: 'inMemory' } as const) : {};
    await this.keyring.update(to, (stored) => stored ?? credential, { announce: true, ...keep });
    await this.keyring.update(from, () => undefined);
    this.options.log.info(`The sign-in of ${from} has a new name: ${to}`);
  }

  /** @returns whether a credential is stored for the account, or held in memory only */
  async isStored(account: string): Promise<boolean> {
    return (await this.keyring.get(account)) !== undefined;
  }

  /**
   * @param accounts the accounts of the settings; a secret store cannot list its keys
   * @param project when given, only accounts whose credential can serve this project now are returned
   * @returns the accounts that have a credential, each once; without those that the secret store did not return in time
   */
  async signedInAccounts(accounts: readonly string[], project?: Project): Promise<readonly string[]> {
    const unique = [...new Set(accounts)];
    const credentials = await Promise.all(unique.map((account) => this.soon(account)));
    return unique.filter((_, index) => {
      const credential = credentials[index];
      return credential !== undefined && (project === undefined || this.serves(credential, project));
    });
  }

  /** @returns the name of the signed-in identity, such as `dev1 (acct1)`; undefined when there is none */
  async label(account: string): Promise<string | undefined> {
    return (await this.keyring.get(account))?.label;
  }

  /** Lets a secret store that failed be asked again at once, because a person may have repaired it. */
  lookAgain(): void {
    this.keyring.lookAgain();
  }

  /** @returns every token, key and password in memory, for redaction */
  *liveSecrets(): Iterable<string> {
    yield* this.keyring.secrets();
    yield* this.signingIn.secrets();
  }

  dispose(): void {
    this.tokens.dispose();
    this.keys.dispose();
    this.keyring.dispose();
    this.signingIn.dispose();
  }

  /** @returns whether the credential can authenticate requests of the project now, or can get a token that does */
  private serves(credential: Credential, project: Project): boolean {
    if (!isBoundTo(credential, project)) {
      return false;
    }
    if (credential.kind === 'accessKey') {
      return credential.stopped !== true;
    }
    const entry = tokenOf(credential, project)?.entry;
    if (entry?.stopped === true) {
      return false;
    }
    return passwordOf(credential) !== undefined || (entry !== undefined && isLive(entry, this.options.clock.now()));
  }

  private async authorize(
    project: Project,
    request: UnsignedRequest,
    signal: AbortSignal | undefined,
  ): Promise<Authorization> {
    const credential = mustBeFor(project, await this.keyring.get(project.account));
    if (credential.kind !== 'accessKey') {
      return this.tokens.authorize(project, signal);
    }
    // A person may have signed in another way while the request waited for the trial of the key.
    return (
      (await this.keys.authorize(project, credential, request, signal)) ?? this.authorize(project, request, signal)
    );
  }

  /**
   * @returns the credential; undefined when there is none, or when the store fails or takes longer than `PATIENCE_MS`
   */
  private async soon(account: string): Promise<Credential | undefined> {
    const { clock } = this.options;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => {
        resolve(undefined);
      }, PATIENCE_MS);
      const answered = (credential?: Credential): void => {
        timer.cancel();
        resolve(credential);
      };
      this.keyring.get(account).then(answered, () => {
        answered();
      });
    });
  }
}
