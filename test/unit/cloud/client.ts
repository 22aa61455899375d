import { type Cloud, startCloud } from '../../cloud/cloud';
import { textAt, valueAt } from '../../cloud/wire/checks';
import { type CloudOptions } from '../../cloud/options';

/** What came back, and the code in it wherever it stands. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
  readonly code: string | undefined;
}

/** A simulated cloud with a clock that a test turns, and somebody signed in to ask it. */
export class Client {
  /** The headers sent with every request; a test may change them. */
  readonly headers: Record<string, string>;

  private constructor(
    readonly cloud: Cloud,
    private readonly clock: { now: number },
  ) {
    this.headers = { 'x-auth-token': cloud.issueToken(), 'x-request-id': 'test', 'content-type': 'application/json' };
  }

  static async start(options: Partial<CloudOptions> = {}): Promise<Client> {
    const clock = { now: Date.UTC(2026, 0, 5, 8) };
    return new Client(await startCloud({ now: () => clock.now, ...options }), clock);
  }

  get now(): number {
    return this.clock.now;
  }

  /** The part of all CPH paths before the resource. */
  get cph(): string {
    return `/v1/${this.cloud.account.projectId}/cloud-phone`;
  }

  wait(ms: number): void {
    this.clock.now += ms;
  }

  get(path: string): Promise<Reply> {
    return this.ask(path, { headers: this.headers });
  }

  post(path: string, body: unknown): Promise<Reply> {
    return this.send('POST', path, body);
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.send('PUT', path, body);
  }

  close(): Promise<void> {
    return this.cloud.close();
  }

  private send(method: string, path: string, body: unknown): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask(path, { method, headers: this.headers, body: text });
  }

  private async ask(path: string, init: RequestInit): Promise<Reply> {
    const response = await fetch(this.cloud.origin + path, { ...init, redirect: 'manual' });
    const text = await response.text();
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    const code = textAt(body, 'error_code') ?? textAt(body, 'data', 'error_code');
    return { status: response.status, headers: response.headers, text, body, code };
  }
}

/** The rows at a path of a body. @throws Error where there is no list */
export function rowsAt(body: unknown, ...path: readonly string[]): readonly unknown[] {
  const rows: unknown = valueAt(body, ...path);
  if (!Array.isArray(rows)) {
    throw new Error(`There is no list at ${path.join('.')} of ${JSON.stringify(body)}.`);
  }
  return rows;
}

/** The values of one property of the rows at a path of a body. */
export function column(body: unknown, path: readonly string[], name: string): readonly unknown[] {
  return rowsAt(body, ...path).map((row) => valueAt(row, name));
}
