import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { sameIdKey } from '../../model/ids';
import { type Instance } from '../../model/instance';
import { type ConfiguredInstance, type Project } from '../../model/project';
import { type Server } from '../../model/server';
import { type Rows } from '../../base/paging';

export const serverKey = (server: Pick<Server, 'id'>): string => sameIdKey(server.id);
export const instanceKey = (instance: Pick<Instance, 'id'>): string => instance.id;

/** @returns the listed servers, and after them those that only the settings name. */
export function withConfiguredServers(listed: Rows<Server>, project: Project): Rows<Server> {
  return withOthers(
    listed,
    project.servers.map((id) => ({ id })),
    serverKey,
  );
}

/** @returns the listed instances, filled in by the settings where the cloud says nothing, and those that only they name. */
export function withConfiguredInstances(listed: Rows<Instance>, project: Project): Rows<Instance> {
  if (project.instances.length === 0) {
    return listed;
  }
  const configured = new Map(project.instances.map((entry) => [entry.instanceId, entry]));
  const rows = listed.rows.map((row) => filledIn(row, configured.get(row.id)));
  return withOthers({ ...listed, rows }, project.instances.map(fromSettings), instanceKey);
}

/**
 * Reads a list that the settings may replace: where listing is not permitted, the rows that they name stand alone.
 * @throws what `read` throws, unless permission is lacking and the settings name rows
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

/** Whether the rows that the settings name stand alone: listing is not permitted, and they name some. */
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
  // The cloud's word that nobody has the instance outweighs a setting that may be old.
  const lacksUser = (row.userId ?? '') === '' && row.isAssigned !== false;
  const lacksName = (row.name ?? '') === '';
  return {
    ...row,
    ...omitUndefined({ userId: lacksUser ? userId : undefined, name: lacksName ? name : undefined }),
  };
}

const fromSettings = ({ instanceId, userId, name }: ConfiguredInstance): Instance =>
  omitUndefined({ id: instanceId, userId, name });
