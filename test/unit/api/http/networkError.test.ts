import assert from 'node:assert/strict';
import { networkError } from '../../../../src/api/http/networkError';
import { PROXY_ANSWER_HEADER, ProxyAnswer } from '../../../../src/api/http/proxyAnswer';
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
    ['CERT_HAS_EXPIRED', /has expired or is not yet valid/, /clock of this computer/],
    ['CERT_NOT_YET_VALID', /has expired or is not yet valid/, /clock of this computer/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for another host/, /Check the project’s endpoints/],
    ['CERT_REVOKED', /is not valid/, /Contact the operator/],
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
    const text = 'request to https://a failed, reason: Failed to establish a socket connection to proxies: PROXY p:1';
    const { kind, message, info } = networkError(new Error(text), { ...at, mayHaveLeft: false });
    assert.deepEqual([kind, info.didNotRun], ['network', true]);
    assert.equal(message, 'The proxy on the way to cph.example:443 cannot be reached.');
    assert.match(inEnglish(info.advice ?? ''), /http\.proxy/);
  });

  it('distinguishes a proxy that wants a password from one that lets nothing through', () => {
    const advice = { 401: /user name and password/, 403: /http\.noProxy/, 407: /user name and password/ };
    for (const status of [401, 403, 407] as const) {
      const { kind, message, info } = networkError(new ProxyAnswer(status), at);
      assert.deepEqual([kind, info.didNotRun], ['network', true]);
      assert.equal(message, `A proxy did not connect to cph.example:443: HTTP ${status}`);
      assert.match(inEnglish(info.advice ?? ''), advice[status]);
    }
  });

  for (const code of [
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ETIMEDOUT',
    'ECONNRESET',
    'EPIPE',
    'ECONNREFUSED',
    'EPROTO',
    '',
  ]) {
    it(`goes by the notes of the connection alone, where there are some, after ${code || 'an error without a code'}`, () => {
      const error = Object.assign(new AggregateError([]), code === '' ? {} : { code });
      const before = networkError(error, { ...at, mayHaveLeft: false });
      assert.deepEqual([before.kind, before.info.didNotRun], ['network', true]);
      assert.equal(before.message, `cph.example:443 cannot be reached: ${code || 'AggregateError'}`);
      const later = networkError(error, { ...at, mayHaveLeft: true });
      assert.deepEqual([later.kind, later.info.didNotRun], ['network', undefined]);
      assert.equal(later.message, `The connection to cph.example:443 broke: ${code || 'AggregateError'}`);
    });
  }

  it('is that the handshake failed only where the connection did not stand yet', () => {
    const error = Object.assign(new Error('x'), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    assert.equal(networkError(error, { ...at, mayHaveLeft: false }).kind, 'tls');
    const { kind, info } = networkError(error, { ...at, mayHaveLeft: true });
    assert.deepEqual([kind, info.didNotRun], ['network', undefined]);
  });

  it('does not accept a success that a proxy invented, and sends one request', async () => {
    const proxy = await startRawServer((response) => {
      json(response, { request_id: 'r', jobs: [] }, 201, { [PROXY_ANSWER_HEADER]: '1' });
    });
    try {
      const { cph } = testClients(proxy, new TokenInHand('t'));
      const { kind, info } = await apiError(cph.restartServers(['a'.repeat(32)]));
      assert.deepEqual([kind, info.status, info.didNotRun, proxy.seen.length], ['network', 201, true, 1]);
    } finally {
      await proxy.close();
    }
  });
});
