import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CphClient } from '../../src/api/cph';
import { KooPhoneClient } from '../../src/api/koophone';
import { send } from '../../src/api/send';
import { Transport } from '../../src/api/transport';
import { systemClock } from '../../src/model/clock';
import { type Log } from '../../src/model/log';
import { type OperationsClients } from '../../src/operations/clients';
import { NodeFiles, thisWindow } from '../../src/operations/nodeFiles';
import { Operations } from '../../src/operations/operations';
import { linesFor } from '../../src/operations/outputLines';
import { countResults } from '../../src/operations/summary';
import { type Cloud, startCloud } from '../cloud/cloud';
import { type Figure } from './figure';

const SERVERS = 10_000;
const LATENCY_MS = 50;
const LANES = 8;
const POLL_MS = 5_000;
const JOB_MS = 8_000;
/** A job of the simulated cloud takes up to this times its mean. */
const LONGEST_JOB = 1.25;
const TARGETS_PER_REQUEST = 100;

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

/** What goes over the wire, and what is still watched meanwhile. */
interface Load {
  now: number;
  most: number;
  /** How many jobs are unsettled, by the id of the request that began a hundred of them. */
  readonly unsettled: Map<string, number>;
  /** What was unsettled when each poll began: jobs, and requests with at least one of them. */
  readonly polls: { jobs: number; requests: number }[];
  lastLook: number;
}

/**
 * Restarts 10,000 servers of a simulated cloud of 50 ms latency, 8 requests at a time, over real sockets, with a
 * history on the disk. The ideal is what no client can beat: the requests, the longest job, and one poll to see its end.
 */
export async function measureRestart(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'bench-'));
  const cloud = await startCloud({
    servers: SERVERS,
    phonesPerServer: 0,
    latencyMs: LATENCY_MS,
    jobMs: JOB_MS,
    keptRequests: SERVERS,
  });
  const load: Load = { now: 0, most: 0, unsettled: new Map(), polls: [], lastLook: 0 };
  const operations = new Operations({
    clients: clientsOf(cloud, load),
    clock: systemClock,
    log: quiet,
    store: { files: new NodeFiles(home), window: thisWindow() },
    settings: {
      maxConcurrentRequests: () => LANES,
      pollIntervalMs: () => POLL_MS,
      timeoutMs: () => 30 * 60_000,
    },
  });
  try {
    return await restartAll(cloud, operations, load);
  } finally {
    operations.dispose();
    await cloud.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function restartAll(cloud: Cloud, operations: Operations, load: Load): Promise<Figure[]> {
  const targets = [...cloud.fleet.servers.values()].map((server) => {
    server.status = 5;
    return { id: server.serverId, name: server.name };
  });
  let lines = 0;
  operations.onDidChange((change) => {
    lines += linesFor(change).length;
    if (change.kind === 'target' && change.target.requestId !== undefined) {
      const { requestId, result } = change.target;
      load.unsettled.set(requestId, (load.unsettled.get(requestId) ?? 0) + (result === undefined ? 1 : -1));
    }
  });
  const began = performance.now();
  const operation = await operations.start('restart', 'Bench', targets).done;
  const took = performance.now() - began;
  if (countResults(operation).succeeded !== SERVERS || lines !== SERVERS + 2) {
    throw new Error(
      `Not all succeeded, or not all was said: ${JSON.stringify(countResults(operation))}, ${lines} lines`,
    );
  }
  const acting = SERVERS / TARGETS_PER_REQUEST;
  const ideal = (acting / LANES) * LATENCY_MS + JOB_MS * LONGEST_JOB + POLL_MS;
  const looks = cloud.requests.filter(({ path }) => path.endsWith('/jobs')).length;
  const single = load.polls.reduce((sum, { jobs }) => sum + jobs, 0);
  // A page of GET /jobs has a hundred rows, the jobs of one request: it must be read while one of them is unsettled.
  const pages = load.polls.reduce((sum, { requests }) => sum + requests, 0);
  return [
    { key: 'restart.seconds', what: '10,000 servers restarted', value: took / 1000, unit: 's' },
    { key: 'restart.ideal', what: 'the ideal time over it', value: ideal / took, unit: 'times', atLeast: 1 / 1.25 },
    {
      key: 'restart.room',
      what: 'requests allowed over requests in flight',
      value: LANES / load.most,
      unit: 'times',
      atLeast: 1,
    },
    { key: 'restart.looks', what: 'requests to watch the jobs', value: looks, unit: '' },
    {
      key: 'restart.saving',
      what: 'one GET per unsettled job a poll, over that',
      value: single / looks,
      unit: 'times',
      atLeast: 50,
    },
    {
      key: 'restart.pages',
      what: 'pages with unsettled jobs, over that',
      value: pages / looks,
      unit: 'times',
      atLeast: 1,
    },
  ];
}

function note(load: Load, url: string): void {
  if (new URL(url).pathname.endsWith('/jobs')) {
    if (performance.now() - load.lastLook > POLL_MS / 2) {
      const open = [...load.unsettled.values()].filter((jobs) => jobs > 0);
      load.polls.push({ jobs: open.reduce((sum, jobs) => sum + jobs, 0), requests: open.length });
    }
    load.lastLook = performance.now();
  }
}

function clientsOf(cloud: Cloud, load: Load): OperationsClients {
  const token = cloud.issueToken();
  const transport = new Transport({
    fetch: async (url, init) => {
      load.now += 1;
      load.most = Math.max(load.most, load.now);
      note(load, url);
      try {
        const answer = await send(url, init);
        const text = await answer.text();
        return { status: answer.status, headers: answer.headers, text: () => Promise.resolve(text) };
      } finally {
        load.now -= 1;
      }
    },
    clock: systemClock,
    log: quiet,
    timeoutMs: () => 30_000,
    maxConcurrent: () => LANES,
  });
  const authorizer = {
    authorize: () => Promise.resolve({ 'X-Auth-Token': token }),
    renew: () => Promise.resolve(false),
  };
  const connection = { transport, origin: cloud.origin, authorizer, projectId: cloud.account.projectId };
  const cph = new CphClient(connection);
  const koophone = new KooPhoneClient(connection);
  return {
    cph: () => Promise.resolve(cph),
    koophone: () => Promise.resolve(koophone),
    host: () => new URL(cloud.origin).host,
  };
}
