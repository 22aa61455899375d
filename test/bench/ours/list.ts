// Lists a whole fleet with the extension's own client and inventory, signed in with a token.
import * as v from 'valibot';
import { type Fetch, send } from '../../../src/api/http/fetch';
import { cloudSchema } from '../processes/cloudAddress';
import { answer } from '../processes/answer';
import { openInventory, readAll } from './support/inventory';
import { longestPause } from './support/longestPause';

answer(v.object({ cloud: cloudSchema }), async ({ cloud }) => {
  let requests = 0;
  const counted: Fetch = (url, init) => {
    requests += 1;
    return send(url, init);
  };
  // With a token, as the peers: what a signature costs is measured by itself.
  const inventory = openInventory(cloud, counted, 'token');
  const began = performance.now();
  const before = process.cpuUsage();
  const { result, pauseMs } = await longestPause(async () => {
    const rows = await readAll(inventory, cloud.project.name);
    return { rows, ms: performance.now() - began };
  });
  const { user, system } = process.cpuUsage(before);
  return { ...result, cpuMs: (user + system) / 1000, pauseMs, requests };
});
