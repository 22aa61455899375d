import * as v from 'valibot';
import { startCloudProcess } from '../processes/cloudProcess';
import { exponent, type Figure, median } from '../report/figure';
import { cloudOptions, fleetOf, SIZES } from '../scenes/fleet';
import { runScript } from '../processes/script';

/** Measures the CPU time of listing 1,000, 10,000 and 100,000 rows, and how it grows. */
export async function measureListGrowth(say: (line: string) => void): Promise<Figure[]> {
  const points: { size: number; cost: number }[] = [];
  for (const size of SIZES) {
    const { close, ...cloud } = await startCloudProcess(cloudOptions(fleetOf(size)));
    try {
      const costs = await runScript('ours/listCost.ts', { cloud, rows: size }, v.array(v.number()));
      points.push({ size, cost: median(costs) });
      say(`${size.toLocaleString('en')} rows: ${median(costs).toFixed(1)} ms of CPU time`);
    } finally {
      await close();
    }
  }
  return growthFigures('list', 'listing', points);
}

/**
 * @param name the part of the key after `growth.` in the JSON
 * @param what names the work on the rows
 */
export function growthFigures(
  name: string,
  what: string,
  points: readonly { readonly size: number; readonly cost: number }[],
): Figure[] {
  return [
    {
      key: `growth.${name}`,
      what: `exponent of the CPU time of ${what}`,
      value: exponent(points),
      unit: '',
      limit: { atMost: 1.1 },
    },
    ...points.map(({ size, cost }) => ({
      key: `growth.${name}Ms${size / 1000}k`,
      what: `${what} ${size.toLocaleString('en')} rows`,
      value: cost,
      unit: 'ms',
    })),
  ];
}
