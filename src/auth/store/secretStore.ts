import { type Disposable } from '../../base/event';

/**
 * A store for secrets by key. `vscode.SecretStorage` has this interface. `onDidChange` also reports the changes of
 * other windows.
 */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  onDidChange(listener: (change: { readonly key: string }) => void): Disposable;
}
