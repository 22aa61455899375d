import assert from 'node:assert/strict';
import { redact } from '../../../src/auth/redact';

const SECRET = 'MII/a+b=c"d\\e f';

describe('redaction', () => {
  it('takes live secrets out, as they are, URL-encoded and inside JSON', () => {
    const line = `${SECRET} ${encodeURIComponent(SECRET)} ${JSON.stringify({ any: SECRET })}`;
    assert.equal(redact(line, [SECRET]), '<redacted> <redacted> {"any":"<redacted>"}');
  });

  it('takes the longer secret out first, so that no end of it stays', () => {
    assert.equal(redact('abcdef abcd', ['abcd', 'abcdef']), '<redacted> <redacted>');
  });

  it('leaves alone what is too short to be told from ordinary text', () => {
    assert.equal(redact('a line of text', ['a', 'of', '']), 'a line of text');
  });

  it('does not stumble over a secret that cannot be URL-encoded', () => {
    assert.equal(redact('x \ud800abc y', ['\ud800abc']), 'x <redacted> y');
  });

  for (const header of ['X-Auth-Token', 'x-subject-token', 'AUTHORIZATION', 'Cookie']) {
    it(`takes the value of the header ${header} out by name`, () => {
      assert.equal(redact(`GET / \n${header}: un known\nAccept: x`, []), `GET / \n${header}: <redacted>\nAccept: x`);
    });
  }

  it('takes the value of a JSON field out by name, whatever its case and however deep the quoting', () => {
    assert.equal(redact('{"Password":"p\\"q","user":"dev1"}', []), '{"Password":"<redacted>","user":"dev1"}');
    const nested = JSON.stringify({ body: JSON.stringify({ token: 'abc', id: 1 }) });
    assert.equal(redact(nested, []), '{"body":"{\\"token\\":\\"<redacted>\\",\\"id\\":1}"}');
  });

  it('takes the value of a query parameter out by name', () => {
    assert.equal(redact('GET /x?token=abc&page=1', []), 'GET /x?token=<redacted>&page=1');
  });

  it('leaves ordinary lines as they are', () => {
    const lines = [
      'Restart #3 web-01 (1234567b8bab40ffb711234cb80d0234) job 1564567b8bab40f34711234cb80d0123: succeeded in 12 s',
      'GET /v3/auth/tokens 200 - 12 ms -',
      'The token could not be renewed and is used until its end: Staging',
    ];
    for (const line of lines) {
      assert.equal(redact(line, ['some-other-secret']), line);
    }
  });
});
