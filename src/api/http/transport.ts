import { type Clock, pause } from '../../base/clock';
import { type Log } from '../../base/log';
import { omitUndefined } from '../../base/omitUndefined';
import { message } from '../../base/message';
import { type Authorization, type Authorizer, type CredentialVerdict } from '../request/authorizer';
import { classify } from '../answer/classify';
import { isOfAsker } from '../errors/codes';
import { ApiError, type ErrorInfo } from '../errors/errors';
import { HostQueue } from './hostQueue';
import { networkError } from './networkError';
import { type BuiltRequest, buildRequest, headersOnWire } from '../request/buildRequest';
import { type Answer, type RequestSpec } from '../request/request';
import { pauseAfter, retryPauseMs } from './retry';
import { type Fetch, send } from './fetch';

export interface TransportOptions {
  /** Default: node-fetch, loaded with the first request. */
  readonly fetch?: Fetch;
  readonly clock: Clock;
  readonly log: Log;
  /** The deadline of one HTTP request, its answer's body included, without the time in the queue. */
  readonly timeoutMs: () => number;
  /** How many requests may be on their way to one host. */
  readonly maxConcurrent: () => number;
  /** From 0 to 1; default Math.random. */
  readonly random?: () => number;
  /** Takes out of an answer what no cloud should send back: a token in a name or in a reason would be shown and kept. */
  readonly clean?: (text: string) => string;
  /** Told when a host throttles, and until when nothing is sent there; milliseconds since the epoch. */
  readonly onThrottled?: (host: string, untilMs: number) => void;
}

/** One project's service at one origin, and who asks. */
export interface Connection {
  readonly transport: Transport;
  readonly origin: string;
  /** Absent for signing in. */
  readonly authorizer?: Authorizer;
  readonly projectId?: string;
}

const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** A request ready to be sent. */
interface Outgoing extends BuiltRequest {
  readonly authorization: Authorization;
}

/** For a request that carries no credential: one that signs in. */
const NONE: Authorization = {
  headers: {},
  mayLeave: () => true,
  settle: () => undefined,
  renew: () => Promise.resolve(false),
};

/** Sends requests: place in the queue, deadline, classification, repetition, one debug line each. */
export class Transport {
  private readonly queue: HostQueue;

  /** Where the services warn of rows that they leave out. */
  readonly log: Log;

  constructor(private readonly options: TransportOptions) {
    this.log = options.log;
    this.queue = new HostQueue(options.maxConcurrent, options.clock);
  }

  /**
   * Asks, and asks again where that is safe: reads after a passing failure, acting requests only where they surely did
   * not run, both once after the credential was renewed.
   * @throws ApiError, or the signal's reason when the caller gives up
   */
  async request(spec: RequestSpec): Promise<Answer> {
    let renewed = false;
    for (let tries = 1; ; tries++) {
      patienceOf(spec)?.throwIfAborted();
      const outgoing = await this.prepare(spec);
      try {
        const answer = await this.attempt(spec, outgoing, tries);
        if (answer !== undefined) {
          return answer;
        }
        tries--;
      } catch (error) {
        if (!(error instanceof ApiError)) {
          throw error;
        }
        if (error.kind === 'auth') {
          // A second refusal is reported too, so that a person is asked to sign in again; but the request ends with it.
          const isWorthIt = await unsent(outgoing.authorization.renew(patienceOf(spec)), { cloudSaidNo: true });
          if (renewed || !isWorthIt) {
            throw error;
          }
          renewed = true;
          continue;
        }
        const pauseMs = retryPauseMs(error, spec, tries, this.random());
        if (pauseMs === undefined) {
          throw error;
        }
        // A throttled host is spared by all of its requests: they wait in the queue.
        if (error.kind !== 'throttled') {
          await pause(this.options.clock, pauseMs, patienceOf(spec));
        }
      }
    }
  }

  /** Signing in may need requests of its own to the same host: so it comes before the place in the queue. */
  private async prepare(spec: RequestSpec): Promise<Outgoing> {
    const built = buildRequest(spec);
    const authorization =
      spec.authorizer === undefined ? NONE : await unsent(spec.authorizer.authorize(built.request, patienceOf(spec)));
    return { ...built, authorization };
  }

  /** Settles the authorization, whatever becomes of the request. */
  private async attempt(spec: RequestSpec, outgoing: Outgoing, tries: number): Promise<Answer | undefined> {
    let verdict: CredentialVerdict = { kind: 'unknown' };
    try {
      const answer = await this.exchange(spec, outgoing, tries);
      verdict = answer === undefined ? verdict : { kind: 'accepted' };
      return answer;
    } catch (error) {
      verdict = error instanceof ApiError ? verdictOf(error) : verdict;
      throw error;
    } finally {
      outgoing.authorization.settle(verdict);
    }
  }

  /** @returns undefined when nothing was sent: the authorization was outlived in the queue */
  private async exchange(spec: RequestSpec, outgoing: Outgoing, tries: number): Promise<Answer | undefined> {
    const { clock, log } = this.options;
    const { url, method } = outgoing.request;
    const request = `${method} ${url.pathname}`;
    const place = await this.queue.enter(url.host, patienceOf(spec));
    if (!outgoing.authorization.mayLeave()) {
      place.giveBack();
      return undefined;
    }
    const began = clock.elapsedMs();
    let answered: number | undefined;
    const note = (result: string, id?: string): void => {
      log.debug(`${request} ${result} ${(answered ?? clock.elapsedMs()) - began} ms ${id ?? outgoing.sentId ?? '-'}`);
    };
    try {
      const { status, text, header } = await this.sendOnce(outgoing, spec.signal);
      answered = clock.elapsedMs();
      const at = clock.now();
      if (status === 200 && !spec.acts && place.leave()) {
        // To read hundreds of rows takes as long as to send a request: the one that got the place goes first.
        await clock.giveWay();
      }
      const { sentId } = outgoing;
      const answer = classify({ request, status, text, header, sentId, at }, spec);
      note(`${status} -`, answer.requestId);
      this.queue.speedUp(url.host);
      return answer;
    } catch (error) {
      if (error instanceof ApiError) {
        this.spare(url.host, error, tries);
        note(`${error.info.status ?? error.kind} ${error.info.code ?? '-'}`, error.info.requestId);
      } else {
        note('given up -');
      }
      throw error;
    } finally {
      place.leave();
    }
  }

  /** One throttled answer speaks for the whole host. Called before the place goes on, but for a code in an HTTP 200. */
  private spare(host: string, error: ApiError, tries: number): void {
    if (error.kind === 'throttled') {
      const pauseMs = this.queue.slowDown(host, pauseAfter(error, tries, this.random()));
      this.options.onThrottled?.(host, this.options.clock.now() + pauseMs);
    }
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }

  private async sendOnce(outgoing: Outgoing, signal: AbortSignal | undefined) {
    const { request, sentId } = outgoing;
    signal?.throwIfAborted();
    const info: ErrorInfo = {
      request: `${request.method} ${request.url.pathname}`,
      ...(sentId === undefined ? {} : { requestId: sentId }),
    };
    const { host } = request.url;
    const stop = new AbortController();
    const timeoutMs = this.options.timeoutMs();
    const deadline = this.options.clock.setTimeout(() => {
      stop.abort(new ApiError('timeout', message('{0} did not answer within {1} s.', host, timeoutMs / 1000), info));
    }, timeoutMs);
    const giveUp = (): void => {
      stop.abort(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([this.fetchWhole(outgoing, stop.signal), whenAborted(stop.signal)]);
    } catch (error) {
      throw stop.signal.aborted ? stop.signal.reason : networkError(error, { host, info });
    } finally {
      deadline.cancel();
      signal?.removeEventListener('abort', giveUp);
    }
  }

  private async fetchWhole(outgoing: Outgoing, signal: AbortSignal) {
    const { request, authorization } = outgoing;
    const answer = await (this.options.fetch ?? send)(request.url.href, {
      method: request.method,
      headers: headersOnWire(outgoing, authorization.headers),
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal,
      size: LARGEST_ANSWER_BYTES,
    });
    const clean = this.options.clean ?? ((text: string) => text);
    const text = clean(await answer.text());
    const header = (name: string): string | undefined => {
      const value = answer.headers.get(name) ?? undefined;
      return value === undefined || name === NEW_TOKEN ? value : clean(value);
    };
    return { status: answer.status, text, header };
  }
}

/** Where IAM answers with a token (iam_30_0001.html). It may be one that is in use already. */
const NEW_TOKEN = 'x-subject-token';

/** What ends the waiting of a request that has not left. */
const patienceOf = ({ signal, takeBack }: RequestSpec): AbortSignal | undefined => signal ?? takeBack;

/**
 * `forbidden`, and a refusal by a service, show that the gateway took the credential. What the gateway refuses for
 * another reason it may have refused before it looked at the credential.
 */
function verdictOf({ kind, info: { code, serverTime } }: ApiError): CredentialVerdict {
  if (kind === 'auth') {
    return { kind: 'refused', ...omitUndefined({ serverTime }) };
  }
  const isKnown = kind === 'forbidden' || (kind === 'refused' && code !== undefined && !isOfAsker(code));
  return { kind: isKnown ? 'accepted' : 'unknown' };
}

/** A failure before the request left, or left again after the cloud had said no: whatever it is, it did not run. */
async function unsent<T>(work: Promise<T>, { cloudSaidNo } = { cloudSaidNo: false }): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ApiError
      ? new ApiError(error.kind, error.said, { ...error.info, didNotRun: true, cloudSaidNo }, error)
      : error;
  }
}

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
