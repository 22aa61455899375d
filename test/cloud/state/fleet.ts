import { type CloudError } from '../wire/answer';
import { type Job } from './jobs';
import { settleInstance, settleServer } from './progress';

/** Server states of CPH as cph_api_0502.html lists them. */
export const serverState = { abnormal: 2, normal: 5, frozen: 8, shutDown: 10, shuttingDown: 11, starting: 13 } as const;
/** Phone states of CPH as cph_api_0503.html lists them. */
export const phoneState = {
  running: 2,
  restarting: 4,
  frozen: 6,
  shutDown: 8,
  restartFailed: -6,
  abnormal: -7,
} as const;
/** KooPhone running_status as ListInstances.html lists it. */
export const runState = { unknown: 0, stopped: 1, running: 2, goingOffline: 3, starting: 4, poweredOff: 5 } as const;

/** What a test wants of the next restart or unassign of one target; used up by it. */
interface NextJob {
  readonly refused?: CloudError;
  readonly failed?: CloudError;
  readonly durationMs?: number;
  /** So much later than the server its last phone comes back; Infinity for never. */
  readonly phoneLateMs?: number;
}

export interface Server {
  readonly serverId: string;
  name: string;
  /** The state outside of a restart. */
  status: number;
  serverIp: string;
  publicIp: string;
  createdAt: number;
  phoneIds: string[];
  tags: { key: string; value: string }[];
  /** The running restart, and the state that the server shows meanwhile. */
  restart: { readonly job: Job; readonly shows: number } | undefined;
  /** Until then its last phone is not back from the last restart. */
  lastPhoneBackAt: number;
  nextRestart: NextJob | undefined;
}

export interface Phone {
  readonly phoneId: string;
  readonly serverId: string;
  name: string;
  status: number;
  createdAt: number;
}

/** What a test wants of the next reboot of one instance; used up by it. */
type NextReboot = { readonly refused: CloudError } | 'neverLeaves' | 'neverReturns';

export interface Instance {
  readonly instanceId: string;
  name: string;
  /** The state outside of a reboot. */
  runningStatus: number;
  frozen: boolean;
  loggedIn: boolean;
  /** The user's id, or '' where nobody has the instance. */
  assignUser: string;
  reboot: { readonly leavesAt: number; readonly returnsAt: number } | undefined;
  unassign: Job | undefined;
  nextReboot: NextReboot | undefined;
  nextUnassign: NextJob | undefined;
}

/**
 * What one project owns. Tests may change everything in it; what is read through `server`, `phone` and
 * `instance` is brought up to the simulation's clock first.
 */
export class Fleet {
  readonly servers = new Map<string, Server>();
  readonly phones = new Map<string, Phone>();
  readonly instances = new Map<string, Instance>();

  constructor(private readonly now: () => number) {}

  /** @throws Error where the id, or the name, is not there. */
  server(idOrName: string): Server {
    const server = found(this.servers, idOrName, (row) => row.name);
    settleServer(server, this, this.now());
    return server;
  }

  /** @throws Error where the id, or the name, is not there. */
  phone(idOrName: string): Phone {
    const phone = found(this.phones, idOrName, (row) => row.name);
    const server = this.servers.get(phone.serverId);
    if (server !== undefined) {
      settleServer(server, this, this.now());
    }
    return phone;
  }

  /** @throws Error where the id, or the name, is not there. */
  instance(idOrName: string): Instance {
    const instance = found(this.instances, idOrName, (row) => row.name);
    settleInstance(instance, this.now());
    return instance;
  }
}

function found<T>(rows: ReadonlyMap<string, T>, idOrName: string, nameOf: (row: T) => string): T {
  const byId = rows.get(idOrName);
  if (byId !== undefined) {
    return byId;
  }
  for (const row of rows.values()) {
    if (nameOf(row) === idOrName) {
      return row;
    }
  }
  throw new Error(`The simulated cloud has no ${idOrName}.`);
}
