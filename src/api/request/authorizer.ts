/** A request on its way out, before it is proved who asks. */
export interface UnsignedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is known of a 401. */
export interface Refusal {
  /** By the cloud's clock, in milliseconds since the epoch: its `Date` header. */
  readonly serverTime?: number;
}

/** Proves who asks. One for each kind of credential; the client module knows no other thing about credentials. */
export interface Authorizer {
  /**
   * @returns the headers to add, such as `X-Auth-Token`
   * @throws ApiError of kind `auth` when there is no credential for this request's host, or it has ended
   */
  authorize(request: UnsignedRequest, signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;

  /**
   * The cloud answered 401 to a request with these headers: get a fresh credential, once for all callers. Called again
   * when the repeated request is refused as well; that request ends whatever the answer is.
   * @returns whether repeating the request makes sense
   */
  renew(refused: Readonly<Record<string, string>>, signal?: AbortSignal, refusal?: Refusal): Promise<boolean>;

  /**
   * A request with these headers is over, in another way than by a 401, of which `renew` hears.
   * @param wasTaken whether the cloud's answer shows that it took the credential
   */
  finished?(proof: Readonly<Record<string, string>>, wasTaken: boolean): void;

  /**
   * Asked when a request has its place in the queue, which may be long after it was proved.
   * @returns whether these headers still prove who asks; if not, the request is proved anew and waits again
   */
  holds?(proof: Readonly<Record<string, string>>): boolean;
}
