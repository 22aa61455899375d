import * as vscode from 'vscode';

/** The context keys that `package.json` uses. */
interface ContextKeys {
  'cloudPhone.isFiltered': boolean;
  'cloudPhone.isMixedSelection': boolean;
  'cloudPhone.hasProject': boolean;
  'cloudPhone.isSignedIn': boolean;
  'cloudPhone.hasOperated': boolean;
}

/** Sets one context key. No other file sets one. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
