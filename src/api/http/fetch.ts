import { OWN_CONNECTION } from '../request/buildRequest';
import { KEPT_CONNECTION_CLOSED, USED_CONNECTION } from './connections';
import { PROXY_ANSWER_HEADER, ProxyAnswer } from './proxyAnswer';

/** What is handed to fetch: the part of node-fetch's options that this module uses. */
interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** A redirect comes back as an answer; it is never followed. */
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  /** The most bytes an answer may have, unpacked. */
  readonly size: number;
}

/** What comes back: the part of a Response that this module uses. */
interface FetchedAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export type Fetch = (url: string, init: FetchInit) => Promise<FetchedAnswer>;

/** The largest number of used connections that are thrown away to get a fresh one: more than Node.js keeps for a host. */
const MOST_USED_CONNECTIONS = 300;

/**
 * The one place where requests leave. node-fetch is loaded with the first of them, so that activation does not pay for
 * it, and gets no `agent`: VS Code patches `http` and `https` for proxies and certificates, and an agent goes round that.
 * @throws ProxyAnswer when a proxy did not let the request through
 */
export const send: Fetch = sendWith(async () => (await import('node-fetch')).default);

/** @param load gives the fetch to send with; it answers as node-fetch does in the bundle of esbuild.js */
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
 * A request with a connection of its own that got a used one was not sent: it tries again until it gets a fresh one. A
 * read that was lost with a kept connection is sent again once, on a connection of its own.
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
