import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';

/**
 * The part of the phones that a peer reads that sends one request after the other. Its time grows with the requests, so
 * the time for all is computed from a part.
 */
export const listInput = v.object({ cloud: cloudSchema, part: v.number(), of: v.number() });
export type ListInput = v.InferOutput<typeof listInput>;

/** The time of a peer's listing, in milliseconds: for servers and instances, and for the part of the phones. */
export const listOutput = v.object({ onceMs: v.number(), phonesMs: v.number(), rows: v.number() });

/** The fields of the services' responses that the peers read. */
export interface ServersAnswer {
  readonly count: number;
  readonly servers: readonly { readonly server_id: string }[];
}
export interface PhonesAnswer {
  readonly count: number;
  readonly phones: readonly unknown[];
}
export interface InstancesAnswer {
  readonly data: { readonly total_count: number; readonly result: readonly unknown[] };
}

/** Lists with one request after the other, as scripts do. */
export async function listInTurn(
  { part, of }: Pick<ListInput, 'part' | 'of'>,
  get: {
    servers: (offset: number) => Promise<ServersAnswer>;
    phones: (serverId: string, offset: number) => Promise<PhonesAnswer>;
    instances: (pageNo: number) => Promise<InstancesAnswer>;
  },
): Promise<v.InferOutput<typeof listOutput>> {
  const began = performance.now();
  const servers: ServersAnswer['servers'][number][] = [];
  for (let total = 1; servers.length < total;) {
    const page = await get.servers(servers.length);
    servers.push(...page.servers);
    total = page.count;
  }
  let rows = servers.length;
  for (let pageNo = 1, read = 0, total = 1; read < total; pageNo++) {
    const { data } = await get.instances(pageNo);
    read += data.result.length;
    rows += data.result.length;
    total = data.total_count;
  }
  const onceMs = performance.now() - began;
  for (const server of servers.filter((_, index) => index % of === part)) {
    for (let read = 0, total = 1; read < total;) {
      const page = await get.phones(server.server_id, read);
      read += page.phones.length;
      rows += page.phones.length;
      total = page.count;
    }
  }
  return { onceMs, phonesMs: performance.now() - began - onceMs, rows };
}
