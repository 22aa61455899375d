import { type Inventory, type Scope } from '../inventory/inventory';
import { sameIdKey } from '../model/ids';
import { type Instance } from '../model/instance';
import { type Phone } from '../model/phone';
import { type Server } from '../model/server';
import { KeyedMemo } from './keyedMemo';
import { byName, type SortBy, sorted } from './order';
import { type Filter } from './parseFilter';
import { type AnyRow, type RowKind, type RowsOf } from './rowFacts';
import { filterMatches, type FilterContext, serversWith } from './filterMatches';
import { type GroupBy, type Subgroup, subgroups } from './subgroups';
import { unsettled } from './statusCounts';

/** A list as the view shows it. */
export interface Arranged<T extends AnyRow = AnyRow> {
  /** The rows that are shown under the filter, in the chosen order. */
  readonly rows: readonly T[];
  /** The shown rows that match the filter themselves. A server is also shown when only phones on it match. */
  readonly hits: readonly T[];
  /** How many rows are known, shown or not. */
  readonly total: number;
}

/** The filter, the order and the grouping. */
export interface Choice {
  /** Undefined when no filter is set. */
  readonly filter: Filter | undefined;
  readonly sortBy: SortBy;
  /** What instances are grouped by; undefined when they are not grouped. */
  readonly groupBy: GroupBy | undefined;
}

/** The phones of a project that match the filter. */
interface PhoneHits {
  readonly rows: readonly Phone[];
  /** The keys of the servers that they are on. */
  readonly servers: ReadonlySet<string>;
}

/** The parts of a listing that are arranged. */
interface ListingPart<T> {
  readonly rows: readonly T[];
  readonly isComplete: boolean;
}

/**
 * Sorts, filters and groups lists. Each result is kept until the list or the choice changes. So drawing a row or
 * opening a group takes no longer in a long list.
 */
export class Arrangements {
  /** The present filter, order and grouping. Results follow when it is replaced. */
  choice: Choice = { filter: undefined, sortBy: 'name', groupBy: undefined };
  private readonly lists = {
    servers: new KeyedMemo<Arranged<Server>>(),
    phones: new KeyedMemo<Arranged<Phone>>(),
    instances: new KeyedMemo<Arranged<Instance>>(),
  };
  private readonly orders = new KeyedMemo<readonly number[]>();
  private readonly phoneHits = new KeyedMemo<PhoneHits>();
  private readonly serversByKey = new KeyedMemo<ReadonlyMap<string, Server>>();
  private readonly keys = new KeyedMemo<ReadonlySet<string>>();
  private readonly unsettledIds = new KeyedMemo<readonly string[]>();
  private readonly grouped = new KeyedMemo<ReadonlyMap<string, Subgroup>>();

  /** @param statusTexts the words for a status: in English, and in the language of the screen */
  constructor(
    private readonly inventory: Pick<Inventory, 'known'>,
    private readonly statusTexts: FilterContext['statusTexts'],
  ) {}

  /** @returns the list as it is to be shown; undefined while nothing of it is known */
  of(scope: Scope): Arranged | undefined {
    switch (scope.kind) {
      case 'servers':
        return this.servers(scope.project);
      case 'instances':
        return this.instances(scope.project);
      case 'phones':
        return this.phones(scope.project, scope.serverId);
    }
  }

  /** @returns the project's servers as they are to be shown; undefined while none are known */
  servers(project: string): Arranged<Server> | undefined {
    const listing = this.inventory.known({ kind: 'servers', project });
    if (listing === undefined) {
      return undefined;
    }
    const phones = this.phoneHitsOf(project);
    return this.arranged('servers', project, project, listing, [phones], (server) =>
      phones === undefined ? false : phones.servers.has(sameIdKey(server.id)),
    );
  }

  /** @returns the project's instances as they are to be shown; undefined while none are known */
  instances(project: string): Arranged<Instance> | undefined {
    const listing = this.inventory.known({ kind: 'instances', project });
    return listing && this.arranged('instances', project, project, listing, [], () => false);
  }

  /**
   * @returns the server's phones as they are to be shown; undefined while none are known. When the server itself
   * matches the filter, all its phones are shown.
   */
  phones(project: string, serverId: string): Arranged<Phone> | undefined {
    const listing = this.inventory.known({ kind: 'phones', project, serverId });
    const isHit = this.fitsItself(project, serverId);
    return listing && this.arranged('phones', `${serverId}\n${project}`, project, listing, [isHit], () => isHit);
  }

  /** @returns whether the server is among the shown rows */
  shows(project: string, serverId: string): boolean {
    const servers = this.servers(project);
    const shown = servers && this.keysOf(`shown ${project}`, servers.rows);
    return shown?.has(sameIdKey(serverId)) ?? false;
  }

  /** @returns how many of the project's phones match the filter; undefined without a filter, or while none are known */
  phoneCount(project: string): number | undefined {
    return this.phoneHitsOf(project)?.rows.length;
  }

  /** @returns the project's phones that match the filter; undefined without a filter, or while none are known */
  phonesThatMatch(project: string): readonly Phone[] | undefined {
    return this.phoneHitsOf(project)?.rows;
  }

  /** @returns the groups of the shown instances, by key; undefined when they are not grouped, or not known */
  subgroups(project: string): ReadonlyMap<string, Subgroup> | undefined {
    const { groupBy } = this.choice;
    const rows = this.instances(project)?.rows;
    return groupBy && rows && this.grouped.get(project, [rows, groupBy], () => subgroups(groupBy, rows));
  }

  /** @returns the ids of the shown rows whose status is about to change by itself */
  unsettled(scope: Scope): readonly string[] {
    const rows = this.of(scope)?.rows;
    return rows === undefined ? [] : this.unsettledIds.get(keyOf(scope), [rows], () => unsettled(scope.kind, rows));
  }

  /**
   * @param key names the list among those of its kind
   * @param of what the result depends on besides the list and the choice
   * @param showsAnyway whether a row is shown that does not match the filter
   */
  private arranged<K extends RowKind>(
    kind: K,
    key: string,
    project: string,
    { rows, isComplete }: ListingPart<RowsOf[K]>,
    of: readonly unknown[],
    showsAnyway: (row: RowsOf[K]) => boolean,
  ): Arranged<RowsOf[K]> {
    const { filter, sortBy } = this.choice;
    const memo: KeyedMemo<Arranged<RowsOf[K]>> = this.lists[kind];
    return memo.get(key, [rows, isComplete, filter, sortBy, ...of], () => {
      const places = this.places(kind, key, { rows, isComplete }, sortBy);
      const fits = filter && filterMatches(kind, rows, filter, this.context(project));
      return { ...chosen(rows, places, fits, showsAnyway), total: rows.length };
    });
  }

  /**
   * @returns the indexes of the rows in the chosen order. While more rows are to come, they keep the order in which
   * they came, because sorting them again and again would make them jump.
   */
  private places<K extends RowKind>(
    kind: K,
    key: string,
    { rows, isComplete }: ListingPart<RowsOf[K]>,
    sortBy: SortBy,
  ): readonly number[] {
    if (!isComplete) {
      return Array.from(rows.keys());
    }
    const places = this.orders.get(`${kind} ${key}`, [rows], (before) => byName(rows, before));
    return sorted(kind, rows, places, sortBy);
  }

  private phoneHitsOf(project: string): PhoneHits | undefined {
    const { filter } = this.choice;
    const phones = this.inventory.known({ kind: 'allPhones', project })?.rows;
    if (filter === undefined || phones === undefined) {
      return undefined;
    }
    const servers = this.inventory.known({ kind: 'servers', project })?.rows;
    return this.phoneHits.get(project, [phones, servers, filter], () => {
      const fits = filterMatches('phones', phones, filter, this.context(project));
      const hits = phones.filter((_, place) => fits[place] === 1);
      return { rows: hits, servers: new Set(serversWith(phones, fits).map(sameIdKey)) };
    });
  }

  /** @returns whether a filter is set and the server itself matches it */
  private fitsItself(project: string, serverId: string): boolean {
    const hits = this.choice.filter === undefined ? undefined : this.servers(project)?.hits;
    return hits !== undefined && this.keysOf(`hits ${project}`, hits).has(sameIdKey(serverId));
  }

  /** @returns the keys of these servers, remembered under `key` */
  private keysOf(key: string, rows: readonly Server[]): ReadonlySet<string> {
    return this.keys.get(key, [rows], () => new Set(rows.map(({ id }) => sameIdKey(id))));
  }

  private context(project: string): FilterContext {
    return {
      statusTexts: this.statusTexts,
      serverTexts: (id) => {
        const rows = this.inventory.known({ kind: 'servers', project })?.rows ?? [];
        const byKey = this.serversByKey.get(
          project,
          [rows],
          () => new Map(rows.map((server) => [sameIdKey(server.id), server])),
        );
        const server = byKey.get(sameIdKey(id));
        return server === undefined ? [] : [server.name, server.id];
      },
    };
  }
}

/** @returns a key under which the rows of this list are remembered */
const keyOf = (scope: Scope): string =>
  [scope.kind, scope.project, ...(scope.kind === 'phones' ? [scope.serverId] : [])].join('\n');

/**
 * @param places the indexes of the rows in the chosen order
 * @param fits 1 for each row that matches the filter; undefined without a filter
 * @param showsAnyway whether a row is shown that does not match
 */
function chosen<T>(
  rows: readonly T[],
  places: readonly number[],
  fits: Uint8Array | undefined,
  showsAnyway: (row: T) => boolean,
): { readonly rows: readonly T[]; readonly hits: readonly T[] } {
  const shown: T[] = [];
  const hits: T[] = [];
  for (const place of places) {
    const row = rows[place];
    if (row !== undefined) {
      if (fits === undefined || fits[place] === 1) {
        shown.push(row);
        hits.push(row);
      } else if (showsAnyway(row)) {
        shown.push(row);
      }
    }
  }
  return { rows: shown, hits: shown.length === hits.length ? shown : hits };
}
