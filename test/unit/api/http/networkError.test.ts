import assert from 'node:assert/strict';
import dns from 'node:dns';
import { networkError } from '../../../../src/api/http/networkError';
import { PROXY_ANSWER_HEADER, ProxyAnswer } from '../../../../src/api/http/proxyAnswer';
import { send } from '../../../../src/api/http/fetch';
import { inEnglish } from '../../../../src/base/message';
import { apiError, testClients, TokenInHand } from '../../../support/api';
import { json, startRawServer } from '../../../support/rawServer';

const at = { host: 'cph.example:443', info: { request: 'GET /v1' } };
const failure = (fields: Record<string, string>) => networkError(Object.assign(new Error('x'), fields), at);

describe('the message about a connection', () => {
  const certificates: [string, RegExp, RegExp][] = [
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /authority that this machine does not trust/, /install its certificate/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /authority that this machine does not trust/, /install its certificate/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /authority that this machine does not trust/, /install its certificate/],
    ['CERT_HAS_EXPIRED', /out of its time/, /clock of this machine/],
    ['CERT_NOT_YET_VALID', /out of its time/, /clock of this machine/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for another host/, /Check the project's endpoints/],
    ['CERT_REVOKED', /does not hold/, /Ask who runs/],
  ];
  for (const [code, says, advice] of certificates) {
    it(`names the host, what is wrong and what to do after ${code}`, () => {
      const { kind, message, info } = failure({ code });
      assert.equal(kind, 'tls');
      assert.match(message, says);
      assert.ok(message.includes(at.host) && message.endsWith(code), message);
      assert.match(inEnglish(info.advice ?? ''), advice);
      assert.equal(info.didNotRun, true);
    });
  }

  it('says that the proxy cannot be reached, as VS Code’s proxy support reports it', () => {
    const { kind, message, info } = failure({
      message: 'request to https://a failed, reason: Failed to establish a socket connection to proxies: PROXY p:1',
    });
    assert.deepEqual([kind, info.didNotRun], ['network', true]);
    assert.equal(message, 'The proxy on the way to cph.example:443 cannot be reached.');
    assert.match(inEnglish(info.advice ?? ''), /http\.proxy/);
  });

  it('distinguishes a proxy that wants a password from one that lets nothing through', () => {
    const advice = { 401: /user name and password/, 403: /http\.noProxy/, 407: /user name and password/ };
    for (const status of [401, 403, 407] as const) {
      const { kind, message, info } = networkError(new ProxyAnswer(status), at);
      assert.deepEqual([kind, info.didNotRun], ['network', true]);
      assert.equal(message, `A proxy on the way did not connect to cph.example:443: HTTP ${status}`);
      assert.match(inEnglish(info.advice ?? ''), advice[status]);
    }
  });

  it('says that nothing was sent when no address of a host could be reached', () => {
    for (const code of ['ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNREFUSED']) {
      const all = Object.assign(new AggregateError([]), { code });
      const asFetchTells = {
        code,
        errno: code,
        type: 'system',
        message: 'request to https://a.example/v1 failed, reason: ',
      };
      for (const { kind, message, info } of [networkError(all, at), failure(asFetchTells)]) {
        assert.deepEqual([kind, info.didNotRun], ['network', true]);
        assert.equal(message, `cph.example:443 cannot be reached: ${code}`);
      }
      const later = { ...asFetchTells, message: `${asFetchTells.message}read ${code}`, erroredSysCall: 'read' };
      assert.equal(failure(later).info.didNotRun, code === 'ECONNREFUSED' ? true : undefined);
    }
  });

  it('knows the error of a real fetch when two addresses cannot be reached', async () => {
    const free = await startRawServer(() => undefined);
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
      const url = free.origin.replace('127.0.0.1', 'two.example');
      const { signal } = new AbortController();
      const told: unknown = await send(url, { method: 'GET', headers: {}, redirect: 'manual', signal, size: 1 }).then(
        () => assert.fail('it was reached'),
        (error: unknown) => error,
      );
      assert.ok(told instanceof Error && !('erroredSysCall' in told && told.erroredSysCall !== undefined));
      assert.equal(networkError(Object.assign(told, { code: 'ENETUNREACH' }), at).info.didNotRun, true);
    } finally {
      Reflect.set(dns, 'lookup', lookup);
    }
  });

  it('does not accept a success that a proxy invented, and sends one request', async () => {
    const proxy = await startRawServer((response) => {
      json(response, { request_id: 'r', jobs: [] }, 201, { [PROXY_ANSWER_HEADER]: '1' });
    });
    try {
      const account = { projectId: '0123456789abcdef0123456789abcdef' };
      const { cph } = testClients({ origin: proxy.origin, account }, new TokenInHand('t'));
      const { kind, info } = await apiError(cph.restartServers(['a'.repeat(32)]));
      assert.deepEqual([kind, info.status, info.didNotRun, proxy.seen.length], ['network', 201, true, 1]);
    } finally {
      await proxy.close();
    }
  });
});
