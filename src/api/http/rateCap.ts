import { type Clock } from '../../base/clock';
import { RateLimiter } from '../../base/rateLimiter';

/**
 * The gateway allows 200 calls a second to one API. The limit is lower, because the network can bring requests closer
 * together.
 */
const MOST_A_SECOND = 190;
const SECOND_MS = 1000;

/** @returns the rate limiter of one host: 190 requests a second */
export const rateCap = (clock: Clock): RateLimiter => new RateLimiter(clock, SECOND_MS, () => MOST_A_SECOND);
