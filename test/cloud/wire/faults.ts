import { type Answer, type Call } from './answer';
import { gatewayAnswer } from './gateway';
import { type CloudOptions } from '../options';

/**
 * A fault of one request.
 * - Before the service gets the request: `reset`, `hang`, `html502`, `401`, `koophoneError`, `{ throttle }`, `{
 * redirect }`, `{ status }`, and `{ foreign }` (something on the way responds with a page and this status).
 * - After the service has done its work, so that only the response is lost: `resetAfter`, `hangAfter`, `html502After`,
 * `truncate` (half of the body with the length of the whole one), `emptyObject`, `notJson`, `{ replace }` (another body
 * with the same status), and `{ foreignAfter }`.
 */
export type Fault =
  | 'reset'
  | 'resetAfter'
  | 'hang'
  | 'hangAfter'
  | 'truncate'
  | 'html502'
  | 'html502After'
  | '401'
  | 'koophoneError'
  | 'emptyObject'
  | 'notJson'
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly throttle: number | null }
  | { readonly redirect: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  | { readonly replace: unknown }
  | { readonly foreign: number }
  | { readonly foreignAfter: number };

export interface FaultRule {
  readonly method?: string;
  /** A part of the path, or a pattern for it. The query does not count. */
  readonly path: string | RegExp;
  /** How many requests it affects; default 1; Infinity: all. */
  readonly times?: number;
  /** How many matching requests pass first; default 0. */
  readonly after?: number;
  readonly fault: Fault;
}

/** How the connection ends instead of a complete response. */
export type Cut = 'reset' | 'hang' | 'truncate';

interface ActiveRule {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
}

/** The faults that wait for their requests. */
export class Faults {
  private rules: ActiveRule[] = [];

  /** Adds a fault for the next requests that match. When several match, the oldest one that is not used up counts. */
  next(rule: FaultRule): void {
    this.rules.push({ rule, seen: 0, struck: 0 });
  }

  clear(): void {
    this.rules = [];
  }

  /** The faults that did not happen as often as they should. Tests check it at their end. */
  get waiting(): number {
    return this.rules.length;
  }

  /** @returns the fault of this request, or undefined. It counts as used then. */
  take(call: Pick<Call, 'method' | 'path'>): Fault | undefined {
    for (const active of this.rules) {
      const { rule } = active;
      const matches =
        (rule.method === undefined || rule.method === call.method) &&
        (typeof rule.path === 'string' ? call.path.includes(rule.path) : rule.path.test(call.path));
      if (matches && active.seen++ >= (rule.after ?? 0)) {
        active.struck++;
        if (active.struck >= (rule.times ?? 1)) {
          this.rules = this.rules.filter((other) => other !== active);
        }
        return rule.fault;
      }
    }
    return undefined;
  }
}

const html502 = {
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  headers: { 'content-type': 'text/html' },
} as const;

/** The response of a firewall, a proxy or the sign-in page of a network. It has no code of the cloud. */
const foreignPage = (status: number): Answer => ({
  status,
  body: `<html><head><title>${status}</title></head><body><h1>Blocked by Example Web Gateway</h1></body></html>`,
  headers: { 'content-type': 'text/html' },
});

/** @returns what happens instead of a call of the service; undefined: the service is called */
export function faultBefore(fault: Fault, call: Call, options: CloudOptions): Answer | Cut | undefined {
  if (typeof fault === 'object') {
    return objectFaultBefore(fault, call, options);
  }
  switch (fault) {
    case 'reset':
    case 'hang':
      return fault;
    case 'html502':
      return html502;
    case '401': {
      const text = 'Incorrect IAM authentication information: decrypt token fail';
      return gatewayAnswer(options, 401, '0301', text, call.requestId);
    }
    case 'koophoneError':
      return { status: 200, body: { error_code: `${options.koophonePrefix}.9999`, error_msg: 'internal error' } };
    default:
      return undefined;
  }
}

function objectFaultBefore(fault: Fault & object, call: Call, options: CloudOptions): Answer | undefined {
  if ('throttle' in fault) {
    const text = 'The throttling threshold has been reached: policy user over ratelimit,limit:200,time:1 second';
    const answer = gatewayAnswer(options, 429, '0308', text, call.requestId);
    return fault.throttle === null ? answer : { ...answer, headers: { 'retry-after': String(fault.throttle) } };
  }
  if ('redirect' in fault) {
    return { status: fault.status ?? 307, body: '', headers: { location: fault.redirect } };
  }
  if ('foreign' in fault) {
    return foreignPage(fault.foreign);
  }
  if ('replace' in fault || 'foreignAfter' in fault) {
    return undefined;
  }
  return { status: fault.status, body: fault.body ?? '', ...(fault.headers && { headers: fault.headers }) };
}

/** @returns what the fault makes of the response of the service */
export function faultAfter(fault: Fault, answer: Answer): Answer | Cut {
  if (typeof fault === 'object') {
    if ('foreignAfter' in fault) {
      return foreignPage(fault.foreignAfter);
    }
    return 'replace' in fault ? { ...answer, body: fault.replace } : answer;
  }
  switch (fault) {
    case 'resetAfter':
      return 'reset';
    case 'hangAfter':
      return 'hang';
    case 'truncate':
      return 'truncate';
    case 'html502After':
      return html502;
    case 'emptyObject':
      return { ...answer, body: {} };
    case 'notJson':
      return { ...answer, body: 'OK, but this is not JSON' };
    default:
      return answer;
  }
}
