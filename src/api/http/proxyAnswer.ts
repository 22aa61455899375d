/**
 * The header that marks a response which did not come through the tunnel. VS Code's proxy support returns the response
 * of a proxy to CONNECT as if it came from the cloud. With a status such as 201 and a body, a proxy could pretend to be
 * the cloud.
 */
export const PROXY_ANSWER_HEADER = 'x-cloud-phone-proxy-answer';

/** A proxy refused to connect to the cloud. Nothing was sent to the cloud. */
export class ProxyAnswer extends Error {
  override readonly name = 'ProxyAnswer';

  /** @param status the HTTP status of the proxy's response */
  constructor(readonly status: number) {
    super(`A proxy answered ${status}`);
  }
}
