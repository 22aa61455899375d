import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { Agent, type ServerResponse } from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Fetch, sendWith } from '../../../../src/api/http/fetch';
import { request } from '../../../../src/api/http/plainHttp';
import { root } from '../../../tools/root';
import { createAuthority, type ServerCertificate } from '../../../cloud/wire/certificates';
import { apiError, PROJECT_ID, testClients, TokenInHand, turnOverPauses } from '../../../support/api';
import { bundledSend } from '../../../support/bundledFetch';
import { json, type RawServer, startRawServer } from '../../../support/rawServer';

const DOZENS = 36;

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** Closes the connection without a response. */
const hangUp = (response: ServerResponse): void => {
  response.socket?.destroy();
};

describe('connections', () => {
  let certificate: ServerCertificate;
  let authority: string;
  let send: Fetch;

  before(async () => {
    const issuer = await createAuthority('An organisation');
    authority = issuer.pem;
    certificate = await issuer.issue({ hosts: ['127.0.0.1'] });
    send = await bundledSend();
    https.globalAgent.options.ca = authority;
  });
  after(() => {
    delete https.globalAgent.options.ca;
  });

  for (const scheme of ['http', 'https'] as const) {
    describe(`over ${scheme}`, () => {
      let server: RawServer;
      let answer: (response: ServerResponse, nth: number) => void;
      /** Responses that are held back until enough requests have come, so that each request needs a connection. */
      let waiting: ServerResponse[];

      const open = () => {
        const { origin } = server;
        const all = testClients({ origin }, new TokenInHand('MIItoken'), {
          fetch: send,
          maxConcurrent: () => DOZENS,
        });
        const read = () => all.cph.listServers({ offset: 0, limit: 100 });
        const act = () => all.cph.restartServers([PROJECT_ID]);
        return { ...all, read, act };
      };
      const answerReads = (response: ServerResponse): void => {
        json(response, { request_id: 'r', count: 0, servers: [] });
      };
      const connections = (method?: string): number[] =>
        server.seen.filter((one) => method === undefined || one.method === method).map(({ connection }) => connection);
      /** Leaves `count` kept connections in the pool of Node.js. */
      const keep = async (count: number, read: () => Promise<unknown>): Promise<void> => {
        waiting = [];
        answer = (response) => {
          waiting.push(response);
          if (waiting.length === count) {
            waiting.forEach(answerReads);
          }
        };
        await times(count, read);
        answer = answerReads;
      };

      beforeEach(async () => {
        answer = answerReads;
        server = await startRawServer(
          (response, _request, nth) => {
            answer(response, nth);
          },
          scheme === 'https' ? certificate : undefined,
        );
      });
      afterEach(() => server.close());

      it('keeps one for the reads that follow each other', async () => {
        const { read } = open();
        for (let index = 0; index < 20; index++) {
          await read();
        }
        assert.deepEqual(new Set(connections()), new Set([0]));
        assert.ok(server.seen.every(({ headers }) => headers.connection === 'keep-alive'));
      });

      it('gives each acting request a fresh one, though dozens of kept ones are free', async () => {
        const { read, act } = open();
        await keep(DOZENS, read);
        assert.equal(new Set(connections()).size, DOZENS);
        const acting = await times(3, act);
        assert.equal(acting.length, 3);
        await act();
        const own = connections('POST');
        assert.equal(new Set(own).size, 4);
        assert.ok(own.every((connection) => connection >= DOZENS));
        assert.ok(
          server.seen.filter(({ method }) => method === 'POST').every(({ headers }) => headers.connection === 'close'),
        );
        assert.equal(
          server.seen.filter(({ method, body }) => method === 'POST' && body.includes(PROJECT_ID)).length,
          4,
        );
      });

      it('keeps none of an acting request for later requests', async () => {
        const { read, act } = open();
        await act();
        await read();
        await act();
        assert.equal(new Set(connections()).size, 3);
      });

      it('repeats a read that was lost with a kept one, at once and without a log line', async () => {
        const { read, log, clock } = open();
        await read();
        answer = (response, nth) => {
          (nth === 2 ? hangUp : answerReads)(response);
        };
        assert.deepEqual(await turnOverPauses(clock, read()), []);
        assert.deepEqual(connections(), [0, 0, 1]);
        assert.equal(log.lines.length, 2);
      });

      it('repeats such a read only once, and on a fresh one though others are free', async () => {
        const { read, clock } = open();
        await keep(3, read);
        answer = (response, nth) => {
          (nth <= 5 ? hangUp : answerReads)(response);
        };
        assert.deepEqual(await turnOverPauses(clock, read()), [2000]);
        assert.equal(server.seen.length, 6);
        assert.ok((connections()[3] ?? NaN) < 3);
        assert.equal(connections()[4], 3);
      });

      it('does not hide that a read was lost on a fresh one', async () => {
        const { read, clock } = open();
        answer = (response, nth) => {
          (nth === 1 ? hangUp : answerReads)(response);
        };
        assert.deepEqual(await turnOverPauses(clock, read()), [2000]);
      });

      it('never repeats a lost acting request', async () => {
        const { read, act } = open();
        await keep(DOZENS, read);
        answer = hangUp;
        const { kind, info } = await apiError(act());
        assert.deepEqual([kind, info.didNotRun], ['network', undefined]);
        assert.equal(connections('POST').length, 1);
      });

      it('keeps those of reads while other requests act', async () => {
        const { read, act } = open();
        await keep(4, read);
        await act();
        await keep(4, read);
        const kept = new Set(connections('GET'));
        // Over http acting requests use the same pool. The kept connections that they get are destroyed.
        assert.equal(kept.size, scheme === 'https' ? 4 : 8);
      });
    });
  }

  it('resumes TLS sessions with the fresh ones of acting requests', async () => {
    const server = await startRawServer((response) => {
      json(response, { request_id: 'r', jobs: [] });
    }, certificate);
    try {
      const { origin } = server;
      const token = new TokenInHand('MIItoken');
      const { cph } = testClients({ origin }, token, { fetch: send });
      for (let index = 0; index < 3; index++) {
        await cph.restartServers([PROJECT_ID]);
      }
      assert.deepEqual(
        server.seen.map(({ connection, isResumed }) => ({ connection, isResumed })),
        [false, true, true].map((isResumed, connection) => ({ connection, isResumed })),
      );
    } finally {
      await server.close();
    }
  });

  it('let a process end at once, though the server keeps them open', async () => {
    const server = await startRawServer((response) => {
      json(response, {});
    });
    try {
      const script = [
        `import { request } from ${JSON.stringify(pathToFileURL(path.join(root, 'src/api/http/plainHttp.ts')).href)};`,
        `request(${JSON.stringify(server.origin)}, { headers: { connection: 'keep-alive' } })`,
        `  .on('response', (answer) => answer.resume().on('end', () => setImmediate(() => {`,
        `    const began = performance.now();`,
        `    process.on('exit', () => console.log(performance.now() - began));`,
        `  }))).end();`,
      ].join('\n');
      const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
      // Its coverage data would be mixed with that of this process.
      const { stdout } = await promisify(execFile)(process.execPath, args, {
        env: { ...process.env, NODE_V8_COVERAGE: undefined },
      });
      assert.ok(Number(stdout) < 1000, stdout);
      assert.equal(server.seen[0]?.headers.connection, 'keep-alive');
    } finally {
      await server.close();
    }
  });

  describe('of one request', () => {
    let server: RawServer;
    let agent: Agent;
    beforeEach(async () => {
      agent = new Agent({ keepAlive: true, maxSockets: 1 });
      server = await startRawServer((response, _request, nth) => {
        (nth === 2 ? hangUp : (one: ServerResponse) => one.end('hello'))(response);
      });
    });
    afterEach(() => {
      agent.destroy();
      return server.close();
    });
    /** @returns the status of the response, or the code of the error */
    const outcome = (connection: string): Promise<unknown> =>
      new Promise((resolve) => {
        request(server.origin, { agent, headers: { connection } })
          .on('response', (answer) => {
            answer.resume().on('end', () => {
              resolve(answer.statusCode);
            });
          })
          .on('error', (error: NodeJS.ErrnoException) => {
            resolve(error.code);
          })
          .end();
      });

    it('is refused when it was used before, and nothing is sent', async () => {
      assert.equal(await outcome('keep-alive'), 200);
      assert.equal(await outcome('close'), 'ERR_USED_CONNECTION');
      assert.equal(server.seen.length, 1);
    });

    it('is refused too when Node.js passes it on to a waiting request without calling it used', async () => {
      assert.deepEqual(await Promise.all([outcome('keep-alive'), outcome('close')]), [200, 'ERR_USED_CONNECTION']);
      assert.equal(server.seen.length, 1);
    });

    it('is named as the reason when it was kept and then closed', async () => {
      assert.equal(await outcome('keep-alive'), 200);
      assert.equal(await outcome('keep-alive'), 'ERR_KEPT_CONNECTION_CLOSED');
      assert.equal(await outcome('keep-alive'), 200);
    });
  });

  describe('when every one of them turns out to be used', () => {
    const used = Object.assign(new Error('used'), { code: 'ERR_USED_CONNECTION' });

    it('reports that an acting request was not sent and may be tried again', async () => {
      let asked = 0;
      const { cph, clock } = testClients({ origin: 'https://cph.example' }, new TokenInHand('MIItoken'), {
        fetch: sendWith(() =>
          Promise.resolve(() => {
            asked++;
            return Promise.reject(used);
          }),
        ),
      });
      const work = apiError(cph.restartServers([PROJECT_ID]));
      assert.equal((await turnOverPauses(clock, work)).length, 2);
      const { kind, info } = await work;
      assert.deepEqual([kind, info.didNotRun], ['network', true]);
      // 301 is more than the 256 connections that Node.js keeps for a host.
      assert.equal(asked, 3 * 301);
    });
  });
});
