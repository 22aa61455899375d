import { type Authorization, type UnsignedRequest } from '../../api/request/authorizer';
import { type AccessKey } from '../../api/signing/signing';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { message } from '../../base/message';
import { AccessKeySigner } from './accessKeySigner';
import { type AccessKeyCredential } from '../credential/credential';
import { type CredentialCache } from '../store/credentialCache';
import { isBoundTo } from '../credential/hostBinding';
import { signInAgain } from '../credential/signInRequired';

export interface AccessKeysOptions {
  readonly keyring: CredentialCache;
  readonly clock: Clock;
  readonly log: Log;
}

/** An access key and its signer, which knows whether the cloud accepts the key and how far the clock is off. */
export interface KeyInUse {
  readonly key: AccessKey;
  readonly signer: AccessKeySigner;
  /** Resolves when a refusal of the key has been stored. Resolved while there is no refusal. */
  noted: Promise<unknown>;
}

/** The access keys of signed-in accounts. A key that the cloud has refused signs nothing more, in any window. */
export class AccessKeys {
  private readonly inUse = new Map<string, KeyInUse>();

  constructor(private readonly options: AccessKeysOptions) {}

  /**
   * Makes a signer for an access key. Stores nothing, and also stores a refusal of the key only after `use`.
   * @returns the key, not in use yet
   */
  tentative(account: string, { accessKeyId, secretAccessKey }: AccessKey): KeyInUse {
    const key = { accessKeyId, secretAccessKey };
    const { clock, log } = this.options;
    const onRefused = (): void => {
      if (this.inUse.get(account) === one) {
        one.noted = this.stop(account, key);
      }
    };
    const one: KeyInUse = {
      key,
      signer: new AccessKeySigner({ key, account, clock, log, onRefused }),
      noted: Promise.resolve(),
    };
    return one;
  }

  /** Makes a tried key the one that signs for the account. The signer keeps what it learned in the trial. */
  use(account: string, tried: KeyInUse): void {
    this.inUse.set(account, tried);
  }

  /**
   * Signs a request of the project.
   * @returns the authorization; undefined when the account got another credential while this waited for the trial
   * @throws ApiError of kind `auth` once the cloud has refused the key; the signal's reason when the caller gives up
   */
  async authorize(
    project: Project,
    credential: AccessKeyCredential,
    request: UnsignedRequest,
    signal?: AbortSignal,
  ): Promise<Authorization | undefined> {
    const one = this.inUseFor(project, credential);
    await one.signer.whenTried(signal);
    if (!this.isCurrent(project, one)) {
      return undefined;
    }
    const authorization = one.signer.sign(request);
    return {
      ...authorization,
      mayLeave: () => this.isCurrent(project, one) && authorization.mayLeave(),
      renew: async () => {
        const isWorthIt = await authorization.renew();
        await one.noted;
        return this.isCurrent(project, one) ? isWorthIt : this.isUsable(project);
      },
    };
  }

  /**
   * @returns the signer of the account's key
   * @throws ApiError of kind `auth` once the cloud has refused the key
   */
  signer(project: Project, credential: AccessKeyCredential): AccessKeySigner {
    return this.inUseFor(project, credential).signer;
  }

  dispose(): void {
    this.inUse.clear();
  }

  /** @returns the key in use of the account; a new one when the stored key is another one than before */
  private inUseFor({ account, name }: Project, credential: AccessKeyCredential): KeyInUse {
    if (credential.stopped === true) {
      this.inUse.delete(account);
      throw signInAgain({ name }, message('the cloud refused the access key'));
    }
    const known = this.inUse.get(account);
    if (known !== undefined && isSameKey(known.key, credential)) {
      return known;
    }
    const made = this.tentative(account, credential);
    this.inUse.set(account, made);
    return made;
  }

  /** @returns whether this is still the key of the project's account, and may be used */
  private isCurrent(project: Project, { key }: KeyInUse): boolean {
    const credential = this.options.keyring.peek(project.account);
    return credential?.kind === 'accessKey' && isSameKey(credential, key) && this.isUsable(project);
  }

  /** @returns whether the account has a credential of any kind that this project may use now */
  private isUsable(project: Project): boolean {
    const credential = this.options.keyring.peek(project.account);
    const isStopped = credential?.kind === 'accessKey' && credential.stopped === true;
    return credential !== undefined && !isStopped && isBoundTo(credential, project);
  }

  /** Stores that the cloud refused the key, so that no window signs with it. */
  private stop(account: string, key: AccessKey): Promise<unknown> {
    return this.options.keyring.update(
      account,
      (stored) =>
        stored?.kind === 'accessKey' && isSameKey(stored, key) ? { ...stored, stopped: true as const } : stored,
      { keep: 'orInMemory' },
    );
  }
}

const isSameKey = (one: AccessKey, other: AccessKey): boolean =>
  one.accessKeyId === other.accessKeyId && one.secretAccessKey === other.secretAccessKey;
