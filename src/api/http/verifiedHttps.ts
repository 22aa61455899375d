import { type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { wantsOwnConnection, watchConnection } from './connections';
import { PROXY_ANSWER_HEADER } from './proxyAnswer';

/**
 * A TLS option that is part of the key under which Node.js keeps connections and TLS sessions. On a client it changes
 * nothing else. With it, reads share connections with no other extension, and requests that need a connection of their
 * own share none with reads. No TLS session of another extension is resumed either. That matters, because another
 * extension can begin a session without a check: when Node.js resumes a session it does not compare the host, and there
 * is no certificate to check.
 */
const contextOf = (isOwn: boolean) => ({ sessionIdContext: isOwn ? 'cloud-phone-own' : 'cloud-phone-kept' });

/**
 * Replaces `https.request` in the bundled node-fetch (esbuild.nodeFetch.js). Certificates are always checked: neither
 * NODE_TLS_REJECT_UNAUTHORIZED nor an extension that changed the global agent can switch the check off.
 *
 * The option of the request overrides the variable, but an option of an agent overrides that of the request. So the
 * connection is checked as well, before the first byte of the request is written to it. VS Code's patch of `https` for
 * proxies stays in place.
 */
export function request(url: string, options: RequestOptions): ClientRequest {
  const isOwn = wantsOwnConnection(options.headers);
  const asked = https.request(url, { ...options, rejectUnauthorized: true, ...contextOf(isOwn) });
  watchConnection(asked, isOwn, (socket, established) => {
    requireVerified(asked, socket, established);
  });
  asked.prependOnceListener('response', (answer: IncomingMessage) => {
    if (!(answer.socket instanceof TLSSocket)) {
      answer.rawHeaders.push(PROXY_ANSWER_HEADER, '1');
    }
  });
  return asked;
}

/**
 * Destroys the request unless its connection has a verified certificate.
 * @param established is called when the certificate was verified, before the first byte of the request is written
 */
function requireVerified(asked: ClientRequest, socket: Socket, established: () => void): void {
  if (!(socket instanceof TLSSocket)) {
    // When a proxy did not connect, its response is read from a substitute socket that cannot be written to.
    if (socket.writable) {
      refuse(asked, 'ERR_TLS_CERT_MISSING');
    }
    return;
  }
  const check = (): void => {
    if (!socket.authorized) {
      refuse(asked, codeOf(socket.authorizationError));
      return;
    }
    established();
  };
  if (hasFailed(socket) || socket.authorized) {
    check();
  } else {
    socket.prependOnceListener('secureConnect', check);
  }
}

/** Whether the certificate was checked and is invalid. During the handshake there is no such error yet. */
const hasFailed = (socket: TLSSocket): boolean => Boolean(socket.authorizationError);

/** By @types/node the value is an Error. In fact it is the code of the error, when it has one. */
const codeOf = (error: unknown): string => (typeof error === 'string' && error !== '' ? error : 'CERT_NOT_VERIFIED');

function refuse(asked: ClientRequest, code: string): void {
  asked.destroy(Object.assign(new Error('The connection is not verified.'), { code }));
}
