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
 * `signInAgain`: there is a credential, but it has ended, was refused, was entered for other addresses, or cannot be
 * read. `storeSilent`: the secret store does not answer, so nobody knows.
 */
export type SignInState = 'signedIn' | 'signedOut' | 'signInAgain' | 'storeSilent';

export interface SessionsOptions {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
  /** The identity service at the project's own host. */
  readonly iam: (project: Project) => IdentityService;
}

/** For so long a question to a person waits for the secret store; what is not known by then is left out. */
const PATIENCE_MS = 1000;

/** Who is signed in to what: asks the cloud, stores what it accepted, and proves requests with it. */
export class Sessions {
  private readonly keyring: CredentialCache;
  private readonly tokens: TokenRenewal;
  private readonly keys: AccessKeys;
  private readonly signingIn: SignInFlow;

  /** Fires when an account is signed in or out, here or in another window, and when it has to be signed in again. */
  readonly onDidChange: CredentialCache['onDidChange'];

  constructor(private readonly options: SessionsOptions) {
    this.keyring = new CredentialCache(options);
    this.tokens = new TokenRenewal({ ...options, keyring: this.keyring });
    this.keys = new AccessKeys({ ...options, keyring: this.keyring });
    this.signingIn = new SignInFlow({ ...options, keyring: this.keyring, keys: this.keys });
    this.onDidChange = this.keyring.onDidChange;
  }

  /** @returns what proves this project's requests, by the kind of its credential; it throws for a host that is not the project's. */
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

  /** Looks at what is stored; asks no cloud. */
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

  /** @returns the project's id as the sign-in gave it, for a project whose setting has none yet. */
  async projectId(project: Project): Promise<string | undefined> {
    const credential = await this.keyring.get(project.account);
    return project.projectId ?? (credential && projectIdIn(credential, project));
  }

  /** @returns whether the project's requests are signed with an access key, and so carry no token; asks no cloud */
  async signsRequests(project: Project): Promise<boolean> {
    return (await this.keyring.get(project.account))?.kind === 'accessKey';
  }

  /**
   * Asks the cloud whether it accepts what was typed. Stores nothing.
   * @throws ApiError that says why not; of kind `config` when what was typed cannot be sent at all
   */
  prove(project: Project, attempt: SignInAttempt, signal?: AbortSignal): Promise<AcceptedSignIn> {
    return this.signingIn.prove(project, attempt, signal);
  }

  /**
   * Takes one of the projects that the proof offers. A token is of one project, so an IAM user gets another one for it;
   * with a second factor that takes another passcode.
   * @returns the proof to go on with
   * @throws ApiError that says why the cloud does not accept it, or that the proof is not the latest one
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
   * @param options.password whether an IAM user's password is stored too, to renew the token with
   * @param options.inMemory leaves the secret store alone: a person agreed to be signed in until this window closes
   * @throws SecretStoreError when the store fails or forgets, and then nothing has changed; ApiError of kind `auth` when
   * the proof is not the latest one for this project
   */
  keep(project: Project, proof: AcceptedSignIn, options: { password: boolean; inMemory?: boolean }): Promise<void> {
    return this.signingIn.keep(project, proof, { inMemory: false, ...options });
  }

  /** What was typed for a project and is not kept is not wanted any more. */
  forget(project: Project): void {
    this.signingIn.forget(project);
  }

  /**
   * @param account a signed-in account that shall serve this project, whose setting has no id
   * @returns the projects of the region that it may be, one at least
   * @throws ApiError that says why there is none
   */
  async projectsFor(project: Project, account: string, signal?: AbortSignal): Promise<readonly IamProject[]> {
    const lender = { ...project, account };
    const credential = mustBeFor(lender, await this.keyring.get(account));
    const known = credential.kind === 'accessKey' ? undefined : tokenOf(credential, lender);
    if (known !== undefined && passwordOf(credential) === undefined) {
      const { projectName: name } = known.entry;
      return [{ id: known.id, name, region: project.region, enabled: true }];
    }
    const asker =
      credential.kind === 'accessKey'
        ? this.keys.signer(lender, credential)
        : await this.tokens.current(lender, signal);
    const { own, choices } = mustBeListed(project, await this.options.iam(project).listProjects(asker, signal));
    return choices.length === 0 && own !== undefined ? [own] : choices;
  }

  /** @returns the hosts outside the provider's that a person has to agree to before signing in. */
  async hostsToAskAbout(project: Project): Promise<readonly string[]> {
    const unknown = hostsToAskAbout(project, undefined);
    return unknown.length === 0 ? [] : hostsToAskAbout(project, await this.soon(project.account));
  }

  /** Deletes what is stored for the account, whatever it is. */
  async signOut(account: string): Promise<void> {
    await this.keyring.update(account, () => undefined);
    this.options.log.info(`Signed out: ${account}`);
  }

  /** A project that gave its account its name was renamed: what is stored goes along, unless the new name has its own. */
  async rename(from: string, to: string): Promise<void> {
    const credential = await this.keyring.get(from);
    if (credential === undefined) {
      return;
    }
    const keep = this.keyring.isInMemoryOnly(from) ? ({ keep: 'inMemory' } as const) : {};
    await this.keyring.update(to, (stored) => stored ?? credential, { announce: true, ...keep });
    await this.keyring.update(from, () => undefined);
    this.options.log.info(`The sign-in of ${from} goes by another name: ${to}`);
  }

  /** @returns whether something is stored for the account. */
  async isStored(account: string): Promise<boolean> {
    return (await this.keyring.get(account)) !== undefined;
  }

  /**
   * @param accounts those that the settings name: a secret store cannot list its keys
   * @param project when given, only accounts that could serve this project as they are
   * @returns which of them are signed in, as far as the secret store says so in time
   */
  async signedInAccounts(accounts: readonly string[], project?: Project): Promise<readonly string[]> {
    const unique = [...new Set(accounts)];
    const credentials = await Promise.all(unique.map((account) => this.soon(account)));
    return unique.filter((_, index) => {
      const credential = credentials[index];
      return credential !== undefined && (project === undefined || this.serves(credential, project));
    });
  }

  /** @returns who the account is, such as `dev1 (acct1)`. */
  async label(account: string): Promise<string | undefined> {
    return (await this.keyring.get(account))?.label;
  }

  /** A person has done something that may have helped a secret store that failed: it is asked anew. */
  lookAgain(): void {
    this.keyring.lookAgain();
  }

  /** @returns every token, key and password in memory, for redaction at the log's sink. */
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
    // A person may have signed in otherwise while a request waited for the trial of the key.
    return (
      (await this.keys.authorize(project, credential, request, signal)) ?? this.authorize(project, request, signal)
    );
  }

  /** What the secret store says within a short time; undefined when it does not, or fails. */
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
