// Lists a whole fleet with the extension's own client and inventory.
import * as v from 'valibot';
import { send } from '../../../src/api/send';
import { cloudSchema } from '../cloudAddress';
import { answer } from '../script';
import { openInventory, readAll } from './inventory';

answer(v.object({ cloud: cloudSchema }), async ({ cloud }) => {
  let requests = 0;
  const inventory = openInventory(cloud, (url, init) => {
    requests += 1;
    return send(url, init);
  });
  const began = performance.now();
  const rows = await readAll(inventory, cloud.project.name);
  return { ms: performance.now() - began, rows, requests };
});
