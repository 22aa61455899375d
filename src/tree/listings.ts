import { type Inventory, type Scope } from '../inventory/inventory';
import { type Instance } from '../model/instance';
import { type Log } from '../model/log';
import { type Phone } from '../model/phone';
import { type Server } from '../model/server';
import { instanceTexts, matches, phoneTexts, serverTexts } from './filter';
import { type Node, notice, scopeNodeId } from './nodes';

/** What of the inventory the view shows: rows under a filter, or how it stands with their reading. */
export class Listings {
  private readonly failures = new Map<string, unknown>();
  private readonly reading = new Set<string>();
  private readonly inventory: Inventory;
  private readonly log: Log;
  private readonly changed: (scope: Scope) => void;

  /** Only rows in which every word is found are shown; empty shows all. */
  filter = '';

  /** @param changed a reading ended of which the inventory tells nothing: it failed, or was forgotten meanwhile */
  constructor(inventory: Inventory, log: Log, changed: (scope: Scope) => void) {
    this.inventory = inventory;
    this.log = log;
    this.changed = changed;
  }

  /** @returns the rows below a group or a server; a reading that has not begun is begun. */
  nodes(scope: Scope): Node[] {
    const below = scopeNodeId(scope);
    const listing = this.inventory.known(scope);
    const failure = this.failures.get(below);
    if (listing === undefined && failure === undefined) {
      void this.read(scope);
      return [notice(below, { kind: 'loading' })];
    }
    const failed = failure === undefined ? [] : [notice(below, { kind: 'failed', error: failure })];
    const rows = this.matching(scope);
    if (rows.length === 0 && failed.length === 0) {
      const filtered = this.filter !== '' && (listing?.rows.length ?? 0) > 0;
      return [notice(below, { kind: 'empty', what: scope.kind, filtered })];
    }
    return [...failed, ...rows];
  }

  /** @returns the nodes of these rows, as far as the listing has them. */
  nodesOf(scope: Scope, ids: readonly string[]): Node[] {
    const wanted = new Set(ids);
    return (this.inventory.known(scope)?.rows ?? [])
      .filter((row) => wanted.has(row.id))
      .map((row) => rowNode(scope, row));
  }

  /** @returns how many rows were read, and how many of them the filter shows; undefined before they were read. */
  count(scope: Scope): { readonly shown: number; readonly total: number } | undefined {
    const total = this.inventory.known(scope)?.rows.length;
    return total === undefined ? undefined : { shown: this.matching(scope).length, total };
  }

  /** @returns whether the listing was read, or tried, so far. */
  wasAskedFor(scope: Scope): boolean {
    return this.inventory.known(scope) !== undefined || this.failures.has(scopeNodeId(scope));
  }

  /** Reads a listing again; a failed reading becomes a row, and is thrown for the person who asked. */
  async refresh(scope: Scope): Promise<void> {
    try {
      await this.inventory.refresh(scope);
    } catch (error) {
      this.failures.set(scopeNodeId(scope), error);
      this.changed(scope);
      throw error;
    }
    this.failures.delete(scopeNodeId(scope));
    if (this.inventory.known(scope) === undefined) {
      this.changed(scope);
    }
  }

  /** Takes back what failed: of one listing, or of all below a node. */
  forgetFailure(scope: Scope): void {
    this.failures.delete(scopeNodeId(scope));
  }

  forgetFailuresBelow(id: string): void {
    for (const failed of [...this.failures.keys()]) {
      if (failed.startsWith(`${id}/`)) {
        this.failures.delete(failed);
      }
    }
  }

  /** @returns whether the filter lets the row show that opens to this listing. */
  isShown(scope: Scope): boolean {
    if (scope.kind !== 'phones' || this.filter === '') {
      return true;
    }
    const servers = this.inventory.known({ kind: 'servers', project: scope.project })?.rows ?? [];
    return servers.some((server) => server.id === scope.serverId && matches(this.filter, serverTexts(server)));
  }

  private matching(scope: Scope): Node[] {
    const rows = this.inventory.known(scope)?.rows ?? [];
    const texts = TEXTS[scope.kind];
    const isShown =
      this.filter === '' || scope.kind === 'phones' ? () => true : (row: Row) => matches(this.filter, texts(row));
    return rows.filter(isShown).map((row) => rowNode(scope, row));
  }

  private async read(scope: Scope): Promise<void> {
    const id = scopeNodeId(scope);
    if (this.reading.has(id)) {
      return;
    }
    this.reading.add(id);
    try {
      await this.refresh(scope);
    } catch (error) {
      this.log.error(`${scope.kind} of ${scope.project} could not be read: ${String(error)}`);
    } finally {
      this.reading.delete(id);
    }
  }
}

type Row = Server & Phone & Instance;

const TEXTS: Record<Scope['kind'], (row: Row) => readonly (string | undefined)[]> = {
  servers: serverTexts,
  phones: phoneTexts,
  instances: instanceTexts,
};

function rowNode(scope: Scope, row: Server | Phone | Instance): Node {
  const { project } = scope;
  switch (scope.kind) {
    case 'servers':
      return { kind: 'server', project, server: row };
    case 'phones':
      return { kind: 'phone', project, serverId: scope.serverId, phone: row };
    case 'instances':
      return { kind: 'instance', project, instance: row };
  }
}
