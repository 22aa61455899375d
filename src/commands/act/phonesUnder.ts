import { type Inventory } from '../../inventory/inventory';

/**
 * @returns how many phones are on a server; undefined unless this window has read them all. It does not read them, because
 * that costs requests, and a cached list may be wrong.
 */
export function phonesUnder(inventory: Inventory, project: string, serverId: string): number | undefined {
  const scope = { kind: 'phones', project, serverId } as const;
  return inventory.isRead(scope) ? inventory.known(scope)?.rows.length : undefined;
}
