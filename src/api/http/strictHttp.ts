import http, { type ClientRequest, type RequestOptions } from 'node:http';
import { wantsOwnConnection, watchConnection } from './connections';

/** @public node-fetch checks headers with these. */
export { validateHeaderName, validateHeaderValue } from 'node:http';

/** What node-fetch gets in the place of `http.request` when it is bundled (esbuild.nodeFetch.js). Only loopback is asked over http. */
export function request(url: string, options: RequestOptions): ClientRequest {
  const asked = http.request(url, options);
  watchConnection(asked, wantsOwnConnection(options.headers));
  return asked;
}
