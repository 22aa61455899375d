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

/**
 * The prefix of the code of an error that came after the TLS handshake, when the request may have arrived. It is put
 * into the code because node-fetch keeps nothing else of an error.
 */
export const AFTER_HANDSHAKE = 'AFTER_HANDSHAKE_';
