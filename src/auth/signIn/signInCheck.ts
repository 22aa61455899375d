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
import { type AcceptedSignIn, type SignInAttempt } from './attempt';
import { type Credential } from '../credential/credential';
import { serviceHosts } from '../credential/hostBinding';
import { type IdentityService, mustServe, scopeOf } from '../prove/identityService';
import { mustBeListed, projectsOfKey, projectsOfRegion } from './projectChoice';
import { withProject, withToken } from '../credential/projectTokens';

export interface SignInCheckOptions {
  readonly keys: AccessKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly iam: (project: Project) => IdentityService;
}

type OfKind<K extends SignInAttempt['kind']> = Extract<SignInAttempt, { kind: K }>;

/** An attempt that the cloud accepted, with its secrets. */
export interface AcceptedAttempt {
  readonly proof: AcceptedSignIn;
  readonly credential: Credential;
  readonly attempt: SignInAttempt;
  /** The tried key of an attempt with an access key. It is not in use yet. */
  readonly key?: KeyInUse;
}

/** Asks the cloud whether it accepts a sign-in attempt. Keeps and stores nothing. */
export class SignInCheck {
  constructor(private readonly options: SignInCheckOptions) {}

  /**
   * Asks the cloud whether it accepts an attempt, and for the choice of projects.
   * @throws ApiError that says why not; of kind `config` when the attempt cannot be sent at all
   */
  ask(project: Project, attempt: SignInAttempt, signal: AbortSignal | undefined): Promise<AcceptedAttempt> {
    switch (attempt.kind) {
      case 'accessKey':
        return this.askWithKey(project, attempt, signal);
      case 'iamUser':
        return this.askAsUser(project, attempt, signal);
      case 'token':
        return this.askWithToken(project, attempt, signal);
    }
  }

  /**
   * Chooses one of the projects that an accepted attempt offers. For an IAM user this requests a token of that project.
   * @param passcode a new one, which a user with a second factor needs
   * @returns the accepted attempt with the chosen project; a pasted token keeps the project that it is of
   * @throws ApiError that says why the cloud does not accept it
   */
  async choose(
    project: Project,
    accepted: AcceptedAttempt,
    choice: IamProject,
    { passcode, signal }: { readonly passcode?: string; readonly signal?: AbortSignal },
  ): Promise<AcceptedAttempt> {
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
    const issued = await this.options.iam(project).issueToken(login, signal);
    return this.withIssued(project, attempt, { ...issued, projectId: choice.id }, proof.choices);
  }

  private async askWithKey(
    project: Project,
    attempt: OfKind<'accessKey'>,
    signal: AbortSignal | undefined,
  ): Promise<AcceptedAttempt> {
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
  ): Promise<AcceptedAttempt> {
    const iam = this.options.iam(project);
    let issued: IssuedToken;
    try {
      issued = await iam.issueToken({ ...attempt, scope: scopeOf(project) }, signal);
    } catch (error) {
      if (!mayHaveOtherProject(project, attempt, error)) {
        throw error;
      }
      return this.askForChoices(project, attempt, signal);
    }
    const choices = await this.choicesOf(project, issued.token, signal);
    return this.withIssued(project, attempt, issued, choices);
  }

  /** Asks for the user's sub-projects of the region, when the region's own project is not open to the user. */
  private async askForChoices(
    project: Project,
    attempt: OfKind<'iamUser'>,
    signal: AbortSignal | undefined,
  ): Promise<AcceptedAttempt> {
    const iam = this.options.iam(project);
    const token = await iam.issueAccountToken(attempt, signal);
    const { own, choices } = mustBeListed(project, await iam.listProjects(token, signal));
    const label = labelOf(attempt, {});
    const { domain, user, password } = attempt;
    const hosts = hostsOf(project);
    const credential = { kind: 'iamUser', domain, user, password, label, hosts, tokens: {} } as const;
    const accepted: AcceptedAttempt = { proof: { label, choices }, credential, attempt };
    return own === undefined ? accepted : this.choose(project, accepted, own, omitUndefined({ signal }));
  }

  private async askWithToken(
    project: Project,
    attempt: OfKind<'token'>,
    signal: AbortSignal | undefined,
  ): Promise<AcceptedAttempt> {
    const token = attempt.token.trim();
    if (!/^[\x21-\x7e]+$/.test(token)) {
      const wrong = message('A token is one line of letters, digits and signs without blanks.');
      throw new ApiError('config', wrong, { didNotRun: true });
    }
    const issued = await this.options.iam(project).checkToken(token, signal);
    return this.withIssued(project, attempt, issued, []);
  }

  /**
   * Makes the accepted attempt of an issued or pasted token.
   * @throws ApiError of kind `auth` when the token does not serve the project
   */
  private withIssued(
    project: Project,
    attempt: OfKind<'iamUser' | 'token'>,
    facts: IssuedToken,
    choices: readonly IamProject[],
  ): AcceptedAttempt {
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

  /**
   * Lists the projects to choose from: all of the region when there is more than one, otherwise none. A list that
   * cannot be read does not stop the sign-in, because most people want the region's own project.
   */
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
      this.options.log.warn(`The projects could not be listed; the region's own is used: ${String(error)}`);
      return [];
    }
  }
}

const hostsOf = (project: Project) => ({ iam: project.hosts.iam, services: [...serviceHosts(project)] });

function labelOf(attempt: OfKind<'iamUser' | 'token'>, facts: { userName?: string; domainName?: string }): string {
  const user = facts.userName ?? (attempt.kind === 'iamUser' ? attempt.user : 'token');
  const domain = facts.domainName ?? (attempt.kind === 'iamUser' ? attempt.domain : undefined);
  return domain === undefined ? user : `${user} (${domain})`;
}

/**
 * @returns whether a user whose sign-in failed may have another project of the region. A passcode can be used only
 * once, so a sign-in with one is not tried again.
 */
const mayHaveOtherProject = (project: Project, { mfa }: OfKind<'iamUser'>, error: unknown): boolean =>
  project.projectId === undefined &&
  mfa === undefined &&
  error instanceof ApiError &&
  (error.kind === 'notFound' || error.kind === 'forbidden');
