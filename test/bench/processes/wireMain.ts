// What a real network adds to a simulated cloud: TLS, a round trip time, and a count of connections. It runs in a process
// of its own, tells its port when it is ready, and its counts when it is asked.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import * as v from 'valibot';

const input = v.object({ origin: v.string(), roundTripMs: v.number(), key: v.string(), cert: v.string() });

/** Gives what it gets to the other end, in order, each piece so long after it came. */
function delay(from: Socket, to: Socket, delayMs: () => number): void {
  const pieces: (() => void)[] = [];
  const later = (piece: () => void): void => {
    pieces.push(piece);
    // Timers of different lengths may fire in another order than the pieces came in.
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
      // TCP shakes hands before the first byte: on loopback that takes no time, on this wire a round trip.
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
