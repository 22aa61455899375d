import { type SecretStore } from '../../src/auth/store/secretStore';
import { type Disposable, Emitter } from '../../src/base/event';
import { turnOfTheLoop } from './until';

/**
 * A secret store in memory. It reports every change to every listener, as VS Code does in all windows. A test can make
 * it fail or wait.
 */
export class InMemorySecrets implements SecretStore {
  readonly stored = new Map<string, string>();
  reads = 0;
  /** While set, calls of this method fail with this error. */
  failure: { readonly on: 'get' | 'store' | 'delete'; readonly error: Error } | undefined;
  /** While true, `store` reports a change but stores nothing. */
  forgets = false;
  /** Calls of these methods wait until `letGo` is called. */
  hangsOn: ReadonlySet<'get' | 'store' | 'delete'> = new Set();
  private waiting: (() => void)[] = [];
  private turning = 0;
  private readonly changes = new Emitter<{ readonly key: string }>();

  async get(key: string): Promise<string | undefined> {
    this.reads++;
    await this.turn('get');
    return this.stored.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    await this.turn('store');
    if (!this.forgets) {
      this.stored.set(key, value);
    }
    this.changes.fire({ key });
  }

  async delete(key: string): Promise<void> {
    await this.turn('delete');
    this.stored.delete(key);
    this.changes.fire({ key });
  }

  onDidChange(listener: (change: { readonly key: string }) => void): Disposable {
    return this.changes.event(listener);
  }

  /** All stored values as one text. */
  get text(): string {
    return [...this.stored.values()].join('\n');
  }

  /** How many calls wait for `letGo`. */
  get hanging(): number {
    return this.waiting.length;
  }

  /** Ends the waiting: the calls that wait go on, and later ones do not wait. */
  letGo(): void {
    this.hangsOn = new Set();
    const waiting = this.waiting.splice(0);
    waiting.forEach((go) => {
      go();
    });
  }

  /** Whether a call is under way that does not wait for `letGo`. */
  get isBusy(): boolean {
    return this.turning > 0;
  }

  private async turn(call: 'get' | 'store' | 'delete'): Promise<void> {
    this.turning++;
    await turnOfTheLoop();
    this.turning--;
    if (this.hangsOn.has(call)) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.failure?.on === call) {
      throw this.failure.error;
    }
  }
}
