import { type Inventory } from '../../inventory/inventory';
import { isFresh } from './freshRows';

/**
 * @param freshMs how old the list of the phones may be, in milliseconds
 * @returns how many phones are on a server; undefined unless this window has read them all within that time. It does not
 *   read them, because that costs requests, and an old list may be wrong.
 */
export function phonesUnder(
  inventory: Inventory,
  project: string,
  serverId: string,
  freshMs: number,
): number | undefined {
  const scope = { kind: 'phones', project, serverId } as const;
  return isFresh(inventory, scope, freshMs) ? inventory.known(scope)?.rows.length : undefined;
}
