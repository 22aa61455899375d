import { type Clock, pause } from '../../base/clock';
import { type Log } from '../../base/log';
import { omitUndefined } from '../../base/omitUndefined';
import { message } from '../../base/message';
import { type Authorization, type Authorizer, type CredentialVerdict } from '../request/authorizer';
import { classify } from '../answer/classify';
import { isOfAsker } from '../errors/codeFamilies';
import { ApiError, type ErrorInfo } from '../errors/errors';
import { HostQueue } from './hostQueue';
import { type Progress } from './connections';
import { CHECK_NETWORK, networkError } from './networkError';
import { type BuiltRequest, buildRequest, headersOnWire } from '../request/buildRequest';
import { type Answer, type RequestSpec } from '../request/request';
import { pauseAfter, retryPauseMs } from './retry';
import { type Fetch, send } from './fetch';

/** What a transport needs. The functions for settings are called for each request, so a change counts at once. */
export interface TransportOptions {
  /** Default: node-fetch, loaded with the first request. */
  readonly fetch?: Fetch;
  readonly clock: Clock;
  readonly log: Log;
  /** The deadline of one HTTP request with the body of its response, without the time in the queue; milliseconds. */
  readonly timeoutMs: () => number;
  /** The most requests that may be on their way to one host. */
  readonly maxConcurrent: () => number;
  /** Gives a random number from 0 to 1; default Math.random. */
  readonly random?: () => number;
  /**
   * Takes secrets out of the texts of responses. No cloud should send a secret back; but a token in a name or in a
   * reason would be shown and stored.
   */
  readonly clean?: (text: string) => string;
  /**
   * Called when a host throttles, and when a request that acts begins to wait for a paused host. Nothing is sent to the
   * host until `untilMs`, in milliseconds since the epoch.
   */
  readonly onThrottled?: (host: string, untilMs: number) => void;
  /**
   * Called just before a request that acts leaves, when it has its place in the queue. Whoever takes the request back in
   * this call keeps it from leaving.
   */
  readonly beforeActing?: () => void;
}

/** What an API client needs to call one service for one project. */
export interface Connection {
  readonly transport: Transport;
  /** Such as `https://cph.cn-north-4.myhuaweicloud.com`. */
  readonly origin: string;
  /** Absent for signing in. */
  readonly authorizer?: Authorizer;
  readonly projectId?: string;
}

/** A shorter pause of a host is not told in the log. */
const WORTH_A_LINE_MS = 30_000;

const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** A request that is ready to be sent. */
interface Outgoing extends BuiltRequest {
  readonly authorization: Authorization;
}

/** The authorization of a request without a credential, such as one that signs in. */
const NONE: Authorization = {
  headers: {},
  mayLeave: () => true,
  settle: () => undefined,
  renew: () => Promise.resolve(false),
};

/**
 * Sends requests. It waits for a place in the queue of the host, enforces the deadline, classifies the response, repeats
 * failed requests, and writes one debug line for each.
 */
export class Transport {
  private readonly queue: HostQueue;

  /** The log in which the clients warn of rows that they leave out. */
  readonly log: Log;

  constructor(private readonly options: TransportOptions) {
    this.log = options.log;
    this.queue = new HostQueue(options.maxConcurrent, options.clock);
  }

  /**
   * Sends a request, and sends it again where that is safe. A read is repeated after a failure that may pass. A request
   * that acts is repeated only if it surely did not run. Both are repeated once after the credential was renewed.
   * @throws ApiError, or the reason of the signal
   */
  async request(spec: RequestSpec): Promise<Answer> {
    let renewed = false;
    let throttled = 0;
    let failed = 0;
    for (;;) {
      waitSignalOf(spec)?.throwIfAborted();
      const outgoing = await this.prepare(spec);
      try {
        const answer = await this.attempt(spec, outgoing, throttled + 1);
        if (answer !== undefined) {
          return answer;
        }
      } catch (error) {
        if (!(error instanceof ApiError)) {
          throw error;
        }
        if (error.kind === 'auth') {
          // A second refusal is reported too, so that the person is asked to sign in again. The request then fails.
          const isWorthIt = await markNotRun(outgoing.authorization.renew(waitSignalOf(spec)), { cloudSaidNo: true });
          if (renewed || !isWorthIt) {
            throw error;
          }
          renewed = true;
          continue;
        }
        const isThrottled = error.kind === 'throttled';
        const tries = isThrottled ? ++throttled : ++failed;
        const pauseMs = retryPauseMs(error, spec, tries, this.random());
        if (pauseMs === undefined) {
          throw error;
        }
        // All requests to a throttled host wait in its queue, so this one needs no pause of its own.
        if (!isThrottled) {
          await pause(this.options.clock, pauseMs, waitSignalOf(spec));
        }
      }
    }
  }

  /** Authorizes the request before it waits in the queue: a new credential may need requests to the same host. */
  private async prepare(spec: RequestSpec): Promise<Outgoing> {
    const built = buildRequest(spec);
    const authorization =
      spec.authorizer === undefined
        ? NONE
        : await markNotRun(spec.authorizer.authorize(built.request, waitSignalOf(spec)));
    return { ...built, authorization };
  }

  /** Sends the request once and settles its authorization in every case. @returns undefined when nothing was sent */
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

  /** @returns undefined when nothing was sent, because the authorization became invalid in the queue */
  private async exchange(spec: RequestSpec, outgoing: Outgoing, tries: number): Promise<Answer | undefined> {
    const { clock, log } = this.options;
    const { url, method } = outgoing.request;
    const request = `${method} ${url.pathname}`;
    const pausedMs = this.queue.pausedMs(url.host);
    if (spec.acts && pausedMs > 0) {
      this.options.onThrottled?.(url.host, clock.now() + pausedMs);
    }
    const place = await this.queue.enter(url.host, waitSignalOf(spec));
    if (!outgoing.authorization.mayLeave()) {
      place.giveBack();
      return undefined;
    }
    if (spec.acts) {
      this.options.beforeActing?.();
      if (waitSignalOf(spec)?.aborted === true) {
        place.giveBack();
        throw waitSignalOf(spec)?.reason;
      }
    }
    const began = clock.elapsedMs();
    let answered: number | undefined;
    const note = (result: string, id?: string): void => {
      log.debug(`${request} ${result} ${(answered ?? clock.elapsedMs()) - began} ms ${id ?? outgoing.sentId ?? '-'}`);
    };
    try {
      const { status, text, header } = await this.sendOnce(outgoing, spec);
      answered = clock.elapsedMs();
      const at = clock.now();
      if (status === 200 && !spec.acts && place.leave()) {
        // Reading hundreds of rows takes as long as sending a request. So the request that got the place is sent first.
        await clock.giveWay();
      }
      const { sentId } = outgoing;
      const answer = classify({ request, status, text, header, sentId, at }, spec);
      note(`${status} -`, answer.requestId);
      this.queue.speedUp(url.host);
      return answer;
    } catch (error) {
      if (error instanceof ApiError) {
        this.slowDown(url.host, error, tries);
        note(`${error.info.status ?? error.kind} ${error.info.code ?? '-'}`, error.info.requestId);
      } else {
        note('given up -');
      }
      throw error;
    } finally {
      place.leave();
    }
  }

  /**
   * After a throttled response the whole host is paused. This happens before the place in the queue is given back,
   * except for a read with HTTP 200.
   */
  private slowDown(host: string, error: ApiError, tries: number): void {
    if (error.kind !== 'throttled') {
      return;
    }
    const pauseMs = pauseAfter(error, tries, this.random());
    const isNews = this.queue.pausedMs(host) === 0;
    const untilMs = this.options.clock.now() + this.queue.slowDown(host, pauseMs);
    this.options.onThrottled?.(host, untilMs);
    if (isNews && pauseMs >= WORTH_A_LINE_MS) {
      this.log.warn(`Nothing is sent before ${new Date(untilMs).toISOString()}, because the host throttles: ${host}`);
    }
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }

  private async sendOnce(outgoing: Outgoing, { signal, takeBack, acts }: RequestSpec) {
    const { request, sentId } = outgoing;
    signal?.throwIfAborted();
    const info: ErrorInfo = {
      request: `${request.method} ${request.url.pathname}`,
      ...(sentId === undefined ? {} : { requestId: sentId }),
    };
    const { host } = request.url;
    const stop = new AbortController();
    const timeoutMs = this.options.timeoutMs();
    const mayLeave = (): boolean => {
      this.options.beforeActing?.();
      return takeBack?.aborted !== true;
    };
    const progress: Progress = acts ? { mayLeave } : {};
    const deadline = this.options.clock.setTimeout(() => {
      stop.abort(late(progress, { host, info, seconds: timeoutMs / 1000 }));
    }, timeoutMs);
    const giveUp = (): void => {
      stop.abort(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([this.fetchWhole(outgoing, stop.signal, progress), whenAborted(stop.signal)]);
    } catch (error) {
      if (takeBack?.aborted === true && progress.mayHaveLeft === false) {
        throw takeBack.reason;
      }
      throw stop.signal.aborted ? stop.signal.reason : networkError(error, { host, info, ...progress });
    } finally {
      deadline.cancel();
      signal?.removeEventListener('abort', giveUp);
    }
  }

  private async fetchWhole(outgoing: Outgoing, signal: AbortSignal, progress: Progress) {
    const { request, authorization } = outgoing;
    const answer = await (this.options.fetch ?? send)(request.url.href, {
      method: request.method,
      headers: headersOnWire(outgoing, authorization.headers),
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal,
      size: LARGEST_ANSWER_BYTES,
      progress,
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

/** The header in which IAM returns a token (iam_30_0001.html). It is not redacted: the token may be in use already. */
const NEW_TOKEN = 'x-subject-token';

/** The signal that ends the waiting of a request that has not left. */
const waitSignalOf = ({ signal, takeBack }: RequestSpec): AbortSignal | undefined => signal ?? takeBack;

/**
 * @returns what a failure shows about the credential. `forbidden` and a refusal by a service show that the gateway
 *   accepted it. When the gateway refuses a request for another reason, it may not have checked the credential.
 */
function verdictOf({ kind, info: { code, serverTime } }: ApiError): CredentialVerdict {
  if (kind === 'auth') {
    return { kind: 'refused', ...omitUndefined({ serverTime }) };
  }
  const isKnown = kind === 'forbidden' || (kind === 'refused' && code !== undefined && !isOfAsker(code));
  return { kind: isKnown ? 'accepted' : 'unknown' };
}

/**
 * Marks a failure of work that comes before the request is sent, or before it is sent again after the cloud refused it:
 * the request did not run.
 */
async function markNotRun<T>(work: Promise<T>, { cloudSaidNo } = { cloudSaidNo: false }): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ApiError
      ? new ApiError(error.kind, error.said, { ...error.info, didNotRun: true, cloudSaidNo }, error)
      : error;
  }
}

/** The time of a request is over: it was not sent where its connection never stood. */
const late = (
  { mayHaveLeft }: Progress,
  { host, info, seconds }: { readonly host: string; readonly info: ErrorInfo; readonly seconds: number },
): ApiError =>
  mayHaveLeft === false
    ? new ApiError('timeout', message('{0} cannot be reached: no connection within {1} s.', host, seconds), {
        ...info,
        didNotRun: true,
        advice: CHECK_NETWORK,
      })
    : new ApiError('timeout', message('{0} did not respond within {1} s.', host, seconds), info);

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
