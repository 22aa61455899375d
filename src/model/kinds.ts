import { isInstanceId, isPhoneId, isServerId, sameIdKey } from './ids';
import { type Instance } from './instance';
import { type Phone } from './phone';
import { type Service } from './project';
import { type Server } from './server';
import { instanceStatus, NORMAL, PHONE_RUNNING, phoneStatus, RUNNING, serverStatus, type StatusFacts } from './status';

/** The row of each kind of target. */
export interface RowOf {
  readonly server: Server;
  readonly phone: Phone;
  readonly instance: Instance;
}

export type KindId = keyof RowOf;

/** A row of any kind of target. */
export type TargetRow = RowOf[KindId];

/** The lists that have the rows. */
type ListKind = 'servers' | 'phones' | 'instances';

/** Everything in which one kind of target differs from another. */
export interface TargetKind<Row = TargetRow> {
  readonly id: KindId;
  /** The lists of its rows. Servers and instances are listed by project, phones by server. */
  readonly list: ListKind;
  readonly service: Service;
  /** @returns whether a text can be the id of one */
  isId(id: string): boolean;
  /** @returns the key of an id: two ids with the same key name one target */
  idKey(id: string): string;
  statusOf(row: Row): StatusFacts;
  /** @returns whether it runs; undefined where its status is not known */
  runs(row: Row): boolean | undefined;
  /** @returns whether only the settings name it: what the cloud lists has a status */
  isUnread(row: Row): boolean;
}

const server: TargetKind<Server> = {
  id: 'server',
  list: 'servers',
  service: 'cph',
  isId: isServerId,
  idKey: sameIdKey,
  statusOf: serverStatus,
  runs: ({ status }) => (status === undefined ? undefined : status === NORMAL),
  isUnread: ({ status }) => status === undefined,
};

const phone: TargetKind<Phone> = {
  id: 'phone',
  list: 'phones',
  service: 'cph',
  isId: isPhoneId,
  idKey: sameIdKey,
  statusOf: phoneStatus,
  runs: ({ status }) => (status === undefined ? undefined : status === PHONE_RUNNING),
  isUnread: ({ status }) => status === undefined,
};

const instance: TargetKind<Instance> = {
  id: 'instance',
  list: 'instances',
  service: 'koophone',
  isId: isInstanceId,
  idKey: (id) => id,
  statusOf: instanceStatus,
  runs: ({ runningStatus }) => (runningStatus === undefined ? undefined : runningStatus === RUNNING),
  isUnread: ({ runningStatus, isAssigned }) => runningStatus === undefined && isAssigned === undefined,
};

/** The kinds of targets, by their id. */
export const KINDS: { readonly [K in KindId]: TargetKind<RowOf[K]> } = { server, phone, instance };

/** @returns the kind, for a caller that does not know which one it is */
export const kindOf = (id: KindId): TargetKind => KINDS[id];
