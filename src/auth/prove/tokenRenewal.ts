import { type Authorization } from '../../api/request/authorizer';
import { ApiError } from '../../api/errors/errors';
import { type IssuedToken } from '../../api/iam/client';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { SharedPromise } from '../../base/sharedPromise';
import { message } from '../../base/message';
import { isSameIdentity, type ProjectToken, type TokenCredential, withoutPassword } from '../credential/credential';
import { isBoundTo } from '../credential/hostBinding';
import { type IdentityService, mustServe, scopeOf } from './identityService';
import { type CredentialCache } from '../store/credentialCache';
import { mustBeFor, signInAgain } from '../credential/signInRequired';
import { isLive, passwordOf, RENEW_BEFORE_MS, tokenOf, withToken } from '../credential/projectTokens';

export interface TokenRenewalOptions {
  readonly keyring: CredentialCache;
  readonly clock: Clock;
  readonly log: Log;
  readonly iam: (project: Project) => IdentityService;
}

type IamUser = Extract<TokenCredential, { kind: 'iamUser' }>;

/**
 * The tokens of signed-in accounts: one for each account and project. A token is renewed before it expires, by one
 * request for all callers.
 */
export class TokenRenewal {
  private readonly renewals = new SharedPromise<string>();
  /**
   * The last token that a renewal after a 401 brought for each project, and when (in the time of `elapsedMs`). When it
   * is refused as well, another renewal will not help.
   */
  private readonly afterRefusal = new Map<string, { token: string; at: number }>();

  /**
   * Refused tokens that are being renewed. A request that waits to be sent with one of them would be refused as well.
   */
  private readonly inDoubt = new Set<string>();

  /** The latest token request of each account. The next one of the account waits for it. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(private readonly options: TokenRenewalOptions) {}

  /**
   * @returns the authorization of a request by a token of this project
   * @throws the errors of `current`
   */
  async authorize(project: Project, signal?: AbortSignal): Promise<Authorization> {
    const token = await this.current(project, signal);
    return {
      headers: { 'X-Auth-Token': token },
      mayLeave: () => this.holds(project, token),
      settle: () => undefined,
      renew: (waiting) => this.renew(project, token, waiting),
    };
  }

  /**
   * @returns a token of this project that has not expired; renewed first when it is to expire within `RENEW_BEFORE_MS`
   * and a password is stored
   * @throws ApiError of kind `auth` when a person has to sign in; the error of the renewal when it failed otherwise and
   * the old token cannot be used
   */
  async current(project: Project, signal?: AbortSignal): Promise<string> {
    const { credential, entry } = await this.usable(project);
    const now = this.options.clock.now();
    const key = keyOf(project);
    if (
      entry !== undefined &&
      entry.expiresAt - now > RENEW_BEFORE_MS &&
      isLive(entry, now) &&
      !this.renewals.has(key)
    ) {
      return entry.token;
    }
    if (passwordOf(credential) === undefined) {
      if (entry !== undefined && isLive(entry, now)) {
        return entry.token;
      }
      throw signInAgain(
        project,
        entry === undefined ? message('there is no token of this project') : message('its token has expired'),
      );
    }
    try {
      return await this.renewals.do(key, (stop) => this.issue(project, stop), signal);
    } catch (error) {
      if (error instanceof ApiError && error.kind !== 'auth' && entry !== undefined && isLive(entry, now)) {
        this.options.log.warn(`The token could not be renewed and is used until it expires: ${project.name}`);
        return entry.token;
      }
      throw notSent(error);
    }
  }

  /** Stops the renewals under way. */
  dispose(): void {
    this.renewals.stop(new Error('The extension stops.'));
    this.afterRefusal.clear();
  }

  /**
   * Takes in that the cloud answered 401 to a request with this token. The first time, a new token is requested, once
   * for all callers. When the new one is refused too, or no password is stored, a person has to sign in to the project
   * again.
   * @returns whether repeating the request makes sense
   */
  private async renew(project: Project, refused: string, signal?: AbortSignal): Promise<boolean> {
    const credential = await this.options.keyring.get(project.account);
    const entry = credential && tokenOf(credential, project)?.entry;
    const key = keyOf(project);
    if (credential === undefined || entry === undefined || !isBoundTo(credential, project)) {
      return false;
    }
    if (!this.renewals.has(key)) {
      if (entry.token !== refused) {
        return isLive(entry, this.options.clock.now());
      }
      const last = this.afterRefusal.get(key);
      const isHopeless = last?.token === refused && this.options.clock.elapsedMs() - last.at < RENEW_BEFORE_MS;
      if (isHopeless || passwordOf(credential) === undefined) {
        await this.end(project, refused, isHopeless);
        return false;
      }
    }
    return this.replace(project, refused, signal);
  }

  /** @returns whether this is still the project's token, has not expired, and is not being renewed after a 401 */
  private holds(project: Project, token: string): boolean {
    const credential = this.options.keyring.peek(project.account);
    const entry = credential && isBoundTo(credential, project) ? tokenOf(credential, project)?.entry : undefined;
    return entry?.token === token && isLive(entry, this.options.clock.now()) && !this.inDoubt.has(token);
  }

  /**
   * Renews a refused token.
   * @returns whether there is a new one; false when a person has to sign in
   */
  private async replace(project: Project, refused: string, signal: AbortSignal | undefined): Promise<boolean> {
    const key = keyOf(project);
    this.inDoubt.add(refused);
    try {
      await this.renewals.do(
        key,
        async (stop) => {
          this.options.log.info(`The cloud refused the token; a new one is requested: ${project.name}`);
          const token = await this.issue(project, stop);
          this.afterRefusal.set(key, { token, at: this.options.clock.elapsedMs() });
          return token;
        },
        signal,
      );
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'auth') {
        return false;
      }
      throw notSent(error);
    } finally {
      this.inDoubt.delete(refused);
    }
  }

  /** @throws ApiError of kind `auth` when there is no token credential that may be used for the project */
  private async usable(project: Project): Promise<{ credential: TokenCredential; entry: ProjectToken | undefined }> {
    const credential = mustBeFor(project, await this.options.keyring.get(project.account));
    if (credential.kind === 'accessKey') {
      throw signInAgain(project, message('the sign-in changed meanwhile'));
    }
    const entry = tokenOf(credential, project)?.entry;
    if (entry?.stopped === true) {
      throw signInAgain(project, message('the cloud refuses even a fresh token'));
    }
    return { credential, entry };
  }

  /**
   * Requests a token. The requests of one account run one after the other, so that a password that was refused for one
   * project is not sent for the next.
   */
  private issue(project: Project, signal: AbortSignal): Promise<string> {
    const before = this.turns.get(project.account) ?? Promise.resolve();
    const result = before.then(() => this.issueNow(project, signal));
    this.turns.set(
      project.account,
      result.catch(() => undefined),
    );
    return result;
  }

  private async issueNow(project: Project, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const { credential: used } = await this.usable(project);
    const password = passwordOf(used);
    if (used.kind !== 'iamUser' || password === undefined) {
      throw signInAgain(project, message('no password is stored'));
    }
    const asked = await this.ask(project, { ...used, password }, signal);
    const issued = mustServe(project, asked, this.options.clock.now());
    const now = await this.change(project.account, (stored) =>
      isSameIdentity(stored, used) && passwordOf(stored) === password ? withToken(stored, project, issued) : stored,
    );
    if (now === undefined || tokenOf(now, project)?.entry.token !== issued.token) {
      throw signInAgain(project, message('the sign-in changed meanwhile'));
    }
    return issued.token;
  }

  private async ask(project: Project, used: IamUser & { password: string }, signal: AbortSignal): Promise<IssuedToken> {
    const { domain, user, password } = used;
    const known = tokenOf(used, project);
    const scope = known === undefined ? scopeOf(project) : { projectId: known.id };
    try {
      return await this.options.iam(project).issueToken({ domain, user, password, scope }, signal);
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'auth') {
        await this.dropPassword(project, used, password);
      }
      throw error;
    }
  }

  /**
   * Deletes a refused password, so that no window sends it again. Several wrong passwords lock the user
   * (iam_30_0001.html).
   */
  private async dropPassword(project: Project, used: TokenCredential, password: string): Promise<void> {
    this.options.log.warn(`The identity service refused the stored password; it is deleted: ${project.account}`);
    await this.change(project.account, (stored) =>
      isSameIdentity(stored, used) && passwordOf(stored) === password ? withoutPassword(stored) : stored,
    );
  }

  /**
   * Stores that the cloud refused the token, so that no window sends it again.
   * @param stopped whether no new token is to be requested before a person signs in
   */
  private async end(project: Project, refused: string, stopped: boolean): Promise<void> {
    const news = { isNew: false };
    await this.change(project.account, (stored) => {
      const found = tokenOf(stored, project);
      if (found?.entry.token !== refused) {
        return stored;
      }
      news.isNew = true;
      const ended: ProjectToken = { ...found.entry, token: '', expiresAt: 0, ...(stopped ? { stopped } : {}) };
      return { ...stored, tokens: { ...stored.tokens, [found.id]: ended } };
    });
    if (news.isNew) {
      this.options.log.warn(`The cloud refuses the token; sign in again: ${project.name}`);
    }
  }

  /** Changes the stored token credential. An account that was signed out meanwhile stays signed out. */
  private change(account: string, change: (stored: TokenCredential) => TokenCredential) {
    return this.options.keyring.update(
      account,
      (stored) => (stored === undefined || stored.kind === 'accessKey' ? stored : change(stored)),
      { keep: 'orInMemory' },
    );
  }
}

const keyOf = (project: Project): string => JSON.stringify([project.account, project.projectId ?? project.region]);

/** Marks the error as `didNotRun`. The request that needs the token was not sent, even if the token request was. */
const notSent = (error: unknown): unknown =>
  error instanceof ApiError ? new ApiError(error.kind, error.said, { ...error.info, didNotRun: true }, error) : error;
