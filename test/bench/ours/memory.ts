// Measures the memory of rows: the growth of the heap of this process while a whole fleet is read.
import * as v from 'valibot';
import { inEnglish } from '../../../src/base/message';
import { Arrangements } from '../../../src/arrange/arrangements';
import { parseFilter } from '../../../src/arrange/parseFilter';
import { cloudSchema } from '../processes/cloudAddress';
import { answer } from '../processes/answer';
import { openInventory, readAll } from './support/inventory';
import { usedBytes } from './support/usedBytes';

answer(v.object({ cloud: cloudSchema }), async ({ cloud }) => {
  const { name } = cloud.project;
  await warmUp(openInventory(cloud), name);
  const inventory = openInventory(cloud);
  const before = usedBytes();
  const rows = await readAll(inventory, name);
  // Lets the sockets and deadlines of the last requests end.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const after = usedBytes();
  const arrangements = new Arrangements(inventory, (word) => [inEnglish(word)]);
  arrangements.choice = { filter: parseFilter('status:2 042'), sortBy: 'name', groupBy: undefined };
  const hits = [arrangements.servers(name), arrangements.instances(name)].map((found) => found?.hits.length ?? 0);
  const filtered = usedBytes();
  // The inventory and the indexes of the filter must be reachable until here.
  inventory.dispose();
  if (Math.min(...hits, arrangements.phoneCount(name) ?? 0) === 0) {
    throw new Error('The filter found nothing in one of the lists.');
  }
  return { bytes: after - before, filteredBytes: filtered - before, rows };
});

/** Sends the first requests, because what they load and compile does not belong to the rows. */
async function warmUp(inventory: ReturnType<typeof openInventory>, project: string): Promise<void> {
  const { rows } = await inventory.servers(project);
  for (const { id } of rows.slice(0, 20)) {
    await inventory.phones(project, id);
  }
  inventory.dispose();
}
