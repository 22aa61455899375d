import * as vscode from 'vscode';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { tell } from '../../ui/tell/tell';

const { t } = vscode.l10n;

/** Shows that a list is being read, and lets the person give up. */
export async function reading<T>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: t('Reading the list…'), cancellable: true };
  return tell.progress(options, (_, token) => {
    const giveUp = new AbortController();
    token.onCancellationRequested(() => {
      giveUp.abort(new vscode.CancellationError());
    });
    return read(giveUp.signal);
  });
}

/** Shows it only where one of these lists is not there whole: what another window left, or is still coming, is read first. */
export async function readingUnlessRead<T>(
  inventory: Pick<Inventory, 'isRead'>,
  scopes: readonly AnyScope[],
  read: (signal?: AbortSignal) => Promise<T>,
): Promise<T> {
  return scopes.every((scope) => inventory.isRead(scope)) ? read() : reading(read);
}
