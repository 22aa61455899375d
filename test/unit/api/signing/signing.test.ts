import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type UnsignedRequest } from '../../../../src/api/request/authorizer';
import { type AccessKey, canonicalRequest, checkAccessKey, signRequest } from '../../../../src/api/signing/signing';
import { ApiError } from '../../../../src/api/errors/errors';
import { buildUrl } from '../../../../src/api/request/url';

const KEY: AccessKey = { accessKeyId: 'AccessKey', secretAccessKey: 'SecretKey' };
const DATE = new Date(Date.UTC(2019, 10, 15, 3, 36, 55, 999));
const STAMP = '20191115T033655Z';
const VPCS =
  'https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0';
const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Vector {
  readonly what: string;
  readonly request: Omit<UnsignedRequest, 'url'> & { readonly url: string };
  readonly signedHeaders: string;
  readonly hash: string;
  /** Absent when the secret of the published example is masked. */
  readonly signature?: string;
}

const published: Vector[] = [
  {
    what: 'a listing, from the tests of the vendor’s .NET SDK',
    request: { method: 'GET', url: VPCS, headers: {} },
    signedHeaders: 'host;x-sdk-date',
    hash: '0e84e7853cf87931d965c80e83bffb15aa865326db3a6f57aa2560a7601dfe18',
    signature: 'fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d',
  },
  {
    what: 'a POST with a body, from the tests of the vendor’s .NET SDK',
    request: {
      method: 'POST',
      url: 'https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123',
      headers: {},
      body: '{"key":"value"}',
    },
    signedHeaders: 'host;x-sdk-date',
    hash: '79be7a43859f485df125c417ebb8821754c7ed42f6742ce8b0fd74b2b303446d',
    signature: 'b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771',
  },
  {
    what: 'a listing with a content type, from api-sign-algorithm-005.html',
    request: { method: 'GET', url: VPCS, headers: JSON_TYPE },
    signedHeaders: 'content-type;host;x-sdk-date',
    hash: 'b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a',
  },
];

const ours: Vector[] = [
  {
    what: 'a reboot of KooPhone',
    request: {
      method: 'POST',
      url: 'https://koophone.myhuaweicloud.com/v1/instances/reboot',
      headers: JSON_TYPE,
      body: '{"instance_ids":["a44uhlf7"]}',
    },
    signedHeaders: 'content-type;host;x-sdk-date',
    hash: '5d7efd025c5112c0f3899f73b9908bfeccf91d797748fed2375cee2bb0f3a7f4',
    signature: '03a01e48271b8dee4831d5c69502057b6c58c30aca077703d7eb8935a8f854a9',
  },
  {
    what: 'a search of CPH in a project',
    request: {
      method: 'GET',
      url: 'https://cph.cn-north-4.myhuaweicloud.com/v1/0123456789abcdef0123456789abcdef/cloud-phone/phones?limit=2&offset=0&phone_name=a%20b%2Fc~',
      headers: { ...JSON_TYPE, 'X-Project-Id': '0123456789abcdef0123456789abcdef' },
    },
    signedHeaders: 'content-type;host;x-project-id;x-sdk-date',
    hash: 'b63dee477871875c85f2b485e3eecc2658409d445239d8a4992f7340c3ee406f',
    signature: '6854953decfa2e92af170e70dc283f520da7646813dc1f45532eb89a4f65a3ed',
  },
];

const get = (url: string, headers: Record<string, string> = {}): UnsignedRequest => ({
  method: 'GET',
  url: new URL(url),
  headers,
});

const textOf = (request: UnsignedRequest): string => canonicalRequest(request, { 'X-Sdk-Date': STAMP }).text;

describe('signing with an access key', () => {
  for (const { what, request, signedHeaders, hash, signature } of [...published, ...ours]) {
    it(`gives the known signature: ${what}`, () => {
      const unsigned = { ...request, url: new URL(request.url) };
      assert.equal(createHash('sha256').update(textOf(unsigned)).digest('hex'), hash);
      const proof = signRequest(unsigned, KEY, DATE);
      assert.equal(proof['X-Sdk-Date'], STAMP);
      const start = `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=${signedHeaders}, Signature=`;
      assert.match(proof['Authorization'] ?? '', new RegExp(`^${start}${signature ?? '[0-9a-f]{64}'}$`));
    });
  }

  it('puts the parts in the documented order, and an empty line after the headers', () => {
    assert.deepEqual(textOf({ ...get('https://a.example/v1/x?b=2&a=1'), method: 'POST', body: '' }).split('\n'), [
      'POST',
      '/v1/x/',
      'a=1&b=2',
      'host:a.example',
      `x-sdk-date:${STAMP}`,
      '',
      'host;x-sdk-date',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ]);
  });

  it('does not add a second slash to a path that ends with one', () => {
    assert.equal(textOf(get('https://a.example')).split('\n')[1], '/');
    assert.equal(textOf(get('https://a.example/v1/')).split('\n')[1], '/v1/');
  });

  it('signs the port of a host, and leaves out the default port', () => {
    assert.ok(textOf(get('http://127.0.0.1:8123/v1')).includes('\nhost:127.0.0.1:8123\n'));
    assert.ok(textOf(get('https://a.example:443/v1')).includes('\nhost:a.example\n'));
  });

  it('sorts equal names by value, escapes all but letters, digits and -_.~, and keeps empty values', () => {
    const query = (search: string) => textOf(get(`https://a.example/v1?${search}`)).split('\n')[2];
    assert.equal(query('b=2&a=9&b=1&a'), 'a=&a=9&b=1&b=2');
    assert.equal(query('b=2&a=9&b=1&a='), 'a=&a=9&b=1&b=2');
    assert.equal(query("n=!'()*+ é\u{1f600}/~"), 'n=%21%27%28%29%2A%20%20%C3%A9%F0%9F%98%80%2F~');
    assert.equal(query('n=a%20b'), query('n=a+b'));
    assert.equal(query('a=b=c'), 'a=b%3Dc');
    assert.equal(query('a&a'), 'a=&a=');
  });

  it('signs spaces as they are sent: as %20, and never as a plus, which not every gateway reads as a space', () => {
    const url = buildUrl('https://a.example', ['v1'], { name: 'a b+c', also: '1' });
    assert.equal(url.href, 'https://a.example/v1?name=a%20b%2Bc&also=1');
    assert.equal(textOf({ method: 'GET', url, headers: {} }).split('\n')[2], 'also=1&name=a%20b%2Bc');
  });

  it('signs only headers that nothing on the way changes, whatever their case, without spaces around the value', () => {
    const headers = {
      Accept: 'application/json',
      'CONTENT-type': ' application/json ',
      'x-request-id': '1',
      'X-Project-Id': 'p',
      'x-domain-id': 'd',
    };
    const { text, signedHeaders } = canonicalRequest(get('https://a.example/v1', headers), { 'X-Sdk-Date': STAMP });
    assert.equal(signedHeaders, 'content-type;host;x-domain-id;x-project-id;x-sdk-date');
    assert.ok(
      text.includes('\ncontent-type:application/json\nhost:a.example\nx-domain-id:d\nx-project-id:p\nx-sdk-date:'),
    );
  });

  it('sends the security token of a temporary key, and signs it', () => {
    const proof = signRequest(get('https://a.example/v1'), { ...KEY, securityToken: 'temporary' }, DATE);
    assert.equal(proof['X-Security-Token'], 'temporary');
    assert.match(proof['Authorization'] ?? '', /SignedHeaders=host;x-sdk-date;x-security-token,/);
    assert.notEqual(
      proof['Authorization'],
      signRequest(get('https://a.example/v1'), { ...KEY, securityToken: 'other' }, DATE)['Authorization'],
    );
  });

  it('refuses a path that needs escaping, because the guide and the SDK escape it differently', () => {
    assert.throws(() => textOf(get('https://a.example/v1/a%20b')), isConfigError);
  });

  it('refuses a key that cannot stand in a header, and does not quote it', () => {
    const wrong: Partial<AccessKey>[] = [
      { accessKeyId: '' },
      { accessKeyId: 'A, Signature=0' },
      { secretAccessKey: '' },
      { secretAccessKey: 'two words' },
      { securityToken: 'x\r\nEvil: 1' },
    ];
    for (const part of wrong) {
      const key = { ...KEY, ...part };
      assert.throws(() => signRequest(get('https://a.example/v1'), key, DATE), isConfigError);
      assert.throws(() => {
        checkAccessKey(key);
      }, isConfigError);
    }
    assert.doesNotThrow(() => {
      checkAccessKey({ ...KEY, securityToken: 'abc/+==' });
    });
  });
});

function isConfigError(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'config' && !/Evil|two words|Signature/.test(error.message);
}
