import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact, redactAnswer } from '../../../../src/auth/redaction/redact';

const SECRET = 'MII/a+b=c"d\\e f';

describe('redaction', () => {
  it('masks live secrets, as they are, URL-encoded and inside JSON', () => {
    const line = `${SECRET} ${encodeURIComponent(SECRET)} ${JSON.stringify({ any: SECRET })}`;
    assert.equal(redact(line, [SECRET]), '<redacted> <redacted> {"any":"<redacted>"}');
  });

  it('masks the longer secret first, so that no end of it stays', () => {
    assert.equal(redact('abcdef abcd', ['abcd', 'abcdef']), '<redacted> <redacted>');
  });

  it('leaves secrets alone that are too short to tell from ordinary text', () => {
    assert.equal(redact('a line of text', ['a', 'of', '']), 'a line of text');
  });

  it('accepts a secret that cannot be URL-encoded', () => {
    assert.equal(redact('x \ud800abc y', ['\ud800abc']), 'x <redacted> y');
  });

  for (const header of ['X-Auth-Token', 'x-subject-token', 'AUTHORIZATION', 'Cookie']) {
    it(`masks the value of the header ${header} by its name`, () => {
      assert.equal(redact(`GET / \n${header}: un known\nAccept: x`, []), `GET / \n${header}: <redacted>\nAccept: x`);
    });
  }

  it('masks the value of a JSON field by its name, in any case and any depth of quoting', () => {
    assert.equal(redact('{"Password":"p\\"q","user":"dev1"}', []), '{"Password":"<redacted>","user":"dev1"}');
    const nested = JSON.stringify({ body: JSON.stringify({ token: 'abc', id: 1 }) });
    assert.equal(redact(nested, []), '{"body":"{\\"token\\":\\"<redacted>\\",\\"id\\":1}"}');
  });

  it('masks the value of a query parameter by its name', () => {
    assert.equal(redact('GET /x?token=abc&page=1', []), 'GET /x?token=<redacted>&page=1');
  });

  it('leaves ordinary lines as they are', () => {
    const lines = [
      'Restart #3 web-01 (1234567b8bab40ffb711234cb80d0234) job 1564567b8bab40f34711234cb80d0123: succeeded in 12 s',
      'GET /v3/auth/tokens 200 - 12 ms -',
      'The token could not be renewed and is used until it expires: Staging',
      'The proxy wants a user name and password. See the setting http.proxy.',
    ];
    for (const line of lines) {
      assert.equal(redact(line, ['some-other-secret']), line);
    }
  });

  const LONG = 'MIIvery-Long.Secret/with+signs=and_ümläute_0123456789';

  it('masks base64, standard and URL-safe, wherever the secret begins among the bytes', () => {
    fc.assert(
      fc.property(
        fc.string({
          minLength: 8,
          maxLength: 60,
          unit: fc.constantFrom('a', 'Z', '0', '9', '+', '/', '=', ' ', 'ü', '☎'),
        }),
        fc.string({ maxLength: 9 }),
        fc.string({ maxLength: 9 }),
        fc.constantFrom('base64', 'base64url'),
        (secret, before, after, encoding) => {
          const line = redact(Buffer.from(before + secret + after).toString(encoding), [secret]);
          const left = line.split('<redacted>').join('');
          // The characters that stay also carry bits of the neighbouring bytes.
          const most = Math.ceil(((before.length + after.length) * 3 * 4) / 3) + 8;
          return line.includes('<redacted>') && left.length <= most;
        },
      ),
    );
  });

  it('masks every piece of 16 characters, whatever is around it', () => {
    for (const spelling of [LONG, encodeURIComponent(LONG), Buffer.from(LONG).toString('base64')]) {
      for (let at = 0; at + 16 <= spelling.replace(/=+$/, '').length; at++) {
        const piece = spelling.slice(at, at + 16);
        const line = redact(`begin ${piece} end`, [LONG]);
        assert.equal(line, 'begin <redacted> end', piece);
      }
    }
  });

  it('leaves pieces of 15 characters, and text that only resembles a secret', () => {
    assert.equal(redact(`x ${LONG.slice(3, 18)} y`, [LONG]), `x ${LONG.slice(3, 18)} y`);
    const similar = LONG.replaceAll(/(.{7})./g, '$1#');
    assert.equal(redact(similar, [LONG]), similar);
  });

  it('masks every occurrence of a secret, and two secrets that overlap', () => {
    assert.equal(redact(`${LONG}${LONG} ${LONG}`, [LONG]).replaceAll('<redacted>', ''), ' ');
    const [one, two] = [LONG.slice(0, 30), LONG.slice(20)];
    assert.equal(redact(`a ${LONG} b`, [one, two]), 'a <redacted> b');
  });

  it('finds a new secret at once, and an old one no more', () => {
    assert.equal(redact(LONG, [LONG]), '<redacted>');
    assert.equal(redact(LONG, []), LONG);
    assert.equal(redact(LONG, ['another-secret', LONG]), '<redacted>');
  });

  it('is quick enough for every line: a hundred kilobytes with ten long tokens live', () => {
    const tokens = Array.from({ length: 10 }, (_, n) => `${n}`.repeat(3) + 'MIItoken'.repeat(500));
    const text = 'an ordinary word '.repeat(6000);
    const began = performance.now();
    assert.equal(redact(text, tokens), text);
    const ms = performance.now() - began;
    assert.ok(ms < 2000, `${ms} ms`);
  });
});

describe('redaction of an answer', () => {
  it('masks a long secret in any response of a cloud, and the response stays JSON', () => {
    const token = `MII"${'x'.repeat(40)}`;
    const body = JSON.stringify({ error_msg: `bad token ${token}`, servers: [{ server_name: token }] });
    assert.deepEqual(JSON.parse(redactAnswer(body, [token])), {
      error_msg: 'bad token <redacted>',
      servers: [{ server_name: '<redacted>' }],
    });
  });

  it('leaves ids alone that contain a short password by chance', () => {
    const body = '{"server_id":"1234567b8bab40ffb711234cb80d0234"}';
    assert.equal(redactAnswer(body, ['1234567b']), body);
  });
});
