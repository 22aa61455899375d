import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Starts the last proxy of a chain, on 127.0.0.1. It knows the address of one host name. So the tests can use a name
 * without an entry in DNS or in the hosts file of this machine.
 * @returns its port
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
      // The proxy before this one writes its request line by line. The rest of it must not be forwarded to the cloud.
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
