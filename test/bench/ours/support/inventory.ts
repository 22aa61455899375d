import { Inventory } from '../../../../src/inventory/inventory';
import { type Fetch } from '../../../../src/api/http/fetch';
import { systemClock } from '../../../../src/base/clock';
import { type CloudAddress } from '../../processes/cloudAddress';
import { LANES } from '../../scenes/fleet';
import { theProject } from '../../../support/theProject';
import { clientsOf, quiet, type SignIn } from './floors';

/** @returns an inventory as the extension builds it, with nothing read yet */
export function openInventory(cloud: CloudAddress, fetch?: Fetch, signIn?: SignIn): Inventory {
  const project = theProject(cloud.project);
  return new Inventory({
    clients: clientsOf(cloud, fetch, signIn),
    project: () => project,
    clock: systemClock,
    log: quiet,
    maxConcurrent: () => LANES,
  });
}

/**
 * Reads all servers, phones and instances.
 * @returns how many rows there are
 */
export async function readAll(inventory: Inventory, project: string): Promise<number> {
  const listings = await Promise.all([
    inventory.servers(project),
    inventory.phonesOf(project),
    inventory.instances(project),
  ]);
  return listings.reduce((sum, { rows }) => sum + rows.length, 0);
}
