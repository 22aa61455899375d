import * as vscode from 'vscode';

/** The context keys that `package.json` uses. */
export interface ContextKeys {
  'cloudPhone.isFiltered': boolean;
  'cloudPhone.isMixedSelection': boolean;
  'cloudPhone.hasProject': boolean;
  'cloudPhone.isSignedIn': boolean;
  'cloudPhone.hasOperated': boolean;
  'cloudPhone.isOperating': boolean;
  'cloudPhone.canPromote': boolean;
  'cloudPhone.canResume': boolean;
  'cloudPhone.canPause': boolean;
  'cloudPhone.canStopAfterWave': boolean;
  'cloudPhone.canStop': boolean;
  'cloudPhone.nothingToCopy': boolean;
  'cloudPhone.nothingToClear': boolean;
  'cloudPhone.nothingToRetry': boolean;
}

/** Sets one context key. No other file sets one. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
