import { type Inventory } from '../../inventory/inventory';

/**
 * @returns how many phones are under a server; undefined where they were not read whole by this window: asking costs
 * requests, and what another window left may be wrong
 */
export function phonesUnder(inventory: Inventory, project: string, serverId: string): number | undefined {
  const scope = { kind: 'phones', project, serverId } as const;
  return inventory.isRead(scope) ? inventory.known(scope)?.rows.length : undefined;
}
