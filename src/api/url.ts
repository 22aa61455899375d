import { parseEndpoint } from '../config/endpoints';
import { isInstanceId, isPathId, isProjectId, isServerId, isUserId } from '../model/ids';
import { ApiError } from './errors';

/** Refuses what must not be sent. */
export function refuse(message: string): never {
  throw new ApiError('config', message, { didNotRun: true });
}

/**
 * The one builder of addresses.
 * @param origin `https:`, or `http:` on loopback
 * @param path segments of letters, digits, `.`, `_` and `-`, so that nothing ever needs escaping
 * @throws ApiError of kind `config`
 */
export function buildUrl(origin: string, path: readonly string[], query: Readonly<Record<string, string>> = {}): URL {
  const endpoint = parseEndpoint(origin);
  if ('wrong' in endpoint) {
    return refuse('The address of the service is not https, or not a host alone.');
  }
  if (!path.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment))) {
    return refuse('The path of the request holds something that is not an id.');
  }
  const url = new URL(`${endpoint.origin}/${path.map(encodeURIComponent).join('/')}`);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, value);
  }
  // A blank is %20 in what access keys sign, and not every gateway reads + as one.
  url.search = url.search.replaceAll('+', '%20');
  return url;
}

const quote = (value: unknown): string => JSON.stringify(value).slice(0, 80);

const checker =
  (what: string, isGood: (text: string) => boolean) =>
  (id: string): string =>
    isGood(id) ? id : refuse(`This is not ${what}: ${quote(id)}`);

/** Each gives back the id that it was given, or throws ApiError of kind `config`. */
export const checkProjectId = checker('a project id', isProjectId);
export const checkServerId = checker('a server id', isServerId);
export const checkInstanceId = checker('an instance id', isInstanceId);
export const checkUserId = checker('a user id', isUserId);
export const checkPathId = checker('an id', isPathId);

/**
 * @param most the documented limit of one request
 * @throws ApiError of kind `config` when there are none, too many, or a bad one
 */
export function checkIds<T>(ids: readonly T[], most: number, check: (id: T) => unknown): void {
  if (ids.length < 1 || ids.length > most) {
    refuse(`One request takes 1 to ${most} ids, not ${ids.length}.`);
  }
  ids.forEach((id) => check(id));
}

/** @throws ApiError of kind `config` when `value` is no whole number from `least` to `most` */
export function checkNumber(what: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): string {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    refuse(`${what} must be a whole number from ${least} to ${most}, not ${value}.`);
  }
  return String(value);
}
