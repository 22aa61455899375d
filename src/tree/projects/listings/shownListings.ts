import { type Inventory, type Scope } from '../../../inventory/inventory';
import { type Log } from '../../../base/log';
import { type Arranged, type Arrangements } from '../../../arrange/arrangements';
import { KeyedMemo } from '../../../arrange/keyedMemo';
import {
  type Group,
  type Node,
  nodeId,
  notice,
  rowNode,
  scopeNodeId,
  type SubgroupNode,
} from '../../common/projectsNodes';
import { type BusyRows } from '../../live/busyRows';
import { type Pages } from './pages';
import { type RowsOf } from '../../../arrange/rowFacts';
import { type Subgroup } from '../../../arrange/subgroups';
import { type StatusCounts, statusCounts } from '../../../arrange/statusCounts';

/** The counts of a group, and how fresh they are. */
export interface GroupFacts {
  /** How many rows the filter lets through. */
  readonly shown: number;
  /** How many rows were read. */
  readonly total: number;
  readonly counts: StatusCounts;
  readonly isFiltered: boolean;
  /** How many rows match the filter themselves. A server is also shown when only its phones match. */
  readonly hits: number;
  /** Of servers: how many phones on them match the filter; 0 without a filter. */
  readonly phoneHits: number;
  /** When an earlier window read the rows, in milliseconds since the epoch; absent once this window has read them. */
  readonly cachedAt?: number;
  /** How many rows the list has in all, while they are still being read; absent afterwards. */
  readonly expected?: number;
  /** When the rows were read, in milliseconds since the epoch. */
  readonly readAt: number;
  /** Whether the list stayed the same while its pages were read. */
  readonly heldStill: boolean;
}

export interface ShownListingsParts {
  readonly inventory: Inventory;
  readonly arrangements: Arrangements;
  readonly pages: Pages;
  readonly busyRows: BusyRows;
  readonly log: Log;
  /** @returns whether all phones of the project are being read for the filter */
  readonly isReadingPhones: (project: string) => boolean;
  /** Called when a reading ended without an event of the inventory: it failed, or the list was forgotten meanwhile. */
  readonly changed: (scope: Scope) => void;
}

/**
 * The children of groups, subgroups and servers: the rows that match the filter, page by page, or a notice about their
 * reading.
 */
export class ShownListings {
  /** The error of the last reading, by the id of the node above the rows. */
  private readonly failures = new Map<string, unknown>();
  private readonly reading = new Set<string>();
  /** The phone listings of the servers that were opened, by the id of the server's node. */
  private readonly opened = new Map<string, Scope>();
  private readonly counts = new KeyedMemo<StatusCounts>();

  constructor(private readonly parts: ShownListingsParts) {}

  /** @returns the children of a group or a server. Starts to read a list that is unknown or only cached. */
  nodes(scope: Scope): Node[] {
    const below = scopeNodeId(scope);
    if (scope.kind === 'phones') {
      this.opened.set(below, scope);
    }
    const listing = this.parts.inventory.known(scope);
    const failure = this.failures.get(below);
    if (failure === undefined && (listing === undefined || listing.isCached)) {
      void this.read(scope);
    }
    const failed = failure === undefined ? [] : [notice(below, { kind: 'failed', error: failure })];
    const arranged = this.parts.arrangements.of(scope);
    if (listing === undefined || arranged === undefined) {
      return failed.length > 0 ? failed : [notice(below, { kind: 'loading' })];
    }
    const rows = this.rows(scope, below, arranged);
    if (this.isSearching(scope)) {
      return [...failed, ...rows, notice(below, { kind: 'loading', ...this.phonesRead(scope) })];
    }
    if (rows.length === 0 && failed.length === 0) {
      const isFiltered = listing.rows.length > 0;
      return [
        listing.isComplete
          ? notice(below, { kind: 'empty', what: scope.kind, filtered: isFiltered, ...this.partly(scope, isFiltered) })
          : notice(below, { kind: 'loading' }),
      ];
    }
    return [...failed, ...rows];
  }

  /** @returns whether the phones of all servers are being read for the filter: each can bring its server into the list */
  private isSearching({ kind, project }: Scope): boolean {
    return kind === 'servers' && this.parts.isReadingPhones(project) && !this.arePhonesRead(project);
  }

  private arePhonesRead(project: string): boolean {
    return this.parts.inventory.isRead({ kind: 'allPhones', project });
  }

  private phonesRead({ project }: Scope) {
    const known = this.parts.inventory.known({ kind: 'allPhones', project });
    return known === undefined || known.isCached ? {} : { phones: { read: known.rows.length, total: known.total } };
  }

  private partly({ kind, project }: Scope, isFiltered: boolean): { readonly isPartial?: true } {
    return isFiltered && kind === 'servers' && !this.arePhonesRead(project) ? { isPartial: true } : {};
  }

  /** @returns the children of a subgroup */
  subgroupNodes(node: SubgroupNode): Node[] {
    const scope: Scope = { kind: 'instances', project: node.project };
    return this.parts.pages.cut(nodeId(node), this.subgroup(node)?.rows ?? [], (row) => rowNode(scope, row));
  }

  /** @returns the instances of a subgroup; undefined when it does not exist any more */
  subgroup({ project, by, key }: SubgroupNode): Subgroup | undefined {
    const { arrangements } = this.parts;
    return arrangements.choice.groupBy === by ? arrangements.subgroups(project)?.get(key) : undefined;
  }

  /** @returns the facts of a group; undefined before any of its rows were read */
  facts(project: string, group: Group): GroupFacts | undefined {
    const { inventory, arrangements } = this.parts;
    const scope = { kind: group, project };
    const listing = inventory.known(scope);
    const arranged = group === 'servers' ? arrangements.servers(project) : arrangements.instances(project);
    if (listing === undefined || arranged === undefined) {
      return undefined;
    }
    return {
      shown: arranged.rows.length,
      total: arranged.total,
      hits: arranged.hits.length,
      phoneHits: group === 'servers' ? (arrangements.phoneCount(project) ?? 0) : 0,
      counts: this.countsOf(project, group, arranged.rows),
      isFiltered: arrangements.choice.filter !== undefined,
      readAt: listing.readAt,
      heldStill: listing.heldStill,
      ...(listing.isCached ? { cachedAt: listing.readAt } : {}),
      ...(listing.isComplete ? {} : { expected: listing.total }),
    };
  }

  /**
   * @returns the listings of a project that were read or whose reading failed; phones only of servers that were opened
   */
  readScopes(project: string): readonly Scope[] {
    const opened = [...this.opened.values()].filter((scope) => scope.project === project);
    const scopes: readonly Scope[] = [{ kind: 'servers', project }, ...opened, { kind: 'instances', project }];
    return scopes.filter((scope) => this.wasAskedFor(scope));
  }

  /**
   * @returns whether the listing was read or its reading failed; false for the phones of a server that was not opened
   */
  wasAskedFor(scope: Scope): boolean {
    if (scope.kind === 'phones' && !this.opened.has(scopeNodeId(scope))) {
      return false;
    }
    return this.parts.inventory.known(scope) !== undefined || this.failures.has(scopeNodeId(scope));
  }

  /** @returns whether the row above the listing is shown: the filter can hide a server */
  isShown(scope: Scope): boolean {
    return scope.kind !== 'phones' || this.parts.arrangements.shows(scope.project, scope.serverId);
  }

  /**
   * Reads a listing again. A failure is shown as a row below its node, unless the person cancelled.
   * @throws ApiError when the reading fails
   */
  async refresh(scope: Scope, signal?: AbortSignal): Promise<void> {
    try {
      await this.parts.inventory.refresh(scope, signal);
    } catch (error) {
      if (signal?.aborted !== true) {
        this.failures.set(scopeNodeId(scope), error);
        this.parts.changed(scope);
      }
      throw error;
    }
    this.failures.delete(scopeNodeId(scope));
    if (this.parts.inventory.known(scope) === undefined) {
      this.parts.changed(scope);
    }
  }

  /** Removes the error row of one listing. */
  forgetFailure(scope: Scope): void {
    this.failures.delete(scopeNodeId(scope));
  }

  /** Removes the error rows of all listings below the node of this id. */
  forgetFailuresBelow(id: string): void {
    for (const failed of [...this.failures.keys()]) {
      if (failed.startsWith(`${id}/`)) {
        this.failures.delete(failed);
      }
    }
  }

  private rows(scope: Scope, below: string, { rows }: Arranged): Node[] {
    const { pages, arrangements } = this.parts;
    const { groupBy } = arrangements.choice;
    const subgroups = scope.kind === 'instances' ? arrangements.subgroups(scope.project) : undefined;
    if (groupBy !== undefined && subgroups !== undefined) {
      return pages.cut(below, [...subgroups.keys()], (key) => ({
        kind: 'subgroup',
        project: scope.project,
        by: groupBy,
        key,
      }));
    }
    return pages.cut(below, rows, (row) => rowNode(scope, row));
  }

  private countsOf<K extends Group>(project: string, group: K, rows: readonly RowsOf[K][]): StatusCounts {
    const { busyRows } = this.parts;
    const verbs = busyRows.verbs({ kind: group, project });
    const version = verbs.size === 0 ? 0 : busyRows.version;
    return this.counts.get(`${group} ${project}`, [rows, version], () =>
      statusCounts(group, rows, (id) => verbs.get(id)),
    );
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
      this.parts.log.error(`${scope.kind} of ${scope.project} could not be read: ${String(error)}`);
    } finally {
      this.reading.delete(id);
    }
  }
}
