/**
 * Marks an answer that did not come out of the tunnel. VS Code's proxy support hands out what a proxy says to CONNECT as
 * if the cloud had said it; with a status such as 201 and a body, a proxy could speak for the cloud.
 */
export const PROXY_ANSWER_HEADER = 'x-cloud-phone-proxy-answer';

/** A proxy refused to connect, and said so in the cloud's place. Nothing was sent to the cloud. */
export class ProxyAnswer extends Error {
  override readonly name = 'ProxyAnswer';

  /** @param status the proxy's HTTP status */
  constructor(readonly status: number) {
    super(`A proxy answered ${status}`);
  }
}

/**
 * Begins the code of an error that came when the secure connection stood: the request may have arrived. node-fetch keeps
 * nothing of an error but its code.
 */
export const AFTER_HANDSHAKE = 'AFTER_HANDSHAKE_';
