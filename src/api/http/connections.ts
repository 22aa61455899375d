import { type ClientRequest, type OutgoingHttpHeaders } from 'node:http';
import { type Socket } from 'node:net';

/** The code of a request that needs a connection of its own and got a used one. It was destroyed before it was sent. */
export const USED_CONNECTION = 'ERR_USED_CONNECTION';

/** The code of a request that was sent on a kept connection which was closed before a response came. */
export const KEPT_CONNECTION_CLOSED = 'ERR_KEPT_CONNECTION_CLOSED';

/** The codes of Node.js for a connection that the other side has closed. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

/** How far a request has come. */
export interface Progress {
  /**
   * Whether the connection of the request was established, so that bytes of the request may have left. Absent when
   * nothing was noted.
   */
  mayHaveLeft?: boolean;
  /** Asked when the connection is established, before the first byte. @returns false where the request must not leave */
  readonly mayLeave?: () => boolean;
}

/** The progress of the request that is being made. */
let noted: Progress | undefined;

/**
 * Notes the progress of the request that `make` makes before it returns. node-fetch makes its request then, and passes
 * no option of this module on to it.
 */
export function withNotes<T>(progress: Progress | undefined, make: () => T): T {
  noted = progress;
  try {
    return make();
  } finally {
    noted = undefined;
  }
}

/** The connections that have carried a request. */
const used = new WeakSet<Socket>();

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
 * @param asked a request that was just made
 * @param isOwn whether the request needs a connection of its own
 * @param whenEstablished gets each connection that has not carried a request yet. It destroys the request, or calls
 *   `established` before the first byte of the request is written
 */
export function watchConnection(
  asked: ClientRequest,
  isOwn: boolean,
  whenEstablished: (socket: Socket, established: () => void) => void,
): void {
  const progress = noted ?? {};
  progress.mayHaveLeft ??= false;
  const established = (): void => {
    if (progress.mayLeave?.() === false) {
      asked.destroy(new Error('The request was taken back.'));
      return;
    }
    progress.mayHaveLeft = true;
  };
  asked.prependOnceListener('socket', (socket: Socket) => {
    const isKnown = used.has(socket);
    const wasUsed = asked.reusedSocket || isKnown;
    used.add(socket);
    if (wasUsed && isOwn) {
      asked.destroy(Object.assign(new Error('The connection was used before.'), { code: USED_CONNECTION }));
      return;
    }
    if (isKnown) {
      established();
    } else {
      whenEstablished(socket, established);
    }
    if (wasUsed) {
      asked.prependListener('error', (error: NodeJS.ErrnoException) => {
        if (CLOSED.has(error.code ?? '')) {
          error.code = KEPT_CONNECTION_CLOSED;
        }
      });
    }
  });
}
