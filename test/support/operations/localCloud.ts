import { CphClient } from '../../../src/api/cph/client';
import { KooPhoneClient } from '../../../src/api/koophone/client';
import { type Fetch } from '../../../src/api/http/fetch';
import { type TransportOptions } from '../../../src/api/http/transport';
import { VERB_CASES } from './verbCases';
import { type Verb } from '../../../src/model/verbs';
import { type OperationsClients } from '../../../src/operations/common/projectClients';
import { type Answer, type Call, Refusal } from '../../cloud/wire/answer';
import { type Fault, faultAfter, faultBefore } from '../../cloud/wire/faults';
import { type Fleet } from '../../cloud/state/fleet';
import { type Job } from '../../cloud/state/jobs';
import { type CloudOptions, defaultOptions } from '../../cloud/options';
import { World } from '../../cloud/state/world';
import { routes } from '../../cloud/wire/routes';
import { type TestClock } from '../testClock';
import { TokenInHand, testTransport } from '../api';

/** A fault of the simulated cloud; or a response after `slow` milliseconds; or a request that fails with an error. */
export type LocalFault = Fault | { readonly slow: number } | { readonly fails: Error };

/** The routes of the simulated cloud, as patterns for `GET /v1/…`. */
const ROUTES = routes.map(
  ([method, path, service]) =>
    [new RegExp(`^${method} ${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`), service] as const,
);

export const ORIGIN = 'http://127.0.0.1:1';

/**
 * The simulated cloud without sockets. It has the same state, services and faults and uses a TestClock, so thousands of
 * runs take seconds. Requests come through the real API clients.
 */
export class LocalCloud {
  readonly world: World;
  readonly fleet: Fleet;
  /** Every job that was started. */
  readonly jobs: Job[] = [];
  /** Every request, as method and path. */
  readonly requests: string[] = [];
  /** Gives the fault of a request; undefined: none. */
  fault: (request: string) => LocalFault | undefined = () => undefined;
  /** Called when a request has come, before it is served. */
  arrived: (request: string) => void = () => undefined;
  inFlight = 0;
  mostInFlight = 0;
  private readonly projectId: string;
  private readonly token: string;

  constructor(
    private readonly clock: TestClock,
    options: Partial<CloudOptions> = {},
  ) {
    this.world = new World({ ...defaultOptions, now: clock.exactNow, phonesPerServer: 0, ...options });
    const [account] = this.world.accounts;
    const [project] = account?.projects ?? [];
    const [user] = account?.users ?? [];
    if (account === undefined || project === undefined || user === undefined) {
      throw new Error('The simulated cloud has no account.');
    }
    this.fleet = project.fleet;
    this.projectId = project.projectId;
    const issuedAt = clock.exactNow();
    const expiresAt = issuedAt + 400 * 86_400_000;
    this.token = this.world.tokens.issue({ account, user, project, issuedAt, expiresAt }).text;
    const add = this.world.jobs.add.bind(this.world.jobs);
    this.world.jobs.add = (job) => {
      this.jobs.push(job);
      add(job);
    };
  }

  /** @returns how often the cloud acted on a target */
  acts(verb: Verb, id: string): number {
    return this.world.actions[VERB_CASES[verb].counter].get(id) ?? 0;
  }

  /**
   * @param isDead whether the window has crashed; then no request leaves it, and no response reaches it
   * @param options of the transport
   * @returns the real API clients of one window
   */
  clients(isDead: () => boolean = () => false, options: Partial<TransportOptions> = {}): OperationsClients {
    const never = new Promise<never>(() => undefined);
    const fetch: Fetch = async (url, init) => {
      const answer = isDead() ? await never : await this.fetch(url, init);
      return isDead() ? never : answer;
    };
    const { transport } = testTransport({ fetch, clock: this.clock, ...options });
    const authorizer = new TokenInHand(this.token);
    const connection = { transport, origin: ORIGIN, authorizer, projectId: this.projectId };
    const cph = new CphClient(connection);
    const koophone = new KooPhoneClient(connection);
    return {
      cph: () => Promise.resolve(cph),
      koophone: () => Promise.resolve(koophone),
      host: () => new URL(ORIGIN).host,
      projectId: () => undefined,
    };
  }

  private readonly fetch: Fetch = async (url, init) => {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      return await this.serve(new URL(url), init);
    } finally {
      this.inFlight -= 1;
    }
  };

  private async serve(url: URL, init: Parameters<Fetch>[1]): ReturnType<Fetch> {
    const request = `${init.method} ${url.pathname}`;
    const fault = this.fault(request);
    if (typeof fault === 'object' && 'fails' in fault) {
      throw fault.fails;
    }
    this.requests.push(request);
    this.arrived(request);
    const isSlow = fault !== undefined && typeof fault === 'object' && 'slow' in fault;
    const call = this.call(request, url, init);
    const early = fault === undefined || isSlow ? undefined : faultBefore(fault, call, this.world.options);
    const answer = early ?? this.answer(request, call);
    const late =
      early === undefined && fault !== undefined && !isSlow && typeof answer === 'object'
        ? faultAfter(fault, answer)
        : answer;
    if (isSlow) {
      await new Promise<void>((resolve) => this.clock.setTimeout(resolve, fault.slow));
    }
    return typeof late === 'object' ? fetched(late) : cut(late, init.signal);
  }

  private call(request: string, url: URL, init: Parameters<Fetch>[1]): Call {
    const params =
      ROUTES.map(([pattern]) => pattern.exec(request)?.groups).find((groups) => groups !== undefined) ?? {};
    const headers = Object.entries(init.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    return {
      method: init.method,
      path: url.pathname,
      rawUrl: url.pathname + url.search,
      params: { projectId: this.projectId, ...params },
      query: url.searchParams,
      action: 'any',
      headers: Object.fromEntries(headers),
      text: init.body ?? '',
      connection: 0,
      requestId: this.world.newId(),
      at: this.clock.exactNow(),
    };
  }

  private answer(request: string, call: Call): Answer {
    const service = ROUTES.find(([pattern]) => pattern.test(request))?.[1];
    if (service === undefined) {
      throw new Error(`The local cloud has no ${request}.`);
    }
    try {
      return service(this.world, call);
    } catch (error) {
      if (error instanceof Refusal) {
        return error.answer;
      }
      throw error;
    }
  }
}

function fetched({ status, headers = {}, body }: Answer): Awaited<ReturnType<Fetch>> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: { get: (name) => headers[name] ?? null }, text: () => Promise.resolve(text) };
}

/** A broken connection, with the errors that node-fetch has for it. */
function cut(how: 'reset' | 'hang' | 'truncate', signal: AbortSignal): ReturnType<Fetch> {
  switch (how) {
    case 'reset':
      return Promise.reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    case 'hang':
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    case 'truncate': {
      const early = Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
      return Promise.resolve({ status: 200, headers: { get: () => null }, text: () => Promise.reject(early) });
    }
  }
}
