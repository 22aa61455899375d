import { type Refusal, type UnsignedRequest } from '../../api/request/authorizer';
import { type AccessKey } from '../../api/signing/signing';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { message } from '../../base/message';
import { AccessKeySigner } from './accessKeySigner';
import { type AccessKeyCredential } from '../credential/credential';
import { type CredentialCache } from '../store/credentialCache';
import { signInAgain } from '../credential/signInRequired';

export interface AccessKeysOptions {
  readonly keyring: CredentialCache;
  readonly clock: Clock;
  readonly log: Log;
}

type Headers = Readonly<Record<string, string>>;

/** A key with all that is known of it: whether the cloud takes it, and how far its clock is off. */
export interface KeyInUse {
  readonly key: AccessKey;
  readonly authorizer: AccessKeySigner;
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
      authorizer: new AccessKeySigner({ key, account, clock, log, onRefused }),
      noted: Promise.resolve(),
    };
    return one;
  }

  /** What was tried is in use from now on, with what is known of it. */
  use(account: string, tried: KeyInUse): void {
    this.inUse.set(account, tried);
  }

  /** @throws ApiError of kind `auth` once the cloud has refused the key */
  authorize(
    project: Project,
    credential: AccessKeyCredential,
    request: UnsignedRequest,
    signal?: AbortSignal,
  ): Promise<Headers> {
    return this.authorizer(project, credential).authorize(request, signal);
  }

  /**
   * @returns what signs with the account's key
   * @throws ApiError of kind `auth` once the cloud has refused the key
   */
  authorizer({ account, name }: Project, credential: AccessKeyCredential): AccessKeySigner {
    if (credential.stopped === true) {
      this.inUse.delete(account);
      throw signInAgain({ name }, message('the cloud refused the access key'));
    }
    const known = this.inUse.get(account);
    if (known !== undefined && isSameKey(known.key, credential)) {
      return known.authorizer;
    }
    const made = this.tentative(account, credential);
    this.inUse.set(account, made);
    return made.authorizer;
  }

  /** @returns whether repeating the request makes sense */
  async renew(account: string, refused: Headers, signal?: AbortSignal, refusal?: Refusal): Promise<boolean> {
    const known = this.inUse.get(account);
    if (known === undefined) {
      return false;
    }
    const isWorthIt = await known.authorizer.renew(refused, signal, refusal);
    await known.noted;
    return isWorthIt;
  }

  finished(account: string, proof: Headers, wasTaken: boolean): void {
    this.inUse.get(account)?.authorizer.finished(proof, wasTaken);
  }

  /** @returns whether what was signed before may still go out. */
  holds(account: string, proof: Headers): boolean {
    return this.inUse.get(account)?.authorizer.holds(proof) ?? false;
  }

  dispose(): void {
    this.inUse.clear();
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
