import { isDeepStrictEqual } from 'node:util';
import { type Clock } from '../../base/clock';
import { type Disposable, Emitter } from '../../base/event';
import { type Log } from '../../base/log';
import { type Credential, isSamePerson, secretsOf, standing } from '../credential/credential';
import { type SecretStore } from './secretStore';
import { CredentialVault, SecretStoreError } from './vault';

/**
 * Turns the stored credential of an account into the wanted one. Returning undefined deletes it. Returning the same
 * object leaves it unchanged.
 */
export type Change = (stored: Credential | undefined) => Credential | undefined;

/** The sign-in of an account may have changed. */
export interface AccountChange {
  readonly account: string;
  /** Set when the account is signed in, possibly as another person than before. Data read before is not valid then. */
  readonly isOther?: true;
}

/** How a change is stored and announced. */
export interface ChangeOptions {
  /**
   * Absent: the change fails when the store fails. `surely`: the same, and the credential is read back after writing.
   * `orInMemory`: the change holds in memory when the store fails. `inMemory`: the store is not touched, and the
   * account stays in memory until this window closes or a person signs in again.
   */
  readonly keep?: 'surely' | 'orInMemory' | 'inMemory';
  /** Fires the change event even when the sign-in is the same as before, because a person has acted. */
  readonly announce?: boolean;
}

export interface CredentialCacheOptions {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * How long an account whose read failed is not read again by itself: each read may ask a person to unlock a keyring.
 */
const REST_MS = 60_000;

/**
 * The credentials of this window. Each is read from the vault once and then held in memory. A change goes to memory and
 * vault together. When another window changes a credential, it is read again.
 */
export class CredentialCache {
  private readonly held = new Map<string, Promise<Credential | undefined>>();
  private readonly live = new Map<string, Credential>();
  /** `until` is in the time of `elapsedMs`. */
  private readonly failures = new Map<string, { readonly error: Error; readonly until: number }>();
  /**
   * The accounts whose credential is in memory only. `agreed`: nothing was stored, and a person agreed to that.
   * `ahead`: the store has an older state, because it failed when the present one was to be stored.
   */
  private readonly unsaved = new Map<string, 'agreed' | 'ahead'>();
  /** Credentials whose write timed out. Each may still reach the store at any time. */
  private readonly stray = new Map<string, Credential>();
  /** The latest work of each account. Work runs one after the other, so that each change starts from the last one. */
  private readonly lanes = new Map<string, Promise<unknown>>();
  private readonly changes = new Emitter<AccountChange>((error, { account }) => {
    this.options.log.error(`A listener failed on a change of account ${account}: ${String(error)}`);
  });
  private readonly vault: CredentialVault;
  private readonly listening: Disposable;

  /** Fires when the sign-in of an account may have changed, but not when a token was only renewed. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly options: CredentialCacheOptions) {
    this.vault = new CredentialVault({
      ...options,
      onLateRead: (account, credential) => {
        this.takeLate(account, credential);
      },
    });
    this.listening = options.secrets.onDidChange(({ key }) => {
      const account = CredentialVault.accountOf(key);
      if (account !== undefined) {
        this.follow(account);
      }
    });
  }

  /**
   * @returns the credential of the account, from memory once it was read; undefined when there is none
   * @throws SecretStoreError; the account is then not read again until `lookAgain`, or until `REST_MS` have passed
   */
  get(account: string): Promise<Credential | undefined> {
    const held = this.held.get(account);
    if (held !== undefined) {
      return held;
    }
    const failed = this.failures.get(account);
    if (failed !== undefined && this.options.clock.elapsedMs() < failed.until) {
      return Promise.reject(failed.error);
    }
    const read = this.inLane(account, async () => {
      const credential = await this.vault.read(account);
      this.failures.delete(account);
      this.note(account, credential);
      return credential;
    });
    this.held.set(account, read);
    read.catch((error: unknown) => {
      const failure = error instanceof Error ? error : new Error('The secret storage failed.');
      this.failures.set(account, { error: failure, until: this.options.clock.elapsedMs() + REST_MS });
      if (this.held.get(account) === read) {
        this.held.delete(account);
      }
    });
    return read;
  }

  /** @returns the credential in memory; undefined when there is none, or when it was not read yet */
  peek(account: string): Credential | undefined {
    return this.live.get(account);
  }

  /** @returns whether a person agreed that the account is signed in only until this window closes */
  isInMemoryOnly(account: string): boolean {
    return this.unsaved.get(account) === 'agreed';
  }

  /** Lets a store that failed be read again at once, and fires `onDidChange` for each account whose read had failed. */
  lookAgain(): void {
    this.vault.lookAgain();
    const failed = [...this.failures.keys()];
    this.failures.clear();
    for (const account of failed) {
      this.changes.fire({ account });
    }
  }

  /**
   * Changes the credential of an account, in memory and in the store.
   * @param change gets the store's present state, which another window may have written since; it must decide by that
   * @returns the credential that holds now
   * @throws SecretStoreError; then the old credential still holds, except that deleting one that is only in memory
   * removes it from memory
   */
  async update(account: string, change: Change, options: ChangeOptions = {}): Promise<Credential | undefined> {
    return this.inLane(account, async () => {
      const stored = await this.readAgain(account, options);
      const wanted = change(stored);
      if (wanted === undefined || wanted !== stored) {
        await this.save(account, wanted, options);
      }
      this.hold(account, wanted, { ...options, stored });
      return wanted;
    });
  }

  /** @returns every secret in memory */
  *secrets(): Iterable<string> {
    for (const credential of [...this.live.values(), ...this.stray.values()]) {
      yield* secretsOf(credential);
    }
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
    for (const all of [this.held, this.live, this.failures, this.unsaved, this.stray]) {
      all.clear();
    }
  }

  /** Takes the value of a read that had timed out. Reading again would time out again in a slow store, without end. */
  private takeLate(account: string, credential: Credential | undefined): void {
    if (!this.held.has(account)) {
      this.hold(account, credential, { announce: true, stored: credential });
    }
    this.lookAgain();
  }

  /** @returns the state that a change starts from: the store's, or the one in memory where only that holds */
  private async readAgain(account: string, { keep }: ChangeOptions): Promise<Credential | undefined> {
    const inMemory = this.live.get(account);
    if (keep === 'inMemory' || this.unsaved.has(account)) {
      return inMemory;
    }
    try {
      return await this.vault.read(account);
    } catch (error) {
      if (keep === 'orInMemory' && inMemory !== undefined) {
        return inMemory;
      }
      throw error;
    }
  }

  /** Stores a changed credential as `keep` says, and notes whether it is in memory only. */
  private async save(account: string, wanted: Credential | undefined, { keep }: ChangeOptions): Promise<void> {
    const isAgreed = this.unsaved.get(account) === 'agreed';
    if (keep === 'inMemory' && wanted !== undefined) {
      this.unsaved.set(account, 'agreed');
    }
    if (keep === 'inMemory' || (keep === 'orInMemory' && isAgreed)) {
      return;
    }
    try {
      await this.put(account, wanted, keep === 'surely');
      this.unsaved.delete(account);
    } catch (error) {
      if (wanted === undefined && isAgreed) {
        this.unsaved.delete(account);
        this.hold(account, undefined);
      }
      if (keep !== 'orInMemory') {
        throw error;
      }
      this.unsaved.set(account, 'ahead');
      this.options.log.warn(`The sign-in is kept only until this window closes: ${account}`);
    }
  }

  /** Writes or deletes. A write that times out is remembered in `stray`. */
  private async put(account: string, wanted: Credential | undefined, surely: boolean): Promise<void> {
    if (wanted === undefined) {
      await this.vault.delete(account);
      return;
    }
    try {
      await (surely ? this.vault.writeForSure(account, wanted) : this.vault.write(account, wanted));
      this.stray.delete(account);
    } catch (error) {
      if (error instanceof SecretStoreError && error.fault === 'silent') {
        this.stray.set(account, wanted);
      }
      throw error;
    }
  }

  /**
   * Reads an account again after the store reported a change. Such a report shows that the store works. The store also
   * reports this window's own writes, which change nothing here.
   */
  private follow(account: string): void {
    void this.inLane(account, async () => {
      this.vault.lookAgain();
      this.failures.delete(account);
      if (!this.held.has(account) && !this.stray.has(account)) {
        this.changes.fire({ account });
        return;
      }
      const stored = await this.vault.read(account);
      if (stored !== undefined && isDeepStrictEqual(stored, this.stray.get(account))) {
        await this.replaceLateWrite(account, stored);
      } else if (stored !== undefined || !this.isInMemoryOnly(account)) {
        this.unsaved.delete(account);
        this.hold(account, stored);
      }
    }).catch(() => undefined);
  }

  /** A write that had timed out reached the store after all. The credential that holds in this window replaces it. */
  private async replaceLateWrite(account: string, late: Credential): Promise<void> {
    this.stray.delete(account);
    const wanted = this.live.get(account);
    if (!isDeepStrictEqual(wanted, late)) {
      await this.put(account, wanted, false);
    }
    this.unsaved.delete(account);
  }

  /**
   * Takes a credential into memory and fires `onDidChange` when the sign-in may have changed.
   * @param stored the state in the store that the change started from
   */
  private hold(
    account: string,
    credential: Credential | undefined,
    { announce = false, stored }: { readonly announce?: boolean; readonly stored?: Credential | undefined } = {},
  ): void {
    const before = this.live.get(account);
    this.held.set(account, Promise.resolve(credential));
    this.failures.delete(account);
    this.note(account, credential);
    if (announce || !isDeepStrictEqual(standing(before), standing(credential))) {
      const known = [before, stored].filter((one) => one !== undefined);
      const isSame =
        credential === undefined || (known.length > 0 && known.every((one) => isSamePerson(one, credential)));
      this.changes.fire(isSame ? { account } : { account, isOther: true });
    }
  }

  private note(account: string, credential: Credential | undefined): void {
    if (credential === undefined) {
      this.live.delete(account);
    } else {
      this.live.set(account, credential);
    }
  }

  /** Runs work of an account after all earlier work of the same account. */
  private inLane<T>(account: string, work: () => Promise<T>): Promise<T> {
    const before = this.lanes.get(account) ?? Promise.resolve();
    const result = before.then(work, work);
    const lane = result.catch(() => undefined);
    this.lanes.set(account, lane);
    return result;
  }
}
