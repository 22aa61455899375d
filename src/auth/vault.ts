import { ApiError } from '../api/errors';
import { type Log } from '../model/log';
import { parseCredential, type Credential } from './credential';
import { type SecretStore } from './secretStore';

const PREFIX = 'cloudPhone.credential.';

/** The credentials in the secret store: one secret for each account. */
export class CredentialVault {
  constructor(
    private readonly secrets: SecretStore,
    private readonly log: Log,
  ) {}

  /** @returns the account whose secret has this key, or undefined when the secret is none of ours. */
  static accountOf(key: string): string | undefined {
    return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
  }

  /**
   * @returns undefined when there is none, or when what is stored is not a credential
   * @throws ApiError of kind `auth` when the store cannot be read
   */
  async read(account: string): Promise<Credential | undefined> {
    const stored = await this.reach('read', () => this.secrets.get(PREFIX + account));
    if (stored === undefined) {
      return undefined;
    }
    const credential = parseCredential(stored);
    if (credential === undefined) {
      this.log.warn(`What the secret store holds is not a credential; sign in again: ${account}`);
    }
    return credential;
  }

  /** @throws ApiError of kind `auth` when the store cannot be written */
  async write(account: string, credential: Credential): Promise<void> {
    await this.reach('written', () => this.secrets.store(PREFIX + account, JSON.stringify(credential)));
  }

  /** @throws ApiError of kind `auth` when the store cannot be written */
  async delete(account: string): Promise<void> {
    await this.reach('written', () => this.secrets.delete(PREFIX + account));
  }

  private async reach<T>(what: string, call: () => PromiseLike<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      // No cause goes along: a store may quote what it was given. The log's sink takes live secrets out.
      this.log.warn(`The secret storage cannot be ${what}: ${error instanceof Error ? error.message : typeof error}`);
      throw new ApiError(
        'auth',
        `The secret storage of this editor cannot be ${what}. Unlock or repair the keyring of this computer, then sign in again.`,
        { didNotRun: true },
      );
    }
  }
}
