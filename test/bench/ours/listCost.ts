// The CPU time of listing a whole fleet, with the cloud's answers recorded beforehand.
import * as v from 'valibot';
import { cloudSchema } from '../cloudAddress';
import { rowsOf, fleetOf } from '../fleet';
import { answer, REPETITIONS } from '../script';
import { openInventory, readAll } from './inventory';
import { Replay } from './replay';

/** A small fleet is listed so often in a row that its time can be told from none. */
const ROWS_A_TURN = 20_000;

answer(v.object({ cloud: cloudSchema, rows: v.number() }), async ({ cloud, rows }) => {
  const replay = new Replay();
  const { name } = cloud.project;
  const read = await readAll(openInventory(cloud, replay.record), name);
  if (read !== rowsOf(fleetOf(rows))) {
    throw new Error(`${read} rows instead of ${rows}`);
  }
  const times = Math.max(1, Math.round(ROWS_A_TURN / rows));
  const turn = async (): Promise<number> => {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time++) {
      const inventory = openInventory(cloud, replay.play);
      await readAll(inventory, name);
      inventory.dispose();
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / times;
  };
  await turn();
  const costs: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    costs.push(await turn());
  }
  return costs;
});
