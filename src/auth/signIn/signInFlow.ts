import { ApiError } from '../../api/errors/errors';
import { type IamProject } from '../../api/iam/schemas';
import { type Project } from '../../model/project';
import { message } from '../../base/message';
import { type AcceptedSignIn, secretsTyped, type SignInAttempt } from './attempt';
import { joined, secretsOf, withoutPassword } from '../credential/credential';
import { type CredentialCache } from '../store/credentialCache';
import { type AcceptedAttempt, SignInCheck, type SignInCheckOptions } from './signInCheck';

export interface SignInFlowOptions extends SignInCheckOptions {
  readonly keyring: CredentialCache;
}

/** A sign-in from what a person typed to the stored credential. The cloud must accept it before it is stored. */
export class SignInFlow {
  private readonly check: SignInCheck;
  /** The latest accepted attempt of each project, by the project's name. */
  private readonly accepted = new Map<string, AcceptedAttempt>();
  /** The secrets of the attempts that the cloud is being asked about. */
  private readonly typed = new Set<string>();

  constructor(private readonly options: SignInFlowOptions) {
    this.check = new SignInCheck(options);
  }

  /** See Sessions.prove. */
  async prove(project: Project, attempt: SignInAttempt, signal?: AbortSignal): Promise<AcceptedSignIn> {
    return this.accept(project, secretsTyped(attempt), () => this.check.ask(project, attempt, signal));
  }

  /** See Sessions.choose. */
  async choose(
    project: Project,
    proof: AcceptedSignIn,
    choice: IamProject,
    options: { readonly passcode?: string; readonly signal?: AbortSignal },
  ): Promise<AcceptedSignIn> {
    const accepted = this.latest(project, proof);
    const { passcode } = options;
    const secrets = [...secretsTyped(accepted.attempt), ...(passcode === undefined ? [] : [passcode])];
    return this.accept(project, secrets, () => this.check.choose(project, accepted, choice, options));
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

  /** See Sessions.forget. */
  forget(project: Project): void {
    this.accepted.delete(project.name);
  }

  /** @returns the secrets of all attempts that are being tried, or are accepted and not stored yet */
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

  /**
   * Makes what the cloud accepts the latest attempt of the project.
   * @param secrets the secrets that are sent meanwhile
   */
  private async accept(
    project: Project,
    secrets: readonly string[],
    ask: () => Promise<AcceptedAttempt>,
  ): Promise<AcceptedSignIn> {
    for (const secret of secrets) {
      this.typed.add(secret);
    }
    try {
      const accepted = await ask();
      this.accepted.set(project.name, accepted);
      return accepted.proof;
    } finally {
      for (const secret of secrets) {
        this.typed.delete(secret);
      }
    }
  }

  /** @throws ApiError of kind `auth` when the proof is not the latest one of the project */
  private latest(project: Project, proof: AcceptedSignIn): AcceptedAttempt {
    const accepted = this.accepted.get(project.name);
    if (accepted?.proof !== proof) {
      throw new ApiError('auth', message('This sign-in is over; start again: {0}', project.name), { didNotRun: true });
    }
    return accepted;
  }
}
