import assert from 'node:assert/strict';
import * as v from 'valibot';
import { repeatedText } from '../../../src/api/answer/decode';
import { HostQueue } from '../../../src/api/http/hostQueue';
import { parseJson } from '../../../src/api/answer/json';
import { networkError } from '../../../src/api/http/networkError';
import { parseTime } from '../../../src/api/answer/time';
import { TestClock } from '../../support/testClock';

describe('the reading of JSON', () => {
  it('keeps every digit of a long whole number, as text', () => {
    const read = parseJson(
      '{"a":1008600000000000001,"b":[9007199254740993,-12345678901234567890],"c":9007199254740991}',
    );
    assert.deepEqual(read, {
      a: '1008600000000000001',
      b: ['9007199254740993', '-12345678901234567890'],
      c: 9007199254740991,
    });
  });

  it('leaves digits inside texts, decimals and exponents alone', () => {
    const text = '{"a":"x:1008600000000000001","b":1.5,"c":1e3,"d":0.1234567890123456,"e": 1008600000000000001}';
    assert.deepEqual(parseJson(text), {
      a: 'x:1008600000000000001',
      b: 1.5,
      c: 1000,
      d: 0.1234567890123456,
      e: '1008600000000000001',
    });
  });

  it('takes the last of two equal keys, with both parsers', () => {
    assert.deepEqual(parseJson('{"a":1,"a":2}'), { a: 2 });
    assert.deepEqual(parseJson('{"a":1,"a":1008600000000000001}'), { a: '1008600000000000001' });
  });

  it('refuses what is not JSON', () => {
    assert.throws(() => parseJson('<html>'));
    assert.throws(() => parseJson('{"a":1008600000000000001'));
  });
});

describe('the reading of times', () => {
  it('treats all of them as UTC', () => {
    const truth = Date.UTC(2026, 0, 4, 9, 5, 22);
    for (const time of [
      '2026-01-04T09:05:22Z',
      '2026-01-04T09:05:22',
      '2026-01-04 09:05:22',
      '2026-01-04T09:05:22.000000Z',
    ]) {
      assert.equal(parseTime(time), truth, time);
    }
    assert.equal(parseTime('2026-01-04T11:05:22+02:00'), truth);
    assert.equal(parseTime('never'), undefined);
  });
});

describe('the queue of a host', () => {
  it('follows a changed limit, and keeps hosts apart', async () => {
    let limit = 1;
    const queue = new HostQueue(() => limit, new TestClock());
    const first = await queue.enter('a');
    const other = await queue.enter('b');
    const entered: number[] = [];
    const waiting = [1, 2, 3].map((nth) => queue.enter('a').then((place) => (entered.push(nth), place)));
    limit = 2;
    first.leave();
    const [second, third] = await Promise.all(waiting.slice(0, 2));
    assert.deepEqual(entered, [1, 2]);
    second?.leave();
    (await waiting[2])?.leave();
    third?.leave();
    other.leave();
    assert.deepEqual(entered, [1, 2, 3]);
  });
});

describe('the meaning of a failed fetch', () => {
  const at = { host: 'cph.example', info: { request: 'GET /v1' } };
  const failure = (fields: Record<string, string>) => networkError(Object.assign(new Error('x'), fields), at);

  it('is that nothing ran when the connection was never established', () => {
    for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']) {
      const { kind, info } = failure({ code });
      assert.deepEqual([kind, info.didNotRun], ['network', true], code);
    }
    for (const code of ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']) {
      assert.equal(failure({ code, erroredSysCall: 'connect' }).info.didNotRun, true, code);
      assert.equal(failure({ code, erroredSysCall: 'read' }).info.didNotRun, undefined, code);
    }
  });

  it('is that nothing ran when the certificate is not trusted', () => {
    for (const code of [
      'CERT_HAS_EXPIRED',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ]) {
      const { kind, message, info } = failure({ code });
      assert.deepEqual([kind, info.didNotRun], ['tls', true]);
      assert.ok(message.endsWith(code));
    }
  });

  it('is that the request may have run when the connection breaks later', () => {
    for (const code of ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_SSL_BAD_RECORD_MAC', 'EPROTO']) {
      const { kind, info } = failure({ code });
      assert.deepEqual([kind, info.didNotRun], ['network', undefined], code);
    }
    for (const odd of [undefined, null, 'text']) {
      assert.match(networkError(odd, at).message, /broke: closed too early/);
    }
  });
});

describe('a text that many rows share', () => {
  it('stays the same, however many there are', () => {
    const texts = Array.from({ length: 20_001 }, (_, index) => `zone ${index}`);
    assert.deepEqual(
      texts.map((text) => v.parse(repeatedText, text)),
      texts,
    );
    assert.equal(v.parse(repeatedText, ''), undefined);
  });
});
