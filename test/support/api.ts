import { type Authorization, type Authorizer } from '../../src/api/request/authorizer';
import { CphClient } from '../../src/api/cph/client';
import { ApiError } from '../../src/api/errors/errors';
import { IamClient } from '../../src/api/iam/client';
import { KooPhoneClient } from '../../src/api/koophone/client';
import { Transport, type TransportOptions } from '../../src/api/http/transport';
import { type Log } from '../../src/base/log';
import { TestClock } from './testClock';
import { until } from './until';

/** A log that a test can read. */
export class LogLines implements Log {
  readonly lines: string[] = [];
  readonly debug = (line: string): void => void this.lines.push(`debug ${line}`);
  readonly info = (line: string): void => void this.lines.push(`info ${line}`);
  readonly warn = (line: string): void => void this.lines.push(`warn ${line}`);
  readonly error = (line: string): void => void this.lines.push(`error ${line}`);
}

/** An authorizer with a token that the test sets. */
export class TokenInHand implements Authorizer {
  renewals = 0;

  /** @param renewWith gives the new token of a renewal; without it a renewal fails */
  constructor(
    public token: string,
    private readonly renewWith?: () => string,
  ) {}

  authorize(): Promise<Authorization> {
    return Promise.resolve(authorization({ 'X-Auth-Token': this.token }, { renew: () => this.renew() }));
  }

  private renew(): Promise<boolean> {
    this.renewals++;
    this.token = this.renewWith?.() ?? this.token;
    return Promise.resolve(this.renewWith !== undefined);
  }
}

/** An authorization of which a test says only what it needs. */
export const authorization = (
  headers: Readonly<Record<string, string>>,
  own: Partial<Authorization> = {},
): Authorization => ({
  headers,
  mayLeave: () => true,
  settle: () => undefined,
  renew: () => Promise.resolve(false),
  ...own,
});

export const TIMEOUT_MS = 30_000;

/** @returns a transport with a TestClock and without a random part in its pauses */
export function testTransport(options: Partial<TransportOptions> = {}) {
  const clock = new TestClock();
  const log = new LogLines();
  const transport = new Transport({
    clock,
    log,
    timeoutMs: () => TIMEOUT_MS,
    maxConcurrent: () => 8,
    random: () => 0,
    ...options,
  });
  return { clock, log, transport };
}

/** The project id of a server that accepts any id. */
export const PROJECT_ID = '0123456789abcdef0123456789abcdef';

/** Where the clients send their requests: a simulated cloud, or a server that has no project of its own. */
interface Somewhere {
  readonly origin: string;
  readonly account?: { readonly projectId: string };
}

/** @returns the clients of all services for one project at one origin */
export function testClients(
  { origin, account = { projectId: PROJECT_ID } }: Somewhere,
  authorizer: Authorizer,
  options: Partial<TransportOptions> = {},
) {
  const { clock, log, transport } = testTransport(options);
  const connection = { transport, origin, authorizer, projectId: account.projectId };
  return {
    clock,
    log,
    transport,
    cph: new CphClient(connection),
    koophone: new KooPhoneClient(connection),
    iam: new IamClient({ transport, origin }),
  };
}

/** @returns the ApiError that a promise rejects with. @throws when it rejects with something else, or resolves */
export async function apiError(work: Promise<unknown>): Promise<ApiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) {
      return error;
    }
    throw error;
  }
  throw new Error('It succeeded, though it should not have.');
}

/**
 * Waits for a promise. Whenever the code pauses between two tries, the clock is advanced to the end of the pause. It is
 * not advanced to a deadline.
 * @param isPause tells a pause from a deadline by the milliseconds that are left of it
 * @returns the pauses in milliseconds
 */
export async function turnOverPauses(
  clock: TestClock,
  work: Promise<unknown>,
  isPause = (ms: number): boolean => ms !== TIMEOUT_MS,
): Promise<number[]> {
  const pauses: number[] = [];
  const state = { isOver: false };
  const end = (): void => {
    state.isOver = true;
  };
  void work.then(end, end);
  const pause = (): number | undefined => {
    const next = clock.nextDelayMs;
    return next !== undefined && isPause(next) ? next : undefined;
  };
  while (!state.isOver) {
    await until(() => state.isOver || pause() !== undefined, 'The end, or a pause', 10_000);
    const ms = pause();
    if (ms !== undefined) {
      pauses.push(ms);
      clock.advance(ms);
    }
  }
  return pauses;
}
