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
import { Collections } from './collections';
import { type Listing, UNREAD } from './lists/listing';
import { isRead, type CachedCollection, type Place } from './lists/collection';
import {
  type CphLists,
  INSTANCES_A_PAGE,
  type KooPhoneLists,
  readInstanceRows,
  readServerRows,
  type FetchContext,
  SERVERS_A_PAGE,
} from './fetch/readings';

/** Which list is meant: a project's servers or instances, or a server's phones. */
export type Scope =
  | { readonly kind: 'servers' | 'instances'; readonly project: string }
  | { readonly kind: 'phones'; readonly project: string; readonly serverId: string };

/** All phones of a project, whatever server they are on. */
export interface AllPhonesScope {
  readonly kind: 'allPhones';
  readonly project: string;
}

export type AnyScope = Scope | AllPhonesScope;

export interface InventoryChange {
  /** `allPhones` stands for the phones of each of the project's servers too: they have no event of their own then. */
  readonly scope: AnyScope;
  /** Only these rows were replaced; absent when the whole list was read, or a part of it. */
  readonly ids?: readonly string[];
  /** The list is still being read: what is known grows, and another event follows at most every 200 ms. */
  readonly isPartial?: true;
}

export interface InventoryOptions {
  readonly clients: {
    cph(project: string): Promise<CphLists>;
    koophone(project: string): Promise<KooPhoneLists>;
  };
  /** @returns the valid project of this name in the settings. */
  readonly project: (name: string) => Project | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly maxConcurrent: () => number;
  /** Where what is known is kept for the next window, and for which projects; without it nothing is. */
  readonly cache?: Pick<InventoryCacheOptions, 'files' | 'projects'>;
}

/** What exists in the configured projects, as far as it was asked for: read on demand, kept, and refreshed in parts. */
export class Inventory {
  private readonly lists: Collections;
  private readonly cache: InventoryCache | undefined;
  private readonly changes = new Emitter<InventoryChange>((error, { scope }) => {
    this.options.log.error(`A listener failed on the ${scope.kind} of ${scope.project}: ${String(error)}`);
  });

  /** Fires when a list was read, while a long one is read for the first time, and when rows of it were replaced. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly options: InventoryOptions) {
    const { clock, log, clients, cache } = options;
    this.cache = cache && new InventoryCache({ clock, log, ...cache });
    this.lists = new Collections({
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
   * @returns the project's servers as known, else as read now from all pages, together with those that its settings name
   * @throws ApiError when they cannot be read
   */
  servers(project: string, signal?: AbortSignal): Promise<Listing<Server>> {
    return this.lists.servers.get({ project }, signal);
  }

  /** @returns the phones of a server as known, else as read now. @throws ApiError when they cannot be read */
  phones(project: string, serverId: string, signal?: AbortSignal): Promise<Listing<Phone>> {
    return this.lists.phones.get({ project, serverId }, signal);
  }

  /**
   * @returns the project's instances as known, else as read now from all pages, together with those that its settings name
   * @throws ApiError when they cannot be read
   */
  instances(project: string, signal?: AbortSignal): Promise<Listing<Instance>> {
    return this.lists.instances.get({ project }, signal);
  }

  /**
   * @returns all phones of the project as known, else as read now: of all servers in one list where the cloud allows
   * it, else server by server. Servers whose phones could not be read are in `failures`.
   * @throws ApiError when none can be read
   */
  phonesOf(project: string, signal?: AbortSignal): Promise<Listing<Phone>> {
    return this.lists.allPhones.get(project, signal);
  }

  /**
   * @returns the list as far as it is known: read, or still being read for the first time. Whoever shows a listing
   * that `isCached` asks for a refresh, which corrects it.
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

  /** @returns whether the list is known as the cloud gave it to this window, whole: a ground to act on. */
  isRead(scope: AnyScope): boolean {
    const known = this.known(scope);
    return known !== undefined && isRead(known);
  }

  /**
   * Reads a list again. The old rows stay until the new ones are there, and when it fails.
   * @throws ApiError when it fails
   */
  refresh(scope: AnyScope, signal?: AbortSignal): Promise<void> {
    return scope.kind === 'allPhones'
      ? this.lists.allPhones.refresh(scope.project, signal)
      : this.listsOf(scope.kind).refresh(placeOf(scope), signal);
  }

  /**
   * Reads these rows as they are now, by whatever takes fewer requests: one for each, or all pages. A list that nobody
   * has asked for yet is left alone.
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
   * Reads instances as they are now, by whatever takes fewer requests. Unlike `refreshRows` it keeps no old row: where one
   * cannot be read, what the settings say of it is all that is known afterwards.
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

  /** Nobody is signed in any more who could read the project: what is known is shown, but read again before it counts. */
  setAside(project: string): void {
    for (const lists of this.lists.all) {
      lists.setAside(project);
    }
  }

  /**
   * Drops what is known of a project, or of all, and what was kept of it on the disk, so that it is read when it is next
   * asked for. Fires nothing.
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

  private listsOf(
    kind: Scope['kind'],
  ): CachedCollection<Server> | CachedCollection<Phone> | CachedCollection<Instance> {
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
