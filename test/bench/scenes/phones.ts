import { DEFAULT_POLICY, type RolloutPolicy } from '../../../src/model/rollout';
import { LANES, LATENCY_MS, PHONES_A_PAGE } from './fleet';
import { LONGEST_JOB_MS, POLL_MS } from './restart';
import { size } from './scale';

/** The servers that carry the phones. */
export const PHONE_SERVERS = size(200, 20);
/** How many phones each has. With 200 servers they are more than one list can have, so they are read by server. */
const PHONES_A_SERVER = 50;
export const PHONES = PHONE_SERVERS * PHONES_A_SERVER;
/** No wave has more phones of one server. */
export const MOST_PER_SERVER = 10;
/** The most phones in a request, and jobs in a page of them (cph_api_0515.html, cph_api_0522.html). */
const PHONES_A_REQUEST = 100;
const JOBS_A_PAGE = 100;

/** A wave holds as many phones as the limit for each server allows, and the next one follows at once. */
export const POLICY: RolloutPolicy = {
  ...DEFAULT_POLICY,
  waves: [{ percent: 100 }],
  asksAfterFirst: false,
  mostPerServer: MOST_PER_SERVER,
  pauseMs: 0,
  steadyMs: 0,
};

/** @returns how long so many requests take that do not build on each other, in milliseconds */
const inLanes = (requests: number): number => Math.ceil(requests / LANES) * LATENCY_MS;

/** @returns the fewest requests that read all phones: one list, or one for each server where they are too many for it */
const readsOfAll = (): number =>
  PHONES > MOST_IN_ONE_LIST ? PHONE_SERVERS : Math.min(PHONE_SERVERS, Math.ceil(PHONES / PHONES_A_PAGE));
/** `offset` of GET /phones ends there. */
const MOST_IN_ONE_LIST = 8_096;

/**
 * @param pollMs how long after its end a job is seen, at the latest
 * @returns the ideal time, in milliseconds. One wave after the other: all phones are read, because a wave must not begin
 *   where too many are down; the requests are sent; the longest job ends, and is seen one poll later; and a look takes a
 *   page of jobs for every hundred phones of the wave, and all phones once more
 */
export function idealPhonesMs(pollMs: number = POLL_MS): number {
  const waves = Math.ceil(PHONES_A_SERVER / MOST_PER_SERVER);
  const inWave = PHONE_SERVERS * MOST_PER_SERVER;
  const before = inLanes(readsOfAll());
  const sent = inLanes(Math.ceil(inWave / PHONES_A_REQUEST));
  const look = inLanes(Math.ceil(inWave / JOBS_A_PAGE)) + inLanes(readsOfAll());
  return waves * (before + sent + LONGEST_JOB_MS + pollMs + look);
}
