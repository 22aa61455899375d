import * as v from 'valibot';
import { type CloudAddress } from '../processes/cloudAddress';
import { startCloudProcess } from '../processes/cloudProcess';
import { type Figure, median, REPETITIONS } from '../report/figure';
import { cloudOptions, fewestRequests, idealListMs, LANES, LARGE, LATENCY_MS, rowsOf } from '../scenes/fleet';
import { withHome } from '../processes/folder';
import { listOutput } from '../peers/share';
import { runScript } from '../processes/script';

export const oursOutput = v.object({
  ms: v.number(),
  cpuMs: v.number(),
  pauseMs: v.number(),
  rows: v.number(),
  requests: v.number(),
});
export const lanesOutput = v.object({ ms: v.number(), cpuMs: v.number(), requests: v.number() });

/** A peer that sends one request after the other reads one of this many parts of the phones in each round. */
const PARTS = 5;

interface Round {
  readonly ours: number;
  readonly oursCpu: number;
  readonly pause: number;
  readonly requests: number;
  readonly lanes: number;
  readonly lanesCpu: number;
  readonly loop: number;
  readonly sdk: number;
}

/**
 * Lists 1,000 servers with 60,000 phones and 10,000 instances at 50 ms of latency, with the extension and peers in
 * turn.
 */
export async function measureList(say: (line: string) => void): Promise<Figure[]> {
  const { close, ...cloud } = await startCloudProcess({ ...cloudOptions(LARGE), latency: LATENCY_MS });
  try {
    const rounds: Round[] = [];
    for (let round = 0; round < REPETITIONS; round++) {
      const measured = await measureRound(cloud, round);
      rounds.push(measured);
      say(`${round + 1} of ${REPETITIONS}: ours ${seconds(measured.ours)}, the SDK ${seconds(measured.sdk)}`);
    }
    return figuresOf(rounds);
  } finally {
    await close();
  }
}

async function measureRound(cloud: CloudAddress, round: number): Promise<Round> {
  const ours = await runScript('ours/list.ts', { cloud }, oursOutput);
  if (ours.rows !== rowsOf(LARGE)) {
    throw new Error(`Ours listed ${ours.rows} rows instead of ${rowsOf(LARGE)}.`);
  }
  const lanes = await runScript('peers/lanes.ts', { cloud }, lanesOutput);
  return {
    ours: ours.ms,
    oursCpu: ours.cpuMs,
    pause: ours.pauseMs,
    requests: ours.requests,
    lanes: lanes.ms,
    lanesCpu: lanes.cpuMs,
    loop: await inTurn('peers/fetchList.ts', cloud, round),
    sdk: await inTurn('peers/sdkList.ts', cloud, round),
  };
}

/** Measures a peer that sends one request after the other. A fifth of the phones takes a fifth of the time for all. */
async function inTurn(script: string, cloud: CloudAddress, round: number): Promise<number> {
  const input = { cloud, part: round, of: PARTS };
  const { onceMs, phonesMs, rows } = await withHome((env) => runScript(script, input, listOutput, { env }));
  const expected = LARGE.servers + LARGE.instances + (LARGE.servers * LARGE.phonesPerServer) / PARTS;
  if (rows !== expected) {
    throw new Error(`${script} listed ${rows} rows instead of ${expected}.`);
  }
  return onceMs + PARTS * phonesMs;
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const ideal = idealListMs(LARGE);
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  const time = (key: string, what: string, ms: number): Figure => ({ key, what, value: ms / 1000, unit: 's' });
  return [
    {
      key: 'list.vsIdeal',
      what: `${rowsOf(LARGE).toLocaleString('en')} rows listed, over the ideal`,
      value: of(({ ours }) => ours / ideal),
      unit: 'times',
      limit: { atMost: 1.2 },
    },
    {
      key: 'list.vsSdk',
      what: 'the SDK script doing the same, over that',
      value: of(({ ours, sdk }) => sdk / ours),
      unit: 'times',
      limit: { atLeast: 6 },
    },
    {
      key: 'list.vsFetch',
      what: `the listing, over node-fetch doing the same reads, ${LANES} at a time`,
      value: of(({ ours, lanes }) => ours / lanes),
      unit: 'times',
      limit: { atMost: 1.08 },
    },
    {
      key: 'list.cpuVsFetch',
      what: 'CPU time of the listing, over that of node-fetch',
      value: of(({ oursCpu, lanesCpu }) => oursCpu / lanesCpu),
      unit: 'times',
      limit: { atMost: 1.5 },
    },
    {
      key: 'list.pauseMs',
      what: 'the longest time in which nothing else could run',
      value: of(({ pause }) => pause),
      unit: 'ms',
      limit: { atMost: 50 },
    },
    {
      key: 'list.requests',
      what: 'requests sent, over the fewest',
      value: of(({ requests }) => requests) / Object.values(fewestRequests(LARGE)).reduce((sum, count) => sum + count),
      unit: 'times',
    },
    time(
      'list.seconds',
      'ours',
      of(({ ours }) => ours),
    ),
    time('list.idealSeconds', `the ideal: ${LANES} at a time, at most 200 a second`, ideal),
    time(
      'list.fetchSeconds',
      `node-fetch, ${LANES} at a time, all addresses known`,
      of(({ lanes }) => lanes),
    ),
    time(
      'list.loopSeconds',
      'node-fetch in a loop',
      of(({ loop }) => loop),
    ),
    time(
      'list.sdkSeconds',
      'the SDK script',
      of(({ sdk }) => sdk),
    ),
  ];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
