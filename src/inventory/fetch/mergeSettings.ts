import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { sameIdKey } from '../../model/ids';
import { type Instance } from '../../model/instance';
import { type ConfiguredInstance, type Project } from '../../model/project';
import { type Server } from '../../model/server';
import { type Rows } from '../../base/paging';

/** @returns the key of a server: equal for all ways to write its id */
export const serverKey = (server: Pick<Server, 'id'>): string => sameIdKey(server.id);
/** @returns the key of an instance: its id */
export const instanceKey = (instance: Pick<Instance, 'id'>): string => instance.id;

/** @returns the listed servers, followed by those that only the settings name */
export function withConfiguredServers(listed: Rows<Server>, project: Project): Rows<Server> {
  return withOthers(
    listed,
    project.servers.map((id) => ({ id })),
    serverKey,
  );
}

/**
 * @returns the listed instances, with user and name from the settings where the cloud has none, followed by the
 * instances that only the settings name
 */
export function withConfiguredInstances(listed: Rows<Instance>, project: Project): Rows<Instance> {
  if (project.instances.length === 0) {
    return listed;
  }
  const configured = new Map(project.instances.map((entry) => [entry.instanceId, entry]));
  const rows = listed.rows.map((row) => filledIn(row, configured.get(row.id)));
  return withOthers({ ...listed, rows }, project.instances.map(fromSettings), instanceKey);
}

/**
 * Reads a list. Where listing is not permitted and the settings name rows, the list is empty: only the rows of the
 * settings are shown then.
 * @param configured the rows that the settings name
 * @throws the error of `read` in every other case
 */
export async function listedOr<T>(configured: readonly unknown[], read: () => Promise<Rows<T>>): Promise<Rows<T>> {
  try {
    return await read();
  } catch (error) {
    if (settingsReplace(error, configured)) {
      return { rows: [], total: 0, heldStill: true };
    }
    throw error;
  }
}

/**
 * @param error why a list could not be read
 * @param configured the rows that the settings name
 * @returns whether only the rows of the settings are shown: listing is not permitted, and the settings name some
 */
export const settingsReplace = (error: unknown, configured: readonly unknown[]): boolean =>
  error instanceof ApiError && error.kind === 'forbidden' && configured.length > 0;

function withOthers<T>(listed: Rows<T>, configured: readonly T[], keyOf: (row: T) => string): Rows<T> {
  if (configured.length === 0) {
    return listed;
  }
  const keys = new Set(listed.rows.map(keyOf));
  const others = configured.filter((row) => {
    const isNew = !keys.has(keyOf(row));
    keys.add(keyOf(row));
    return isNew;
  });
  return { ...listed, rows: [...listed.rows, ...others], total: listed.total + others.length };
}

function filledIn(row: Instance, configured: ConfiguredInstance | undefined): Instance {
  if (configured === undefined) {
    return row;
  }
  const { userId, name } = configured;
  // When the cloud says that the instance is unassigned, the user in the settings may be out of date.
  const lacksUser = (row.userId ?? '') === '' && row.isAssigned !== false;
  const lacksName = (row.name ?? '') === '';
  return {
    ...row,
    ...omitUndefined({ userId: lacksUser ? userId : undefined, name: lacksName ? name : undefined }),
  };
}

const fromSettings = ({ instanceId, userId, name }: ConfiguredInstance): Instance =>
  omitUndefined({ id: instanceId, userId, name });
