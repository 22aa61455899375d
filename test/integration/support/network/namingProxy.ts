import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Starts the last of a chain of proxies on 127.0.0.1: the one that knows where a name is. So a name can be asked for
 * without one in a name service or in this machine's list of hosts.
 */
export async function startNamingProxy(
  name: string,
  address: string,
): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((socket) => {
    let head = '';
    const read = (data: Buffer): void => {
      head += data.toString('latin1');
      // The proxy before it writes its request line by line; what came late would go to the cloud.
      if (!head.includes('\r\n\r\n')) {
        return;
      }
      socket.off('data', read).pause();
      const [, host, port] = /^CONNECT ([^:]+):(\d+) /.exec(head) ?? [];
      if (host !== name) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        return;
      }
      const onward = keep(
        connect(Number(port), address, () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        }),
      );
    };
    keep(socket).on('data', read);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}
