import { LONGEST_PAUSE_MS } from '../answer/retryAfter';
import { type ApiError } from '../errors/errors';

const TRIES = 3;
/** A throttled host is given time as a whole, and then it is one request's luck whether its turn comes early. */
const TRIES_WHEN_THROTTLED = 6;
const FIRST_PAUSE_MS = 2000;
/** IAM's status page says not to repeat after 503, but the gateway sends 503 when IAM is away for a moment (APIGW.0613). */
const GATEWAY_TROUBLE = new Set([502, 503, 504]);

/**
 * Whether a failed request is sent again, and when.
 * @param request whether it acts: then only what surely did not run is sent again
 * @param tries how often it was sent
 * @param random from 0 to 1: keeps many callers from coming back at once
 * @returns the pause in milliseconds, or undefined when the failure is final
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

/** @returns how long to leave the host alone after the try of that number failed, in milliseconds */
export function pauseAfter(error: ApiError, tries: number, random: number): number {
  const backOff = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  return error.info.retryAfterMs === undefined ? backOff * (1 + random) : error.info.retryAfterMs + random * 1000;
}

/** Refused connections, names that cannot be looked up, and HTTP 429: nothing else an acting request survives. */
const isSafeToRepeat = ({ kind, info }: ApiError): boolean =>
  info.didNotRun === true &&
  ((kind === 'throttled' && info.status === 429) || (kind === 'network' && info.status === undefined));

const isPassing = ({ kind, info }: ApiError): boolean =>
  kind === 'throttled' ||
  (kind === 'network' && info.status === undefined) ||
  (info.status !== undefined && GATEWAY_TROUBLE.has(info.status) && info.didNotRun !== true);
