import { type Clock } from '../base/clock';
import { sameIdKey } from '../model/ids';
import { type Instance } from '../model/instance';
import { type Phone } from '../model/phone';
import { type Server } from '../model/server';
import { AllPhones } from './phones/allPhones';
import { type InventoryCache } from './cache/inventoryCache';
import { cachedInstances, cachedPhones, cachedServers } from './cache/format';
import { instanceKey, serverKey } from './fetch/mergeSettings';
import { isRead, type ListChange, ListsOfOneKind, type Place } from './lists/listsOfOneKind';
import {
  type CphLists,
  type KooPhoneLists,
  readInstances,
  readPhones,
  readServers,
  type FetchContext,
} from './fetch/readLists';

interface ListsOfAllKindsOptions {
  readonly clock: Clock;
  readonly cph: (project: string) => Promise<CphLists>;
  readonly koophone: (project: string) => Promise<KooPhoneLists>;
  readonly reading: (project: string, signal: AbortSignal) => FetchContext;
  /** Absent: lists are not cached on the disk. */
  readonly cache: InventoryCache | undefined;
  readonly changed: (kind: 'servers' | 'phones' | 'instances' | 'allPhones', place: Place, change: ListChange) => void;
}

/** The lists of all kinds. Connects each kind with its requests, the cache, and the other kinds that depend on it. */
export class ListsOfAllKinds {
  readonly servers: ListsOfOneKind<Server>;
  readonly phones: ListsOfOneKind<Phone>;
  readonly instances: ListsOfOneKind<Instance>;
  readonly allPhones: AllPhones;

  constructor(private readonly options: ListsOfAllKindsOptions) {
    this.servers = this.serverLists();
    this.phones = this.phoneLists();
    this.instances = this.instanceLists();
    const { clock, cph, reading, cache } = options;
    this.allPhones = new AllPhones({
      clock,
      cph,
      reading,
      servers: this.servers,
      phones: this.phones,
      cached: async (project) => cache?.whole(project, 'phones', cachedPhones),
      keep: (project) => {
        this.keepPhones(project);
      },
      changed: (project, change) => {
        options.changed('allPhones', { project }, change);
      },
    });
  }

  /** @returns the lists of every kind */
  get all(): readonly [ListsOfOneKind<Server>, ListsOfOneKind<Phone>, ListsOfOneKind<Instance>, AllPhones] {
    return [this.servers, this.phones, this.instances, this.allPhones];
  }

  private serverLists(): ListsOfOneKind<Server> {
    const { clock, cph, reading, cache, changed } = this.options;
    return new ListsOfOneKind({
      clock,
      keyOf: serverKey,
      read: async ({ project }, signal, soFar) => readServers(await cph(project), reading(project, signal), soFar),
      soFar: ({ project }, rows) => {
        this.allPhones.serversCame(project, rows);
      },
      cached: async ({ project }) => cache?.list(project, 'servers', '', cachedServers),
      keep: ({ project }) => {
        this.keepOne('servers', project);
      },
      changed: (place, change) => {
        changed('servers', place, change);
      },
    });
  }

  private phoneLists(): ListsOfOneKind<Phone> {
    const { clock, cph, reading, cache, changed } = this.options;
    return new ListsOfOneKind({
      clock,
      keyOf: ({ id }) => sameIdKey(id),
      read: async ({ project, serverId = '' }, signal, soFar) =>
        readPhones(await cph(project), serverId, reading(project, signal), soFar),
      cached: async ({ project, serverId = '' }) => cache?.list(project, 'phones', sameIdKey(serverId), cachedPhones),
      keep: ({ project }) => {
        this.keepPhones(project);
      },
      changed: (place, change) => {
        this.allPhones.serverChanged(place.project);
        changed('phones', place, change);
      },
    });
  }

  private instanceLists(): ListsOfOneKind<Instance> {
    const { clock, koophone, reading, cache, changed } = this.options;
    return new ListsOfOneKind({
      clock,
      keyOf: instanceKey,
      read: async ({ project }, signal, soFar) =>
        readInstances(await koophone(project), reading(project, signal), soFar),
      cached: async ({ project }) => cache?.list(project, 'instances', '', cachedInstances),
      keep: ({ project }) => {
        this.keepOne('instances', project);
      },
      changed: (place, change) => {
        changed('instances', place, change);
      },
    });
  }

  private keepOne(kind: 'servers' | 'instances', project: string): void {
    this.options.cache?.keepSoon(project, kind, () => {
      const known = this[kind].known({ project });
      return { lists: this[kind].readOf(project), isWhole: known !== undefined && isRead(known) };
    });
  }

  private keepPhones(project: string): void {
    this.options.cache?.keepSoon(project, 'phones', () => {
      const all = this.allPhones.known(project);
      return { lists: this.phones.readOf(project), isWhole: all !== undefined && isRead(all) };
    });
  }
}
