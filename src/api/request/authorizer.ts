/** A complete request without the headers that authorize it. */
export interface UnsignedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is known of a response that refused the credential. */
export interface Refusal {
  /** The `Date` header of the response, in milliseconds since the epoch: the clock of the cloud. */
  readonly serverTime?: number;
}

/**
 * Adds the proof to requests: the headers that authorize them. Each kind of credential has an implementation. The API
 * clients know nothing else of credentials.
 */
export interface Authorizer {
  /**
   * Makes the proof of a request.
   * @returns the headers to add, such as `X-Auth-Token`
   * @throws ApiError of kind `auth` when there is no credential for the host of the request, or the credential has
   *   ended
   */
  authorize(request: UnsignedRequest, signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;

  /**
   * Takes that the cloud refused a request with this proof, and gets a new credential once for all callers. It is
   * called again when the repeated request is refused too; the request then fails, whatever this returns.
   * @param refused the proof of the request
   * @returns whether the request should be repeated
   */
  renew(refused: Readonly<Record<string, string>>, signal?: AbortSignal, refusal?: Refusal): Promise<boolean>;

  /**
   * Takes that a request with this proof has ended. It is not called when the credential was refused; `renew` is called
   * then.
   * @param wasTaken whether the response shows that the cloud accepted the credential
   */
  finished?(proof: Readonly<Record<string, string>>, wasTaken: boolean): void;

  /**
   * Checks the proof when the request has its place in the queue, which may be long after the proof was made.
   * @returns whether the proof is still valid; if not, the request gets a new proof and waits again
   */
  holds?(proof: Readonly<Record<string, string>>): boolean;
}
