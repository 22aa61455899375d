import { type ServerCertificate } from './wire/certificates';

/** The names of a simulated account. Its ids are made from the seed. */
interface AccountSeed {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  /** The code that the MFA device of the user shows; absent: the user has no device. */
  readonly passcode?: string;
}

/** The options of a simulated cloud. Times are in milliseconds, shares from 0 to 1. */
export interface CloudOptions {
  /** 0: a free port. */
  readonly port: number;
  /** An address of this machine. Only 127.0.0.1 is sure to exist on every machine. */
  readonly host: string;
  /** Present: the cloud uses https. */
  readonly certificate?: ServerCertificate;
  readonly seed: number;
  readonly region: string;
  /** Each account has its own user, projects, servers and instances. The first one is `Cloud.account`. */
  readonly accounts: readonly AccountSeed[];
  readonly servers: number;
  readonly phonesPerServer: number;
  readonly instances: number;

  /** The delay of every response, by a real timer; nothing else uses one. */
  readonly latencyMs: number;
  /** The clock. The progress of jobs, states and tokens is computed from it whenever it is read. */
  readonly now: () => number;
  /** The mean duration of a restart job. Each job takes between 0.75 and 1.25 times this. */
  readonly jobMs: number;
  /** How long an instance still shows "running" after the response to its reboot. */
  readonly rebootLeaveMs: number;
  /** The time from leaving "running" to running again. */
  readonly rebootMs: number;
  readonly unassignMs: number;
  /** The mean duration of a job on a single phone. */
  readonly phoneJobMs: number;
  /** The mean duration of a reset of an instance. */
  readonly resetMs: number;
  /** How long after the response to an assign an instance shows its user. */
  readonly assignMs: number;
  readonly tokenLifetimeMs: number;
  readonly lockMs: number;
  /** How long five failed signatures in a row lock an access key. */
  readonly keyLockMs: number;

  /**
   * The share of accepted jobs that fail. The same share of rebooted instances never runs again, and of assigned
   * instances never shows a user.
   */
  readonly failureShare: number;
  /**
   * The share that the first response refuses: for CPH of the servers and phones, for KooPhone of the requests, and for
   * an assign of the instances.
   */
  readonly refusalShare: number;
  /**
   * How many restarts a project can do at a time. With more they take longer, with more than twice as many they fail.
   * 0: no limit.
   */
  readonly restartCapacity: number;
  /** The share of restarts after which one phone of the server is back later than the server. */
  readonly latePhoneShare: number;
  readonly latePhoneMs: number;
  /** The share of restarts after which one phone of the server never comes back. */
  readonly lostPhoneShare: number;
  /** The calls a second to one API that the gateway allows (documented default 200); 0: no limit. */
  readonly callsPerSecond: number;
  /** The most phones of one request (CPS.0190). The pages give no number. */
  readonly mostPhones: number;
  /** The most rows of a page of phones, whatever `limit` asks for: the reference of 2021 allows 100. */
  readonly phonesPerPage: number;
  /** How many requests `Cloud.requests` keeps. */
  readonly keptRequests: number;

  /** The HTTP status of business errors of KooPhone: 200 by ErrorCode.html, 400 and 500 by the API pages. */
  readonly businessStatus: 200 | 400 | 500;
  /** The HTTP status of a successful POST: 200 by the API pages, 201 by the common page of CPH. */
  readonly postStatus: 200 | 201;
  /** The HTTP status of responses with CPS codes: 400 by the list of 2021. */
  readonly cphStatus: 400 | 403 | 404 | 500;
  readonly gatewayPrefix: 'APIG' | 'APIGW';
  readonly koophonePrefix: 'KOOPHONE.API' | 'KooPhone.API' | 'KP.API';
  /** true: user ids are JSON numbers of 19 digits, as in the sample of UnassignInstance.html. */
  readonly numericUserIds: boolean;
  /** Where a refused batch-query has its code: ListInstances.html documents it inside `data`. */
  readonly listErrorPlace: 'inside' | 'outside';
  /** Where batch-query-status has its rows: in the samples of 2024 at the top. */
  readonly statusResultsPlace: 'data' | 'top';
  /** What batch-query-status does with an unknown id. It is not documented. */
  readonly unknownInstances: 'refuse' | 'omit';
  /** Whether GET batch-query compares the whole instance_id or a part of it. It is not documented. */
  readonly instanceIdFilter: 'exact' | 'fuzzy';
  /** Whether GET tasks/{task_id} knows the tasks of unassign and reset. It is not documented. */
  readonly tasksAnswer: boolean;
  /** The states of the jobs of a task: 1, 2, -1 by GetTask.html; 0, 1, 2, 3 by the API Explorer. */
  readonly taskStatuses: 'pages' | 'explorer';
  /** Where the response to batch-reset has its task: `nested` by a sample, and `none` by the earlier pages. */
  readonly resetAnswer: 'data' | 'nested' | 'none';
  /**
   * true: a request to assign that is refused with KPAPI.2209 assigns those of its instances that can be. No page says
   * whether it does.
   */
  readonly assignsPartly: boolean;
  /** How many rows of cmd_jobs are for instances that the request did not name. */
  readonly extraCmdJobs: number;
  /** true: `server_id` of GET /jobs has dashes, as in the sample of cph_api_0522.html. */
  readonly dashedJobServerIds: boolean;
}

export const defaultOptions: CloudOptions = {
  port: 0,
  host: '127.0.0.1',
  seed: 1,
  region: 'cn-north-4',
  accounts: [{ domain: 'acct1', user: 'dev1', password: 'Simulated-1' }],
  servers: 12,
  phonesPerServer: 6,
  instances: 30,
  latencyMs: 0,
  now: Date.now,
  jobMs: 4_000,
  rebootLeaveMs: 1_500,
  rebootMs: 6_000,
  unassignMs: 4_000,
  phoneJobMs: 3_000,
  resetMs: 6_000,
  assignMs: 1_000,
  tokenLifetimeMs: 24 * 3_600_000,
  lockMs: 15 * 60_000,
  keyLockMs: 5 * 60_000,
  failureShare: 0,
  refusalShare: 0,
  restartCapacity: 0,
  latePhoneShare: 0,
  latePhoneMs: 20_000,
  lostPhoneShare: 0,
  callsPerSecond: 0,
  mostPhones: 100,
  phonesPerPage: 200,
  keptRequests: 20_000,
  businessStatus: 200,
  postStatus: 200,
  cphStatus: 400,
  gatewayPrefix: 'APIGW',
  koophonePrefix: 'KOOPHONE.API',
  numericUserIds: false,
  listErrorPlace: 'inside',
  statusResultsPlace: 'data',
  unknownInstances: 'refuse',
  instanceIdFilter: 'exact',
  tasksAnswer: true,
  taskStatuses: 'pages',
  resetAnswer: 'data',
  assignsPartly: false,
  extraCmdJobs: 0,
  dashedJobServerIds: false,
};
