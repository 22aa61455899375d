import { LONGEST_PAUSE_MS } from '../answer/retryAfter';
import { type ApiError } from '../errors/errors';

/** How often a request is sent at most. */
const TRIES = 3;
/** The same for a throttled host. All its requests wait together, and a single one may be throttled several times. */
const TRIES_WHEN_THROTTLED = 6;
const FIRST_PAUSE_MS = 2000;
/**
 * The statuses of a gateway that cannot reach the service. The status page of IAM says not to repeat after 503. But the
 * gateway sends 503 when IAM is away for a moment (APIGW.0613).
 */
const GATEWAY_TROUBLE = new Set([502, 503, 504]);

/**
 * Decides whether a failed request is sent again, and when.
 * @param request `acts`: whether the request changes something; it is then sent again only if it surely did not run
 * @param tries how often the request was sent
 * @param random from 0 to 1; it spreads the repetitions of many callers
 * @returns the pause in milliseconds, or undefined when the request is not sent again
 */
export function retryPauseMs(
  error: ApiError,
  request: { readonly acts: boolean },
  tries: number,
  random: number,
): number | undefined {
  const most = error.kind === 'throttled' ? TRIES_WHEN_THROTTLED : TRIES;
  if (tries >= most || !(request.acts ? isSafeToRepeat(error) : isPassing(error))) {
    return undefined;
  }
  return pauseAfter(error, tries, random);
}

/**
 * @param tries how often the request was sent, at least 1
 * @returns the pause after a failure, in milliseconds: what the cloud asks for, or else one that doubles with each try;
 *   both get a random part
 */
export function pauseAfter(error: ApiError, tries: number, random: number): number {
  const backOff = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  return error.info.retryAfterMs === undefined ? backOff * (1 + random) : error.info.retryAfterMs + random * 1000;
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
