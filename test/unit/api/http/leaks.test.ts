import assert from 'node:assert/strict';
import { type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { redactAnswer } from '../../../../src/auth/redaction/redact';
import { apiError, PROJECT_ID, testClients, TIMEOUT_MS, TokenInHand, turnOverPauses } from '../../../support/api';
import { type RawServer, startRawServer } from '../../../support/rawServer';
import { SecretSearch, waysToWrite } from '../../../support/secretSearch';
import { until } from '../../../support/until';

const TOKEN = `MII${Buffer.from('a marked token / with + signs').toString('base64').repeat(4)}`;
const PASSWORD = 'Marked "password" 0815-ü/+?';
const search = new SecretSearch({ token: TOKEN, password: PASSWORD });

/** @returns everything in an error, including its causes and hidden fields */
const everythingIn = (error: unknown): string =>
  inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity });

/** A cloud that sends back all that it gets, in every place of a response. */
function echo(response: ServerResponse, status: number, sent: string): void {
  const text = `You sent ${sent}`;
  const body = { request_id: sent, error_code: 'CPS.0158', error_msg: text, error: { message: text, title: text } };
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-request-id': encodeURIComponent(sent),
    location: `https://${Buffer.from(sent).toString('base64url').slice(0, 60)}.example/${encodeURIComponent(sent)}`,
  });
  response.end(JSON.stringify(body));
}

describe('an error', () => {
  let server: RawServer;
  let answer: (response: ServerResponse, sent: string) => void;

  before(async () => {
    server = await startRawServer((response, request) => {
      const [last] = server.seen.slice(-1);
      const sent = String(request.headers['x-auth-token'] ?? '');
      answer(response, sent === '' && last?.body.includes('password') === true ? PASSWORD : sent);
    });
  });
  after(() => server.close());

  const clients = () => {
    const all = testClients(server, new TokenInHand(TOKEN), {
      clean: (text) => redactAnswer(text, [TOKEN, PASSWORD]),
    });
    const scope = { projectId: PROJECT_ID };
    const calls: readonly (() => Promise<unknown>)[] = [
      () => all.cph.restartServers([PROJECT_ID]),
      () => all.koophone.rebootInstances(['i1']),
      () => all.iam.issueToken({ domain: 'd', user: 'u', password: PASSWORD, scope }),
      () => all.iam.checkToken(TOKEN),
    ];
    return { ...all, calls };
  };
  const failures: Readonly<Record<string, (response: ServerResponse, sent: string) => void>> = {
    ...Object.fromEntries(
      [200, 307, 400, 401, 403, 404, 407, 409, 500, 503].map((status) => [
        `HTTP ${status} that sends all back`,
        (response: ServerResponse, sent: string) => {
          echo(response, status, sent);
        },
      ]),
    ),
    // What acts waits until it is let through, so every seventh request is refused for another reason.
    'HTTP 429 that sends all back': (response, sent) => {
      echo(response, server.seen.length % 7 === 0 ? 400 : 429, sent);
    },
    'a text that is not JSON': (response, sent) => response.writeHead(400).end(sent),
    'a broken connection': (response) => response.socket?.destroy(),
    'half an answer': (response, sent) => {
      response.writeHead(200, { 'content-length': 10_000 });
      response.write(sent, () => response.socket?.destroy());
    },
  };
  for (const [what, fail] of Object.entries(failures)) {
    it(`after ${what} holds no secret, nor do its causes and the log`, async () => {
      answer = fail;
      const { calls, clock, log } = clients();
      for (const call of calls) {
        const work = apiError(call());
        await turnOverPauses(clock, work);
        const error = await work;
        assert.deepEqual(search.find(everythingIn(error)), []);
      }
      assert.ok(log.lines.length > 0);
      assert.deepEqual(search.find(log.lines.join('\n')), []);
    });
  }

  it('after the deadline holds no secret', async () => {
    answer = () => undefined;
    for (const number of [0, 1, 2, 3]) {
      const { calls, clock } = clients();
      const seen = server.seen.length;
      const work = apiError(calls[number]?.() ?? Promise.reject(new Error('no call')));
      await until(() => server.seen.length > seen);
      clock.advance(TIMEOUT_MS);
      // A read is tried again.
      void turnOverPauses(clock, work);
      await until(() => clock.pending === 0 || server.seen.length > seen + 1);
      if (server.seen.length > seen + 1) {
        answer = (response) => response.writeHead(404).end();
        clock.advance(TIMEOUT_MS);
      }
      assert.deepEqual(search.find(everythingIn(await work)), []);
    }
  });

  it('with a secret would be found, in every spelling and in pieces', () => {
    for (const [way, spelling] of Object.entries(waysToWrite(PASSWORD))) {
      assert.equal(search.find(`before ${spelling.slice(1, 18)} after`).length, 1, way);
    }
    const planted = new Error('x', { cause: { hidden: [TOKEN.slice(40, 60)] } });
    assert.equal(search.find(everythingIn(planted)).length, 1);
    assert.deepEqual(search.find(`x${TOKEN.slice(5, 20)}x`), []);
  });
});
