import { randomUUID } from 'node:crypto';
import { omitUndefined } from '../../base/omitUndefined';
import { type UnsignedRequest } from './authorizer';
import { type RequestSpec } from './request';
import { buildUrl } from './url';

/** A request with its address and its id, without its proof. */
export interface BuiltRequest {
  readonly request: UnsignedRequest;
  /** The `x-request-id` that `buildRequest` made; absent where the service does not take one. */
  readonly sentId?: string;
  /** Whether the request changes something in the cloud. */
  readonly acts: boolean;
}

/** A request as it would be sent, without its proof. It is only shown. */
export interface ShownRequest {
  readonly method: UnsignedRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const AGENT = { 'User-Agent': 'cloud-phone-manager' };

/**
 * The header of a request that acts. The server may close a kept connection while a request is on its way, and then it
 * is not known whether the request ran. So a request that acts has a fresh connection of its own, which is closed
 * afterwards (src/api/http/connections.ts).
 */
export const OWN_CONNECTION = { Connection: 'close' } as const;

/**
 * The header of a read. With VS Code's proxy support Node.js closes the connection of a request without this header.
 */
const KEPT_CONNECTION = { Connection: 'keep-alive' } as const;

/**
 * Builds the address, the headers and the body of a request. Requests that are sent and requests that are shown are
 * both built here.
 * @throws ApiError of kind `config` when the address is invalid, see `buildUrl`
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
    ...(spec.method !== 'GET' ? { 'Content-Type': 'application/json' } : {}),
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

/** @returns all headers of a request, including those of its proof. */
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
 * Describes the request that would be sent. Nothing is sent, and no credential is needed.
 * @throws ApiError of kind `config` when the address is invalid, see `buildUrl`
 */
export function describeRequest(spec: RequestSpec): ShownRequest {
  const built = buildRequest(spec);
  const { method, url, body } = built.request;
  return { method, url: url.href, headers: headersOnWire(built, {}), ...omitUndefined({ body }) };
}

/** ListInstances.html gives no format for `x-request-id`. 32 hexadecimal characters look like the ids of the cloud. */
const newRequestId = (): string => randomUUID().replaceAll('-', '');
