import * as v from 'valibot';
import { startCloudProcess } from '../processes/cloudProcess';
import { type Figure, median, REPETITIONS } from '../report/figure';
import { cloudOptions, fleetOf } from '../scenes/fleet';
import { runScript } from '../processes/script';

/** The same number in the short form, because the filter must match rows in every list. */
const ROWS = 100_000;
const output = v.object({ bytes: v.number(), filteredBytes: v.number(), rows: v.number() });

/** Measures the memory of 100,000 rows that were read from the simulated cloud. */
export async function measureMemory(say: (line: string) => void): Promise<Figure[]> {
  const { close, ...cloud } = await startCloudProcess(cloudOptions(fleetOf(ROWS)));
  try {
    const perRow: number[] = [];
    const filtered: number[] = [];
    for (let round = 0; round < REPETITIONS; round++) {
      const { bytes, filteredBytes, rows } = await runScript('ours/memory.ts', { cloud }, output, {
        node: ['--expose-gc'],
      });
      if (rows !== ROWS) {
        throw new Error(`${rows} rows instead of ${ROWS}`);
      }
      perRow.push(bytes / rows);
      filtered.push(filteredBytes / rows);
      say(`${round + 1} of ${REPETITIONS}: ${(bytes / rows).toFixed(0)} bytes a row`);
    }
    return [
      {
        key: 'memory.perRowBytes',
        what: `a row in memory, of ${ROWS.toLocaleString('en')}`,
        value: median(perRow),
        unit: 'bytes',
        limit: { atMost: 600 },
      },
      {
        key: 'memory.filteredRowBytes',
        what: 'the same, with what sorting and filtering keep',
        value: median(filtered),
        unit: 'bytes',
        limit: { atMost: 600 },
      },
    ];
  } finally {
    await close();
  }
}
