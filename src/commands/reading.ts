import * as vscode from 'vscode';

const { t } = vscode.l10n;

/** Shows that a list is being read, and lets the person give up. */
export async function reading<T>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: t('Reading the list…'), cancellable: true };
  return vscode.window.withProgress(options, (_, token) => {
    const giveUp = new AbortController();
    token.onCancellationRequested(() => {
      giveUp.abort(new vscode.CancellationError());
    });
    return read(giveUp.signal);
  });
}
