import { sameIdKey } from '../model/ids';
import { type Inventory, type Scope } from './inventory';

/** A row, by the list that has it. */
export interface RowPlace {
  readonly scope: Scope;
  /** The id, as the list spells it. */
  readonly id: string;
}

/**
 * @param projects the names of the projects
 * @returns where the server, phone or instance with this id is, in the lists as far as they are known; undefined where
 *   none has it. Two spellings of the id of a server or a phone are the same.
 */
export function findRow(
  inventory: Pick<Inventory, 'known'>,
  projects: readonly string[],
  id: string,
): RowPlace | undefined {
  for (const project of projects) {
    const found = findIn(inventory, project, id);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function findIn(inventory: Pick<Inventory, 'known'>, project: string, id: string): RowPlace | undefined {
  const key = sameIdKey(id);
  const isSame = (row: { readonly id: string }): boolean => sameIdKey(row.id) === key;
  const servers = inventory.known({ kind: 'servers', project })?.rows ?? [];
  const server = servers.find(isSame);
  if (server !== undefined) {
    return { scope: { kind: 'servers', project }, id: server.id };
  }
  const instance = inventory.known({ kind: 'instances', project })?.rows.find((row) => row.id === id);
  if (instance !== undefined) {
    return { scope: { kind: 'instances', project }, id: instance.id };
  }
  const phone = inventory.known({ kind: 'allPhones', project })?.rows.find(isSame);
  if (phone?.serverId !== undefined) {
    return { scope: { kind: 'phones', project, serverId: phone.serverId }, id: phone.id };
  }
  for (const { id: serverId } of servers) {
    const scope = { kind: 'phones', project, serverId } as const;
    const below = inventory.known(scope)?.rows.find(isSame);
    if (below !== undefined) {
      return { scope, id: below.id };
    }
  }
  return undefined;
}
