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

/**
 * The one place where requests leave. node-fetch is loaded with the first of them, so that activation does not pay for
 * it, and gets no `agent`: VS Code patches `http` and `https` for proxies and certificates, and an agent goes round that.
 * @throws ProxyAnswer when a proxy did not let the request through
 */
export const send: Fetch = async (url, init) => {
  const { default: fetch } = await import('node-fetch');
  const answer = await fetch(url, init);
  if (answer.headers.has(PROXY_ANSWER_HEADER)) {
    throw new ProxyAnswer(answer.status);
  }
  return answer;
};
