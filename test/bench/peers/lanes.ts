// Reads with plain node-fetch, eight requests at a time, with all addresses known beforehand: the best that this
// machine
// and this cloud can do.
import fetch from 'node-fetch';
import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';
import { fewestRequests, LANES, LARGE } from '../scenes/fleet';
import { answer } from '../processes/answer';

answer(v.object({ cloud: cloudSchema }), async ({ cloud: { origin, token, projectId } }) => {
  const before = process.cpuUsage();
  const headers = { 'X-Auth-Token': token };
  const cph = `/v1/${projectId}/cloud-phone`;
  const get = async (path: string): Promise<unknown> => (await fetch(origin + path, { headers })).json();
  const fewest = fewestRequests(LARGE);
  const serverPages = pages(fewest.servers, (index) => `${cph}/servers?offset=${index * 100}&limit=100`);
  const serversAnswer = v.object({ servers: v.array(v.object({ server_id: v.string() })) });
  const lists = await Promise.all(serverPages.map(async (path) => v.parse(serversAnswer, await get(path)).servers));
  const paths = [
    ...serverPages,
    ...pages(fewest.instances, (index) => `${INSTANCES}?x-request-id=${index}&page_no=${index + 1}&page_size=200`),
    ...lists.flat().map(({ server_id }) => `${cph}/phones?server_id=${server_id}&offset=0&limit=200`),
  ];
  const began = performance.now();
  const rest = paths.values();
  const lane = async (): Promise<void> => {
    for (const path of rest) {
      await get(path);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  // The CPU time counts from the first request on, as for the extension, so that both include compiling. The share of
  // the
  // requests that were only needed to know the addresses is taken off.
  const share = paths.length / (paths.length + serverPages.length);
  return { ms, cpuMs: (share * (user + system)) / 1000, requests: paths.length };
});

const INSTANCES = '/v1/instances/batch-query';
const pages = (count: number, of: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => of(i));
