import { type Clock } from '../../base/clock';
import { RateLimiter } from '../../base/rateLimiter';

/** The gateway lets 200 calls a second through to one API; some room is left for what the network bunches together. */
const MOST_A_SECOND = 190;
const SECOND_MS = 1000;

/** @returns what counts the requests to one host, so that no second sees more than the gateway bears */
export const rateCap = (clock: Clock): RateLimiter => new RateLimiter(clock, SECOND_MS, () => MOST_A_SECOND);
