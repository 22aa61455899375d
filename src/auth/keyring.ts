import { isDeepStrictEqual } from 'node:util';
import { type Disposable, Emitter } from '../model/event';
import { type Log } from '../model/log';
import { type Credential, secretsOf, standing } from './credential';
import { type SecretStore } from './secretStore';
import { CredentialVault } from './vault';

/** Turns what is stored for an account into what shall be; undefined deletes it, the same object leaves it alone. */
export type Change = (stored: Credential | undefined) => Credential | undefined;

/**
 * The credentials of this window: each read once from the vault, then held in memory, changed here and in the vault
 * together, and followed when another window changes them.
 */
export class Keyring {
  private readonly held = new Map<string, Promise<Credential | undefined>>();
  private readonly live = new Map<string, Credential>();
  /** One after the other for each account, so that no change is made from an older state than the last. */
  private readonly lanes = new Map<string, Promise<unknown>>();
  private readonly changes = new Emitter<{ account: string }>();
  private readonly vault: CredentialVault;
  private readonly listening: Disposable;

  /** Fires when it may have changed who is signed in; not for a token that was only renewed. */
  readonly onDidChange = this.changes.event;

  constructor(
    secrets: SecretStore,
    private readonly log: Log,
  ) {
    this.vault = new CredentialVault(secrets, log);
    this.listening = secrets.onDidChange(({ key }) => {
      const account = CredentialVault.accountOf(key);
      if (account !== undefined) {
        this.follow(account);
      }
    });
  }

  /** @throws ApiError of kind `auth` when the store cannot be read; the next call reads again */
  get(account: string): Promise<Credential | undefined> {
    const held = this.held.get(account);
    if (held !== undefined) {
      return held;
    }
    const read = this.inLane(account, async () => {
      const credential = await this.vault.read(account);
      this.note(account, credential);
      return credential;
    });
    this.held.set(account, read);
    read.catch(() => {
      if (this.held.get(account) === read) {
        this.held.delete(account);
      }
    });
    return read;
  }

  /**
   * Changes what is stored. The change is made from the store's present state, because another window may have written
   * since; so it must look at what it is given.
   * @param options.orInMemory when the store fails, go on with the change in memory instead of throwing
   * @param options.announce fire even when the same holds as before: a person has done something
   * @returns what holds now
   * @throws ApiError of kind `auth` when the store fails; then nothing has changed
   */
  async update(
    account: string,
    change: Change,
    options: { orInMemory?: boolean; announce?: boolean } = {},
  ): Promise<Credential | undefined> {
    return this.inLane(account, async () => {
      const stored = await this.readAgain(account, options.orInMemory === true);
      const wanted = change(stored);
      if (wanted === undefined || wanted !== stored) {
        await this.save(account, wanted, options.orInMemory === true);
      }
      this.hold(account, wanted, options.announce);
      return wanted;
    });
  }

  /** @returns every secret in memory. */
  *secrets(): Iterable<string> {
    for (const credential of this.live.values()) {
      yield* secretsOf(credential);
    }
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
    this.held.clear();
    this.live.clear();
  }

  private async readAgain(account: string, orInMemory: boolean): Promise<Credential | undefined> {
    try {
      return await this.vault.read(account);
    } catch (error) {
      const inMemory = this.live.get(account);
      if (orInMemory && inMemory !== undefined) {
        return inMemory;
      }
      throw error;
    }
  }

  private async save(account: string, wanted: Credential | undefined, orInMemory: boolean): Promise<void> {
    try {
      await (wanted === undefined ? this.vault.delete(account) : this.vault.write(account, wanted));
    } catch (error) {
      if (!orInMemory) {
        throw error;
      }
      this.log.warn(`The sign-in is kept until this window closes only: ${account}`);
    }
  }

  /** This window's own writes are told of as well: those change nothing and end here. */
  private follow(account: string): void {
    void this.inLane(account, async () => {
      const known = this.held.get(account);
      if (known === undefined) {
        this.changes.fire({ account });
        return;
      }
      const stored = await this.vault.read(account);
      this.hold(account, stored);
    }).catch(() => undefined);
  }

  private hold(account: string, credential: Credential | undefined, announce = false): void {
    const before = this.live.get(account);
    this.held.set(account, Promise.resolve(credential));
    this.note(account, credential);
    if (announce || !isDeepStrictEqual(standing(before), standing(credential))) {
      this.changes.fire({ account });
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
