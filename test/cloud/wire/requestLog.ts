import { type IncomingHttpHeaders } from 'node:http';

import { type Call } from './answer';
import { jsonBody } from './checks';

/** One request as it came in, and what became of it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown;
  /** Which connection brought it, counted from 0. */
  readonly connection: number;
  /** By the clock of the simulation. */
  readonly at: number;
  /** The HTTP status answered; undefined while unanswered, and where the connection was cut or left hanging. */
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
