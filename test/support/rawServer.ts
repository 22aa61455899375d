import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { type AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type ServerCertificate } from '../cloud/wire/certificates';

interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The connection on which it came, counted from 0. */
  readonly connection: number;
  /** Whether that connection resumed a TLS session. */
  readonly isResumed: boolean;
}

export interface RawServer {
  readonly origin: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/**
 * Starts a server on loopback whose responses the test writes. It serves responses that the cloud should never give.
 * @param answer writes the response to a request; `nth` counts the requests from 1
 * @param certificate for https; without it the server speaks http
 */
export async function startRawServer(
  answer: (response: ServerResponse, request: IncomingMessage, nth: number) => void,
  certificate?: ServerCertificate,
): Promise<RawServer> {
  const seen: SeenRequest[] = [];
  const connections = new Map<unknown, number>();
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers, socket } = request;
      const connection = connections.get(socket) ?? connections.size;
      connections.set(socket, connection);
      const isResumed = socket instanceof TLSSocket && socket.isSessionReused();
      seen.push({ method, path, headers, body: Buffer.concat(parts).toString(), connection, isResumed });
      answer(response, request, seen.length);
    });
  };
  const server = certificate === undefined ? http.createServer(serve) : https.createServer(certificate, serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  const scheme = certificate === undefined ? 'http' : 'https';
  return { origin: `${scheme}://127.0.0.1:${port}`, seen, close };
}

/** Writes a response with JSON. A text is sent as it is. */
export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
