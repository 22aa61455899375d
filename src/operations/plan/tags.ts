import { type Tag } from '../../model/plan';
import { type OperationsClients } from '../common/projectClients';
import { askTogether } from '../common/askCloud';

/**
 * Reads the tags of servers, one request each: a plan needs them where the settings protect some.
 * @throws ApiError when one of them cannot be read: it may be a protected one
 */
export async function readTags(
  clients: Pick<OperationsClients, 'cph'>,
  project: string,
  serverIds: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly Tag[]>> {
  const tags = new Map<string, readonly Tag[]>();
  const cph = await clients.cph(project);
  await askTogether(
    serverIds.map((id) => async () => {
      tags.set(id, await cph.serverTags(id, signal));
    }),
  );
  return tags;
}
