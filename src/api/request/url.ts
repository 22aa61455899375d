import { parseEndpoint } from '../../config/endpoints';
import { isInstanceId, isPathId, isPhoneId, isProjectId, isResourceName, isServerId, isUserId } from '../../model/ids';
import { message, type Message } from '../../base/message';
import { ApiError } from '../errors/errors';

/** Refuses a value that must not be sent. @throws ApiError of kind `config`, with `didNotRun` */
export function refuse(why: Message): never {
  throw new ApiError('config', why, { didNotRun: true });
}

/**
 * Builds the address of a request. All addresses are built here.
 * @param origin `https:`, or `http:` on loopback; a host and perhaps a port
 * @param path the segments of the path: letters, digits, `.`, `_` and `-`, without `.` at the beginning, so nothing
 *   needs escaping
 * @param query the values are escaped here
 * @throws ApiError of kind `config` when the origin or a segment is invalid
 */
export function buildUrl(origin: string, path: readonly string[], query: Readonly<Record<string, string>> = {}): URL {
  const endpoint = parseEndpoint(origin);
  if ('wrong' in endpoint) {
    return refuse(message('The address of the service is not https, or not a host alone.'));
  }
  if (!path.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment))) {
    return refuse(message('The path of the request holds something that is not an ID.'));
  }
  // The signature of an access key has %20 for a space. Not every gateway reads + as a space.
  const search = new URLSearchParams(query).toString().replaceAll('+', '%20');
  return new URL(`${endpoint.origin}/${path.join('/')}${search === '' ? '' : `?${search}`}`);
}

const quote = (value: unknown): string => JSON.stringify(value).slice(0, 80);

const checker =
  (wrong: (quoted: string) => Message, isGood: (id: string) => boolean) =>
  (id: string): string =>
    isGood(id) ? id : refuse(wrong(quote(id)));

/** Each of these functions returns the id that it gets. @throws ApiError of kind `config` when the id is invalid */
export const checkProjectId = checker((id) => message('This is not a project ID: {0}', id), isProjectId);
export const checkServerId = checker((id) => message('This is not a server ID: {0}', id), isServerId);
export const checkPhoneId = checker((id) => message('This is not a phone ID: {0}', id), isPhoneId);
export const checkInstanceId = checker((id) => message('This is not an instance ID: {0}', id), isInstanceId);
export const checkUserId = checker((id) => message('This is not a user ID: {0}', id), isUserId);
export const checkPathId = checker((id) => message('This is not an ID: {0}', id), isPathId);

/** @returns a name that is given to a server or a phone. @throws ApiError of kind `config` when it is invalid */
export const checkResourceName = checker(
  (name) => message('A name has 1 to 60 letters, digits, Chinese characters, - and _. This one does not: {0}', name),
  isResourceName,
);

/**
 * Checks the ids of one request.
 * @param most the documented limit of ids in one request
 * @throws ApiError of kind `config` when there is no id, there are too many, or one is invalid
 */
export function checkIds<T>(ids: readonly T[], most: number, check: (id: T) => unknown): void {
  if (ids.length < 1 || ids.length > most) {
    refuse(message('One request takes 1 to {0} IDs, not {1}.', most, ids.length));
  }
  ids.forEach((id) => check(id));
}

/**
 * Checks a number of a query.
 * @param what the name of the number, for the message
 * @returns the number as text
 * @throws ApiError of kind `config` when `value` is not a whole number from `least` to `most`
 */
export function checkNumber(what: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): string {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    refuse(message('{0} must be a whole number from {1} to {2}, not {3}.', what, least, most, value));
  }
  return String(value);
}
