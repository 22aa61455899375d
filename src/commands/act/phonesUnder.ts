import { type Inventory } from '../../inventory/inventory';
import { countsByState, type StateCount } from '../../model/stateCounts';
import { phoneStatus } from '../../model/status';
import { isFresh } from './freshRows';

/**
 * @param freshMs how old the list of the phones may be, in milliseconds
 * @returns the phones on a server, by state; undefined unless this window has read them all within that time. It does not
 *   read them, because that costs requests, and an old list may be wrong.
 */
export function phonesUnder(
  inventory: Pick<Inventory, 'known' | 'isRead'>,
  project: string,
  serverId: string,
  freshMs: number,
): readonly StateCount[] | undefined {
  const scope = { kind: 'phones', project, serverId } as const;
  const rows = isFresh(inventory, scope, freshMs) ? inventory.known(scope)?.rows : undefined;
  return rows && countsByState(rows.map((row) => phoneStatus(row).word));
}
