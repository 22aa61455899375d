import { type UnsignedRequest } from '../request/authorizer';
import { OWN_CONNECTION } from '../request/buildRequest';
import { KEPT_CONNECTION_CLOSED, type Progress, USED_CONNECTION } from './connections';
import { PROXY_ANSWER_HEADER, ProxyAnswer } from './proxyAnswer';

/** The options of fetch: the part of those of node-fetch that this module uses. */
interface FetchInit {
  readonly method: UnsignedRequest['method'];
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** A redirect is returned as a response. It is never followed. */
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  /** The most bytes of a body, after decompression. */
  readonly size: number;
  /** Is filled in on the way; in the bundle of node-fetch only, see nodeFetch.ts. */
  readonly progress?: Progress;
}

/** The result of fetch: the part of a Response that this module uses. */
interface FetchedAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** The function that sends one request. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchedAnswer>;

/** The most used connections that are destroyed to get a fresh one. Node.js keeps fewer for a host. */
const MOST_USED_CONNECTIONS = 300;

/**
 * Sends a request. All requests of the extension are sent here. node-fetch is loaded with the first request, so
 * activation does not take longer. It gets no `agent`: VS Code patches `http` and `https` for proxies and certificates,
 * and an agent would bypass the patch.
 * @throws ProxyAnswer when a proxy did not let the request through
 */
export const send: Fetch = sendWith(async () => (await import('node-fetch')).default);

/**
 * Makes a function that sends requests.
 * @param load loads the fetch to use; it behaves as node-fetch does in the bundle of esbuild.js
 */
export function sendWith(load: () => Promise<Fetch>): Fetch {
  return async (url, init) => {
    const answer = await fetchAgain(await load(), url, init);
    if (answer.headers.get(PROXY_ANSWER_HEADER) !== null) {
      throw new ProxyAnswer(answer.status);
    }
    return answer;
  };
}

/**
 * A request that needs a connection of its own and got a used one was not sent. It is tried again until it gets a fresh
 * one. A read that was lost with a kept connection is sent once more, on a connection of its own.
 */
async function fetchAgain(fetch: Fetch, url: string, init: FetchInit): ReturnType<Fetch> {
  for (let thrownAway = 0; ; thrownAway++) {
    try {
      return await fetch(url, init);
    } catch (error) {
      const code = codeOf(error);
      if (code === KEPT_CONNECTION_CLOSED) {
        return fetchAgain(fetch, url, { ...init, headers: { ...init.headers, ...OWN_CONNECTION } });
      }
      if (code !== USED_CONNECTION || thrownAway === MOST_USED_CONNECTIONS) {
        throw error;
      }
    }
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, 'code') : undefined);
