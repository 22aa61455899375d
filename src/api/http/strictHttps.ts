import { type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isUsed, wantsOwnConnection, watchConnection } from './connections';
import { AFTER_HANDSHAKE, PROXY_ANSWER_HEADER } from './proxyAnswer';

/**
 * Node.js keeps connections and TLS sessions by the options of TLS. This option is one of them and changes nothing else
 * on a client. So reads share connections with no other extension, and requests with a connection of their own do so
 * with nobody. Nor does anyone resume a TLS session that another extension began without a check: Node.js does not
 * compare the host then, and the certificate is not there to be looked at.
 */
const contextOf = (isOwn: boolean) => ({ sessionIdContext: isOwn ? 'cloud-phone-own' : 'cloud-phone-kept' });

/**
 * What node-fetch gets in the place of `https.request` when it is bundled (esbuild.nodeFetch.js): nothing switches the check of
 * certificates off, neither NODE_TLS_REJECT_UNAUTHORIZED nor an extension that changed the agent that all share.
 *
 * The request's own option wins over the variable, but an agent's wins over the request's: so the connection is looked
 * at as well, before the first byte of the request is on it. VS Code's patch of `https` for proxies stays in place.
 */
export function request(url: string, options: RequestOptions): ClientRequest {
  const isOwn = wantsOwnConnection(options.headers);
  const asked = https.request(url, { ...options, rejectUnauthorized: true, ...contextOf(isOwn) });
  watchConnection(asked, isOwn);
  // Before the one of watchConnection, which takes note of the connection.
  asked.prependOnceListener('socket', (socket: Socket) => {
    if (!isUsed(socket)) {
      insist(asked, socket);
    }
  });
  asked.prependOnceListener('response', (answer: IncomingMessage) => {
    if (!(answer.socket instanceof TLSSocket)) {
      answer.rawHeaders.push(PROXY_ANSWER_HEADER, '1');
    }
  });
  return asked;
}

function insist(asked: ClientRequest, socket: Socket): void {
  if (!(socket instanceof TLSSocket)) {
    // Where a proxy did not connect, its answer is read from a stand-in to which nothing can be written.
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
    asked.prependOnceListener('error', markBroken);
  };
  if (hasFailed(socket) || socket.authorized) {
    check();
  } else {
    socket.prependOnceListener('secureConnect', check);
  }
}

/** Set when the check was made and failed; a connection that still shakes hands has none. */
const hasFailed = (socket: TLSSocket): boolean => Boolean(socket.authorizationError);

/** @types/node calls it an Error; it is the error's code where it has one. */
const codeOf = (error: unknown): string => (typeof error === 'string' && error !== '' ? error : 'CERT_NOT_VERIFIED');

/** Names of OpenSSL that a failed handshake has too. */
function markBroken(error: NodeJS.ErrnoException): void {
  if (error.code !== undefined && /^(?:ERR_SSL_|EPROTO)/.test(error.code)) {
    error.code = `${AFTER_HANDSHAKE}${error.code}`;
  }
}

function refuse(asked: ClientRequest, code: string): void {
  asked.destroy(Object.assign(new Error('The connection is not verified.'), { code }));
}
