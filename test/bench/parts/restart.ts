import * as v from 'valibot';
import { type CloudAddress } from '../processes/cloudAddress';
import { startCloudProcess } from '../processes/cloudProcess';
import { type Figure, median, REPETITIONS } from '../report/figure';
import { LANES, LATENCY_MS } from '../scenes/fleet';
import { withHome } from '../processes/folder';
import { JOB_MS, LONGEST_JOB_MS, POLL_MS, SERVERS, SERVERS_A_REQUEST } from '../scenes/restart';
import { runScript } from '../processes/script';

/** Nearly nine in ten servers of a simulated cloud can be restarted. */
const SERVERS_TO_CHOOSE_FROM = 1.2 * SERVERS;
const RESTARTABLE = 5;
/**
 * How many batches the SDK script restarts. The time for all is computed from these, because it grows with the batches.
 */
const SDK_BATCHES = 2;
const COUNT = SERVERS.toLocaleString('en');

export const oursOutput = v.object({
  ms: v.number(),
  pauseMs: v.number(),
  lines: v.number(),
  succeeded: v.number(),
  most: v.number(),
  looks: v.number(),
  single: v.number(),
  mostPerHundred: v.number(),
});
type Ours = v.InferOutput<typeof oursOutput>;

/** The options of a cloud with enough servers to restart, and no other rows. */
export const RESTART_CLOUD = {
  servers: SERVERS_TO_CHOOSE_FROM,
  'phones-per-server': 0,
  instances: 0,
  latency: LATENCY_MS,
  'job-time': JOB_MS,
};

/**
 * Restarts 10,000 servers at 50 ms of latency, 8 requests at a time, and polls their jobs. The ideal is the least time
 * of a client that polls every 5 s: the requests, the longest job, and one poll to see its end.
 */
export async function measureRestart(say: (line: string) => void): Promise<Figure[]> {
  const { close, ...cloud } = await startCloudProcess(RESTART_CLOUD);
  try {
    const ids = await restartableOf(cloud);
    const ours: Ours[] = [];
    for (let round = 0; round < REPETITIONS; round++) {
      const measured = await runScript('ours/restart.ts', { cloud, ids }, oursOutput);
      checkRestart(measured);
      ours.push(measured);
      say(`${round + 1} of ${REPETITIONS}: ours ${(measured.ms / 1000).toFixed(1)} s`);
    }
    return figuresOf(ours, await sdkTimes(cloud, ids));
  } finally {
    await close();
  }
}

/** @returns the ids of the servers to restart */
export async function restartableOf(cloud: CloudAddress): Promise<string[]> {
  const ids = await runScript('ours/servers.ts', { cloud, status: RESTARTABLE }, v.array(v.string()));
  return ids.slice(0, SERVERS);
}

/** @throws Error when not every server was restarted, or not every line was written */
export function checkRestart({ succeeded, lines }: Ours): void {
  if (succeeded !== SERVERS || lines !== SERVERS + 2) {
    throw new Error(`Not all succeeded, or not all was said: ${succeeded} of ${SERVERS}, ${lines} lines`);
  }
}

/** The repetitions run in parallel, each with other servers. A script that waits does not slow the others. */
async function sdkTimes(cloud: CloudAddress, ids: readonly string[]): Promise<number[]> {
  const perRound = SDK_BATCHES * SERVERS_A_REQUEST;
  const batches = ids.length / SERVERS_A_REQUEST;
  const rounds = Array.from({ length: REPETITIONS }, (_, round) => ids.slice(round * perRound, (round + 1) * perRound));
  const times = await withHome((env) =>
    Promise.all(rounds.map((part) => runScript('peers/sdkRestart.ts', { cloud, ids: part }, sdkOutput, { env }))),
  );
  return times.map(({ ms }) => (ms / SDK_BATCHES) * batches);
}

const sdkOutput = v.object({ ms: v.number() });

function figuresOf(ours: readonly Ours[], sdk: readonly number[]): Figure[] {
  const ideal = (SERVERS / SERVERS_A_REQUEST / LANES) * LATENCY_MS + LONGEST_JOB_MS + POLL_MS;
  const ms = median(ours.map((round) => round.ms));
  return [
    {
      key: 'restart.vsIdeal',
      what: `${COUNT} servers restarted, over the ideal`,
      value: median(ours.map((round) => round.ms / ideal)),
      unit: 'times',
      limit: { atMost: 1.25 },
    },
    {
      key: 'restart.vsSdk',
      what: 'the SDK script, batch after batch, over that',
      value: median(sdk) / ms,
      unit: 'times',
      limit: { atLeast: 6 },
    },
    {
      key: 'restart.pauseMs',
      what: 'the longest time in which nothing else could run',
      value: median(ours.map(({ pauseMs }) => pauseMs)),
      unit: 'ms',
    },
    { key: 'restart.seconds', what: 'ours', value: ms / 1000, unit: 's' },
    {
      key: 'restart.idealSeconds',
      what: `the ideal: jobs of up to ${LONGEST_JOB_MS / 1000} s, a poll every ${POLL_MS / 1000} s`,
      value: ideal / 1000,
      unit: 's',
    },
    { key: 'restart.sdkSeconds', what: 'the SDK script', value: median(sdk) / 1000, unit: 's' },
    {
      key: 'restart.mostAtOnce',
      what: 'requests in flight at once',
      value: Math.max(...ours.map((round) => round.most)),
      unit: '',
      limit: { atMost: LANES },
    },
    {
      key: 'watch.requestsVsNaive',
      what: `${COUNT} jobs watched: one GET per unsettled job and poll, over the requests sent`,
      value: median(ours.map(({ single, looks }) => single / looks)),
      unit: 'times',
      limit: { atLeast: 50 },
    },
    {
      key: 'watch.mostPerHundred',
      what: 'the most requests in a poll, for every hundred jobs unsettled then',
      value: Math.max(...ours.map(({ mostPerHundred }) => mostPerHundred)),
      unit: '',
      limit: { atMost: 1 },
    },
    { key: 'watch.requests', what: 'requests sent to watch', value: median(ours.map(({ looks }) => looks)), unit: '' },
  ];
}
