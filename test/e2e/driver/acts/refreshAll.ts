import { type Session } from './session';
import { waitUntil } from '../waitUntil';

/**
 * Presses Refresh All, with at least one group open, and waits until the cloud was asked and the window has drawn the
 * rows: while a row is read again, VS Code forgets that it was opened just now, and its menu gives a command no row.
 */
export async function refreshAll({ cloud, workbench }: Session): Promise<void> {
  const before = cloud.requests.length;
  await workbench.viewAction('Refresh All');
  await waitUntil(
    () => Promise.resolve(cloud.requests.length),
    (now) => now > before,
    'A request of Refresh All',
  );
  await workbench.idle();
}
