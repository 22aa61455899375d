import { type ClientRequest, type OutgoingHttpHeaders } from 'node:http';
import { type Socket } from 'node:net';

/** The code of a request that needs a connection of its own and got a used one. It was destroyed before it was sent. */
export const USED_CONNECTION = 'ERR_USED_CONNECTION';

/** The code of a request that was sent on a kept connection which was closed before a response came. */
export const KEPT_CONNECTION_CLOSED = 'ERR_KEPT_CONNECTION_CLOSED';

/** The codes of Node.js for a connection that the other side has closed. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

/** The connections that have carried a request. */
const used = new WeakSet<Socket>();

/** @returns whether the connection has carried a request of the extension */
export const isUsed = (socket: Socket): boolean => used.has(socket);

/** @returns whether a request with these headers needs a connection of its own: they ask to close the connection */
export function wantsOwnConnection(headers: OutgoingHttpHeaders | readonly string[] | undefined): boolean {
  return headers !== undefined && 'connection' in headers && headers.connection === 'close';
}

/**
 * Watches which connection a request gets. Node.js takes a connection from its pool even for a request with
 * `Connection: close`, and VS Code's proxy support decides which pool that is. So the connection is checked before the
 * first byte of the request is written to it. A request that needs a connection of its own and got a used one is
 * destroyed with the code `USED_CONNECTION`. Another request that is lost with a kept connection gets the code
 * `KEPT_CONNECTION_CLOSED`.
 * @param isOwn whether the request needs a connection of its own
 */
export function watchConnection(asked: ClientRequest, isOwn: boolean): void {
  asked.prependOnceListener('socket', (socket: Socket) => {
    const wasUsed = asked.reusedSocket || used.has(socket);
    used.add(socket);
    if (!wasUsed) {
      return;
    }
    if (isOwn) {
      asked.destroy(Object.assign(new Error('The connection was used before.'), { code: USED_CONNECTION }));
      return;
    }
    asked.prependListener('error', (error: NodeJS.ErrnoException) => {
      if (CLOSED.has(error.code ?? '')) {
        error.code = KEPT_CONNECTION_CLOSED;
      }
    });
  });
}
