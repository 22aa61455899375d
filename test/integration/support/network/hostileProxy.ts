import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What the hostile proxy does instead of only passing on encrypted data. */
type Trick =
  /** Answers CONNECT with this text, as if it were the cloud. */
  | { readonly says: string }
  /** Does not connect to the cloud, and does the TLS handshake itself with this certificate. */
  | { readonly certificate: { readonly key: string; readonly cert: string } };

export interface HostileProxy {
  readonly port: number;
  /** @returns the first line of each request, and all data for the cloud that it could decrypt, since the last call */
  newRequests(): string[];
  stop(): Promise<void>;
}

/** Starts a proxy on 127.0.0.1 that attacks the connection. */
export async function startHostileProxy(trick: Trick): Promise<HostileProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (head: Buffer) => {
      seen.push(head.toString().split('\r\n', 1)[0] ?? '');
      if ('says' in trick) {
        socket.end(trick.says);
      } else {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        listenIn(socket, trick.certificate, seen);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    newRequests: () => seen.splice(0),
    stop: async () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}

function listenIn(socket: Socket, certificate: { key: string; cert: string }, seen: string[]): void {
  const opened = new TLSSocket(socket, { isServer: true, ...certificate });
  opened.on('error', () => undefined);
  opened.on('data', (data: Buffer) => {
    seen.push(`OVERHEARD ${data.toString()}`);
  });
}
