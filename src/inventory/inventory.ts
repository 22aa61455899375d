import { ApiError } from '../api/errors/errors';
import { type Clock } from '../base/clock';
import { Emitter } from '../base/event';
import { type Instance } from '../model/instance';
import { type Log } from '../base/log';
import { type Phone } from '../model/phone';
import { type Project } from '../model/project';
import { type Server } from '../model/server';
import { message } from '../base/message';
import { InventoryCache, type InventoryCacheOptions } from './cache/inventoryCache';
import { ListsOfAllKinds } from './listsOfAllKinds';
import { type Listing, UNREAD } from './lists/listing';
import { isRead, type ListsOfOneKind, type Place } from './lists/listsOfOneKind';
import {
  type CphRows,
  INSTANCES_A_PAGE,
  type KooPhoneLists,
  readInstanceRows,
  readServerRows,
  type FetchContext,
  SERVERS_A_PAGE,
} from './fetch/readLists';

/** Names a list: a project's servers or instances, or a server's phones. */
export type Scope =
  | { readonly kind: 'servers' | 'instances'; readonly project: string }
  | { readonly kind: 'phones'; readonly project: string; readonly serverId: string };

/** Names the list of all phones of a project, on all servers. */
export interface AllPhonesScope {
  readonly kind: 'allPhones';
  readonly project: string;
}

/** Names any list. */
export type AnyScope = Scope | AllPhonesScope;

/** A change of what is known of a list. */
export interface InventoryChange {
  /**
   * `allPhones` means that the phones of each server may have changed too: those lists fire no event of their own then.
   */
  readonly scope: AnyScope;
  /** The ids of the rows that were replaced. Absent when the whole list was read, or a part of it. */
  readonly ids?: readonly string[];
  /** Set while the list is still being read. More events follow, at most one every 200 ms. */
  readonly isPartial?: true;
}

export interface InventoryOptions {
  readonly clients: {
    cph(project: string): Promise<CphRows>;
    koophone(project: string): Promise<KooPhoneLists>;
  };
  /** @returns the valid project of this name in the settings */
  readonly project: (name: string) => Project | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** @returns the most requests of one reading at the same time; less than 1 counts as 1 */
  readonly maxConcurrent: () => number;
  /** The folder of the cache, and the projects that it is for. Absent: lists are not cached on the disk. */
  readonly cache?: Pick<InventoryCacheOptions, 'files' | 'projects'>;
}

/**
 * The servers, phones and instances of the configured projects. A list is read when it is first asked for, then kept in
 * memory, and refreshed as a whole or row by row.
 */
export class Inventory {
  private readonly lists: ListsOfAllKinds;
  private readonly cache: InventoryCache | undefined;
  private readonly changes = new Emitter<InventoryChange>((error, { scope }) => {
    this.options.log.error(`A listener failed on the ${scope.kind} of ${scope.project}: ${String(error)}`);
  });

  /**
   * Fires when a list has come from the cloud or the cache, while parts of it come, and when rows of it were replaced.
   */
  readonly onDidChange = this.changes.event;

  constructor(private readonly options: InventoryOptions) {
    const { clock, log, clients, cache } = options;
    this.cache = cache && new InventoryCache({ clock, log, ...cache });
    this.lists = new ListsOfAllKinds({
      clock,
      cph: (project) => clients.cph(project),
      koophone: (project) => clients.koophone(project),
      reading: (project, signal) => this.reading(project, signal),
      cache: this.cache,
      changed: (kind, { project, serverId = '' }, change) => {
        this.changes.fire({ scope: kind === 'phones' ? { kind, project, serverId } : { kind, project }, ...change });
      },
    });
  }

  /**
   * @returns the project's servers from memory, otherwise read now from all pages, with those that the settings name
   * @throws ApiError when they cannot be read
   */
  servers(project: string, signal?: AbortSignal): Promise<Listing<Server>> {
    return this.lists.servers.get({ project }, signal);
  }

  /**
   * @returns the phones of a server from memory, otherwise read now
   * @throws ApiError when they cannot be read
   */
  phones(project: string, serverId: string, signal?: AbortSignal): Promise<Listing<Phone>> {
    return this.lists.phones.get({ project, serverId }, signal);
  }

  /**
   * @returns the project's instances from memory, otherwise read now from all pages, with those that the settings name
   * @throws ApiError when they cannot be read
   */
  instances(project: string, signal?: AbortSignal): Promise<Listing<Instance>> {
    return this.lists.instances.get({ project }, signal);
  }

  /**
   * @returns all phones of the project from memory, otherwise read now: in one list where the cloud allows it,
   * otherwise server by server. `failures` names the servers whose phones could not be read.
   * @throws ApiError when none can be read
   */
  phonesOf(project: string, signal?: AbortSignal): Promise<Listing<Phone>> {
    return this.lists.allPhones.get(project, signal);
  }

  /**
   * Reads one phone, which need not be in a list that was read. Nothing of it is kept.
   * @returns the phone; undefined when the project has none with this id
   * @throws ApiError when the cloud cannot be asked
   */
  async phone(project: string, id: string, signal?: AbortSignal): Promise<Phone | undefined> {
    const client = await this.options.clients.cph(project);
    try {
      return await client.getPhone(id, signal);
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'notFound') {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * @returns the list as far as it is known: read, still being read for the first time, or from the cache; undefined
   * when nothing is known. A caller that shows a listing with `isCached` must also refresh it.
   */
  known(scope: { readonly kind: 'servers'; readonly project: string }): Listing<Server> | undefined;
  known(scope: { readonly kind: 'instances'; readonly project: string }): Listing<Instance> | undefined;
  known(scope: (Scope & { readonly kind: 'phones' }) | AllPhonesScope): Listing<Phone> | undefined;
  known(scope: AnyScope): Listing<Server | Phone | Instance> | undefined;
  known(scope: AnyScope): Listing<Server | Phone | Instance> | undefined {
    if (scope.kind === 'allPhones') {
      return this.lists.allPhones.known(scope.project);
    }
    const known = this.listsOf(scope.kind).known(placeOf(scope));
    return scope.kind === 'phones' ? (known ?? this.lists.allPhones.noneOn(scope.project)) : known;
  }

  /** @returns whether this window has read the whole list from the cloud. Only such a list may be acted on. */
  isRead(scope: AnyScope): boolean {
    const known = this.known(scope);
    return known !== undefined && isRead(known);
  }

  /**
   * Reads a list again. The old rows stay until the new ones have come, and when the reading fails.
   * @throws ApiError when it fails
   */
  refresh(scope: AnyScope, signal?: AbortSignal): Promise<void> {
    return scope.kind === 'allPhones'
      ? this.lists.allPhones.refresh(scope.project, signal)
      : this.listsOf(scope.kind).refresh(placeOf(scope), signal);
  }

  /**
   * Reads rows again: one request for each row, or all pages when those are fewer requests. Does nothing for a list
   * that was not asked for yet.
   * @throws ApiError when one of them cannot be read; then the old rows stay
   */
  async refreshRows(project: string, kind: 'servers' | 'instances', ids: readonly string[]): Promise<void> {
    const known = this.known({ kind, project });
    if (known === undefined || ids.length === 0) {
      return;
    }
    const pages = Math.ceil(known.total / (kind === 'servers' ? SERVERS_A_PAGE : INSTANCES_A_PAGE));
    const lists = this.listsOf(kind);
    if (ids.length > Math.max(1, pages)) {
      await lists.readAfresh({ project });
      return;
    }
    const reading = this.reading(project, new AbortController().signal);
    if (kind === 'servers') {
      const client = await this.options.clients.cph(project);
      await this.lists.servers.replaceRows({ project }, ids, (wanted) => readServerRows(client, wanted, reading));
    } else {
      const client = await this.options.clients.koophone(project);
      await this.lists.instances.replaceRows({ project }, ids, (wanted) =>
        readInstanceRows(client, wanted, reading, UNREAD),
      );
    }
  }

  /**
   * Reads instances again, with as few requests as possible. Unlike `refreshRows` it also reads a list that was not
   * asked for yet, and keeps no old row: of an instance that cannot be read, only the facts in the settings are known
   * afterwards.
   * @throws ApiError when they cannot be read; then the old rows stay, and must not be acted on
   */
  async readInstancesNow(project: string, ids: readonly string[], signal?: AbortSignal): Promise<void> {
    const known = this.known({ kind: 'instances', project });
    const pages = Math.ceil((known?.total ?? 0) / INSTANCES_A_PAGE);
    if (known === undefined || !isRead(known) || ids.length > Math.max(1, pages)) {
      await this.lists.instances.readAfresh({ project }, signal);
      return;
    }
    const reading = this.reading(project, signal ?? new AbortController().signal);
    const client = await this.options.clients.koophone(project);
    await this.lists.instances.replaceRows({ project }, ids, (wanted) =>
      readInstanceRows(client, wanted, reading, undefined),
    );
  }

  /**
   * To be called when no one is signed in to the project any more. Its lists are marked `isCached`: they are still
   * shown, but are read again before anything is decided by them.
   */
  setAside(project: string): void {
    for (const lists of this.lists.all) {
      lists.setAside(project);
    }
  }

  /**
   * Drops the lists of a project, or of all projects, from memory and from the cache. They are read when they are next
   * asked for. Fires no event.
   */
  forget(project?: string): void {
    for (const lists of this.lists.all) {
      lists.forget(project);
    }
    this.cache?.erase(project);
  }

  dispose(): void {
    for (const lists of this.lists.all) {
      lists.dispose();
    }
    this.cache?.dispose();
    this.changes.dispose();
  }

  private listsOf(kind: Scope['kind']): ListsOfOneKind<Server> | ListsOfOneKind<Phone> | ListsOfOneKind<Instance> {
    return this.lists[kind];
  }

  private reading(name: string, signal: AbortSignal): FetchContext {
    const project = this.options.project(name);
    if (project === undefined) {
      throw new ApiError('config', message('No project has this name: {0}', name), { didNotRun: true });
    }
    const { log, maxConcurrent } = this.options;
    return { project, signal, log, maxConcurrent: Math.max(1, maxConcurrent()) };
  }
}

const placeOf = (scope: Scope): Place =>
  scope.kind === 'phones' ? { project: scope.project, serverId: scope.serverId } : { project: scope.project };
