// Filters the phones of a fleet as the view does, and beside it the plainest loop over their names.
import * as v from 'valibot';
import { parseQuery } from '../../../src/tree/query';
import { search } from '../../../src/tree/search';
import { cloudSchema } from '../cloudAddress';
import { SIZES } from '../fleet';
import { median, REPETITIONS } from '../figure';
import { answer } from '../answer';

import { cpuTime } from './cpuTime';
import { openInventory } from './inventory';

/** In the names of one phone of each server. */
const WORD = '-00042';
/** So many rows are looked at in a row, that the time for few of them can be told from none. */
const ROWS_A_TURN = 2_000_000;
const ROWS_A_FIRST_TURN = 100_000;

const query = parseQuery(`"${WORD}"`);
const context = { statusTexts: () => [], serverTexts: () => [] };

answer(v.object({ cloud: cloudSchema }), async ({ cloud }) => {
  const all = (await openInventory(cloud).phonesOf(cloud.project.name)).rows;
  const measured = [];
  for (const size of SIZES) {
    const rows = all.slice(0, size);
    const names = rows.map(({ name = '' }) => name);
    const filter = (): number => search('phones', rows, query, context).reduce((sum, hit) => sum + hit, 0);
    const loop = (): string[] => names.filter((name) => name.includes(WORD));
    if (rows.length !== size || filter() !== loop().length) {
      throw new Error(`${rows.length} rows, ${filter()} of them are hits, ${loop().length} by their names`);
    }
    const times = Math.ceil(ROWS_A_TURN / size);
    measured.push({
      size,
      // Of rows that were never filtered, what the filter prepares is not there yet.
      first: await costOf(Math.ceil(ROWS_A_FIRST_TURN / size), () => search('phones', [...rows], query, context)),
      filter: await costOf(times, filter),
      loop: await costOf(times, loop),
    });
  }
  return measured;
});

async function costOf(times: number, work: () => unknown): Promise<number> {
  await cpuTime(times, work);
  const costs: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    costs.push(await cpuTime(times, work));
  }
  return median(costs);
}
