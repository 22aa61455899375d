import { type Log } from '../../base/log';
import { type Page, readAllPages } from '../../base/paging';
import { sameIdKey } from '../../model/ids';
import { type RolloutVerb } from '../../model/rollout';
import { NORMAL, RUNNING } from '../../model/status';
import { type OperationsClients } from '../common/projectClients';

/** The rows of a page: GET /servers (cph_api_0502.html), GET /instances/batch-query (ListInstances.html). */
const SERVERS_PER_PAGE = 100;
const INSTANCES_PER_PAGE = 200;
const LANES = 4;

/**
 * Reads the whole fleet of a project, all servers or all instances.
 * @returns the ids of those that run now. One without a state does not: before a wave only what is seen counts
 * @throws ApiError when the list cannot be read
 */
export async function readRunning(
  verb: RolloutVerb,
  clients: OperationsClients,
  { project, log }: { readonly project: string; readonly log: Log },
): Promise<ReadonlySet<string>> {
  const read = verb === 'restart' ? await serverPages(clients, project) : await instancePages(clients, project);
  const { rows } = await readAllPages({
    read,
    idOf: ({ id }) => id,
    size: verb === 'restart' ? SERVERS_PER_PAGE : INSTANCES_PER_PAGE,
    maxConcurrent: LANES,
    signal: new AbortController().signal,
    warn: (line) => {
      log.warn(`The fleet of ${project}: ${line}`);
    },
  });
  return new Set(rows.filter(({ runs }) => runs).map(({ id }) => id));
}

interface Row {
  readonly id: string;
  readonly runs: boolean;
}

type Read = (index: number, size: number, signal: AbortSignal) => Promise<Page<Row>>;

async function serverPages(clients: OperationsClients, project: string): Promise<Read> {
  const cph = await clients.cph(project);
  return async (index, limit, signal) => {
    const { servers, ...counted } = await cph.listServers({ offset: index * limit, limit }, signal);
    return { rows: servers.map(({ id, status }) => ({ id: sameIdKey(id), runs: status === NORMAL })), ...counted };
  };
}

async function instancePages(clients: OperationsClients, project: string): Promise<Read> {
  const koophone = await clients.koophone(project);
  return async (index, pageSize, signal) => {
    const { instances, ...counted } = await koophone.listInstances({ pageNo: index + 1, pageSize }, signal);
    return { rows: instances.map(({ id, runningStatus }) => ({ id, runs: runningStatus === RUNNING })), ...counted };
  };
}
