import assert from 'node:assert/strict';
import dns from 'node:dns';
import { type ServerResponse } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Fetch } from '../../../../src/api/http/fetch';
import { createAuthority, type ServerCertificate } from '../../../cloud/wire/certificates';
import { apiError, testClients, TIMEOUT_MS, TokenInHand, turnOverPauses } from '../../../support/api';
import { bundledSend } from '../../../support/bundledFetch';
import { type RawServer, startRawServer } from '../../../support/rawServer';
import { until } from '../../../support/until';

const PROJECT = '0123456789abcdef0123456789abcdef';

describe('a request that acts and fails', () => {
  let certificate: ServerCertificate;
  let send: Fetch;
  let opened: { close(): unknown }[];

  before(async () => {
    const issuer = await createAuthority('An organisation');
    certificate = await issuer.issue({ hosts: ['127.0.0.1'] });
    send = await bundledSend();
    https.globalAgent.options.ca = issuer.pem;
  });
  after(() => {
    delete https.globalAgent.options.ca;
  });
  beforeEach(() => {
    opened = [];
  });
  afterEach(() => Promise.all(opened.map((one) => one.close())));

  const restartAt = (origin: string) => {
    const account = { projectId: PROJECT };
    const { cph, clock } = testClients({ origin, account }, new TokenInHand('t'), { fetch: send });
    return { clock, work: apiError(cph.restartServers([PROJECT])) };
  };
  const cloud = async (answer: (response: ServerResponse) => void, secure = true): Promise<RawServer> => {
    const server = await startRawServer(answer, secure ? certificate : undefined);
    opened.push(server);
    return server;
  };
  /** A server that does as it likes with each connection. */
  const tcp = async (take: (socket: Socket) => void): Promise<{ origin: string; server: Server }> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      take(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({
      close: () => {
        server.close();
        sockets.forEach((socket) => socket.destroy());
      },
    });
    return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
  };
  const silence = (): void => undefined;

  it('was not sent where no address of its host takes the connection, and is tried again', async () => {
    const free = await startRawServer(silence);
    await free.close();
    const { lookup } = dns;
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    Reflect.set(dns, 'lookup', (_host: string, _options: unknown, found: (error: null, all: unknown) => void) => {
      found(null, both);
    });
    try {
      const { clock, work } = restartAt(free.origin.replace('http://127.0.0.1', 'https://two.example'));
      assert.equal((await turnOverPauses(clock, work)).length, 2);
      const { kind, info } = await work;
      assert.deepEqual([kind, info.didNotRun, info.cloudSaidNo], ['network', true, undefined]);
    } finally {
      Reflect.set(dns, 'lookup', lookup);
    }
  });

  it('was not sent where the server speaks no https', async () => {
    const server = await cloud(silence, false);
    const { kind, info } = await restartAt(server.origin.replace('http:', 'https:')).work;
    assert.deepEqual([kind, info.didNotRun, server.seen.length], ['tls', true, 0]);
  });

  it('was not sent where the server hangs up in the middle of the handshake, and is tried again', async () => {
    const { origin } = await tcp((socket) => socket.once('data', () => socket.destroy()));
    const { clock, work } = restartAt(origin);
    assert.equal((await turnOverPauses(clock, work)).length, 2);
    const { kind, info } = await work;
    assert.deepEqual([kind, info.didNotRun], ['network', true]);
  });

  it('was not sent where no secure connection comes about within its time', async () => {
    let connections = 0;
    const { origin } = await tcp(() => connections++);
    const { clock, work } = restartAt(origin);
    await until(() => connections === 1);
    clock.advance(TIMEOUT_MS);
    const { kind, info, message } = await work;
    assert.deepEqual([kind, info.didNotRun, info.cloudSaidNo], ['timeout', true, undefined]);
    assert.match(message, /^127\.0\.0\.1:\d+ cannot be reached: no connection within 30 s\.$/);
  });

  for (const secure of [true, false]) {
    it(`may have run where the answer does not come within its time, over ${secure ? 'https' : 'http'}`, async () => {
      const server = await cloud(silence, secure);
      const { clock, work } = restartAt(server.origin);
      await until(() => server.seen.length === 1);
      clock.advance(TIMEOUT_MS);
      const { kind, info, message } = await work;
      assert.deepEqual([kind, info.didNotRun], ['timeout', undefined]);
      assert.match(message, /did not respond within 30 s/);
    });

    it(`may have run where the connection is cut after it has arrived, over ${secure ? 'https' : 'http'}`, async () => {
      const server = await cloud((response) => response.socket?.destroy(), secure);
      const { kind, info } = await restartAt(server.origin).work;
      assert.deepEqual([kind, info.didNotRun, server.seen.length], ['network', undefined, 1]);
    });
  }

  it('may have run where something on the way puts bytes that are no TLS into its connection', async () => {
    let spoil = silence;
    const server = await cloud(() => {
      spoil();
    });
    const { origin } = await tcp((client) => {
      const onward = connect(Number(new URL(server.origin).port), '127.0.0.1');
      let isSpoiled = false;
      onward.on('data', (bytes) => isSpoiled || client.write(bytes));
      client.on('data', (bytes) => onward.write(bytes));
      client.on('close', () => onward.destroy());
      spoil = () => {
        isSpoiled = true;
        client.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      };
    });
    const { kind, info } = await restartAt(origin).work;
    assert.deepEqual([kind, info.didNotRun, server.seen.length], ['network', undefined, 1]);
  });
});
