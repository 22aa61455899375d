import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { type IssuedToken } from '../../api/iam/client';
import { type IamProject } from '../../api/iam/schemas';
import { checkAccessKey } from '../../api/signing/signing';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { message } from '../../base/message';
import { type AccessKeys, type KeyInUse } from '../prove/accessKeys';
import { type AcceptedSignIn, secretsTyped, type SignInAttempt } from './attempt';
import { type Credential, joined, secretsOf, withoutPassword } from '../credential/credential';
import { serviceHosts } from '../credential/hostBinding';
import { type IdentityService, mustServe, scopeOf } from '../prove/identityService';
import { type CredentialCache } from '../store/credentialCache';
import { mustBeListed, projectsOfKey, projectsOfRegion } from './projectChoice';
import { withProject, withToken } from '../credential/projectTokens';

export interface SignInFlowOptions {
  readonly keyring: CredentialCache;
  readonly keys: AccessKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly iam: (project: Project) => IdentityService;
}

type OfKind<K extends SignInAttempt['kind']> = Extract<SignInAttempt, { kind: K }>;

/** An accepted attempt, until it is kept or forgotten. */
interface Accepted {
  readonly proof: AcceptedSignIn;
  readonly credential: Credential;
  readonly attempt: SignInAttempt;
  readonly key?: KeyInUse;
}

/** The way of a credential from what a person types to the store: the cloud accepts it first. */
export class SignInFlow {
  /** The latest accepted attempt for each project. */
  private readonly accepted = new Map<string, Accepted>();
  private readonly typed = new Set<string>();

  constructor(private readonly options: SignInFlowOptions) {}

  /** See Sessions.prove. */
  async prove(project: Project, attempt: SignInAttempt, signal?: AbortSignal): Promise<AcceptedSignIn> {
    const secrets = secretsTyped(attempt);
    this.note(secrets);
    try {
      const accepted = await this.ask(project, attempt, signal);
      this.accepted.set(project.name, accepted);
      return accepted.proof;
    } finally {
      this.forgetTyped(secrets);
    }
  }

  /** See Sessions.choose. */
  async choose(
    project: Project,
    proof: AcceptedSignIn,
    choice: IamProject,
    options: { readonly passcode?: string; readonly signal?: AbortSignal },
  ): Promise<AcceptedSignIn> {
    const accepted = this.latest(project, proof);
    const chosen = await this.chosen(project, accepted, choice, options);
    this.accepted.set(project.name, chosen);
    return chosen.proof;
  }

  /** See Sessions.keep. */
  async keep(
    project: Project,
    proof: AcceptedSignIn,
    options: { password: boolean; inMemory: boolean },
  ): Promise<void> {
    const { credential, key } = this.latest(project, proof);
    if (proof.projectId === undefined) {
      throw new ApiError('config', message('Choose a project first: {0}', project.name), { didNotRun: true });
    }
    const fresh = options.password ? credential : withoutPassword(credential);
    await this.options.keyring.update(project.account, (stored) => joined(stored, fresh), {
      announce: true,
      keep: options.inMemory ? 'inMemory' : 'surely',
    });
    if (key !== undefined) {
      this.options.keys.use(project.account, key);
    }
    this.accepted.delete(project.name);
    this.options.log.info(`Signed in as ${proof.label}: ${project.name}`);
  }

  /** What was typed for a project is not wanted any more. */
  forget(project: Project): void {
    this.accepted.delete(project.name);
  }

  /** @returns what was typed and is not kept yet. */
  *secrets(): Iterable<string> {
    yield* this.typed;
    for (const { credential, attempt } of this.accepted.values()) {
      yield* secretsOf(credential);
      yield* secretsTyped(attempt);
    }
  }

  dispose(): void {
    this.accepted.clear();
    this.typed.clear();
  }

  private note(secrets: readonly string[]): void {
    for (const secret of secrets) {
      this.typed.add(secret);
    }
  }

  private forgetTyped(secrets: readonly string[]): void {
    for (const secret of secrets) {
      this.typed.delete(secret);
    }
  }

  private latest(project: Project, proof: AcceptedSignIn): Accepted {
    const accepted = this.accepted.get(project.name);
    if (accepted?.proof !== proof) {
      throw new ApiError('auth', message('This sign-in is over; start again: {0}', project.name), { didNotRun: true });
    }
    return accepted;
  }

  private ask(project: Project, attempt: SignInAttempt, signal: AbortSignal | undefined): Promise<Accepted> {
    switch (attempt.kind) {
      case 'accessKey':
        return this.askWithKey(project, attempt, signal);
      case 'iamUser':
        return this.askAsUser(project, attempt, signal);
      case 'token':
        return this.askWithToken(project, attempt, signal);
    }
  }

  private async askWithKey(
    project: Project,
    attempt: OfKind<'accessKey'>,
    signal: AbortSignal | undefined,
  ): Promise<Accepted> {
    checkAccessKey(attempt);
    const { accessKeyId, secretAccessKey } = attempt;
    const key = this.options.keys.tentative(project.account, attempt);
    const listed = await projectsOfKey(this.options.iam(project), key.signer, project, signal);
    const { own, choices } = mustBeListed(project, listed);
    const label = `access key …${accessKeyId.slice(-4)}`;
    const bare = {
      kind: 'accessKey',
      accessKeyId,
      secretAccessKey,
      projects: {},
      label,
      hosts: hostsOf(project),
    } as const;
    const credential = own === undefined ? bare : withProject(bare, project, own);
    const proof = { label, choices, ...(own === undefined ? {} : { projectId: own.id }) };
    return { proof, credential, attempt, key };
  }

  private async askAsUser(
    project: Project,
    attempt: OfKind<'iamUser'>,
    signal: AbortSignal | undefined,
  ): Promise<Accepted> {
    const iam = this.options.iam(project);
    let issued: IssuedToken;
    try {
      issued = await iam.issueToken({ ...attempt, scope: scopeOf(project) }, signal);
    } catch (error) {
      if (!mayHaveAnother(project, attempt, error)) {
        throw error;
      }
      return this.askForChoices(project, attempt, signal);
    }
    const choices = await this.choicesOf(project, issued.token, signal);
    return this.withIssued(project, attempt, issued, choices);
  }

  /** The region's own project is closed to this user; perhaps a sub-project is not. */
  private async askForChoices(
    project: Project,
    attempt: OfKind<'iamUser'>,
    signal: AbortSignal | undefined,
  ): Promise<Accepted> {
    const iam = this.options.iam(project);
    const token = await iam.issueAccountToken(attempt, signal);
    const { own, choices } = mustBeListed(project, await iam.listProjects(token, signal));
    const label = labelOf(attempt, {});
    const { domain, user, password } = attempt;
    const hosts = hostsOf(project);
    const credential = { kind: 'iamUser', domain, user, password, label, hosts, tokens: {} } as const;
    const accepted: Accepted = { proof: { label, choices }, credential, attempt };
    return own === undefined ? accepted : this.chosen(project, accepted, own, omitUndefined({ signal }));
  }

  private async askWithToken(
    project: Project,
    attempt: OfKind<'token'>,
    signal: AbortSignal | undefined,
  ): Promise<Accepted> {
    const token = attempt.token.trim();
    if (!/^[\x21-\x7e]+$/.test(token)) {
      const wrong = message('A token is one line of letters, digits and signs without blanks.');
      throw new ApiError('config', wrong, { didNotRun: true });
    }
    const issued = await this.options.iam(project).checkToken(token, signal);
    return this.withIssued(project, attempt, issued, []);
  }

  private withIssued(
    project: Project,
    attempt: OfKind<'iamUser' | 'token'>,
    facts: IssuedToken,
    choices: readonly IamProject[],
  ): Accepted {
    const issued = mustServe(project, facts, this.options.clock.now());
    const label = labelOf(attempt, facts);
    const common = { label, hosts: hostsOf(project), tokens: {} };
    const credential: Exclude<Credential, { kind: 'accessKey' }> =
      attempt.kind === 'token'
        ? { kind: 'token', ...common }
        : {
            kind: 'iamUser',
            domain: attempt.domain,
            user: attempt.user,
            ...(attempt.mfa === undefined ? { password: attempt.password } : {}),
            ...common,
          };
    const { projectId, expiresAt } = issued;
    const proof = { projectId, label, expiresAt, choices };
    return { proof, credential: withToken(credential, project, issued), attempt };
  }

  /** A list that cannot be had is no reason to refuse a sign-in: the region's own project is what most want. */
  private async choicesOf(
    project: Project,
    token: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly IamProject[]> {
    if (project.projectId !== undefined) {
      return [];
    }
    try {
      const choices = projectsOfRegion(project, await this.options.iam(project).listProjects(token, signal));
      return choices.length > 1 ? choices : [];
    } catch (error) {
      signal?.throwIfAborted();
      this.options.log.warn(`The projects could not be listed, the region's own is taken: ${String(error)}`);
      return [];
    }
  }

  private async chosen(
    project: Project,
    accepted: Accepted,
    choice: IamProject,
    { passcode, signal }: { readonly passcode?: string; readonly signal?: AbortSignal },
  ): Promise<Accepted> {
    const { proof, credential, attempt } = accepted;
    if (credential.kind === 'accessKey') {
      const chosen = { ...proof, projectId: choice.id };
      return { ...accepted, proof: chosen, credential: withProject({ ...credential, projects: {} }, project, choice) };
    }
    if (attempt.kind !== 'iamUser' || proof.projectId === choice.id) {
      return accepted;
    }
    const { mfa, ...who } = attempt;
    const again = mfa === undefined ? {} : { mfa: { userId: mfa.userId, passcode: passcode ?? mfa.passcode } };
    const login = { ...who, ...again, scope: { projectId: choice.id } };
    const secrets = secretsTyped(login);
    this.note(secrets);
    try {
      const issued = await this.options.iam(project).issueToken(login, signal);
      return this.withIssued(project, attempt, { ...issued, projectId: choice.id }, proof.choices);
    } finally {
      this.forgetTyped(secrets);
    }
  }
}

const hostsOf = (project: Project) => ({ iam: project.hosts.iam, services: [...serviceHosts(project)] });

function labelOf(attempt: OfKind<'iamUser' | 'token'>, facts: { userName?: string; domainName?: string }): string {
  const user = facts.userName ?? (attempt.kind === 'iamUser' ? attempt.user : 'token');
  const domain = facts.domainName ?? (attempt.kind === 'iamUser' ? attempt.domain : undefined);
  return domain === undefined ? user : `${user} (${domain})`;
}

/** A passcode is good once, so there is no second try with one. */
const mayHaveAnother = (project: Project, { mfa }: OfKind<'iamUser'>, error: unknown): boolean =>
  project.projectId === undefined &&
  mfa === undefined &&
  error instanceof ApiError &&
  (error.kind === 'notFound' || error.kind === 'forbidden');
