import { type Session } from './session';
import { readUntil } from '../../../support/until';

/**
 * Presses Refresh All, with at least one group open. Waits until the cloud has got the requests and the window has
 * drawn the rows. While a row is read again, VS Code forgets that it was just opened, and its menu passes no row to a
 * command.
 */
export async function refreshAll({ cloud, workbench }: Session): Promise<void> {
  const before = cloud.requests.length;
  await workbench.viewAction('Refresh All');
  await readUntil(
    () => Promise.resolve(cloud.requests.length),
    (now) => now > before,
    'A request of Refresh All',
  );
  await workbench.idle();
}
