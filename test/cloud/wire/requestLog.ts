import { type IncomingHttpHeaders } from 'node:http';

import { type Call } from './answer';
import { jsonBody } from './checks';

/** One request, and its outcome. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly text: string;
  /** The body read as JSON; undefined when it is not JSON. */
  readonly body: unknown;
  /** The connection on which it came, counted from 0. */
  readonly connection: number;
  /** When it came, by the clock of the simulation. */
  readonly at: number;
  /** The HTTP status of the response; undefined before it, and when the connection was cut or hangs. */
  status: number | undefined;
}

/** The last requests of a cloud. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];

  constructor(private readonly kept: number) {}

  add(call: Call): RecordedRequest {
    const { method, path, headers, text, connection, at } = call;
    const query = Object.fromEntries(call.query);
    const request = {
      method,
      path,
      query,
      headers,
      text,
      body: jsonBody(call),
      connection,
      at,
      status: undefined,
    };
    this.requests.push(request);
    if (this.requests.length > this.kept) {
      this.requests.splice(0, this.requests.length - this.kept);
    }
    return request;
  }

  clear(): void {
    this.requests.length = 0;
  }
}
