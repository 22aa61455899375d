import * as v from 'valibot';
import { startCloudProcess } from '../processes/cloudProcess';
import { type Figure } from '../report/figure';
import { LARGE, MOST_ROWS } from '../scenes/fleet';
import { growthFigures } from './growth';
import { runScript } from '../processes/script';

const FRAME_MS = 16.7;
const output = v.array(v.object({ size: v.number(), first: v.number(), filter: v.number(), loop: v.number() }));

/** Filters 1,000, 10,000 and 100,000 phones. */
export async function measureFilter(): Promise<Figure[]> {
  const { phonesPerServer } = LARGE;
  const servers = Math.ceil(MOST_ROWS / phonesPerServer);
  const { close, ...cloud } = await startCloudProcess({ servers, 'phones-per-server': phonesPerServer, instances: 0 });
  try {
    const measured = await runScript('ours/filter.ts', { cloud }, output);
    const most = measured.find(({ size }) => size === MOST_ROWS) ?? { first: NaN, filter: NaN, loop: NaN };
    const what = 'filtering';
    return [
      {
        key: 'filter.ms',
        what: `a filter over ${MOST_ROWS.toLocaleString('en')} phones: one frame`,
        value: most.filter,
        unit: 'ms',
        limit: { atMost: FRAME_MS },
      },
      {
        key: 'filter.vsLoop',
        what: 'the same, over a plain loop over the names',
        value: most.filter / most.loop,
        unit: 'times',
        limit: { atMost: 3 },
      },
      { key: 'filter.firstMs', what: 'the first filter over them', value: most.first, unit: 'ms' },
      ...growthFigures(
        'filter',
        what,
        measured.map(({ size, filter }) => ({ size, cost: filter })),
      ),
      ...growthFigures(
        'filterFirst',
        `the first ${what}`,
        measured.map(({ size, first }) => ({ size, cost: first })),
      ),
    ];
  } finally {
    await close();
  }
}
