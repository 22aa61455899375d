import { ApiError } from '../../api/errors/errors';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { message, type Message } from '../../base/message';
import { parseCredential, type Credential } from '../credential/credential';
import { type SecretStore } from './secretStore';

const PREFIX = 'cloudPhone.credential.';

/** The longest wait for one call of the secret store. A keyring may ask a person to unlock it. */
const DEADLINE_MS = 10_000;

/** How long a store that did not answer is left alone, unless something shows that it may work again. */
const REST_MS = 60_000;

/**
 * What is wrong with the secret store. `fails`: it reports an error. `silent`: it does not answer in time. `forgets`:
 * it does not keep what it was given.
 */
export type StoreFault = 'fails' | 'silent' | 'forgets';

/** How the secret store is used. */
type Access = 'read' | 'written';

const WHAT_TO_DO: Record<StoreFault, (access: Access) => Message> = {
  fails: (access) =>
    access === 'read'
      ? message(
          'The secret storage of this editor cannot be read. Unlock or repair the keyring of this computer, then sign in again.',
        )
      : message(
          'The secret storage of this editor cannot be written. Unlock or repair the keyring of this computer, then sign in again.',
        ),
  silent: () =>
    message(
      'The secret storage of this editor does not respond. Unlock or repair the keyring of this computer, then refresh.',
    ),
  forgets: () =>
    message(
      'The secret storage of this editor does not keep what is written to it. Repair the keyring of this computer.',
    ),
};

/** A fault of the secret store, not of the credential. The message says what a person can do. */
export class SecretStoreError extends ApiError {
  constructor(
    readonly fault: StoreFault,
    access: Access,
  ) {
    super('auth', WHAT_TO_DO[fault](access), { didNotRun: true });
  }
}

export interface VaultOptions {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a read that had timed out ends with a value after all: a credential, or undefined for none. */
  readonly onLateRead: (account: string, credential: Credential | undefined) => void;
}

/**
 * The credentials in the secret store: one secret for each account. `read`, `write`, `writeForSure` and `delete` throw
 * SecretStoreError.
 */
export class CredentialVault {
  /** In the time of `elapsedMs`. */
  private restsUntil = 0;

  constructor(private readonly options: VaultOptions) {}

  /** @returns the account whose secret has this key; undefined for a key that is not of a credential */
  static accountOf(key: string): string | undefined {
    return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
  }

  /** @returns the stored credential; undefined when there is none, or when the stored text is not a credential */
  async read(account: string): Promise<Credential | undefined> {
    const stored = await this.reach(
      'read',
      (secrets) => secrets.get(PREFIX + account),
      (late) => {
        this.options.onLateRead(account, this.parse(account, late));
      },
    );
    return this.parse(account, stored);
  }

  /** Stores a credential. Some stores report success and keep nothing: see `writeForSure`. */
  async write(account: string, credential: Credential): Promise<void> {
    await this.reach('written', (secrets) => secrets.store(PREFIX + account, JSON.stringify(credential)));
  }

  /** Stores a credential, then reads it back. Throws `forgets` when there is none then. */
  async writeForSure(account: string, credential: Credential): Promise<void> {
    await this.write(account, credential);
    if ((await this.read(account)) === undefined) {
      this.options.log.warn(`The secret storage does not keep the secrets that it is given: ${account}`);
      throw new SecretStoreError('forgets', 'written');
    }
  }

  async delete(account: string): Promise<void> {
    await this.reach('written', (secrets) => secrets.delete(PREFIX + account));
  }

  /** Ends the pause after a store did not answer: the next call goes to the store. */
  lookAgain(): void {
    this.restsUntil = 0;
  }

  private parse(account: string, stored: string | undefined): Credential | undefined {
    const credential = stored === undefined ? undefined : parseCredential(stored);
    if (stored !== undefined && credential === undefined) {
      this.options.log.warn(`The stored secret is not a credential; sign in again: ${account}`);
    }
    return credential;
  }

  /**
   * Calls the secret store.
   * @param late gets the value when it comes after the deadline
   * @throws SecretStoreError `silent` after `DEADLINE_MS` or during the pause, `fails` when the store reports an error
   */
  private async reach<T>(
    what: Access,
    call: (secrets: SecretStore) => PromiseLike<T>,
    late?: (value: T) => void,
  ): Promise<T> {
    const { clock, log } = this.options;
    if (clock.elapsedMs() < this.restsUntil) {
      throw new SecretStoreError('silent', what);
    }
    try {
      return await this.inTime(what, Promise.resolve(call(this.options.secrets)), late);
    } catch (error) {
      if (error instanceof SecretStoreError) {
        log.warn(`The secret storage did not answer within ${DEADLINE_MS / 1000} s`);
        throw error;
      }
      // The error has no cause, because a store may quote the secret that it was given. The log removes live secrets.
      log.warn(`The secret storage cannot be ${what}: ${error instanceof Error ? error.message : typeof error}`);
      throw new SecretStoreError('fails', what);
    }
  }

  private inTime<T>(what: Access, work: Promise<T>, late: ((value: T) => void) | undefined): Promise<T> {
    const { clock } = this.options;
    return new Promise((resolve, reject) => {
      let isGivenUp = false;
      const deadline = clock.setTimeout(() => {
        isGivenUp = true;
        this.restsUntil = clock.elapsedMs() + REST_MS;
        reject(new SecretStoreError('silent', what));
      }, DEADLINE_MS);
      const settled = (): void => {
        deadline.cancel();
        this.restsUntil = isGivenUp ? 0 : this.restsUntil;
      };
      work.then(
        (value) => {
          settled();
          resolve(value);
          if (isGivenUp) {
            late?.(value);
          }
        },
        (error: unknown) => {
          settled();
          reject(error instanceof Error ? error : new Error(typeof error));
        },
      );
    });
  }
}
