import * as vscode from 'vscode';
import { type Clock, systemClock } from '../../base/clock';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { tell } from '../../ui/tell/tell';

const { t } = vscode.l10n;

/**
 * How long a list is read before a notification shows it, in milliseconds. VS Code keeps each notification of a progress
 * for most of a second, so that of a quick read would stand beside the question that follows.
 */
const QUICK_MS = 1000;

/**
 * Shows a progress notification while a list is read, unless that is quick. The person can cancel it.
 * @param read gets a signal that is aborted by the cancel
 */
export const readWithProgress = <T>(
  read: (signal: AbortSignal) => Promise<T>,
  clock?: Clock,
  shows?: Pick<typeof tell, 'progress'>,
): Promise<T> => withProgress(t('Reading the list…'), read, clock, shows);

/** The same for other work, with this title. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
  clock: Clock = systemClock,
  shows: Pick<typeof tell, 'progress'> = tell,
): Promise<T> {
  const giveUp = new AbortController();
  const working = work(giveUp.signal);
  const timer = clock.setTimeout(() => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title,
      cancellable: true,
    };
    void shows.progress(options, async (_, token) => {
      token.onCancellationRequested(() => {
        giveUp.abort(new vscode.CancellationError());
      });
      await working.catch(() => undefined);
    });
  }, QUICK_MS);
  try {
    return await working;
  } finally {
    timer.cancel();
  }
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
