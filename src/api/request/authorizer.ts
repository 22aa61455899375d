/** A complete request without the headers that authorize it. */
export interface UnsignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the end of a request says about the credential that it carried. */
export type CredentialVerdict =
  /** The response shows that the cloud accepted the credential. */
  | { readonly kind: 'accepted' }
  /**
   * The cloud refused the credential. `serverTime` is the `Date` header of the response, in milliseconds since the
   * epoch: the clock of the cloud.
   */
  | { readonly kind: 'refused'; readonly serverTime?: number }
  /** Nothing: the request never left, was aborted or lost, or something on the way answered. */
  | { readonly kind: 'unknown' };

/** The proof of one request, until the request has ended. */
export interface Authorization {
  /** The headers to add, such as `X-Auth-Token`. */
  readonly headers: Readonly<Record<string, string>>;

  /**
   * Checks the proof when the request has its place in the queue, which may be long after the proof was made.
   * @returns whether the request may leave with it; if not, the request gets a new authorization and waits again
   */
  mayLeave(): boolean;

  /**
   * Called exactly once, when the request has ended in any way, also when it never left. Other requests may wait for
   * that.
   */
  settle(verdict: CredentialVerdict): void;

  /**
   * Gets a new credential, once for all callers. It is called after the request was settled as refused, and again when
   * the repeated request is refused too; the request then fails, whatever this returns.
   * @returns whether the request should be repeated
   */
  renew(signal?: AbortSignal): Promise<boolean>;
}

/**
 * Makes the proof of requests. Each kind of credential has an implementation. The API clients know nothing else of
 * credentials.
 */
export interface Authorizer {
  /**
   * @throws ApiError of kind `auth` when there is no credential for the host of the request, or the credential has
   *   ended
   */
  authorize(request: UnsignedRequest, signal?: AbortSignal): Promise<Authorization>;
}
