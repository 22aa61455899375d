import { type Authorizer, type UnsignedRequest } from './authorizer';

/** A JSON object with unknown content. */
export type Raw = Readonly<Record<string, unknown>>;

/** @returns whether a value is an object, and neither null nor an array. */
export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One request as an API client describes it. It has no id, no proof and no place in the queue yet. */
export interface RequestSpec {
  readonly service: 'cph' | 'koophone' | 'iam';
  /** Such as `https://cph.cn-north-4.myhuaweicloud.com`. */
  readonly origin: string;
  /** Absent when the request is sent without a proof, or has it in `headers`. */
  readonly authorizer?: Authorizer | undefined;
  /** Is sent as the header `X-Project-Id`. */
  readonly projectId?: string | undefined;
  readonly method: UnsignedRequest['method'];
  /** The segments of the path: fixed words and checked ids. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Is sent as JSON. */
  readonly body?: unknown;
  /** Whether the request changes something. It is then repeated only when it surely did not run. */
  readonly acts: boolean;
  /** The IAM action that an administrator can grant when the permission is missing. */
  readonly iamAction?: string;
  /** true: `x-request-id` is sent in the query too, as ListInstances.html asks. */
  readonly requestIdInQuery?: boolean;
  /**
   * Says whether an `error_code` at the top of a body belongs to the resource that was read, and not to the request.
   */
  readonly ownsCode?: (body: Raw) => boolean;
  /** Aborts the request, whether it waits or is on its way. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Withdraws the request while it has not left. A request that is on its way goes on. Not used together with `signal`.
   */
  readonly takeBack?: AbortSignal | undefined;
}

/** A successful response. */
export interface Answer {
  /** The method and the path of the request, such as `GET /v1/instances/batch-query`. */
  readonly request: string;
  /** The HTTP status. */
  readonly status: number;
  /** The body read as JSON; undefined when it is empty. */
  readonly body: unknown;
  /** The id that the cloud gave the request, or the `x-request-id` that was sent. */
  readonly requestId?: string;
  /** @returns the value of a header, or undefined when the response does not have it */
  header(name: string): string | undefined;
}
