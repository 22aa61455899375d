import { startCloudProcess } from '../processes/cloudProcess';
import { type Figure, median, REPETITIONS } from '../report/figure';
import { cloudOptions, idealListMs, LANES, LARGE, LATENCY_MS, rowsOf } from '../scenes/fleet';
import { lanesOutput, oursOutput as listOutput } from './list';
import { checkRestart, oursOutput as restartOutput, RESTART_CLOUD, restartableOf } from './restart';
import { LONGEST_JOB_MS, POLL_MS, SERVERS, SERVERS_A_REQUEST } from '../scenes/restart';
import { runScript } from '../processes/script';
import { startWireProcess, type Wire } from '../processes/wireProcess';

/** The TCP handshake takes one round trip. The TLS 1.3 handshake takes another, even when a session is resumed. */
const HANDSHAKE_MS = 2 * LATENCY_MS;

interface ListRound {
  readonly ours: number;
  readonly lanes: number;
  readonly connections: number;
  readonly lanesConnections: number;
}

/** Lists and restarts through TLS with a round trip time of 50 ms. The cloud itself answers at once. */
export async function measureWire(say: (line: string) => void): Promise<Figure[]> {
  const lists = await behindWire(cloudOptions(LARGE), async (wire) => {
    const rounds: ListRound[] = [];
    for (let round = 0; round < REPETITIONS; round++) {
      const measured = await listRound(wire);
      rounds.push(measured);
      say(`${round + 1} of ${REPETITIONS}: listing ${seconds(measured.ours)}, node-fetch ${seconds(measured.lanes)}`);
    }
    return rounds;
  });
  const restarts = await behindWire({ ...RESTART_CLOUD, latency: 0 }, async ({ cloud, env }, direct) => {
    const ids = await restartableOf(direct);
    const rounds: number[] = [];
    for (let round = 0; round < REPETITIONS; round++) {
      const measured = await runScript('ours/restart.ts', { cloud, ids }, restartOutput, { env });
      checkRestart(measured);
      rounds.push(measured.ms);
      say(`${round + 1} of ${REPETITIONS}: restarting ${seconds(measured.ms)}`);
    }
    return rounds;
  });
  return figuresOf(lists, restarts);
}

async function behindWire<T>(
  options: Readonly<Record<string, number>>,
  work: (wire: Wire, direct: Wire['cloud']) => Promise<T>,
): Promise<T> {
  const { close, ...cloud } = await startCloudProcess(options);
  try {
    const wire = await startWireProcess(cloud, LATENCY_MS);
    try {
      return await work(wire, cloud);
    } finally {
      await wire.close();
    }
  } finally {
    await close();
  }
}

async function listRound({ cloud, env, newConnections }: Wire): Promise<ListRound> {
  await newConnections();
  const ours = await runScript('ours/list.ts', { cloud }, listOutput, { env });
  if (ours.rows !== rowsOf(LARGE)) {
    throw new Error(`Ours listed ${ours.rows} rows instead of ${rowsOf(LARGE)}.`);
  }
  const connections = await newConnections();
  const { ms: lanes } = await runScript('peers/lanes.ts', { cloud }, lanesOutput, { env });
  return { ours: ours.ms, lanes, connections, lanesConnections: await newConnections() };
}

function figuresOf(lists: readonly ListRound[], restarts: readonly number[]): Figure[] {
  const listIdeal = idealListMs(LARGE) + HANDSHAKE_MS;
  // A request that acts has a connection of its own, so a handshake is part of its time.
  const requestMs = HANDSHAKE_MS + LATENCY_MS;
  const restartIdeal = Math.ceil(SERVERS / SERVERS_A_REQUEST / LANES) * requestMs + LONGEST_JOB_MS + POLL_MS;
  const of = (value: (round: ListRound) => number): number => median(lists.map(value));
  const rows = rowsOf(LARGE).toLocaleString('en');
  return [
    {
      key: 'wire.listVsFetch',
      what: `${rows} rows listed, over node-fetch doing the same reads, ${LANES} at a time`,
      value: of(({ ours, lanes }) => ours / lanes),
      unit: 'times',
      limit: { atMost: 1.1 },
    },
    {
      key: 'wire.listVsIdeal',
      what: 'the same, over what the round trips and handshakes alone take',
      value: of(({ ours }) => ours / listIdeal),
      unit: 'times',
      limit: { atMost: 1.25 },
    },
    {
      key: 'wire.connections',
      what: 'connections of a listing',
      value: Math.max(...lists.map(({ connections }) => connections)),
      unit: '',
      limit: { atMost: 16 },
    },
    {
      key: 'wire.fetchConnections',
      what: 'connections of node-fetch doing the same',
      value: of(({ lanesConnections }) => lanesConnections),
      unit: '',
    },
    { key: 'wire.listSeconds', what: 'ours', value: of(({ ours }) => ours) / 1000, unit: 's' },
    { key: 'wire.fetchSeconds', what: 'node-fetch', value: of(({ lanes }) => lanes) / 1000, unit: 's' },
    { key: 'wire.idealSeconds', what: 'the ideal of a listing', value: listIdeal / 1000, unit: 's' },
    {
      key: 'wire.restartVsIdeal',
      what: `${SERVERS.toLocaleString('en')} servers restarted, over what the round trips, handshakes and jobs alone take`,
      value: median(restarts) / restartIdeal,
      unit: 'times',
    },
    { key: 'wire.restartSeconds', what: 'ours', value: median(restarts) / 1000, unit: 's' },
    { key: 'wire.restartIdealSeconds', what: 'the ideal of a restart', value: restartIdeal / 1000, unit: 's' },
  ];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
