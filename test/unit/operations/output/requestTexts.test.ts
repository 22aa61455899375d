import assert from 'node:assert/strict';
import { asCurl } from '../../../../src/operations/output/curl';
import { asHttp } from '../../../../src/operations/output/httpText';

const read = { method: 'GET', url: "https://h.example.com/v1?name=it's", headers: { Accept: '*/*' } } as const;
const act = {
  method: 'POST',
  url: 'https://h.example.com/v1',
  headers: { 'Content-Type': 'application/json' },
  body: '{"ids":["o\'a"]}',
} as const;

describe('a request that is shown', () => {
  it('as cURL has its headers, its body and the name of the token, and quotes that a shell reads', () => {
    assert.equal(
      asCurl([act]),
      [
        "curl --globoff --request POST 'https://h.example.com/v1' \\",
        "  --header 'Content-Type: application/json' \\",
        '  --header "X-Auth-Token: $TOKEN" \\',
        `  --data-raw '{"ids":["o'\\''a"]}'`,
      ].join('\n'),
    );
  });

  it('as cURL has no body where it has none, and an empty line before the next one', () => {
    const [first = '', second = '', ...rest] = asCurl([read, act]).split('\n\n');
    assert.deepEqual(rest, []);
    assert.equal(second, asCurl([act]));
    assert.equal(
      first,
      [
        "curl --globoff --request GET 'https://h.example.com/v1?name=it'\\''s' \\",
        "  --header 'Accept: */*' \\",
        '  --header "X-Auth-Token: $TOKEN"',
      ].join('\n'),
    );
  });

  it('as cURL says what to use where the sign-in is an access key, which has no token', () => {
    const [said = '', ...commands] = asCurl([read, act], 'signature').split('\n\n');
    assert.ok(said.split('\n').every((line) => line.startsWith('# ')));
    assert.match(said, /access key, which has no token/);
    assert.equal(commands.join('\n\n'), asCurl([read, act]));
  });

  it('as HTTP has names in the place of what proves who asks', () => {
    assert.equal(asHttp(read, 'token'), "GET https://h.example.com/v1?name=it's\nAccept: */*\nX-Auth-Token: $TOKEN");
    assert.equal(
      asHttp(act, 'signature'),
      [
        'POST https://h.example.com/v1',
        'Content-Type: application/json',
        'X-Sdk-Date: $DATE',
        'Authorization: SDK-HMAC-SHA256 $SIGNATURE',
        '',
        '{',
        '  "ids": [',
        '    "o\'a"',
        '  ]',
        '}',
      ].join('\n'),
    );
  });
});
