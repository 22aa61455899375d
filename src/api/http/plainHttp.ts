import http, { type ClientRequest, type RequestOptions } from 'node:http';
import { wantsOwnConnection, watchConnection } from './connections';

/** @public node-fetch checks headers with these functions. */
export { validateHeaderName, validateHeaderValue } from 'node:http';

/**
 * Replaces `http.request` in the bundled node-fetch (esbuild.nodeFetch.js). Only hosts on loopback are requested over
 * http.
 */
export function request(url: string, options: RequestOptions): ClientRequest {
  const asked = http.request(url, options);
  watchConnection(asked, wantsOwnConnection(options.headers), (socket, established) => {
    if (socket.connecting) {
      socket.prependOnceListener('connect', established);
    } else {
      established();
    }
  });
  return asked;
}
