import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { type AddressInfo, connect, Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { PROXY_ANSWER_HEADER } from '../../../../src/api/http/proxyAnswer';
import { request } from '../../../../src/api/http/verifiedHttps';
import { type Authority, createAuthority } from '../../../cloud/wire/certificates';

const UNTRUSTED = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

/** An agent that gets its connections from the test. */
class AgentOver extends https.Agent {
  constructor(private readonly make: () => Duplex) {
    super();
  }

  override createConnection(): Duplex {
    return this.make();
  }
}

describe('https that always checks', () => {
  let authority: Authority;
  let server: https.Server;
  let url: string;
  let seen: number;
  /** What the server does with a request. */
  const answer = (response: ServerResponse): unknown => response.end('hello');

  before(async () => {
    authority = await createAuthority('An organisation');
    server = https.createServer(await authority.issue({ hosts: ['127.0.0.1'] }), (_request, response) => {
      seen++;
      answer(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    seen = 0;
  });

  /** @returns the status of the response, or the code of the error */
  async function outcome(asked: ClientRequest): Promise<unknown> {
    asked.end();
    return await new Promise((resolve) => {
      asked.once('response', (answer: IncomingMessage) => {
        answer.resume().once('end', () => {
          resolve(answer.statusCode);
        });
      });
      asked.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code);
      });
    });
  }
  const ask = (options: RequestOptions = {}, target = url): Promise<unknown> =>
    outcome(request(target, { agent: false, ...options }));

  it('accepts a certificate of a trusted authority, and no other', async () => {
    assert.equal(await ask({ ca: authority.pem }), 200);
    assert.equal(seen, 1);
    assert.equal(await ask(), UNTRUSTED);
    assert.equal(seen, 1);
  });

  it('checks in spite of NODE_TLS_REJECT_UNAUTHORIZED', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      assert.equal(await outcome(https.request(url, { agent: false })), 200);
      seen = 0;
      assert.equal(await ask(), UNTRUSTED);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    assert.equal(seen, 0);
  });

  it('checks in spite of the options of a request or of its agent, before anything is sent', async () => {
    assert.equal(await ask({ rejectUnauthorized: false }), UNTRUSTED);
    const agent = new https.Agent({ rejectUnauthorized: false });
    assert.equal(await outcome(https.request(url, { agent })), 200);
    agent.destroy();
    seen = 0;
    assert.equal(await ask({ agent: new https.Agent({ rejectUnauthorized: false }) }), UNTRUSTED);
    assert.equal(seen, 0);
  });

  it('uses no connection of another request that was opened without a check', async () => {
    const agent = new https.Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: 1 });
    try {
      assert.equal(await outcome(https.request(url, { agent })), 200);
      seen = 0;
      assert.equal(await ask({ agent }), UNTRUSTED);
      assert.equal(seen, 0);
    } finally {
      agent.destroy();
    }
  });

  it('uses no connection of an agent that was opened without a check', async () => {
    const opened = connectTls({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
    });
    await once(opened, 'secureConnect');
    assert.equal(await ask({ agent: new AgentOver(() => opened) }), UNTRUSTED);
    assert.equal(seen, 0);
  });

  it('resumes no TLS session that another request began without a check', async () => {
    const other = https.createServer(await authority.issue({ hosts: ['other.example'] }), (_request, response) => {
      seen++;
      response.end('hello');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const agent = new https.Agent({ rejectUnauthorized: false, ca: authority.pem });
    try {
      const target = `https://127.0.0.1:${(other.address() as AddressInfo).port}/`;
      assert.equal(await outcome(https.request(target, { agent, rejectUnauthorized: true })), 200);
      seen = 0;
      // Node.js does not compare the host when it resumes a session.
      assert.equal(await ask({ agent }, target), 'ERR_TLS_CERT_ALTNAME_INVALID');
      assert.equal(await ask({ agent, headers: { connection: 'close' } }, target), 'ERR_TLS_CERT_ALTNAME_INVALID');
      assert.equal(await ask({ agent }, target), 'ERR_TLS_CERT_ALTNAME_INVALID');
      assert.equal(seen, 0);
    } finally {
      other.close();
      other.closeAllConnections();
    }
  });

  it('leaves no listener behind on a kept connection', async () => {
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: authority.pem });
    const listeners = new Set<number>();
    const sockets = new Set<Socket>();
    try {
      for (let index = 0; index < 12; index++) {
        const asked = request(url, { agent });
        asked.once('socket', (socket) => {
          sockets.add(socket);
        });
        assert.equal(await outcome(asked), 200);
        const [socket] = sockets;
        listeners.add(socket?.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0) ?? NaN);
      }
      assert.equal(sockets.size, 1);
      assert.equal(listeners.size, 1);
    } finally {
      agent.destroy();
    }
  });

  it('sends nothing on a connection that is not encrypted', async () => {
    const { port } = server.address() as AddressInfo;
    const agent = new AgentOver(() => connect(port, '127.0.0.1'));
    assert.equal(await ask({ agent }), 'ERR_TLS_CERT_MISSING');
    assert.equal(seen, 0);
  });

  it('has a code of its own when the system gives no reason', async () => {
    const agent = new https.Agent({ rejectUnauthorized: false, checkServerIdentity: () => new Error('') });
    assert.equal(await ask({ agent, ca: authority.pem }), 'CERT_NOT_VERIFIED');
    assert.equal(seen, 0);
  });

  it('marks the response of a proxy', async () => {
    const standIn = new Socket({ writable: false });
    const asked = request(url, { agent: new AgentOver(() => standIn) });
    asked.once('socket', () => {
      standIn.push('HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}');
      standIn.push(null);
    });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    assert.ok(answer.rawHeaders.includes(PROXY_ANSWER_HEADER));
    asked.destroy();
  });

  it('does not mark a response of the cloud', async () => {
    const asked = request(url, { agent: false, ca: authority.pem });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    assert.ok(!answer.rawHeaders.includes(PROXY_ANSWER_HEADER));
    asked.destroy();
  });
});
