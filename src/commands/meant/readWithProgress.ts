import * as vscode from 'vscode';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { tell } from '../../ui/tell/tell';

const { t } = vscode.l10n;

/**
 * Shows a progress notification while a list is read. The person can cancel it.
 * @param read gets a signal that is aborted by the cancel
 */
export async function readWithProgress<T>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: t('Reading the list…'), cancellable: true };
  return tell.progress(options, (_, token) => {
    const giveUp = new AbortController();
    token.onCancellationRequested(() => {
      giveUp.abort(new vscode.CancellationError());
    });
    return read(giveUp.signal);
  });
}

/**
 * Reads, and shows the notification of `readWithProgress` unless all these lists are read already. A list that is only
 * cached or still being read does not count as read.
 */
export async function readUnlessRead<T>(
  inventory: Pick<Inventory, 'isRead'>,
  scopes: readonly AnyScope[],
  read: (signal?: AbortSignal) => Promise<T>,
): Promise<T> {
  return scopes.every((scope) => inventory.isRead(scope)) ? read() : readWithProgress(read);
}
