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

/** A key with all that is known of it: whether the cloud takes it, and how far its clock is off. */
export interface KeyInUse {
  readonly key: AccessKey;
  readonly signer: AccessKeySigner;
  /** Resolves when it is noted that the cloud refused the key. */
  noted: Promise<unknown>;
}

/** Access keys of signed-in accounts. One that the cloud has refused signs nothing more, in no window. */
export class AccessKeys {
  private readonly inUse = new Map<string, KeyInUse>();

  constructor(private readonly options: AccessKeysOptions) {}

  /** @returns a key that a person has typed, to be tried; nothing of it is stored. */
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

  /** What was tried is in use from now on, with what is known of it. */
  use(account: string, tried: KeyInUse): void {
    this.inUse.set(account, tried);
  }

  /**
   * @returns the proof of the request; undefined when the account has got another credential while this waited
   * @throws ApiError of kind `auth` once the cloud has refused the key
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
   * @returns what signs with the account's key
   * @throws ApiError of kind `auth` once the cloud has refused the key
   */
  signer(project: Project, credential: AccessKeyCredential): AccessKeySigner {
    return this.inUseFor(project, credential).signer;
  }

  dispose(): void {
    this.inUse.clear();
  }

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

  /** Whether this is still the key of the project's account. */
  private isCurrent(project: Project, { key }: KeyInUse): boolean {
    const credential = this.options.keyring.peek(project.account);
    return credential?.kind === 'accessKey' && isSameKey(credential, key) && this.isUsable(project);
  }

  /** Whether the account has a credential now, of whatever kind, that this project may use. */
  private isUsable(project: Project): boolean {
    const credential = this.options.keyring.peek(project.account);
    const isStopped = credential?.kind === 'accessKey' && credential.stopped === true;
    return credential !== undefined && !isStopped && isBoundTo(credential, project);
  }

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
