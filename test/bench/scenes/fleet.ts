import { size } from './scale';

/** The size of a simulated cloud. */
export interface FleetSize {
  readonly servers: number;
  readonly phonesPerServer: number;
  readonly instances: number;
}

/** A large fleet of operators: 1,000 servers with 60 phones each, and 10,000 instances. */
export const LARGE: FleetSize = size(
  { servers: 1_000, phonesPerServer: 60, instances: 10_000 },
  { servers: 200, phonesPerServer: 50, instances: 500 },
);

/** The numbers of rows for measuring growth. */
export const SIZES: readonly number[] = size([1_000, 10_000, 100_000], [1_000, 5_000]);
export const MOST_ROWS = Math.max(...SIZES);

export const LATENCY_MS = 50;
/** The default of `cloudPhone.maxConcurrentRequests`. */
export const LANES = 8;
/** The gateway's documented limit for each API. */
const CALLS_PER_SECOND = 200;

/** cph_api_0502.html, cph_api_0503.html, ListInstances.html: the most rows of a page. */
const SERVERS_A_PAGE = 100;
export const PHONES_A_PAGE = 200;
const INSTANCES_A_PAGE = 200;

/** @returns a fleet with this many rows, in the proportions of the large one */
export function fleetOf(rows: number): FleetSize {
  const servers = Math.round((rows * LARGE.servers) / rowsOf(LARGE));
  const { phonesPerServer } = LARGE;
  return { servers, phonesPerServer, instances: rows - servers * (1 + phonesPerServer) };
}

export const rowsOf = ({ servers, phonesPerServer, instances }: FleetSize): number =>
  servers * (1 + phonesPerServer) + instances;

export const cloudOptions = ({ servers, phonesPerServer, instances }: FleetSize) => ({
  servers,
  instances,
  'phones-per-server': phonesPerServer,
});

/** @returns the fewest requests that list the fleet; phones server by server, because their offset ends at 8,096 */
export function fewestRequests({ servers, phonesPerServer, instances }: FleetSize) {
  return {
    servers: Math.ceil(servers / SERVERS_A_PAGE),
    phones: servers * Math.ceil(phonesPerServer / PHONES_A_PAGE),
    instances: Math.ceil(instances / INSTANCES_A_PAGE),
  };
}

/** @returns the least time of any client, in milliseconds */
export function idealListMs(size: FleetSize): number {
  const { servers, phones, instances } = fewestRequests(size);
  const byLatency = ((servers + phones + instances) / LANES) * LATENCY_MS;
  const byCap = (Math.max(servers, phones, instances) / CALLS_PER_SECOND) * 1000;
  return Math.max(byLatency, byCap);
}
