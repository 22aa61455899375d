import { type ApiError } from '../errors/errors';
import { type RequestSpec } from '../request/request';

/** How often a request is sent at most. */
const TRIES = 3;
/** The same for a throttled host. All its requests wait together, and a single one may be throttled several times. */
const TRIES_WHEN_THROTTLED = 6;
const FIRST_PAUSE_MS = 2000;
/** The longest pause where the cloud does not say how long to wait, without its random part. */
const LONGEST_PAUSE_MS = 60_000;
/**
 * The statuses of a gateway that cannot reach the service. The status page of IAM says not to repeat after 503. But the
 * gateway sends 503 when IAM is away for a moment (APIGW.0613).
 */
const GATEWAY_TROUBLE = new Set([502, 503, 504]);

/**
 * Decides whether a failed request is sent again, and when.
 * @param request a request that acts is sent again only if it surely did not run
 * @param tries how often the request has failed this way: throttled, or otherwise
 * @param random from 0 to 1; it spreads the repetitions of many callers
 * @returns the pause in milliseconds, or undefined when the request is not sent again
 */
export function retryPauseMs(
  error: ApiError,
  request: Pick<RequestSpec, 'acts' | 'authorizer'>,
  tries: number,
  random: number,
): number | undefined {
  const isPermitted = request.acts ? isSafeToRepeat(error) : isPassing(error);
  return isPermitted && tries < mostTries(error, request) ? pauseAfter(error, tries, random) : undefined;
}

/**
 * How often a request is sent. A throttled request that acts waits until it is let through or withdrawn: its operation
 * shows until when the host pauses. Nothing shows that of a read or a sign-in, so they fail after some tries. A host that
 * is away, and asks for more than a minute, is not waited for.
 */
function mostTries({ kind, info }: ApiError, { acts, authorizer }: Pick<RequestSpec, 'acts' | 'authorizer'>): number {
  if (kind === 'throttled') {
    return acts && authorizer !== undefined ? Infinity : TRIES_WHEN_THROTTLED;
  }
  return (info.retryAfterMs ?? 0) > LONGEST_PAUSE_MS ? 1 : TRIES;
}

/**
 * @param tries how often the request has failed this way, at least 1
 * @returns the pause after a failure, in milliseconds: what `Retry-After` asks for, or else one that doubles with each
 *   try and is no shorter than the window of the quota; all get a random part
 */
export function pauseAfter({ info }: ApiError, tries: number, random: number): number {
  if (info.retryAfterMs !== undefined) {
    return info.retryAfterMs + random * 1000;
  }
  const backOffMs = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  return Math.max(backOffMs * (1 + random), (info.windowMs ?? 0) + random * 1000);
}

/** A request that acts is repeated only after HTTP 429, and when the host could not be reached. */
const isSafeToRepeat = ({ kind, info }: ApiError): boolean =>
  info.didNotRun === true &&
  ((kind === 'throttled' && info.status === 429) || (kind === 'network' && info.status === undefined));

/** A read is repeated when the same request may soon succeed. */
const isPassing = ({ kind, info }: ApiError): boolean =>
  kind === 'throttled' ||
  (kind === 'network' && info.status === undefined) ||
  (info.status !== undefined && GATEWAY_TROUBLE.has(info.status) && info.didNotRun !== true);
