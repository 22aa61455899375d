import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { type Operation, type TargetState } from '../../../src/model/operation';
import { summaryOf } from '../../../src/model/operationSummary';
import { nameOf, SUMMARY } from '../../../src/operations/journal/fileNames';
import { packOperation, writeSummary } from '../../../src/operations/journal/format/packed';
import { withFolder } from '../processes/folder';
import { runScript } from '../processes/script';
import { type Figure, median, REPETITIONS } from '../report/figure';
import { size } from '../scenes/scale';

const OPERATIONS = 200;
const TARGETS = size(10_000, 100);
const WINDOWS = 3;
const MEGABYTE = 1024 * 1024;
const BEGAN = 1_800_000_000_000;

const output = v.object({ loadMs: v.number(), bytes: v.number(), loaded: v.number() });

/** Measures what a window needs to load a long history, before one of its operations is opened. */
export function measureHistory(say: (line: string) => void): Promise<Figure[]> {
  return withFolder(async (folder) => {
    for (let number = 1; number <= OPERATIONS; number++) {
      store(folder, operation(number));
    }
    say(`${OPERATIONS} operations with ${TARGETS} targets each are stored`);
    const heaps: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < REPETITIONS; round++) {
      const windows = await Promise.all(Array.from({ length: WINDOWS }, () => load(folder)));
      heaps.push(Math.max(...windows.map(({ bytes }) => bytes)) / MEGABYTE);
      times.push(Math.max(...windows.map(({ loadMs }) => loadMs)));
      say(`${round + 1} of ${REPETITIONS}: ${times.at(-1)?.toFixed(0)} ms, ${heaps.at(-1)?.toFixed(1)} MB`);
    }
    return [
      {
        key: 'history.heapMb',
        what: 'heap of a window with the history in it',
        value: median(heaps),
        unit: 'MB',
        limit: { atMost: 30 },
      },
      {
        key: 'history.loadMs',
        what: 'loading the history',
        value: median(times),
        unit: 'ms',
        limit: { atMost: 300 },
      },
    ];
  });
}

async function load(folder: string): Promise<v.InferOutput<typeof output>> {
  const window = await runScript('ours/history.ts', { folder }, output, { node: ['--expose-gc'] });
  if (window.loaded !== OPERATIONS) {
    throw new Error(`${window.loaded} operations instead of ${OPERATIONS}`);
  }
  return window;
}

/** Stores an operation that has ended, as its window leaves it. */
function store(folder: string, ended: Operation): void {
  writeFileSync(path.join(folder, nameOf(ended.number, SUMMARY)), writeSummary(summaryOf(ended), 0));
  writeFileSync(path.join(folder, nameOf(ended.number, 'json.gz')), gzipSync(packOperation(ended), { level: 1 }));
}

function operation(number: number): Operation {
  const startedAt = BEGAN + number * 3_600_000;
  return {
    number,
    verb: 'restart',
    project: 'Staging',
    host: 'cph.example.com',
    requests: Math.ceil(TARGETS / 100),
    startedAt,
    endedAt: startedAt + 600_000,
    targets: Array.from({ length: TARGETS }, (_, nth) => target(nth, startedAt)),
  };
}

const target = (nth: number, startedAt: number): TargetState => ({
  id: nth.toString(16).padStart(32, '0'),
  name: `server-${nth}`,
  phase: 'settled',
  result: nth % 100 === 0 ? 'failed' : 'succeeded',
  jobId: randomBytes(16).toString('hex'),
  sentAt: startedAt + 1_000,
  answeredAt: startedAt + 2_000,
  settledAt: startedAt + 60_000,
});
