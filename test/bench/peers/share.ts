import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';

/**
 * Which part of the phones a peer reads that goes one request after the other: its time grows with the requests, so a
 * part of them tells the whole.
 */
export const listInput = v.object({ cloud: cloudSchema, part: v.number(), of: v.number() });
export type ListInput = v.InferOutput<typeof listInput>;

/** What a peer's listing took: what is read once, and the part of the phones. */
export const listOutput = v.object({ onceMs: v.number(), phonesMs: v.number(), rows: v.number() });

/** What of the services' answers the peers look at. */
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

/** One after the other: what scripts do. */
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
