import { type IncomingHttpHeaders } from 'node:http';

/** One request as the services see it: read whole, not yet judged. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** Path and query as they came over the wire. */
  readonly rawUrl: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The IAM action that permits this call; '' where none is needed. */
  readonly action: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Which connection brought it, counted from 0. */
  readonly connection: number;
  /** The cloud's own id of this call, 32 hex characters. */
  readonly requestId: string;
  /** By the clock of the simulation. */
  readonly at: number;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A code and its text, in the vendor's words or a test's. */
export interface CloudError {
  readonly code: string;
  readonly message: string;
}

/** Thrown where a request is turned down; carries the whole answer. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with HTTP ${answer.status}`);
    this.name = 'Refusal';
  }
}

/** The one value of a header, or undefined where it is missing or empty. */
export function headerOf(call: Call, name: string): string | undefined {
  const value = call.headers[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === '' ? undefined : one;
}
