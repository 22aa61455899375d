// Measures the CPU time of listing a whole fleet from recorded responses of the cloud.
import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';
import { answer } from '../processes/answer';
import { REPETITIONS } from '../report/figure';
import { cpuTime } from './support/cpuTime';
import { openInventory, readAll } from './support/inventory';
import { Replay } from './support/replay';

/** A small fleet is listed repeatedly until this many rows are read, so that its time can be measured. */
const ROWS_A_TURN = 20_000;

answer(v.object({ cloud: cloudSchema, rows: v.number() }), async ({ cloud, rows }) => {
  const replay = new Replay();
  const { name } = cloud.project;
  const read = await readAll(openInventory(cloud, replay.record), name);
  if (read !== rows) {
    throw new Error(`${read} rows instead of ${rows}`);
  }
  const list = async (): Promise<void> => {
    const inventory = openInventory(cloud, replay.play);
    await readAll(inventory, name);
    inventory.dispose();
  };
  const times = Math.ceil(ROWS_A_TURN / rows);
  await cpuTime(times, list);
  const costs: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    costs.push(await cpuTime(times, list));
  }
  return costs;
});
