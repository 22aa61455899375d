// Stands between a client and a simulated cloud and adds TLS, a round trip time and a count of connections. It runs in
// a
// process of its own, sends its port when it is ready, and sends its count on request.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import * as v from 'valibot';

const input = v.object({ origin: v.string(), roundTripMs: v.number(), key: v.string(), cert: v.string() });

/** Passes data on in order, each piece after a delay. */
function delay(from: Socket, to: Socket, delayMs: () => number): void {
  const pieces: (() => void)[] = [];
  const later = (piece: () => void): void => {
    pieces.push(piece);
    // Timers with different delays may fire out of order, so each timer passes on the oldest piece.
    setTimeout(() => {
      pieces.shift()?.();
    }, delayMs());
  };
  from.on('data', (data) => {
    later(() => to.write(data));
  });
  from.on('end', () => {
    later(() => to.end());
  });
  from.on('error', () => to.destroy());
  from.on('close', () => {
    later(() => {
      to.destroySoon();
    });
  });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function open({ origin, roundTripMs, key, cert }: v.InferOutput<typeof input>): Promise<void> {
  const cloud = new URL(origin);
  const far = await listen(
    createTlsServer({ key, cert, noDelay: true }, (client) => {
      const onward = connect({ host: cloud.hostname, port: Number(cloud.port), noDelay: true });
      client.on('error', () => onward.destroy());
      onward.on('error', () => client.destroy());
      client.pipe(onward).pipe(client);
    }),
  );
  let connections = 0;
  const near = await listen(
    createServer({ noDelay: true }, (client) => {
      connections += 1;
      // The TCP handshake before the first byte takes no time on loopback. Here it takes a round trip.
      const opensAt = performance.now() + roundTripMs;
      const onward = connect({ host: '127.0.0.1', port: far, noDelay: true });
      delay(client, onward, () => Math.max(0, opensAt - performance.now()) + roundTripMs / 2);
      delay(onward, client, () => roundTripMs / 2);
    }),
  );
  process.on('message', () => {
    process.send?.({ connections });
    connections = 0;
  });
  process.send?.({ port: near });
}

process.once('message', (message) => {
  void open(v.parse(input, message));
});
