import { randomUUID } from 'node:crypto';
import { omitUndefined } from '../../base/omitUndefined';
import { type UnsignedRequest } from './authorizer';
import { type RequestSpec } from './request';
import { buildUrl } from './url';

/** A request with its address and its id, before it is proved who asks. */
export interface BuiltRequest {
  readonly request: UnsignedRequest;
  /** The id that this module gave it. */
  readonly sentId?: string;
  /** Whether it changes something. */
  readonly acts: boolean;
}

/** A request as it goes over the wire, without what proves who asks: to be shown, never to be sent. */
export interface ShownRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const AGENT = { 'User-Agent': 'cloud-phone-manager' };

/**
 * An acting request that is lost on a kept connection, which the server has just closed, may have run or not. So it has
 * a fresh connection of its own (src/api/http/connections.ts), and leaves none behind.
 */
export const OWN_CONNECTION = { Connection: 'close' } as const;

/** Under VS Code's proxy support Node.js closes the connection of every request that does not ask to keep it. */
const KEPT_CONNECTION = { Connection: 'keep-alive' } as const;

/**
 * The one builder of requests: what is sent and what is shown both come from here.
 * @throws ApiError of kind `config` when the address is not one to send to
 */
export function buildRequest(spec: RequestSpec): BuiltRequest {
  const id = spec.service === 'koophone' ? newRequestId() : undefined;
  const query = {
    ...(id !== undefined && spec.requestIdInQuery === true ? { 'x-request-id': id } : {}),
    ...spec.query,
  };
  const url = buildUrl(spec.origin, spec.path, query);
  const headers = {
    Accept: 'application/json',
    ...(spec.method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
    ...omitUndefined({ 'x-request-id': id, 'X-Project-Id': spec.projectId }),
    ...spec.headers,
  };
  const body = spec.body === undefined ? {} : { body: JSON.stringify(spec.body) };
  return {
    request: { method: spec.method, url, headers, ...body },
    acts: spec.acts,
    ...omitUndefined({ sentId: id }),
  };
}

/** @returns all headers of a request, those included that say what proves who asks. */
export const headersOnWire = (
  { request, acts }: BuiltRequest,
  proof: Readonly<Record<string, string>>,
): Record<string, string> => ({
  ...request.headers,
  ...proof,
  ...AGENT,
  ...(acts ? OWN_CONNECTION : KEPT_CONNECTION),
});

/**
 * Shows what would be sent; sends nothing and asks for no credential.
 * @throws ApiError of kind `config` when the address is not one to send to
 */
export function describeRequest(spec: RequestSpec): ShownRequest {
  const built = buildRequest(spec);
  const { method, url, body } = built.request;
  return { method, url: url.href, headers: headersOnWire(built, {}), ...omitUndefined({ body }) };
}

/** ListInstances.html gives no format; 32 hexadecimal characters look like the cloud's own ids. */
const newRequestId = (): string => randomUUID().replaceAll('-', '');
