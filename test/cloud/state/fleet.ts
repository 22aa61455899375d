import { type CloudError } from '../wire/answer';
import { type Job } from './jobs';
import { settleInstance, settlePhone, settleServer } from './progress';

/** Server states of CPH as cph_api_0502.html lists them. */
export const serverState = { abnormal: 2, normal: 5, frozen: 8, shutDown: 10, shuttingDown: 11, starting: 13 } as const;
/** Phone states of CPH as cph_api_0503.html lists them. */
export const phoneState = {
  running: 2,
  resetting: 3,
  restarting: 4,
  frozen: 6,
  shuttingDown: 7,
  shutDown: 8,
  resetFailed: -5,
  restartFailed: -6,
  abnormal: -7,
  creationFailed: -8,
  shutdownFailed: -9,
} as const;
/** KooPhone running_status as ListInstances.html lists it. */
export const runState = { unknown: 0, stopped: 1, running: 2, goingOffline: 3, starting: 4, poweredOff: 5 } as const;

/** How the next job on one target goes. It counts once. */
interface NextJob {
  readonly refused?: CloudError;
  readonly failed?: CloudError;
  readonly durationMs?: number;
  /** Of a restart of a server: how long after the server its last phone is back; Infinity: never. */
  readonly phoneLateMs?: number;
}

export interface Server {
  readonly serverId: string;
  name: string;
  /** The state when no restart is under way. */
  status: number;
  serverIp: string;
  publicIp: string;
  createdAt: number;
  phoneIds: string[];
  tags: { key: string; value: string }[];
  /** The restart under way, and the state that the server shows meanwhile. */
  restart: { readonly job: Job; readonly shows: number } | undefined;
  /** When its last phone is back from the last restart. */
  lastPhoneBackAt: number;
  nextRestart: NextJob | undefined;
}

/** What CPH does with a single phone. */
export type PhoneVerb = 'restart' | 'stop' | 'reset';

export interface Phone {
  readonly phoneId: string;
  readonly serverId: string;
  name: string;
  /** The state when nothing is under way. */
  status: number;
  createdAt: number;
  /** The job under way on this phone alone. */
  act?: { readonly verb: PhoneVerb; readonly job: Job } | undefined;
  nextAct?: NextJob | undefined;
}

/** How the next reboot of one instance goes. It counts once. */
type NextReboot = { readonly refused: CloudError } | 'neverLeaves' | 'neverReturns';

export interface Instance {
  readonly instanceId: string;
  name: string;
  /** The state when no reboot is under way. */
  runningStatus: number;
  frozen: boolean;
  loggedIn: boolean;
  /** The id of the user; '' when the instance is not assigned. */
  assignUser: string;
  reboot: { readonly leavesAt: number; readonly returnsAt: number } | undefined;
  unassign: Job | undefined;
  reset: Job | undefined;
  /** An accepted assign that does not show yet. */
  assign: { readonly userId: string; readonly at: number } | undefined;
  nextReboot: NextReboot | undefined;
  nextUnassign: NextJob | undefined;
  nextReset: NextJob | undefined;
  /** `lost`: the next assign is accepted, and never happens. */
  nextAssign: { readonly refused: CloudError } | 'lost' | undefined;
}

/**
 * The servers, phones and instances of one project. Tests may change everything in it. `server`, `phone` and `instance`
 * first bring what they return up to the time of the clock.
 */
export class Fleet {
  readonly servers = new Map<string, Server>();
  readonly phones = new Map<string, Phone>();
  readonly instances = new Map<string, Instance>();

  constructor(private readonly now: () => number) {}

  /** @throws Error when nothing has this id or name */
  server(idOrName: string): Server {
    const server = found(this.servers, idOrName, (row) => row.name);
    settleServer(server, this, this.now());
    return server;
  }

  /** @throws Error when nothing has this id or name */
  phone(idOrName: string): Phone {
    const phone = found(this.phones, idOrName, (row) => row.name);
    settlePhone(phone, this, this.now());
    return phone;
  }

  /** @throws Error when nothing has this id or name */
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
