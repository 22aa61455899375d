import { type Authorizer } from './authorizer';

/** A JSON object of unknown content. */
export type Raw = Readonly<Record<string, unknown>>;

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One request as a service describes it, before it has an id, a proof and a place in the queue. */
export interface RequestSpec {
  readonly service: 'cph' | 'koophone' | 'iam';
  /** Such as `https://cph.cn-north-4.myhuaweicloud.com`. */
  readonly origin: string;
  readonly authorizer?: Authorizer | undefined;
  /** Goes along as `X-Project-Id`. */
  readonly projectId?: string | undefined;
  readonly method: 'GET' | 'POST';
  /** The path's segments: plain words and checked ids. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether it changes something, and so may be repeated only where it surely did not run. */
  readonly acts: boolean;
  /** What to ask an administrator for when permission is lacking. */
  readonly iamAction?: string;
  /** ListInstances.html wants `x-request-id` in the query; it then goes into both places. */
  readonly requestIdInQuery?: boolean;
  /** Whether an `error_code` at the top of this body belongs to the thing asked for, not to the request. */
  readonly ownsCode?: (body: Raw) => boolean;
  /** Gives up: a request on its way is broken off. */
  readonly signal?: AbortSignal | undefined;
  /** Takes the request back as long as it has not left; once it is on its way, it goes on. Not beside `signal`. */
  readonly takeBack?: AbortSignal | undefined;
}

/** A successful answer. */
export interface Answer {
  /** What was asked, such as `GET /v1/instances/batch-query`. */
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
  /** The id under which the cloud, or else this module, knows the request. */
  readonly requestId?: string;
  header(name: string): string | undefined;
}
