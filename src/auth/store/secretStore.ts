import { type Disposable } from '../../base/event';

/** Where secrets are kept; `vscode.SecretStorage` fits. It tells of changes that other windows made, too. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  onDidChange(listener: (change: { readonly key: string }) => void): Disposable;
}
