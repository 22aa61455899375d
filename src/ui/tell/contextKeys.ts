import * as vscode from 'vscode';

/** The context keys that `package.json` asks for, with their first values. */
interface ContextKeys {
  'cloudPhone.isFiltered': boolean;
  'cloudPhone.hasProject': boolean;
  'cloudPhone.isSignedIn': boolean;
  'cloudPhone.hasOperated': boolean;
}

/** Sets one context key; the only place that does. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
