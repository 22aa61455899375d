// Filters the phones of a fleet as the view does, and with a plain loop over their names for comparison.
import * as v from 'valibot';
import { inEnglish } from '../../../src/base/message';
import { Arrangements } from '../../../src/arrange/arrangements';
import { parseFilter } from '../../../src/arrange/parseFilter';
import { answer } from '../processes/answer';
import { cloudSchema } from '../processes/cloudAddress';
import { median, REPETITIONS } from '../report/figure';
import { SIZES } from '../scenes/fleet';
import { cpuTime } from './support/cpuTime';
import { openInventory } from './support/inventory';

/** One phone of each server has this in its name. */
const WORD = '-00042';
/** Words that many, few or no rows have, and each key. The slowest filter counts. */
const FILTERS = [
  `"${WORD}"`,
  '042',
  'e',
  'web',
  'nowhere',
  '-042',
  'status:running',
  'status:2',
  'az:',
  'az:4a',
  'model:rx1',
  'user:x',
  'server:web-04',
  'status:running 042',
];
/** How many rows are searched in one measurement, so that the time for few rows can be measured too. */
const ROWS_A_TURN = 500_000;
const ROWS_A_FIRST_TURN = 100_000;

answer(v.object({ cloud: cloudSchema }), async ({ cloud }) => {
  const inventory = openInventory(cloud);
  const project = cloud.project.name;
  const servers = await inventory.servers(project);
  const all = await inventory.phonesOf(project);
  const measured = [];
  for (const size of SIZES) {
    let phones = { ...all, rows: all.rows.slice(0, size) };
    const names = phones.rows.map(({ name = '' }) => name);
    const known = (scope: { readonly kind: string }) => (scope.kind === 'allPhones' ? phones : servers);
    const arrangements = new Arrangements({ known }, (word) => [inEnglish(word)]);
    const filter = (text: string): number => {
      arrangements.choice = { filter: parseFilter(text), sortBy: 'name', groupBy: undefined };
      return arrangements.phoneCount(project) ?? NaN;
    };
    const loop = (): string[] => names.filter((name) => name.includes(WORD));
    if (names.length !== size || filter(`"${WORD}"`) !== loop().length) {
      throw new Error(`${names.length} rows, ${filter(`"${WORD}"`)} of them hits, ${loop().length} by their names`);
    }
    const times = Math.ceil(ROWS_A_TURN / size);
    const costs: number[] = [];
    for (const text of FILTERS) {
      costs.push(await costOf(times, () => filter(text)));
    }
    measured.push({
      size,
      filter: Math.max(...costs),
      loop: await costOf(times, loop),
      // New rows have no index yet, so this includes the time for making it.
      first: await costOf(Math.ceil(ROWS_A_FIRST_TURN / size), () => {
        phones = { ...phones, rows: [...phones.rows] };
        return filter('042');
      }),
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
