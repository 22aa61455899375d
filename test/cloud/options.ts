import { type ServerCertificate } from './wire/certificates';

/** How a simulated account is called; its ids are made from the seed. */
interface AccountSeed {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  /** With it the user has an MFA device, which shows this. */
  readonly passcode?: string;
}

/** Everything that shapes a simulated cloud. Times are in milliseconds, shares between 0 and 1. */
export interface CloudOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** An address of this machine. Only 127.0.0.1 is known to exist everywhere. */
  readonly host: string;
  /** With it the cloud speaks https. */
  readonly certificate?: ServerCertificate;
  readonly seed: number;
  readonly region: string;
  /** The first one is the account of `Cloud.account`; each has its own user, projects, servers and instances. */
  readonly accounts: readonly AccountSeed[];
  readonly servers: number;
  readonly phonesPerServer: number;
  readonly instances: number;

  /** The one real timer: how long every answer is held back. */
  readonly latencyMs: number;
  /** All progress of jobs, states and tokens is computed from this clock when it is asked for. */
  readonly now: () => number;
  /** Mean time of a restart job; each job takes between 0.75 and 1.25 times this. */
  readonly jobMs: number;
  /** How long a rebooted instance still shows "running" after the answer. */
  readonly rebootLeaveMs: number;
  /** From leaving "running" to being back. */
  readonly rebootMs: number;
  readonly unassignMs: number;
  readonly tokenLifetimeMs: number;
  readonly lockMs: number;
  /** How long five failed signatures in a row lock an access key. */
  readonly keyLockMs: number;

  /** Share of accepted jobs that fail; a reboot of that share never comes back. */
  readonly failureShare: number;
  /** Share refused in the first answer: of CPH per server, of KooPhone per request. */
  readonly refusalShare: number;
  /** How many restarts at once a project's servers bear: more take longer, more than twice as many fail. 0: any number. */
  readonly restartCapacity: number;
  /** Share of restarts after which one phone of the server comes back later than the server, or not at all. */
  readonly latePhoneShare: number;
  readonly latePhoneMs: number;
  readonly lostPhoneShare: number;
  /** Calls per second and API before the gateway throttles (documented default 200); 0 switches it off. */
  readonly callsPerSecond: number;
  /** How many requests `Cloud.requests` keeps. */
  readonly keptRequests: number;

  /** HTTP status of KooPhone business errors: 200 by ErrorCode.html, 400 and 500 by the API pages. */
  readonly businessStatus: 200 | 400 | 500;
  /** HTTP status of a POST that worked: 200 by the API pages, 201 by the common page of CPH. */
  readonly postStatus: 200 | 201;
  /** HTTP status of CPS codes: 400 by the list of 2021. */
  readonly cphStatus: 400 | 403 | 404 | 500;
  readonly gatewayPrefix: 'APIG' | 'APIGW';
  readonly koophonePrefix: 'KOOPHONE.API' | 'KooPhone.API' | 'KP.API';
  /** User ids as bare JSON numbers of 19 digits, as in the sample of UnassignInstance.html. */
  readonly numericUserIds: boolean;
  /** Where a refused batch-query carries its code: ListInstances.html documents it inside `data`. */
  readonly listErrorPlace: 'inside' | 'outside';
  /** Where batch-query-status carries its rows: the samples of 2024 show the top level. */
  readonly statusResultsPlace: 'data' | 'top';
  /** What batch-query-status does with an id it does not know; not documented. */
  readonly unknownInstances: 'refuse' | 'omit';
  /** Whether GET batch-query compares instance_id whole or in part; not documented. */
  readonly instanceIdFilter: 'exact' | 'fuzzy';
  /** Whether GET tasks/{task_id} knows the tasks of unassign; not documented. */
  readonly tasksAnswer: boolean;
  /** Job states of a task: 1, 2, -1 by GetTask.html; 0, 1, 2, 3 by API Explorer. */
  readonly taskStatuses: 'pages' | 'explorer';
  /** Rows of cmd_jobs for instances that were not asked for. */
  readonly extraCmdJobs: number;
  /** `server_id` of GET /jobs with dashes, as in the sample of cph_api_0522.html. */
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
  extraCmdJobs: 0,
  dashedJobServerIds: false,
};
