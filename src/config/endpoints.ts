import { type Hosts } from '../model/project';
import { message, type Message } from '../base/message';

/**
 * Where a region's services are, without settings of one's own. KooPhone has one global host (kp_01_0001.html); the
 * global IAM host is asked, because its tokens hold in all regions and a regional one's only in its own (iam.md).
 */
export const defaultHosts = (region: string): Hosts => ({
  cph: `https://cph.${region}.myhuaweicloud.com`,
  koophone: 'https://koophone.myhuaweicloud.com',
  iam: 'https://iam.myhuaweicloud.com',
});

const LOOPBACK = new Set(['localhost', '[::1]']);
/** @returns whether a host name is of this computer itself. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * Reads an endpoint that a person typed: `https:`, or `http:` on loopback; a host and nothing more.
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
