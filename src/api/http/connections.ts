import { type ClientRequest, type OutgoingHttpHeaders } from 'node:http';
import { type Socket } from 'node:net';

/** The request has to have a connection of its own and got a used one. It was destroyed before anything was sent. */
export const USED_CONNECTION = 'ERR_USED_CONNECTION';

/** The request was sent on a kept connection, and the connection was closed before an answer came. */
export const KEPT_CONNECTION_CLOSED = 'ERR_KEPT_CONNECTION_CLOSED';

/** How Node.js and the system name a connection that the other side has closed. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

/** The connections that carried a request before. */
const used = new WeakSet<Socket>();

/** @returns whether the connection carried a request of ours before */
export const isUsed = (socket: Socket): boolean => used.has(socket);

/** @returns whether these headers ask to close the connection: such a request has to have a connection of its own */
export function wantsOwnConnection(headers: OutgoingHttpHeaders | readonly string[] | undefined): boolean {
  return headers !== undefined && 'connection' in headers && headers.connection === 'close';
}

/**
 * Keeps a request with a connection of its own off used connections. Node.js takes one from its pool also for a request
 * with `Connection: close`, and VS Code's proxy support decides which pool that is. So the connection is looked at
 * before the first byte of the request is on it. Another request that is lost with a kept connection gets a code that
 * says so.
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
