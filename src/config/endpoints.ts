import { type Hosts } from '../model/project';
import { message, type Message } from '../base/message';

/**
 * @returns the origins of the services in a region, for a project without endpoints of its own. KooPhone has one global
 *   host (kp_01_0001.html). The IAM host is the global one: its tokens are valid in all regions, those of a regional
 *   host only in that region (iam.md).
 */
export const defaultHosts = (region: string): Hosts => ({
  cph: `https://cph.${region}.myhuaweicloud.com`,
  koophone: 'https://koophone.myhuaweicloud.com',
  iam: 'https://iam.myhuaweicloud.com',
});

const LOOPBACK = new Set(['localhost', '[::1]']);
/** @returns whether a host name means this computer itself. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * Reads an endpoint that a person typed. It must be `https:`, or `http:` on loopback, with a host and perhaps a port,
 * and without a path, a query or credentials.
 * @returns its origin, or what is wrong with it
 */
export function parseEndpoint(value: unknown): { origin: string } | { wrong: Message } {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    return { wrong: message('An endpoint is an address such as https://host, not {0}.', JSON.stringify(value)) };
  }
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return { wrong: message('An endpoint must start with https:// (http:// only on this machine): {0}', value) };
  }
  if (url.username !== '' || url.password !== '') {
    return { wrong: message('An endpoint must not hold a user name or password.') };
  }
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') {
    return { wrong: message('An endpoint is a host without a path: {0}', value) };
  }
  return { origin: url.origin };
}
