import { isDeepStrictEqual } from 'node:util';
import { type Clock } from '../../base/clock';
import { type Disposable, Emitter } from '../../base/event';
import { type Log } from '../../base/log';
import { type Credential, isSamePerson, secretsOf, standing } from '../credential/credential';
import { type SecretStore } from './secretStore';
import { CredentialVault, SecretStoreError } from './vault';

/** Turns what is stored for an account into what shall be; undefined deletes it, the same object leaves it alone. */
export type Change = (stored: Credential | undefined) => Credential | undefined;

/** It may have changed who is signed in to this account. */
export interface AccountChange {
  readonly account: string;
  /** Somebody is signed in, and not surely the person who was before: nothing that was read holds. */
  readonly isOther?: true;
}

/** Where a change goes to. */
export interface ChangeOptions {
  /**
   * `surely` looks whether it is there afterwards; `orInMemory` goes on in memory when the store fails; `inMemory` does
   * not touch the store, and the account stays in memory until this window closes or a person signs in again.
   */
  readonly keep?: 'surely' | 'orInMemory' | 'inMemory';
  /** Fire even when the same holds as before: a person has done something. */
  readonly announce?: boolean;
}

export interface CredentialCacheOptions {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** A store that failed is not asked again by itself for so long: each time it may ask a person to unlock it. */
const REST_MS = 60_000;

/**
 * The credentials of this window: each read once from the vault, then held in memory, changed here and in the vault
 * together, and followed when another window changes them.
 */
export class CredentialCache {
  private readonly held = new Map<string, Promise<Credential | undefined>>();
  private readonly live = new Map<string, Credential>();
  /** `until` is in the time of `elapsedMs`. */
  private readonly failures = new Map<string, { readonly error: Error; readonly until: number }>();
  /**
   * What is in memory only. `agreed`: nothing of it was stored, a person knows. `ahead`: the store has an older state,
   * because it failed when this one came.
   */
  private readonly unsaved = new Map<string, 'agreed' | 'ahead'>();
  /** What was on its way into a store that did not answer, and may get there at any time. */
  private readonly stray = new Map<string, Credential>();
  /** One after the other for each account, so that no change is made from an older state than the last. */
  private readonly lanes = new Map<string, Promise<unknown>>();
  private readonly changes = new Emitter<AccountChange>((error, { account }) => {
    this.options.log.error(`A listener failed on a change of account ${account}: ${String(error)}`);
  });
  private readonly vault: CredentialVault;
  private readonly listening: Disposable;

  /** Fires when it may have changed who is signed in; not for a token that was only renewed. */
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

  /** @throws SecretStoreError; the store is not asked again until `lookAgain`, or some time has passed */
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

  /** @returns what is in memory for the account now. */
  peek(account: string): Credential | undefined {
    return this.live.get(account);
  }

  /** @returns whether the account is signed in until this window closes only, as a person agreed. */
  isInMemoryOnly(account: string): boolean {
    return this.unsaved.get(account) === 'agreed';
  }

  /** A store that failed may work again: it is asked anew, and whoever shows an account is told. */
  lookAgain(): void {
    this.vault.lookAgain();
    const failed = [...this.failures.keys()];
    this.failures.clear();
    for (const account of failed) {
      this.changes.fire({ account });
    }
  }

  /**
   * Changes what is stored. The change is made from the store's present state, because another window may have written
   * since; so it must look at what it is given.
   * @returns what holds now
   * @throws SecretStoreError; then nothing has changed
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

  /** @returns every secret in memory. */
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

  /** What comes late is taken as it is, not asked for once more: a slow store is no reason to ask it for ever. */
  private takeLate(account: string, credential: Credential | undefined): void {
    if (!this.held.has(account)) {
      this.hold(account, credential, { announce: true, stored: credential });
    }
    this.lookAgain();
  }

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
      this.options.log.warn(`The sign-in is kept until this window closes only: ${account}`);
    }
  }

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
   * This window's own writes are told of as well: those change nothing and end here. A store that tells of a change
   * works.
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
        await this.straighten(account, stored);
      } else if (stored !== undefined || !this.isInMemoryOnly(account)) {
        this.unsaved.delete(account);
        this.hold(account, stored);
      }
    }).catch(() => undefined);
  }

  /** What was given up has been written after all: what holds in this window meanwhile goes before it. */
  private async straighten(account: string, late: Credential): Promise<void> {
    this.stray.delete(account);
    const wanted = this.live.get(account);
    if (!isDeepStrictEqual(wanted, late)) {
      await this.put(account, wanted, false);
    }
    this.unsaved.delete(account);
  }

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

  private inLane<T>(account: string, work: () => Promise<T>): Promise<T> {
    const before = this.lanes.get(account) ?? Promise.resolve();
    const result = before.then(work, work);
    const lane = result.catch(() => undefined);
    this.lanes.set(account, lane);
    return result;
  }
}
