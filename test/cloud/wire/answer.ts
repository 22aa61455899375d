import { type IncomingHttpHeaders } from 'node:http';

/** One request that was read to its end and not checked yet. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** The path and the query as they came over the wire. */
  readonly rawUrl: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The IAM action that permits this call; '': none is needed. */
  readonly action: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The connection on which it came, counted from 0. */
  readonly connection: number;
  /** The id that the cloud gives this call: 32 hexadecimal characters. */
  readonly requestId: string;
  /** When it came, by the clock of the simulation. */
  readonly at: number;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A code and its text, as the vendor or a test words it. */
export interface CloudError {
  readonly code: string;
  readonly message: string;
}

/** Thrown when a request is refused. It has the whole response. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with HTTP ${answer.status}`);
    this.name = 'Refusal';
  }
}

/** @returns the value of a header, or undefined when it is missing or empty */
export function headerOf(call: Call, name: string): string | undefined {
  const value = call.headers[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === '' ? undefined : one;
}
